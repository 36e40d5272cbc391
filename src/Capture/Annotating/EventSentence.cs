using System.Globalization;
using System.Text;
using TcpEngine;

namespace Capture.Annotating;

/// <summary>Says an event in one line that a person can read.</summary>
public static class EventSentence
{
    /// <summary>The line: who, what, the change of state, why, and the sender's variables.</summary>
    public static string Of(in EngineEvent e)
    {
        StringBuilder line = new();
        line.Append(e.Endpoint).Append(' ').Append(Happening(e)).Append(": ").Append(ReasonText.Of(e.Reason));
        if (e.Kind is not (EngineEventKind.LinkFault or EngineEventKind.PacketInjected))
        {
            line.Append(" [").Append(StateName(e.StateBefore));
            if (e.StateAfter != e.StateBefore)
            {
                line.Append(" -> ").Append(StateName(e.StateAfter));
            }

            line.Append(']');
        }

        if (e.ParseError.Fault != HeaderSpec.ParseFault.None)
        {
            line.Append(CultureInfo.InvariantCulture, $" {e.ParseError}");
        }

        if (e.HasSnapshot && e.Snapshot.CongestionWindow > 0)
        {
            ConnectionSnapshot snapshot = e.Snapshot;
            line.Append(CultureInfo.InvariantCulture, $" cwnd {snapshot.CongestionWindow}, in flight {snapshot.FlightSize}, rto {snapshot.RetransmissionTimeout}");
        }

        return line.ToString();
    }

    /// <summary>A state by its RFC name: <c>FIN-WAIT-1</c>.</summary>
    public static string StateName(TcpState state) => state switch
    {
        TcpState.Closed => "CLOSED",
        TcpState.Listen => "LISTEN",
        TcpState.SynSent => "SYN-SENT",
        TcpState.SynReceived => "SYN-RECEIVED",
        TcpState.Established => "ESTABLISHED",
        TcpState.FinWait1 => "FIN-WAIT-1",
        TcpState.FinWait2 => "FIN-WAIT-2",
        TcpState.CloseWait => "CLOSE-WAIT",
        TcpState.Closing => "CLOSING",
        TcpState.LastAck => "LAST-ACK",
        TcpState.TimeWait => "TIME-WAIT",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "This value is no state."),
    };

    private static string Happening(in EngineEvent e) => e.Kind switch
    {
        EngineEventKind.SegmentSent when e.Retransmissions > 0 => "sends again",
        EngineEventKind.SegmentSent => "sends",
        EngineEventKind.SegmentReceived => "receives",
        EngineEventKind.SegmentDropped => "drops",
        EngineEventKind.TimerExpired => $"timer {e.Timer} ran out",
        EngineEventKind.ApplicationCall when e.Bytes > 0 => string.Create(CultureInfo.InvariantCulture, $"call {e.Call} ({e.Bytes} bytes)"),
        EngineEventKind.ApplicationCall => $"call {e.Call}",
        EngineEventKind.ApplicationNotice => $"notice {e.Notice}",
        EngineEventKind.CongestionDecision => "decides",
        EngineEventKind.BufferGrown => string.Create(CultureInfo.InvariantCulture, $"buffer grows by {e.Bytes} bytes"),
        EngineEventKind.LinkFault => "link",
        EngineEventKind.PacketInjected => "puts on the wire",
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "This value is no kind of event."),
    };
}
