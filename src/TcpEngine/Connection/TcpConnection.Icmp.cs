namespace TcpEngine;

// ICMP errors (RFC 9293, section 3.9.2.2), with RFC 5927's caution.
public sealed partial class TcpConnection
{
    /// <summary>The network tells of a segment that this side has sent.</summary>
    internal void OnIcmpError(in IcmpError error, ReadOnlySpan<byte> packet, Timestamp now)
    {
        TcpState before = State;
        Outcome outcome = ArrivesIcmp(error, now);
        EngineEventKind kind = outcome.IsDropped ? EngineEventKind.SegmentDropped : EngineEventKind.SegmentReceived;
        Tell(new Happening(kind, outcome.Reason, before), packet, now);
        ObserveConsequences(now);
        Rest();
    }

    private Outcome ArrivesIcmp(in IcmpError error, Timestamp now)
    {
        if (error.Kind == IcmpErrorKind.SourceQuench)
        {
            return Outcome.Dropped(Reason.IcmpSourceQuench);
        }

        // RFC 5927, section 4.1: only about what is in flight.
        if (State is TcpState.Closed or TcpState.TimeWait || error.SequenceNumber < _sendUnacknowledged || error.SequenceNumber >= _sendNext)
        {
            return Outcome.Dropped(Reason.IcmpUnmatched);
        }

        if (IgnoresIcmp(error.Kind))
        {
            return Outcome.Dropped(Reason.IcmpUnauthenticated);
        }

        if (State == TcpState.SynSent)
        {
            Attempt?.Client?.Refuse(Key, now); // RFC 7413, section 4.1.3.1
        }

        switch (error.Kind)
        {
            case IcmpErrorKind.PacketTooBig:
                return ArrivesTooBig(error, now);

            case IcmpErrorKind.ProtocolUnreachable or IcmpErrorKind.PortUnreachable when IsAsLinux && State == TcpState.SynReceived && _isPassive:
                return Outcome.Dropped(Reason.IcmpUnmatched);

            case var kind when IsAsLinux && !IsFastOpened && State is TcpState.SynSent or TcpState.SynReceived:
                SoftError = kind;
                EnterClosed(TcpFailure.Refused);
                return new Outcome(Reason.IcmpHard);

            case IcmpErrorKind.ProtocolUnreachable or IcmpErrorKind.PortUnreachable when !IsAsLinux && State is TcpState.SynSent or TcpState.SynReceived:
                EnterClosed(TcpFailure.Refused);
                return new Outcome(Reason.IcmpHard);

            default:
                // What would be a hard error is a soft one while the connection stands (RFC 5927, section 5.2).
                SoftError = error.Kind;
                _events |= _options.ReportSoftErrors ? ConnectionEvents.SoftError : ConnectionEvents.None;
                return new Outcome(Reason.IcmpSoft);
        }
    }
}
