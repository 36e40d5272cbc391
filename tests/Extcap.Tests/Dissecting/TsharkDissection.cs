using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Shared;

namespace Extcap.Tests.Dissecting;

/// <summary>What tshark says of the headers that this project has specs for. Every other dissector is off, and so is reassembly, so that no field comes from what a header carries.</summary>
internal sealed partial class TsharkDissection : IDisposable
{
    private const char FieldSeparator = '\x1d';
    private const char ValueSeparator = '\x1e';
    private const string EmptyBytes = "<MISSING>";

    private static readonly string[] Kept =
    [
        "frame", "eth", "ethertype", "vlan", "ieee8021ad", "llc", "null", "raw", "sll", "loop", "ip", "ipv6", "tcp", "udp", "mptcp", "ah", "data", "pkt_comment",
    ];

    private static readonly string[] Preferences =
    [
        "ip.defragment:FALSE", "ipv6.defragment:FALSE", "ip.check_checksum:TRUE", "ip.tso_support:FALSE", "tcp.check_checksum:TRUE", "udp.check_checksum:TRUE",
        "tcp.desegment_tcp_streams:FALSE", "tcp.relative_sequence_numbers:FALSE", "tcp.try_heuristic_first:FALSE",
    ];

    /// <summary>What the program shows besides the fields that specs name.</summary>
    private static readonly string[] Computed =
    [
        "eth.len", "eth.padding", "eth.trailer", "eth.fcs", "vlan.len", "vlan.trailer", "llc.pid", "llc.cisco_pid", "sll.src.eth", "sll.unused", "ip.dsfield", "ip.flags", "ip.checksum.status",
        "ipv6.tclass", "tcp.flags", "tcp.len", "tcp.checksum.status", "tcp.options.sack.count", "udp.checksum.status",
    ];

    /// <summary>Fields that say why tshark shows others otherwise.</summary>
    private static readonly string[] Reasons = ["frame.protocols", "tcp.flags.ace"];

    private static readonly Lazy<Dictionary<string, string>> LazyTypes = new(() => ExternalProgram.Run("tshark", ["-G", "fields"]).Lines
        .Select(line => line.Split('\t')).Where(parts => parts[0] == "F").GroupBy(parts => parts[2]).ToDictionary(group => group.Key, group => group.First()[3]));

    private readonly TemporaryFolder _home = new();
    private readonly string[] _fields;

    /// <summary>Prepares.</summary>
    /// <param name="others">Dissectors that are to be on, too, with their fields.</param>
    public TsharkDissection(params string[] others)
    {
        _fields = [.. SpecFields().Concat(Computed).Concat(others.Select(other => other + ".checksum.status")).Where(name => IsCompared(name, others)).Distinct().Order(StringComparer.Ordinal)];
        string settings = Path.Combine(_home.Path, ".config", "wireshark");
        Directory.CreateDirectory(settings);
        IEnumerable<string> all = ExternalProgram.Run("tshark", ["-G", "protocols"]).Lines.Select(line => line.Split('\t')[^1]);
        File.WriteAllLines(Path.Combine(settings, "disabled_protos"), all.Where(name => !IsKept(name) && !others.Contains(name)));
    }

    /// <summary>The type of each of Wireshark's fields, as <c>FT_UINT16</c>.</summary>
    public static IReadOnlyDictionary<string, string> Types => LazyTypes.Value;

    /// <summary>The fields that are compared.</summary>
    public IReadOnlyList<string> Fields => _fields;

    /// <summary>The names that the specs of TCP/IP's headers give: those of Wireshark's own dissectors.</summary>
    public static string[] SpecFields([CallerFilePath] string file = "")
    {
        string specs = Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "specs");
        return [.. Directory.EnumerateFiles(specs, "*.ksy").SelectMany(path => FilterKey().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value)).Where(name => !name.StartsWith("tcpengine.", StringComparison.Ordinal)).Distinct()];
    }

    public void Dispose() => _home.Dispose();

    /// <summary>Dissects a capture.</summary>
    public List<DissectedFrame> Dissect(string capture)
    {
        string[] asked = [.. Reasons, .. _fields];
        string[] arguments =
        [
            "-n", "-r", capture, "-T", "fields", "-E", $"separator={FieldSeparator}", "-E", $"aggregator={ValueSeparator}", "-E", "occurrence=a",
            .. Preferences.SelectMany(preference => (string[])["-o", preference]), .. asked.SelectMany(field => (string[])["-e", field]),
        ];
        List<DissectedFrame> frames = [];
        ExternalProgram shown = ExternalProgram.Run("tshark", arguments, _home.Path);
        Assert.DoesNotContain("aren't valid", shown.Error, StringComparison.Ordinal);
        foreach (string line in shown.Lines)
        {
            string[] texts = line.Split(FieldSeparator);
            DissectedFrame frame = new() { Protocols = texts[0].Split(':') };
            foreach ((string field, string text) in asked.Zip(texts).Skip(1))
            {
                string[] values = [.. text.Split(ValueSeparator).Where(value => value.Length > 0 && value != EmptyBytes).Select(value => Normal(Types[field], value))];
                if (values.Length > 0)
                {
                    frame.Fields[field] = values;
                }
            }

            frames.Add(frame);
        }

        return frames;
    }

    private static bool IsKept(string name) => Kept.Contains(name) || name.StartsWith("_ws.", StringComparison.Ordinal) || name.StartsWith("ip.options.", StringComparison.Ordinal)
        || name.StartsWith("ipv6.", StringComparison.Ordinal) || name.StartsWith("tcp.options.", StringComparison.Ordinal);

    // Data is long, and the same bytes by another name.
    private static bool IsCompared(string name, string[] others) => !name.EndsWith(".payload", StringComparison.Ordinal)
        && (!name.StartsWith("icmp", StringComparison.Ordinal) || others.Contains(name.Split('.')[0]));

    private static string Normal(string type, string text) => type switch
    {
        "FT_BOOLEAN" => text is "1" or "True" ? "1" : "0",
        "FT_BYTES" => text.Replace(":", "", StringComparison.Ordinal),
        _ when text.StartsWith("0x", StringComparison.Ordinal) => ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        _ => text,
    };

    [GeneratedRegex(@"-hs-filter: (\S+)")]
    private static partial Regex FilterKey();
}
