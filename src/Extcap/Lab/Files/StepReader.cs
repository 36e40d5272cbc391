using System.Globalization;
using TcpCodec;
using TcpEngine;
using YamlDotNet.RepresentationModel;

namespace Extcap.Lab.Files;

/// <summary>Reads what hosts do, and when, and what is done to packets.</summary>
internal sealed class StepReader(IReadOnlyCollection<string> hosts, IReadOnlyCollection<string> nodes, IReadOnlyList<ScenarioLink> links, LinkSettings defaultLink, TcpConnectionOptions connections)
{
    private static readonly (string Word, ScenarioActionKind Value)[] Actions =
    [
        ("listen", ScenarioActionKind.Listen), ("connect", ScenarioActionKind.Connect), ("send", ScenarioActionKind.Send), ("send-urgent", ScenarioActionKind.SendUrgent),
        ("stop-reading", ScenarioActionKind.StopReading), ("read", ScenarioActionKind.Read), ("close", ScenarioActionKind.Close), ("release", ScenarioActionKind.Release),
        ("abort", ScenarioActionKind.Abort), ("crash", ScenarioActionKind.Crash), ("restart", ScenarioActionKind.Restart), ("forge", ScenarioActionKind.Inject),
        ("syn-flood", ScenarioActionKind.SynFlood), ("change-link", ScenarioActionKind.ChangeLink),
    ];

    private static readonly (string Word, PacketClass Value)[] Classes =
    [
        ("any", PacketClass.Any), ("syn", PacketClass.Syn), ("syn-ack", PacketClass.SynAck), ("ack", PacketClass.Ack), ("data", PacketClass.Data),
        ("fin", PacketClass.Fin), ("rst", PacketClass.Reset), ("other", PacketClass.NotTcp),
    ];

    /// <summary>A step.</summary>
    public ScenarioStep Step(YamlNode node)
    {
        Fields fields = new(node, "a step");
        string host = Name(fields, "host", hosts, "host") ?? throw new ScenarioFileException(node, "'host' is missing: who does it?");
        ScenarioActionKind kind = fields.Choice("do", Actions) ?? throw new ScenarioFileException(node, "'do' is missing: what does the host do?");
        ScenarioTrigger trigger = Trigger(fields);
        ScenarioStep step = new(host, trigger, Action(fields, host, kind)) { Socket = fields.Text("socket") ?? "" };
        fields.End();
        return step;
    }

    /// <summary>A fault.</summary>
    public PacketFault Fault(YamlNode node)
    {
        Fields fields = new(node, "a fault");
        string from = Name(fields, "from", nodes, "host or router") ?? throw new ScenarioFileException(node, "'from' is missing: who sends the packet?");
        PacketFaultKind kind = fields.Choice(
            "do",
            ("drop", PacketFaultKind.Drop),
            ("delay", PacketFaultKind.Delay),
            ("duplicate", PacketFaultKind.Duplicate),
            ("corrupt", PacketFaultKind.Corrupt),
            ("mark", PacketFaultKind.Mark)) ?? throw new ScenarioFileException(node, "'do' is missing: what happens to the packet?");
        PacketFault fault = new(from, kind, fields.Choice("packet", Classes) ?? PacketClass.Any, (fields.Number("number", 1, int.MaxValue) ?? 1) - 1, fields.Number("count", 1, int.MaxValue) ?? 1)
        {
            To = Name(fields, "to", nodes, "host or router"),
            Delay = fields.Time("by") ?? Duration.Zero,
            ByteFromEnd = fields.Number("byte-from-end", 0, ushort.MaxValue) ?? 0,
        };
        if (kind == PacketFaultKind.Delay && fault.Delay == Duration.Zero)
        {
            throw new ScenarioFileException(node, "'by' is missing: how much later does the packet arrive?");
        }

        fields.End();
        return fault;
    }

    private static string? Name(Fields fields, string key, IReadOnlyCollection<string> known, string what)
    {
        string? name = fields.Text(key);
        return name is null || known.Contains(name) ? name : throw new ScenarioFileException(fields[key]!, $"There is no {what} '{name}'. There are: {string.Join(", ", known)}.");
    }

    private static ScenarioTrigger Trigger(Fields fields)
    {
        Duration? at = fields.Time("at");
        Duration after = fields.Time("after") ?? Duration.Zero;
        string? when = fields.Text("when");
        if (at is { } time)
        {
            return when is null && after == Duration.Zero ? new ScenarioTrigger(ScenarioTriggerKind.Start, time) : throw new ScenarioFileException(fields.Node, "A step has 'at', or 'when' with 'after', but not both.");
        }

        string[] words = (when ?? throw new ScenarioFileException(fields.Node, "'at' or 'when' is missing: when does it happen?")).Split(' ', 2);
        YamlNode place = fields["when"]!;
        long bytes = 0;
        if (words[0] == "received" && (words.Length < 2 || !Quantity.TryParseSize(words[1], out bytes, out _)))
        {
            throw new ScenarioFileException(place, "How much must be received? Write: received 100 kB");
        }

        ScenarioTriggerKind kind = (words[0], words.Length) switch
        {
            ("connected", 1) => ScenarioTriggerKind.Connected,
            ("peer-closed", 1) => ScenarioTriggerKind.PeerClosed,
            ("closed", 1) => ScenarioTriggerKind.Closed,
            ("urgent-data", 1) => ScenarioTriggerKind.UrgentData,
            ("received", 2) => ScenarioTriggerKind.Received,
            _ => throw new ScenarioFileException(place, $"'when' must be one of connected, received SIZE, urgent-data, peer-closed, closed, not '{when}'."),
        };
        return new ScenarioTrigger(kind, after) { Bytes = bytes };
    }

    private ScenarioAction Action(Fields fields, string host, ScenarioActionKind kind)
    {
        ScenarioAction action = new(kind);
        switch (kind)
        {
            case ScenarioActionKind.Listen:
                return action with
                {
                    Port = Port(fields, "port") ?? action.Port,
                    Backlog = fields.Number("backlog", 0, 1_000_000) ?? action.Backlog,
                    SynCookies = fields.Flag("syn-cookies") ?? action.SynCookies,
                    FastOpenLimit = fields.Number("fast-open", 0, 1_000_000) ?? action.FastOpenLimit,
                    Options = Options(fields),
                };
            case ScenarioActionKind.Connect:
                return action with
                {
                    Peer = Peer(fields, host),
                    Port = Port(fields, "port") ?? action.Port,
                    LocalPort = Port(fields, "from-port") ?? 0,
                    Bytes = fields.Size("bytes") ?? 0,
                    BytesBeforeWrap = (uint?)fields.Size("bytes-before-wrap") ?? 0,
                    Options = Options(fields),
                };
            case ScenarioActionKind.Send or ScenarioActionKind.Read:
                bool isSend = kind == ScenarioActionKind.Send;
                action = action with { Bytes = fields.Size("bytes", long.MaxValue) ?? 0, Interval = fields.Time("every") ?? Duration.Zero, Piece = (int?)fields.Size("piece") ?? 0 };
                bool isWrong = (isSend && action.Bytes == 0) || (action.Interval > Duration.Zero) != (action.Piece > 0);
                return !isWrong ? action : throw new ScenarioFileException(fields.Node, isSend && action.Bytes == 0 ? "'bytes' is missing: how much is sent?" : "'piece' and 'every' go together: so much, so often.");
            case ScenarioActionKind.SendUrgent:
                return action with { Bytes = fields.Size("bytes") ?? throw new ScenarioFileException(fields.Node, "'bytes' is missing: how much is sent?") };
            case ScenarioActionKind.Inject:
                return Forged(fields, action);
            case ScenarioActionKind.SynFlood:
                return action with
                {
                    Peer = Peer(fields, host),
                    Port = Port(fields, "port") ?? action.Port,
                    Count = fields.Number("count", 1, 10_000_000) ?? throw new ScenarioFileException(fields.Node, "'count' is missing: how many SYNs?"),
                    Interval = fields.Time("every") ?? Duration.FromMicroseconds(10),
                };
            case ScenarioActionKind.ChangeLink:
                return ChangedLink(fields, host, action);
            default:
                return action;
        }
    }

    private string Peer(Fields fields, string host)
    {
        string peer = Name(fields, "to", hosts, "host") ?? (hosts.Count == 2 ? hosts.First(other => other != host) : throw new ScenarioFileException(fields.Node, "'to' is missing: to which host?"));
        return peer != host ? peer : throw new ScenarioFileException(fields["to"]!, $"'{host}' cannot be its own peer.");
    }

    private static ushort? Port(Fields fields, string key) => (ushort?)fields.Number(key, 1, ushort.MaxValue);

    private TcpConnectionOptions? Options(Fields fields) => fields.Mapping("connections", "a connection's options") is { } own ? SettingsReader.Connections(own, connections) : null;

    private ScenarioAction ChangedLink(Fields fields, string host, ScenarioAction action)
    {
        string to = Name(fields, "to", nodes, "host or router") ?? throw new ScenarioFileException(fields.Node, "'to' is missing: the link to whom?");
        ScenarioLink link = links.FirstOrDefault(link => (link.Left == host && link.Right == to) || (link.Left == to && link.Right == host))
            ?? throw new ScenarioFileException(fields["to"]!, $"There is no link between '{host}' and '{to}'.");
        Fields changed = fields.Mapping("link", "a link's settings") ?? throw new ScenarioFileException(fields.Node, "'link' is missing: what does it do from now on?");
        LinkSettings settings = SettingsReader.Link(changed, link.Settings ?? defaultLink);
        changed.End();
        return action with { LinkTo = to, Link = settings };
    }

    private ScenarioAction Forged(Fields fields, ScenarioAction action)
    {
        bool isOld = fields.Flag("old-duplicate") ?? false;
        if (fields.Text("packet") is { } hex)
        {
            string digits = string.Concat(hex.Where(character => !char.IsWhiteSpace(character)));
            bool isHex = digits.Length % 2 == 0 && digits.Length > 0 && digits.All(char.IsAsciiHexDigit);
            return isHex ? action with { Packets = [Convert.FromHexString(digits)], IsOldDuplicate = isOld } : throw new ScenarioFileException(fields["packet"]!, "'packet' must be hexadecimal digits, two for each byte.");
        }

        Fields segment = fields.Mapping("segment", "a forged segment") ?? throw new ScenarioFileException(fields.Node, "'segment' or 'packet' is missing: what is forged?");
        ForgedSegment forged = new(
            Name(segment, "from", hosts, "host") ?? throw new ScenarioFileException(segment.Node, "'from' is missing: whom does it pretend to come from?"),
            Name(segment, "to", hosts, "host") ?? throw new ScenarioFileException(segment.Node, "'to' is missing: to whom does it go?"),
            Flags(segment))
        {
            FromPort = Port(segment, "from-port") ?? 0,
            ToPort = Port(segment, "to-port") ?? 80,
            Sequence = Number(segment, "sequence"),
            Acknowledgment = Number(segment, "acknowledgment"),
            Window = (ushort?)segment.Number("window", 0, ushort.MaxValue) ?? ushort.MaxValue,
            Bytes = (int?)segment.Size("bytes", 1400) ?? 0,
        };
        segment.End();
        return action with { Forged = forged, IsOldDuplicate = isOld };
    }

    private static TcpFlags Flags(Fields fields)
    {
        TcpFlags flags = TcpFlags.None;
        foreach (string word in fields.Required("flags").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            flags |= Enum.TryParse(word, ignoreCase: true, out TcpFlags flag) && Enum.IsDefined(flag)
                ? flag
                : throw new ScenarioFileException(fields["flags"]!, $"'{word}' is no TCP flag. There are: {string.Join(", ", Enum.GetNames<TcpFlags>().Select(name => name.ToUpperInvariant()))}.");
        }

        return flags;
    }

    // `1000`, `expected`, `expected + 1000`, `sent - 5`.
    private static ForgedNumber Number(Fields fields, string key)
    {
        if (fields.Text(key) is not { } text)
        {
            return default;
        }

        (ForgedNumberBase from, string rest) = text switch
        {
            _ when text.StartsWith("expected", StringComparison.Ordinal) => (ForgedNumberBase.Expected, text["expected".Length..]),
            _ when text.StartsWith("sent", StringComparison.Ordinal) => (ForgedNumberBase.Sent, text["sent".Length..]),
            _ => (ForgedNumberBase.Absolute, text),
        };
        string digits = rest.Replace(" ", "", StringComparison.Ordinal);
        bool isSimple = digits.Length == 0 && from != ForgedNumberBase.Absolute;
        long offset = 0;
        return isSimple || (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out offset) && Math.Abs(offset) <= uint.MaxValue)
            ? new ForgedNumber(from, offset)
            : throw new ScenarioFileException(fields[key]!, $"'{key}' must be a number, or 'expected' or 'sent', and how far off: expected + 1000");
    }
}
