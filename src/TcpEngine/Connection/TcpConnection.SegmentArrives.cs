namespace TcpEngine;

// SEGMENT ARRIVES: RFC 9293, sections 3.10.7.3 and 3.10.7.4, in their order of checks. (CLOSED and LISTEN are the stack's.)
public sealed partial class TcpConnection
{
    /// <summary>A segment for this connection has arrived.</summary>
    public void OnSegment(in Segment segment, Timestamp now)
    {
        TcpState before = State;
        Outcome outcome = State switch
        {
            TcpState.SynSent => ArrivesInSynSent(segment, now),
            TcpState.Closed => Outcome.Dropped(Reason.NoConnection),
            _ => Arrives(segment, now),
        };
        ObserveReceived(segment, outcome, before, now);
    }

    private Outcome ArrivesInSynSent(in Segment segment, Timestamp now)
    {
        // First, the ACK bit.
        if (segment.IsAck && (segment.Acknowledgment <= _initialSendSequence || segment.Acknowledgment > _sendNext))
        {
            if (!segment.IsReset)
            {
                _reset = new PendingReset(segment.Acknowledgment, Reason.ResetUnacceptableAck);
            }

            return Outcome.Dropped(Reason.AckUnacceptable);
        }

        // Second, the RST bit.
        if (segment.IsReset)
        {
            if (!segment.IsAck)
            {
                return Outcome.Dropped(Reason.ResetUnacceptable);
            }

            EnterClosed(TcpFailure.Refused);
            return new Outcome(Reason.ResetReceived);
        }

        // Fourth, the SYN bit.
        if (!segment.IsSyn)
        {
            return Outcome.Dropped(Reason.AckUnacceptable);
        }

        NegotiateOptions(segment);
        if (!segment.IsAck)
        {
            // Simultaneous open: our SYN goes again, now with an ACK.
            State = TcpState.SynReceived;
            TakeWindow(segment);
            RepeatSyn();
            return new Outcome(Reason.SimultaneousSyn);
        }

        AcknowledgeSent(segment.Acknowledgment, now);
        TakeWindow(segment);
        EnterEstablished();
        _ack.Now(Reason.AckOfSynAck);
        TakeText(segment, segment.SequenceNumber + 1u, now);
        TakeFin(segment, now);
        return new Outcome(Reason.SynAckAccepted);
    }

    private Outcome Arrives(in Segment segment, Timestamp now)
    {
        // Before all: PAWS (RFC 7323, section 5.3).
        if (_usesTimestamps && segment.HasTimestamps && !segment.IsReset && !segment.IsSyn && _timestamps.IsOld(segment.TimestampValue))
        {
            _ack.Now(Reason.AckOfUnacceptable);
            return Outcome.Dropped(Reason.TimestampOld);
        }

        // First, the sequence number.
        if (!IsAcceptable(segment))
        {
            return Unacceptable(segment, now);
        }

        if (_usesTimestamps && segment.HasTimestamps)
        {
            _timestamps.Update(segment, _lastAckSent);
        }

        // Second, the RST bit, with RFC 5961, section 3.
        if (segment.IsReset)
        {
            return ArrivesReset(segment, now);
        }

        // Fourth, the SYN bit, with RFC 5961, section 4.
        if (segment.IsSyn)
        {
            return Challenge(Reason.SynInWindow, now);
        }

        // Fifth, the ACK field.
        if (!segment.IsAck)
        {
            return Outcome.Dropped(Reason.AckMissing);
        }

        if (State == TcpState.SynReceived)
        {
            if (segment.Acknowledgment <= _sendUnacknowledged || segment.Acknowledgment > _sendNext)
            {
                _reset = new PendingReset(segment.Acknowledgment, Reason.ResetUnacceptableAck);
                return Outcome.Dropped(Reason.AckUnacceptable);
            }

            AcknowledgeSent(segment.Acknowledgment, now);
            TakeWindow(segment);
            EnterEstablished();
            Outcome rest = TakeTextAndFin(segment, now);
            return rest.Reason is Reason.FinReceived ? rest : new Outcome(Reason.HandshakeCompleted);
        }

        Outcome acknowledged = ArrivesAck(segment, now);
        if (acknowledged.IsDropped || State is TcpState.Closed)
        {
            return acknowledged;
        }

        // Sixth, the URG bit.
        if (segment.IsUrgent && State is TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2)
        {
            _receiveUrgentPointer = SequenceNumber.Max(_receiveUrgentPointer, segment.SequenceNumber + (uint)segment.UrgentPointer);
        }

        Outcome text = TakeTextAndFin(segment, now);
        return text.Reason == Reason.None ? acknowledged : text;
    }

    // The four cases of RFC 9293, section 3.4: with and without length, with and without window.
    private bool IsAcceptable(in Segment segment)
    {
        uint window = (uint)Math.Max(0, _advertisedEdge - _receiveNext);
        SequenceNumber start = segment.SequenceNumber;
        if (window == 0)
        {
            return segment.Length == 0 && start == _receiveNext;
        }

        SequenceNumber edge = _receiveNext + window;
        bool startsInside = start >= _receiveNext && start < edge;
        return segment.Length == 0
            ? startsInside || start == _receiveNext
            : startsInside || (segment.End - 1u >= _receiveNext && segment.End - 1u < edge);
    }

    private Outcome Unacceptable(in Segment segment, Timestamp now)
    {
        bool isOld = segment.Length > 0 && segment.End <= _receiveNext;
        bool isProbe = segment.SequenceNumber == _receiveNext && _advertisedEdge == _receiveNext && segment.Length > 0;
        bool isKeepAlive = segment.Length <= 1 && segment.SequenceNumber == _receiveNext - 1u && !segment.IsSyn && !segment.IsFin;
        if (segment.IsReset)
        {
            return Outcome.Dropped(Reason.ResetUnacceptable);
        }

        if (State == TcpState.SynReceived && segment.IsSyn && segment.SequenceNumber == _initialReceiveSequence)
        {
            // The peer repeats its SYN: our SYN,ACK was lost.
            RepeatSyn();
            return Outcome.Dropped(Reason.DataDuplicate);
        }

        if (State == TcpState.TimeWait && segment.IsFin && isOld)
        {
            _timeWaitDeadline = now + (_options.MaximumSegmentLifetime * 2); // the peer has missed our last ACK
        }

        // "an acknowledgment should be sent in reply", and RFC 5961, section 4, for a SYN.
        _ack.Now(isProbe ? Reason.ZeroWindowProbe : isOld || isKeepAlive ? Reason.AckOfDuplicate : Reason.AckOfUnacceptable);
        if (_ack.Reason == Reason.ZeroWindowProbe || isProbe)
        {
            // What a probe acknowledges counts although its data does not.
            if (segment.IsAck && IsSynchronized)
            {
                ArrivesAck(segment, now);
            }

            return Outcome.Dropped(Reason.ZeroWindowProbeReceived);
        }

        return isKeepAlive ? new Outcome(Reason.KeepAliveReceived) : Outcome.Dropped(isOld ? Reason.DataDuplicate : Reason.OutsideWindow);
    }

    private void RepeatSyn()
    {
        _sent.MarkAllLost(forgetSacks: false);
        _retransmissionReason = Reason.SynAckToAccept;
        _mustRetransmit = true;
    }

    private Outcome ArrivesReset(in Segment segment, Timestamp now)
    {
        if (segment.SequenceNumber != _receiveNext)
        {
            return Challenge(Reason.ResetUnacceptable, now);
        }

        TcpFailure failure = State switch
        {
            TcpState.SynReceived when _isPassive => TcpFailure.Reset,
            TcpState.SynReceived => TcpFailure.Refused,
            TcpState.Closing or TcpState.LastAck or TcpState.TimeWait => TcpFailure.None,
            _ => TcpFailure.Reset,
        };
        _receiveBuffer.Clear();
        EnterClosed(failure);
        return new Outcome(Reason.ResetReceived);
    }

    private Outcome Challenge(Reason reason, Timestamp now)
    {
        if (_challengeAcks.TryTake(now))
        {
            _ack.Now(Reason.ChallengeAck);
        }

        return Outcome.Dropped(reason);
    }

    // Seventh, the segment text; eighth, the FIN bit.
    private Outcome TakeTextAndFin(in Segment segment, Timestamp now)
    {
        Outcome text = TakeText(segment, segment.SequenceNumber, now);
        bool hadClosed = HasPeerClosed;
        TakeFin(segment, now);
        return HasPeerClosed && !hadClosed ? new Outcome(Reason.FinReceived) : text;
    }

    private Outcome TakeText(in Segment segment, SequenceNumber start, Timestamp now)
    {
        ReadOnlySpan<byte> data = segment.Payload;
        if (data.IsEmpty || State is not (TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2))
        {
            return default;
        }

        // Cut off what was here before, and what lies beyond the window.
        int old = Math.Max(0, _receiveNext - start);
        if (old >= data.Length)
        {
            _ack.Now(Reason.AckOfDuplicate);
            return new Outcome(Reason.DataDuplicate);
        }

        data = data[old..];
        start += old;
        int room = Math.Max(0, Math.Min(_advertisedEdge - start, _receiveBuffer.Free - (start - _receiveNext)));
        bool isCut = data.Length > room;
        data = data[..Math.Min(data.Length, room)];
        if (data.IsEmpty)
        {
            _ack.Now(Reason.AckOfUnacceptable);
            return new Outcome(Reason.DataBeyondWindow);
        }

        bool hadGap = !_receiveBuffer.OutOfOrder.IsEmpty;
        int advance = _receiveBuffer.Insert(_receiveNext, start, data);
        _receiveNext += advance;
        if (advance == 0)
        {
            _ack.Now(Reason.AckOutOfOrder);
            return new Outcome(Reason.DataOutOfOrder);
        }

        _events |= ConnectionEvents.DataAvailable;
        if (hadGap)
        {
            _ack.Now(Reason.AckFillsGap);
        }
        else
        {
            _ack.InOrder((uint)advance, _sendSegmentSize, now, _options.AckDelay);
        }

        return new Outcome(isCut ? Reason.DataBeyondWindow : Reason.DataInOrder);
    }

    private void TakeFin(in Segment segment, Timestamp now)
    {
        if (segment.IsFin && State is TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2)
        {
            _peerFin = segment.End - 1u;
        }

        if (_peerFin is not { } fin || fin != _receiveNext)
        {
            return;
        }

        _peerFin = null;
        _receiveNext += 1u;
        _ack.Now(Reason.AckOfFin);
        _events |= ConnectionEvents.PeerClosed;
        switch (State)
        {
            case TcpState.Established:
                State = TcpState.CloseWait;
                break;
            case TcpState.FinWait1:
                State = TcpState.Closing; // our FIN is not acknowledged: that would have made it FIN-WAIT-2
                break;
            case TcpState.FinWait2:
                EnterTimeWait(now);
                break;
        }
    }
}
