using System.Buffers.Binary;
using System.Globalization;
using TcpCodec;

namespace TcpEngine.Drill;

/// <summary>Compares a segment that the stack has sent with the one that a script expects, field by field.</summary>
internal sealed class SegmentComparison(TcpPacketEvent expected, CapturedSegment actual, DrillConnection connection)
{
    private readonly List<ComparedRow> _rows = [];

    /// <summary>What was compared.</summary>
    public IReadOnlyList<ComparedRow> Rows => _rows;

    /// <summary>The first difference; null where there is none.</summary>
    public string? Difference => _rows.Where(row => row.Differs).Select(row => row.What).FirstOrDefault();

    /// <summary>Compares everything but the time.</summary>
    /// <param name="tickMicroseconds">The length of a tick of the timestamp clock; 0: TSval is not checked.</param>
    /// <param name="tickTolerance">By how much TSval may be off.</param>
    public void Compare(long tickMicroseconds, Duration tickTolerance)
    {
        CompareIp();
        // A host with segmentation offload sets PSH on all that it sends as one, wherever a write has ended.
        TcpFlags seen = actual.IsMerged ? (actual.Flags & ~TcpFlags.Psh) | (expected.Flags & TcpFlags.Psh) : actual.Flags;
        Add("flags", PacketText.Flags(expected.Flags), PacketText.Flags(seen));
        Add("seq", PacketText.Range(expected.Sequence, expected.Length), PacketText.Range(connection.Local.ToScript(actual.Sequence, actual.IsSyn), actual.Payload.Length));
        Add("ack", expected.Acknowledgment, actual.IsAck ? connection.Remote.ToScript(actual.Acknowledgment, actual.IsSyn) : actual.Acknowledgment);
        if (expected.Window is { } window)
        {
            Add("win", window, actual.Window);
        }

        if (expected.UrgentPointer != 0 || actual.UrgentPointer != 0)
        {
            Add("urg", expected.UrgentPointer, actual.UrgentPointer);
        }

        CompareOptions(tickMicroseconds, tickTolerance);
        int wrong = actual.Payload.AsSpan().IndexOfAnyExcept((byte)0);
        if (wrong >= 0)
        {
            _rows.Add(new ComparedRow("payload", "zeros", string.Create(CultureInfo.InvariantCulture, $"0x{actual.Payload[wrong]:x2} at offset {wrong}"), Differs: true));
        }
    }

    /// <summary>Adds the time, and whether it is right.</summary>
    public void AddTime(string expectedTime, string actualTime, bool isRight) => _rows.Add(new ComparedRow("time", expectedTime, actualTime, !isRight));

    private void Add(string what, string expectedText, string actualText) => _rows.Add(new ComparedRow(what, expectedText, actualText, expectedText != actualText));

    private void Add(string what, uint expectedValue, uint actualValue) =>
        Add(what, expectedValue.ToString(CultureInfo.InvariantCulture), actualValue.ToString(CultureInfo.InvariantCulture));

    private void CompareIp()
    {
        int ecn = actual.TypeOfService & 3;
        if (expected.Ip.Ecn is { } point)
        {
            Add("ecn", Ecn(point), Ecn(ecn));
        }

        if (expected.Ip.IsAnyEct)
        {
            _rows.Add(new ComparedRow("ecn", "ect0 or ect1", Ecn(ecn), ecn is not (1 or 2)));
        }

        if (expected.Ip.TypeOfService is { } service)
        {
            Add("tos", $"0x{service:x2}", $"0x{actual.TypeOfService:x2}");
        }

        if (expected.Ip.TimeToLive is { } ttl)
        {
            Add("ttl", ttl, actual.TimeToLive);
        }

        if (expected.Ip.FlowLabel is { } label)
        {
            Add("flowlabel", $"0x{label:x5}", $"0x{actual.FlowLabel:x5}");
        }
    }

    private static string Ecn(int point) => point switch { 0 => "noecn", 1 => "ect1", 2 => "ect0", _ => "ce" };

    private void CompareOptions(long tickMicroseconds, Duration tickTolerance)
    {
        if (expected.Options is null)
        {
            return;
        }

        List<byte[]> wanted = [];
        bool isSame = expected.Options.Count == actual.Options.Count;
        for (int i = 0; i < expected.Options.Count; i++)
        {
            byte[] seen = i < actual.Options.Count ? actual.Options[i] : [];
            bool isRight = expected.Options[i].Kind == ScriptTcpOptionKind.Timestamps
                ? CompareTimestamps(expected.Options[i], seen, tickMicroseconds, tickTolerance)
                : TcpOptionBytes.Of(ToLive(expected.Options[i])).AsSpan().SequenceEqual(seen);
            isSame &= isRight;
            wanted.Add(isRight ? seen : TcpOptionBytes.Of(ToLive(expected.Options[i])));
        }

        _rows.Add(new ComparedRow("options", PacketText.Options(wanted, connection), PacketText.Options(actual.Options, connection), !isSame));
    }

    private ScriptTcpOption ToLive(ScriptTcpOption option) => option.Kind == ScriptTcpOptionKind.Sack
        ? option with { Numbers = [.. option.Numbers.Select(number => connection.Remote.ToLive(number, isSyn: false))] }
        : option;

    // TSval counts from the first one, if at all; what the stack echoes is not checked.
    private bool CompareTimestamps(ScriptTcpOption option, byte[] seen, long tickMicroseconds, Duration tickTolerance)
    {
        if (seen.Length != TcpOptionBytes.SizeOf(option) || seen[0] != (byte)TcpOptionKind.Timestamps)
        {
            return false;
        }

        uint live = BinaryPrimitives.ReadUInt32BigEndian(seen.AsSpan(2));
        bool isRight = tickMicroseconds == 0 || connection.Timestamps.ErrorOf(option.Numbers[0], live, tickMicroseconds) <= tickTolerance;
        connection.Timestamps.Learn(option.Numbers[0], live);
        return isRight;
    }
}
