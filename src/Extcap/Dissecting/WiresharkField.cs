using System.Collections.Frozen;

namespace Extcap.Dissecting;

/// <summary>How the text of a field's value is made.</summary>
internal enum FieldFormat : byte
{
    /// <summary>A number as a number, bytes as hexadecimal digits.</summary>
    Plain,

    /// <summary>Bytes that are a number.</summary>
    Number,

    /// <summary>An address of Ethernet.</summary>
    Ethernet,

    /// <summary>An IPv4 address.</summary>
    Ipv4,

    /// <summary>An IPv6 address.</summary>
    Ipv6,
}

/// <summary>Where Wireshark's field and the field on the wire differ: the one place that knows. A test holds it against <c>tshark -G fields</c>.</summary>
internal static class WiresharkField
{
    private const int LargestLength = 1500; // IEEE 802.3, 3.2.6

    private static readonly FrozenDictionary<string, FieldFormat> Formats = new Dictionary<string, FieldFormat>
    {
        ["eth.dst"] = FieldFormat.Ethernet, ["eth.src"] = FieldFormat.Ethernet, ["sll.src.eth"] = FieldFormat.Ethernet, ["llc.oui"] = FieldFormat.Number,
        ["ip.src"] = FieldFormat.Ipv4, ["ip.dst"] = FieldFormat.Ipv4, ["ip.rec_rt"] = FieldFormat.Ipv4, ["ip.src_rt"] = FieldFormat.Ipv4,
        ["ip.empty_rt"] = FieldFormat.Ipv4, ["ip.cur_rt"] = FieldFormat.Ipv4, ["ip.opt.addr"] = FieldFormat.Ipv4, ["ip.opt.originator"] = FieldFormat.Ipv4,
        ["tcp.options.mptcp.ipv4"] = FieldFormat.Ipv4,
        ["ipv6.src"] = FieldFormat.Ipv6, ["ipv6.dst"] = FieldFormat.Ipv6, ["tcp.options.mptcp.ipv6"] = FieldFormat.Ipv6,
    }.ToFrozenDictionary();

    // Wireshark shows these in bytes; on the wire they count words.
    private static readonly FrozenDictionary<string, int> Units = new Dictionary<string, int>
    {
        ["ip.hdr_len"] = 4, ["tcp.hdr_len"] = 4,
    }.ToFrozenDictionary();

    // Fields that Wireshark shows as one, and the spec in parts: from the highest bit on.
    private static readonly (string Name, (string Part, int Bits)[] Parts)[] Wholes =
    [
        ("ip.dsfield", [("ip.dsfield.dscp", 6), ("ip.dsfield.ecn", 2)]),
        ("ip.flags", [("ip.flags.rb", 1), ("ip.flags.df", 1), ("ip.flags.mf", 1)]),
        ("ipv6.tclass", [("ipv6.tclass.dscp", 6), ("ipv6.tclass.ecn", 2)]),
        ("tcp.flags",
        [
            ("tcp.flags.res", 3), ("tcp.flags.ae", 1), ("tcp.flags.cwr", 1), ("tcp.flags.ece", 1), ("tcp.flags.urg", 1), ("tcp.flags.ack", 1), ("tcp.flags.push", 1),
            ("tcp.flags.reset", 1), ("tcp.flags.syn", 1), ("tcp.flags.fin", 1),
        ]),
    ];

    // Fields of several bits of which Wireshark tells only whether one is set.
    private static readonly string[] TruthValues = ["tcp.flags.res"];

    private static readonly FrozenDictionary<string, int> ReservedOffsets = new Dictionary<string, int>
    {
        ["ip.flags.rb"] = 6, ["tcp.flags.res"] = 12, ["ipv6.fraghdr.reserved_octet"] = 1, ["ipv6.fraghdr.reserved_bits"] = 3,
    }.ToFrozenDictionary();

    /// <summary>The name of a field that depends on its value.</summary>
    public static string NameOf(string filter, Int128 value) => filter switch
    {
        "eth.type" when value <= LargestLength => "eth.len",
        "vlan.etype" when value <= LargestLength => "vlan.len",
        _ => filter,
    };

    /// <summary>What an option calls its field: its kind and its length by these words, in every header's options.</summary>
    public static string InOption(string name) => name switch
    {
        "tcp.option_kind" or "ip.opt.type" or "ipv6.opt.type" => "kind",
        "tcp.option_len" or "ip.opt.len" or "ipv6.opt.length" => "len",
        _ => name,
    };

    public static FieldFormat FormatOf(string name) => Formats.GetValueOrDefault(name);

    public static int UnitOf(string filter) => Units.GetValueOrDefault(filter, 1);

    /// <summary>Where a reserved field is, in bytes from its header's first; 2 for those without a name in Wireshark, which are all there.</summary>
    public static int OffsetOf(string reserved) => ReservedOffsets.GetValueOrDefault(reserved, 2);

    /// <summary>Adds the fields of which only the parts were gathered.</summary>
    public static void AddWholes(LayerFields fields)
    {
        foreach ((string name, (string Part, int Bits)[] parts) in Wholes)
        {
            Int128 whole = 0;
            bool isWhole = true;
            foreach ((string part, int bits) in parts)
            {
                isWhole &= fields.TryFindNumber(part, out Int128 value);
                whole = (whole << bits) | value;
            }

            if (isWhole)
            {
                fields.Add(name, whole);
            }
        }
    }

    /// <summary>Makes truth values of the numbers that Wireshark takes for one; the wholes have been made of them before.</summary>
    public static void MakeTruthValues(LayerFields fields)
    {
        foreach (string name in TruthValues)
        {
            if (fields.TryFindNumber(name, out Int128 value) && value > 1)
            {
                fields.Replace(name, 1);
            }
        }
    }
}
