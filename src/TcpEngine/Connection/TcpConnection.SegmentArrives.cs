namespace TcpEngine;

// SEGMENT ARRIVES: RFC 9293, sections 3.10.7.3 and 3.10.7.4, in their order of checks. (CLOSED and LISTEN are the stack's.)
public sealed partial class TcpConnection
{
    /// <summary>A segment for this connection has arrived.</summary>
    public void OnSegment(in Segment segment, Timestamp now)
    {
        TcpState before = State;
        Reason unauthentic = CheckSignature(segment);
        Outcome outcome = State switch
        {
            _ when unauthentic != Reason.None => Outcome.Dropped(unauthentic),
            TcpState.SynSent => ArrivesInSynSent(segment, now),
            TcpState.Closed => Outcome.Dropped(Reason.NoConnection),
            _ => Arrives(segment, now),
        };
        if (IsAsLinux && State == TcpState.Closed && before != TcpState.Closed)
        {
            SuspectFastOpen(Work.PeerFin is not null && !HasReceivedData, now); // as in Release
        }

        if (!outcome.IsDropped && State != TcpState.Closed)
        {
            GoOn();
            ReceivedDscp = segment.Dscp;
            HearFromPeer(now);
        }

        ObserveReceived(segment, outcome, before, now);
        Rest();
    }

    private Outcome ArrivesInSynSent(in Segment segment, Timestamp now)
    {
        // First, the ACK bit.
        if (segment.IsAck && (segment.Acknowledgment <= _initialSendSequence || segment.Acknowledgment > _sendNext))
        {
            if (!segment.IsReset)
            {
                Work.Reset = new PendingReset(segment.Acknowledgment, Reason.ResetUnacceptableAck);
                HurryWithSyn(now);
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

        NegotiateOptions(segment, now);
        if (!segment.IsAck)
        {
            // Simultaneous open: our SYN goes again, now with an ACK.
            State = TcpState.SynReceived;
            TakeWindow(segment);
            RepeatSyn();
            return new Outcome(Reason.SimultaneousSyn);
        }

        AcknowledgeSent(segment, now);
        TakeWindow(segment);
        EnterEstablished(now);
        TakeSynReflection(segment);
        Reason reason = TakeFastOpenAnswer(segment, now);
        OfferFirstWindow();
        Work.Ack.Now(Reason.AckOfSynAck);
        TakeUrgent(segment);
        if (Attempt is not null || !IsAsLinux)
        {
            TakeText(segment, segment.SequenceNumber + 1u, now);
            TakeFin(segment, now);
        }

        return new Outcome(reason);
    }

    private Outcome Arrives(in Segment segment, Timestamp now)
    {
        // Second, the RST bit, with RFC 5961, section 3, whose first check is that of the sequence number; a RST bears no trusted timestamp (RFC 7323, section 5.2).
        if (segment.IsReset)
        {
            return ArrivesReset(segment, now);
        }

        // Before all others: timestamps (RFC 7323, sections 3.2 and 5.3).
        if (_usesTimestamps && !segment.HasTimestamps && !IsAsLinux)
        {
            return Outcome.Dropped(Reason.TimestampMissing);
        }

        if (_usesTimestamps && segment.HasTimestamps && !segment.IsSyn && _timestamps.IsOld(segment.TimestampValue, now, IsAsLinux ? 1 : 0))
        {
            AcknowledgeUnacceptable(segment, Reason.AckOfUnacceptable, now);
            return Outcome.Dropped(Reason.TimestampOld);
        }

        // Fourth, the SYN bit: irrespective of the sequence number (RFC 5961, section 4).
        if (segment.IsSyn)
        {
            return ArrivesSyn(segment, now);
        }

        if (State == TcpState.TimeWait && IsAsLinux)
        {
            return ArrivesInTimeWait(segment, now);
        }

        // First, the sequence number.
        if (!IsAcceptable(segment))
        {
            return Unacceptable(segment, now);
        }

        // Fifth, the ACK field.
        if (!segment.IsAck)
        {
            return Outcome.Dropped(Reason.AckMissing);
        }

        Outcome acknowledged = State == TcpState.SynReceived ? ArrivesAckOfSyn(segment, now) : ArrivesAck(segment, now);
        if (acknowledged.IsDropped || State is TcpState.Closed)
        {
            return acknowledged;
        }

        // Only now: the segment is the peer's, as far as can be told.
        if (_usesTimestamps)
        {
            _timestamps.Update(segment, _lastAckSent, now);
        }

        TakeEcn(segment);
        TakeUserTimeout(segment);

        // Sixth, the URG bit.
        TakeUrgent(segment);
        Outcome text = TakeTextAndFin(segment, now);
        CountMarks(segment);
        return text.Reason == Reason.None || (acknowledged.Reason == Reason.HandshakeCompleted && text.Reason != Reason.FinReceived) ? acknowledged : text;
    }

    private Outcome ArrivesAckOfSyn(in Segment segment, Timestamp now)
    {
        if (segment.Acknowledgment <= _sendUnacknowledged || segment.Acknowledgment > _sendNext)
        {
            Work.Reset = new PendingReset(segment.Acknowledgment, Reason.ResetUnacceptableAck);
            return Outcome.Dropped(Reason.AckUnacceptable);
        }

        AcknowledgeSent(segment, now);
        TakeWindow(segment);
        EnterEstablished(now);
        TakeAckOfSynAck(segment, now);
        RepeatAfterHandshake();
        return new Outcome(Reason.HandshakeCompleted);
    }

    private bool IsAcceptable(in Segment segment) => segment.IsAcceptable(_receiveNext, _advertisedEdge) && !IsBeyondWindow(segment);

    private Outcome Unacceptable(in Segment segment, Timestamp now)
    {
        bool isOld = segment.Length > 0 && segment.End <= _receiveNext;
        bool isProbe = segment.SequenceNumber == _receiveNext && _advertisedEdge == _receiveNext && segment.Length > 0;
        bool isKeepAlive = segment.Length <= 1 && segment.SequenceNumber == _receiveNext - 1u && !segment.IsFin;
        if (State == TcpState.TimeWait && segment.IsFin && isOld)
        {
            _closeDeadline = now + (_options.MaximumSegmentLifetime * 2); // the peer has missed our last ACK
        }

        if (isOld)
        {
            AccurateFeedback?.OnDuplicate();
            Work.Passing.Set(segment.SequenceNumber, IsAsLinux ? SequenceNumber.Min(segment.End, _receiveNext) : segment.SequenceNumber + segment.Payload.Length);
            Work.Ack.DuplicateCame(_options.QuickAcks);
            TakeTimestampOfDuplicate(segment, now);
        }

        // "an acknowledgment should be sent in reply"
        AcknowledgeUnacceptable(segment, isProbe ? Reason.AckOfProbe : isOld || isKeepAlive ? Reason.AckOfDuplicate : Reason.AckOfUnacceptable, now);
        if (isProbe)
        {
            // "special allowance should be made to accept valid ACKs, URGs": what a probe acknowledges counts although its data does not.
            if (segment.IsAck && IsSynchronized && !ArrivesAck(segment, now).IsDropped)
            {
                TakeUrgent(segment);
            }

            return Outcome.Dropped(Reason.ZeroWindowProbeReceived);
        }

        return isKeepAlive ? new Outcome(Reason.KeepAliveReceived) : Outcome.Dropped(isOld ? Reason.DataDuplicate : Reason.OutsideWindow);
    }

    // Our acknowledgment was lost, and the peer sent again: it should measure that, not the time since the first transmission (RFC 7323, section 4.3, rule 2, which
    // asks for no place in the window). Only of what can be the peer's.
    private void TakeTimestampOfDuplicate(in Segment segment, Timestamp now)
    {
        bool isRecent = _receiveNext - segment.SequenceNumber <= _options.LargestReceiveBuffer;
        bool isPeers = segment.IsAck && segment.Acknowledgment >= _sendUnacknowledged - _largestSendWindow && segment.Acknowledgment <= _sendNext;
        if (_usesTimestamps && isRecent && isPeers && !IsAsLinux)
        {
            _timestamps.Update(segment, _lastAckSent, now);
        }
    }

    // What is empty is answered within limits only: two ends that disagree about their numbers would answer each other's answers forever.
    private void AcknowledgeUnacceptable(in Segment segment, Reason reason, Timestamp now)
    {
        if ((segment.Length > 0 && !(IsAsLinux && segment.IsSyn)) || MayAnswerInvalid(now))
        {
            Work.Ack.Now(reason);
        }
    }

    private Outcome ArrivesSyn(in Segment segment, Timestamp now)
    {
        if (State != TcpState.SynReceived)
        {
            Outcome challenged = Challenge(Reason.SynInWindow, now);
            TakeRepeatedSynAck(segment);
            return challenged;
        }

        if (segment.SequenceNumber == _initialReceiveSequence)
        {
            if (MixesFeedback(segment))
            {
                return RefuseMixedFeedback();
            }

            if (segment.IsAck)
            {
                // Both opened at once, and this is the peer's answer to our SYN (RFC 9293, figure 7).
                Outcome acknowledged = ArrivesAckOfSyn(segment, now);
                if (!acknowledged.IsDropped)
                {
                    Work.Ack.Now(Reason.AckOfSynAck);
                }

                return acknowledged;
            }

            // The peer repeats its SYN: our SYN,ACK was lost.
            if (!IsAsLinux || MayAnswerInvalid(now))
            {
                RepeatSyn();
            }

            return Outcome.Dropped(Reason.DataDuplicate);
        }

        if (_isPassive && IsAcceptable(segment))
        {
            EnterClosed(TcpFailure.Reset); // nobody was told of the connection yet: for the application it is still LISTEN
            return Outcome.Dropped(Reason.ReturnToListen);
        }

        return Challenge(Reason.SynInWindow, now);
    }

    private void RepeatSyn()
    {
        Work.Sent.MarkFirstLost();
        _retransmissionReason = Reason.SynAckToAccept;
        Work.MustRetransmit = true;
    }

    private Outcome ArrivesReset(in Segment segment, Timestamp now)
    {
        if (segment.SequenceNumber != _receiveNext)
        {
            bool isInside = segment.SequenceNumber > _receiveNext && segment.SequenceNumber < _advertisedEdge;
            if (IsAsLinux && IsResetAtEdge(segment))
            {
                return Reset();
            }

            SuspectFastOpen(State == TcpState.Established && !HasReceivedData, now);
            isInside &= !IsAsLinux || State != TcpState.SynReceived || !_isPassive || IsFastOpened;
            return isInside ? Challenge(Reason.ResetUnacceptable, now) : Outcome.Dropped(Reason.ResetUnacceptable);
        }

        if (State == TcpState.TimeWait && _options.TimeWaitIgnoresReset)
        {
            return Outcome.Dropped(Reason.ResetInTimeWait);
        }

        return Reset();
    }

    private Outcome Reset()
    {
        TcpFailure failure = State switch
        {
            TcpState.SynReceived when _isPassive => TcpFailure.Reset,
            TcpState.SynReceived => IsAsLinux ? TcpFailure.Reset : TcpFailure.Refused,
            TcpState.Closing or TcpState.LastAck or TcpState.TimeWait when _sendUnacknowledged >= Work.SendBuffer.End => TcpFailure.None,
            _ => TcpFailure.Reset, // beyond the letter in CLOSING and LAST-ACK: not all data has arrived, and the application believes it has
        };
        bool isHalfOpen = State == TcpState.SynReceived && _isPassive;
        if (failure != TcpFailure.None && !IsAsLinux)
        {
            Work.ReceiveBuffer.Clear(); // "all segment queues should be flushed"; not where everything had come and can still be read
        }

        EnterClosed(failure);
        return new Outcome(isHalfOpen ? Reason.HalfOpenReset : Reason.ResetReceived);
    }

    private Outcome Challenge(Reason reason, Timestamp now)
    {
        if (MayAnswerInvalid(now))
        {
            Work.Ack.Now(Reason.ChallengeAck);
        }

        return Outcome.Dropped(reason);
    }

    // Seventh, the segment text; eighth, the FIN bit.
    private Outcome TakeTextAndFin(in Segment segment, Timestamp now)
    {
        if (IsAsLinux && segment.IsFin && State == TcpState.Established && segment.SequenceNumber <= _receiveNext && Work.ReceiveBuffer.OutOfOrder.IsEmpty)
        {
            Work.Ack.SetAnswers(areExpected: true); // by closing
        }

        Outcome text = TakeText(segment, segment.SequenceNumber, now);
        bool hadClosed = HasPeerClosed;
        TakeFin(segment, now);
        return HasPeerClosed && !hadClosed ? new Outcome(Reason.FinReceived) : text;
    }

    private Outcome TakeText(in Segment segment, SequenceNumber start, Timestamp now)
    {
        ReadOnlySpan<byte> data = segment.Payload;
        if (!data.IsEmpty && IsUnwanted(segment))
        {
            return ArrivesAfterRelease(segment);
        }

        if (data.IsEmpty || (State is not (TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2) && !IsFastOpening))
        {
            return default;
        }

        // Cut off what was here before, and what lies beyond the window.
        int old = Math.Max(0, _receiveNext - start);
        Work.Passing.Set(start, start + Math.Min(old, data.Length));
        if (old >= data.Length)
        {
            Work.Ack.DuplicateCame(_options.QuickAcks);
            Work.Ack.Now(Reason.AckOfDuplicate);
            return new Outcome(Reason.DataDuplicate);
        }

        data = data[old..];
        start += old;
        int room = Math.Max(0, _advertisedEdge - start);
        bool isCut = data.Length > room && !(IsAsLinux && room > 0);
        data = isCut ? data[..room] : data;
        if (data.IsEmpty)
        {
            Work.Ack.Now(Reason.AckOfUnacceptable);
            return new Outcome(Reason.DataBeyondWindow);
        }

        bool hadGap = !Work.ReceiveBuffer.OutOfOrder.IsEmpty;
        if (hadGap && Work.ReceiveBuffer.OutOfOrder.TryFindOverlap(start, start + data.Length, out SequenceNumber from, out SequenceNumber to))
        {
            if (IsAsLinux && old > 0)
            {
                Work.Passing.Extend(from, to);
            }
            else
            {
                Work.Passing.Set(from, to);
            }
        }

        if (!Work.ReceiveBuffer.TryInsert(_receiveNext, start, data, out int advance))
        {
            Work.Passing.Set(start, start + data.Length); // the newest segment is told of even if it is thrown away (RFC 2018, section 8)
            Work.Ack.Now(Reason.AckOutOfOrder);
            return new Outcome(Reason.DataBeyondGaps);
        }

        _receiveNext += advance;
        _advertisedEdge = SequenceNumber.Max(_advertisedEdge, _receiveNext);
        if (IsAsLinux && State != TcpState.SynReceived)
        {
            PaceAcknowledgment(segment, (uint)advance, hadGap, now);
        }
        else if (advance == 0)
        {
            Work.Ack.Now(Reason.AckOutOfOrder);
        }

        if (advance == 0)
        {
            return new Outcome(Reason.DataOutOfOrder);
        }

        MeasureAsReceiver(segment, now);
        AccurateFeedback?.OnNewData();
        TakeFirstDataAfterPause();
        _events |= ConnectionEvents.DataAvailable;
        if (hadGap)
        {
            Work.Ack.Now(IsAsLinux ? Reason.None : Reason.AckFillsGap);
        }
        else
        {
            _largestReceived = Math.Max(_largestReceived, (ushort)Math.Min(segment.Payload.Length, _localSegmentSize));
            if (State != TcpState.SynReceived && !IsAsLinux) // there the SYN,ACK acknowledges it
            {
                Work.Ack.InOrder((uint)advance, _largestReceived, now, _options, _rto.Value);
            }
        }

        return new Outcome(isCut ? Reason.DataBeyondWindow : Reason.DataInOrder);
    }

    private void TakeFin(in Segment segment, Timestamp now)
    {
        if (segment.IsFin && State is TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2)
        {
            Work.PeerFin = segment.End - 1u;
        }

        if (Work.PeerFin is not { } fin)
        {
            return;
        }

        if (fin != _receiveNext)
        {
            if (segment.IsFin)
            {
                Work.Ack.Now(Reason.AckOutOfOrder);
            }

            return;
        }

        bool waits = IsAsLinux && State == TcpState.Established && segment.IsFin && Work.ReceiveBuffer.OutOfOrder.IsEmpty;
        Work.PeerFin = null;
        _receiveNext += 1u;
        Work.ReceiveBuffer.OutOfOrder.Clear(); // what a peer sends beyond its own FIN will never be asked for
        if (waits)
        {
            Work.Ack.FinCame(Pace(now));
        }
        else
        {
            Work.Ack.Now(Reason.AckOfFin);
        }

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
