using System.Globalization;
using TcpCodec;

namespace TcpEngine.Tests;

/// <summary>Writes each event as a line, so that a test can say what must be seen.</summary>
internal sealed class EventLog : IEngineObserver
{
    public List<string> Lines { get; } = [];

    /// <summary>The changes of state, as <c>A CLOSED>SYN-SENT</c>.</summary>
    public List<string> Transitions { get; } = [];

    /// <summary>The changes of state of each connection, as <c>A 192.0.2.1:49152 1</c> and <c>CLOSED>SYN-SENT</c>.</summary>
    public List<(string Connection, string States)> Changes { get; } = [];

    /// <summary>The reasons for which an endpoint did something, as <c>A NewData</c>.</summary>
    public List<string> Reasons { get; } = [];

    /// <summary>When each of <see cref="Reasons"/> was.</summary>
    public List<Timestamp> Times { get; } = [];

    /// <summary>The segments sent, as <c>A SYN</c>.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>The segments sent, with their numbers.</summary>
    public List<LoggedSegment> Segments { get; } = [];

    /// <summary>The variables of every event that has some.</summary>
    public List<(string Endpoint, Timestamp Time, ConnectionSnapshot Variables)> Snapshots { get; } = [];

    public void Observe(in EngineEvent e)
    {
        if (e.HasSnapshot)
        {
            Snapshots.Add((e.Endpoint, e.Time, e.Snapshot));
        }

        string what = e.Kind switch
        {
            EngineEventKind.ApplicationCall => e.Call.ToString(),
            EngineEventKind.ApplicationNotice => e.Notice.ToString(),
            EngineEventKind.TimerExpired => e.Timer.ToString(),
            _ when e.Packet.Length > 0 && SegmentReader.TryRead(e.Packet, out Segment segment, out _, out _) =>
                $"{Flags(segment.Flags)} seq={segment.SequenceNumber} ack={segment.Acknowledgment} len={segment.Payload.Length} win={segment.Window}",
            _ => "",
        };
        Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{e.Time} {e.Endpoint} {e.Kind} {what} {e.StateBefore}>{e.StateAfter} {e.Reason} cwnd={e.Snapshot.CongestionWindow} rto={e.Snapshot.RetransmissionTimeout} x{e.Retransmissions}"));
        Reasons.Add($"{e.Endpoint} {e.Reason}");
        Times.Add(e.Time);
        if (e.StateBefore != e.StateAfter)
        {
            Changes.Add(($"{e.Endpoint} {e.Key} {e.ConnectionId}", $"{e.StateBefore}>{e.StateAfter}"));
            Transitions.Add($"{e.Endpoint} {e.StateBefore}>{e.StateAfter}");
        }

        if (e.Kind == EngineEventKind.SegmentSent && SegmentReader.TryRead(e.Packet, out Segment sent, out _, out _))
        {
            SequenceNumber right = sent.SackBlocks.Count > 0 ? new SequenceNumber(sent.SackBlocks[0].Right) : sent.Acknowledgment;
            Segments.Add(new LoggedSegment(e.Endpoint, e.Time, e.Reason, sent.Flags, sent.SequenceNumber, sent.Acknowledgment, right, sent.Payload.Length, sent.Window, sent.Ecn));
            Sent.Add($"{e.Endpoint} {Flags(sent.Flags)}{(sent.Payload.Length > 0 ? $" {sent.Payload.Length}" : "")}");
        }
    }

    public static string Flags(TcpFlags flags) => flags.ToString().ToUpperInvariant().Replace(", ", ",", StringComparison.Ordinal);

    /// <summary>A segment that was sent. <c>SackRight</c> is the first SACK block's right edge, or else the acknowledgment.</summary>
    public readonly record struct LoggedSegment(
        string Endpoint, Timestamp Time, Reason Reason, TcpFlags Flags, SequenceNumber Sequence, SequenceNumber Acknowledgment, SequenceNumber SackRight, int Bytes, ushort Window, EcnCodepoint Ecn);
}
