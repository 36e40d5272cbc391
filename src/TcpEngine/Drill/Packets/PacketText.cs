using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using TcpCodec;

namespace TcpEngine.Drill;

/// <summary>Writes segments as a script would.</summary>
internal static class PacketText
{
    private static readonly (TcpFlags Flag, char Letter)[] Letters =
    [
        (TcpFlags.Fin, 'F'), (TcpFlags.Syn, 'S'), (TcpFlags.Rst, 'R'), (TcpFlags.Psh, 'P'), (TcpFlags.Urg, 'U'), (TcpFlags.Ae, 'A'), (TcpFlags.Ece, 'E'), (TcpFlags.Cwr, 'W'), (TcpFlags.Ack, '.'),
    ];

    /// <summary>The flags: <c>S.</c> for a SYN with ACK.</summary>
    public static string Flags(TcpFlags flags)
    {
        string text = string.Concat(Letters.Where(letter => (flags & letter.Flag) != 0).Select(letter => letter.Letter));
        return text.Length == 0 ? "-" : text;
    }

    /// <summary>A range of sequence numbers with its length.</summary>
    public static string Range(uint start, int length) => string.Create(CultureInfo.InvariantCulture, $"{start}:{unchecked(start + (uint)length)}({length})");

    /// <summary>A whole segment, in the script's numbers.</summary>
    public static string Of(CapturedSegment segment, DrillConnection connection)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"> {Flags(segment.Flags)} {Range(connection.Local.ToScript(segment.Sequence, segment.IsSyn), segment.Payload.Length)}");
        if (segment.IsAck)
        {
            text.Append(CultureInfo.InvariantCulture, $" ack {connection.Remote.ToScript(segment.Acknowledgment, segment.IsSyn)}");
        }

        text.Append(CultureInfo.InvariantCulture, $" win {segment.Window}");
        return segment.Options.Count > 0 ? text.Append(' ').Append(Options(segment.Options, connection)).ToString() : text.ToString();
    }

    /// <summary>A list of options from the wire: <c>&lt;mss 1460,nop,wscale 7&gt;</c>.</summary>
    public static string Options(IEnumerable<byte[]> options, DrillConnection connection) => $"<{string.Join(",", options.Select(option => Option(option, connection)))}>";

    private static string Option(ReadOnlySpan<byte> option, DrillConnection connection)
    {
        ReadOnlySpan<byte> body = option.Length > 1 ? option[2..] : default;
        return ((ScriptTcpOptionKind)option[0], body.Length) switch
        {
            (ScriptTcpOptionKind.Eol, 0) => "eol",
            (ScriptTcpOptionKind.Nop, 0) => "nop",
            (ScriptTcpOptionKind.SackPermitted, 0) => "sackOK",
            (ScriptTcpOptionKind.MaximumSegmentSize, 2) => $"mss {BinaryPrimitives.ReadUInt16BigEndian(body)}",
            (ScriptTcpOptionKind.WindowScale, 1) => $"wscale {body[0]}",
            (ScriptTcpOptionKind.Timestamps, 8) => $"TS val {BinaryPrimitives.ReadUInt32BigEndian(body)} ecr {BinaryPrimitives.ReadUInt32BigEndian(body[4..])}",
            (ScriptTcpOptionKind.Sack, > 0) when body.Length % 8 == 0 => Sack(body, connection),
            (ScriptTcpOptionKind.FastOpen, _) => body.IsEmpty ? "FO" : $"FO {Hex(body)}",
            (ScriptTcpOptionKind.FastOpenExperiment, >= 2) => body.Length == 2 ? "FOEXP" : $"FOEXP {Hex(body[2..])}",
            (ScriptTcpOptionKind.Md5, _) => $"md5 {Hex(body)}",
            (ScriptTcpOptionKind.AccurateEcn0, _) when body.Length % 3 == 0 => Counters(body, ["e0b", "ceb", "e1b"]),
            (ScriptTcpOptionKind.AccurateEcn1, _) when body.Length % 3 == 0 => Counters(body, ["e1b", "ceb", "e0b"]),
            _ => $"kind {option[0]} {Hex(body)}".TrimEnd(),
        };
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    private static string Sack(ReadOnlySpan<byte> body, DrillConnection connection)
    {
        StringBuilder text = new("sack");
        for (; !body.IsEmpty; body = body[8..])
        {
            uint left = connection.Remote.ToScript(BinaryPrimitives.ReadUInt32BigEndian(body), isSyn: false);
            uint right = connection.Remote.ToScript(BinaryPrimitives.ReadUInt32BigEndian(body[4..]), isSyn: false);
            text.Append(CultureInfo.InvariantCulture, $" {left}:{right}");
        }

        return text.ToString();
    }

    private static string Counters(ReadOnlySpan<byte> body, string[] names)
    {
        StringBuilder text = new("ECN");
        for (int i = 0; i < body.Length / 3; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $" {names[i]} {(body[3 * i] << 16) | (body[(3 * i) + 1] << 8) | body[(3 * i) + 2]}");
        }

        return text.ToString();
    }
}
