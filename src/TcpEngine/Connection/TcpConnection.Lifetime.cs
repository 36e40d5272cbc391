using TcpCodec;

namespace TcpEngine;

// How long a silent peer is believed in: keep-alive (RFC 9293, section 3.8.4), the user time-out (section 3.10.8), and a limit for a released connection in FIN-WAIT-2.
public sealed partial class TcpConnection
{
    private Timestamp _lastHeardAt = Timestamp.Never;
    private bool _mustKeepAlive;

    // Only while nothing is outstanding: then the retransmission and persist timers see to it.
    private Timestamp KeepAliveDeadline => !_options.KeepAlive || !IsSynchronized || State == TcpState.TimeWait || IsSending ? Timestamp.Never
        : _extras is not { KeepAlivesUnanswered: > 0 } extras ? _lastHeardAt + KeepAliveIdle
        : extras.LastKeepAliveAt + _options.KeepAliveInterval;

    private Timestamp UserDeadline => IsSending && UserTimeout is { Nanoseconds: > 0 } limit ? Work.ProgressAt + limit : Timestamp.Never;

    // Nobody waits for the peer's FIN any more, and the peer may be gone: without a limit the state would stay for ever.
    private void LimitFinWait2(Timestamp now)
    {
        if (_released && State == TcpState.FinWait2 && _options.FinWait2Limit > Duration.Zero)
        {
            _closeDeadline = now + _options.FinWait2Limit;
        }
    }

    private void OnFinWait2Timer(Timestamp now)
    {
        EnterClosed(TcpFailure.None);
        ObserveTimer(TimerKind.FinWait2, Reason.FinWait2Expired, TcpState.FinWait2, now);
    }

    private void HearFromPeer(Timestamp now)
    {
        _lastHeardAt = now;
        if (_extras is { } extras)
        {
            extras.KeepAlivesUnanswered = 0;
        }

        _mustKeepAlive = false;
    }

    private void OnKeepAliveTimer(Timestamp now)
    {
        TcpState before = State;
        if (Extras.KeepAlivesUnanswered >= _options.KeepAliveProbes)
        {
            EnterClosed(TcpFailure.TimedOut);
            ObserveTimer(TimerKind.KeepAlive, Reason.KeepAlivesExhausted, before, now);
            return;
        }

        Extras.KeepAlivesUnanswered++;
        Extras.LastKeepAliveAt = now;
        _mustKeepAlive = true;
        ObserveTimer(TimerKind.KeepAlive, Reason.KeepAliveTimerExpired, before, now);
    }

    private void OnUserTimer(Timestamp now)
    {
        TcpState before = State;
        EnterClosed(TcpFailure.TimedOut);
        ObserveTimer(TimerKind.UserTimeout, Reason.UserTimeoutExpired, before, now);
    }

    // SEG.SEQ = SND.NXT-1, without data: outside the peer's window, so that it must answer.
    private int SendKeepAlive(Span<byte> packet, Timestamp now)
    {
        _mustKeepAlive = false;
        OutgoingSegment segment = NewSegment(_sendNext - 1u, TcpFlags.Ack, 0, now);
        return Finish(packet, segment, _sendNext, 0, Reason.KeepAliveProbe, 0, now);
    }
}
