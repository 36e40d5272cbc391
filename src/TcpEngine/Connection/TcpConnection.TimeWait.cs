namespace TcpEngine;

// TIME-WAIT: RFC 9293, section 3.6.1.
public sealed partial class TcpConnection
{
    /// <summary>In TIME-WAIT: whether a <see cref="TimeWait"/> answers as well as the connection: the application has read all that came, nobody watches, and it does as RFCs say.</summary>
    internal bool IsForgettable => State == TcpState.TimeWait && _work is null && _context.Observer is null && _authenticator is null && _options.UserTimeoutExchange is null && AccurateFeedback is null && !IsAsLinux;

    /// <summary>In TIME-WAIT: whether a SYN is from a newer incarnation (RFC 6191, section 2).</summary>
    internal bool IsOlderThan(in Segment syn, Timestamp now) => TimeWait.IsOlderThan(syn, _options.Timestamps, _usesTimestamps, _timestamps, _receiveNext, now);

    /// <summary>In TIME-WAIT: it ends early.</summary>
    internal void EndTimeWait(Reason reason, Timestamp now)
    {
        EnterClosed(TcpFailure.None);
        ObserveTimer(TimerKind.TimeWait, reason, TcpState.TimeWait, now);
        Rest();
    }

    /// <summary>In TIME-WAIT: for the application the connection is gone; what is given waits for it.</summary>
    internal TimeWait Forget()
    {
        TimeWait rest = new(
            _options,
            _sendNext,
            _receiveNext,
            _advertisedEdge,
            (ushort)(OfferedWindow >> _receiveWindowShift),
            _largestSendWindow,
            _usesTimestamps ? _timestamps : null,
            _timestampOffset,
            _usesEcn,
            _echoesCongestion);
        EnterClosed(TcpFailure.None);
        Rest();
        return rest;
    }

    private void EnterTimeWait(Timestamp now)
    {
        State = TcpState.TimeWait;
        StopTimers();
        _closeDeadline = now + (_options.MaximumSegmentLifetime * 2);
        Work.SendBuffer.Clear();
        Work.Sent.Clear();
    }
}
