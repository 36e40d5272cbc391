using System.Globalization;
using System.Text;
using TcpCodec.Dissection;

namespace Extcap.Dissecting;

/// <summary>What the innermost header of a packet says, in a few words as in Wireshark's column. Sequence numbers are those of the packet, not relative ones.</summary>
internal static class LayerSummary
{
    private static readonly (string Field, string Text)[] Flags =
    [
        ("tcp.flags.fin", "FIN"), ("tcp.flags.syn", "SYN"), ("tcp.flags.reset", "RST"), ("tcp.flags.push", "PSH"), ("tcp.flags.ack", "ACK"), ("tcp.flags.urg", "URG"),
        ("tcp.flags.ece", "ECE"), ("tcp.flags.cwr", "CWR"), ("tcp.flags.ae", "AE"),
    ];

    private static readonly (string Field, string Text)[] TcpNumbers =
    [
        ("tcp.seq_raw", "Seq"), ("tcp.ack_raw", "Ack"), ("tcp.window_size_value", "Win"), ("tcp.len", "Len"), ("tcp.options.mss_val", "MSS"), ("tcp.options.wscale.shift", "WS"),
        ("tcp.options.timestamp.tsval", "TSval"), ("tcp.options.timestamp.tsecr", "TSecr"), ("tcp.options.sack_le", "SLE"), ("tcp.options.sack_re", "SRE"),
    ];

    public static string Of(HeaderKind kind, LayerFields fields)
    {
        StringBuilder text = new();
        switch (kind)
        {
            case HeaderKind.Ethernet:
                Numbers(text, fields, [("eth.type", "type"), ("eth.len", "length")]);
                break;
            case HeaderKind.Vlan or HeaderKind.ServiceVlan:
                Numbers(text, fields, [("vlan.id", "VLAN"), ("ieee8021ad.id", "VLAN"), ("vlan.etype", "type")]);
                break;
            case HeaderKind.Ipv4:
                Numbers(text, fields, [("ip.proto", "protocol"), ("ip.id", "id"), ("ip.frag_offset", "offset"), ("ip.flags.mf", "more")]);
                break;
            case HeaderKind.Ipv6:
                Numbers(text, fields, [("ipv6.nxt", "next header")]);
                break;
            case HeaderKind.Ipv6Fragment:
                Numbers(text, fields, [("ipv6.fraghdr.nxt", "next header"), ("ipv6.fraghdr.ident", "id"), ("ipv6.fraghdr.offset", "offset"), ("ipv6.fraghdr.more", "more")]);
                break;
            case HeaderKind.Tcp:
                Ports(text, fields, "tcp");
                text.Append(" [").AppendJoin(", ", Flags.Where(flag => IsSet(fields, flag.Field)).Select(flag => flag.Text)).Append(']');
                Numbers(text, fields, TcpNumbers);
                break;
            case HeaderKind.Udp:
                Ports(text, fields, "udp");
                Numbers(text, fields, [("udp.length", "Length")]);
                break;
            case HeaderKind.Icmpv4:
                Numbers(text, fields, [("icmp.type", "type"), ("icmp.code", "code")]);
                break;
            case HeaderKind.Icmpv6:
                Numbers(text, fields, [("icmpv6.type", "type"), ("icmpv6.code", "code")]);
                break;
        }

        return text.ToString().Trim();
    }

    private static bool IsSet(LayerFields fields, string flag) => fields.TryFindNumber(flag, out Int128 value) && value != 0;

    private static void Ports(StringBuilder text, LayerFields fields, string protocol)
    {
        if (fields.TryFindNumber(protocol + ".srcport", out Int128 source) && fields.TryFindNumber(protocol + ".dstport", out Int128 destination))
        {
            text.Append(CultureInfo.InvariantCulture, $"{source} → {destination}");
        }
    }

    private static void Numbers(StringBuilder text, LayerFields fields, (string Field, string Text)[] numbers)
    {
        foreach ((string field, string name) in numbers)
        {
            bool isShown = fields.TryFindNumber(field, out Int128 number) && (field != "tcp.ack_raw" || IsSet(fields, "tcp.flags.ack"));
            if (isShown)
            {
                text.Append(CultureInfo.InvariantCulture, $" {name}={number}");
            }
        }
    }
}
