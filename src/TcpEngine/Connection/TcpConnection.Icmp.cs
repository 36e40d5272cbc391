namespace TcpEngine;

// ICMP errors (RFC 9293, section 3.9.2.2) with RFC 5927's caution, and the path's MTU (RFC 1191; RFC 8201; RFC 4821, section 7.7).
public sealed partial class TcpConnection
{
    private const int LeastMtuV4 = 576;  // what every host takes (RFC 1122, section 3.3.2); RFC 1191's 68 bytes would be a weapon
    private const int LeastMtuV6 = 1280; // RFC 8200, section 5
    private const int BaseMtuV4 = 1024;  // RFC 4821, section 7.2
    private const int BlackHoleTimeouts = 2;
    private const int BlackHoleTimeoutsIfPassed = 4; // where segments so large have got through before
    private static readonly Duration PathMtuLifetime = Duration.FromSeconds(600); // RFC 1191, section 6.3

    private ushort _negotiatedSegmentSize; // Eff.snd.MSS before a path's MTU
    private ushort _largestAcknowledged;   // the largest segment size that has got through

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
                // RFC 5927, section 7.2: at once where nothing so large has got through yet; else only if a time-out agrees.
                uint mtu = error.Mtu != 0 ? error.Mtu : (uint)LeastMtu;
                if (SegmentSizeFor(mtu) >= _sendSegmentSize)
                {
                    return Outcome.Dropped(Reason.IcmpUnmatched);
                }

                if (_largestAcknowledged > SegmentSizeFor(mtu))
                {
                    Extras.ClaimedMtu = mtu;
                    return new Outcome(Reason.IcmpMtuDoubted);
                }

                ReducePathMtu(mtu, Reason.PathMtuReduced, now);
                return new Outcome(Reason.IcmpMtu);

            case IcmpErrorKind.ProtocolUnreachable or IcmpErrorKind.PortUnreachable when State is TcpState.SynSent or TcpState.SynReceived:
                EnterClosed(TcpFailure.Refused);
                return new Outcome(Reason.IcmpHard);

            default:
                // What would be a hard error is a soft one while the connection stands (RFC 5927, section 5.2).
                SoftError = error.Kind;
                _events |= _options.ReportSoftErrors ? ConnectionEvents.SoftError : ConnectionEvents.None;
                return new Outcome(Reason.IcmpSoft);
        }
    }

    private int LeastMtu => Key.Local.Address.IsV6 ? LeastMtuV6 : LeastMtuV4;

    private ushort SegmentSizeFor(uint mtu) =>
        (ushort)(Math.Clamp(mtu, (uint)LeastMtu, ushort.MaxValue) - SegmentWriter.IpHeaderSize(Key.Local.Address) - TcpCodec.TcpHeader.FixedSize - SegmentOptionsSize);

    private void ReducePathMtu(uint mtu, Reason reason, Timestamp now)
    {
        ushort size = SegmentSizeFor(mtu);
        ForgetClaimedMtu();
        if (size >= _sendSegmentSize)
        {
            return;
        }

        _sendSegmentSize = size;
        _largestAcknowledged = Math.Min(_largestAcknowledged, size);
        Extras.PathMtuExpiry = now + PathMtuLifetime;
        _congestion.OnSegmentSize(size);
        _pendingDecision = reason;
        bool isLonger = Work.Sent.MarkLongerLost(size);
        if (AbandonFastOpen())
        {
            Work.Sent.MarkFirstLost(); // the SYN was too big with its data: it goes alone, and the data after it
            isLonger = true;
        }

        if (isLonger)
        {
            _retransmissionReason = Reason.PathMtuRetransmit;
            Work.MustRetransmit = true;
        }
    }

    private void ForgetClaimedMtu()
    {
        if (_extras is { } extras)
        {
            extras.ClaimedMtu = 0;
        }
    }

    // Large segments time out again and again, and no router says why: a black hole (RFC 4821, section 7.7).
    private void SuspectPathMtu(Timestamp now)
    {
        if (_extras is { ClaimedMtu: not 0 } extras)
        {
            ReducePathMtu(extras.ClaimedMtu, Reason.PathMtuReduced, now);
        }
        else if (Work.RetransmissionsInARow >= (_largestAcknowledged >= _sendSegmentSize ? BlackHoleTimeoutsIfPassed : BlackHoleTimeouts) && Work.Sent.Count > 0 && Work.Sent[0].DataLength > SegmentSizeFor((uint)LeastMtu))
        {
            uint mtu = !Key.Local.Address.IsV6 && Work.Sent[0].DataLength > SegmentSizeFor(BaseMtuV4) ? BaseMtuV4 : (uint)LeastMtu;
            ReducePathMtu(mtu, Reason.PathMtuBlackHole, now);
        }
    }

    // The path may be another by now: larger segments are tried again.
    private void RestorePathMtu(Timestamp now)
    {
        if (_extras is { } extras && extras.PathMtuExpiry <= now)
        {
            extras.PathMtuExpiry = Timestamp.Never;
            _sendSegmentSize = _negotiatedSegmentSize;
            _congestion.OnSegmentSize(_sendSegmentSize);
        }
    }
}
