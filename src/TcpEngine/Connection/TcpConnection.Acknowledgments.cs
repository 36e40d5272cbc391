namespace TcpEngine;

// What an acknowledgment does to the sender: RFC 9293, section 3.10.7.4 (fifth), with the recovery of RFC 6582.
public sealed partial class TcpConnection
{
    private Outcome ArrivesAck(in Segment segment, Timestamp now)
    {
        SequenceNumber acknowledgment = segment.Acknowledgment;
        if (acknowledgment > _sendNext)
        {
            AcknowledgeUnsent(now);
            return Outcome.Dropped(Reason.AckUnacceptable);
        }

        // RFC 5961, section 5.2: too old to be the peer's.
        if (acknowledgment < _sendUnacknowledged - _largestSendWindow)
        {
            return Challenge(Reason.AckUnacceptable, now);
        }

        Work.UnansweredProbes = 0;
        _holdsBack = false;
        if (_sendWindow == 0)
        {
            Work.ProgressAt = now; // an answer to a window probe
        }

        BeforeAck before = new(_sendUnacknowledged, Work.Sent.DeliveredSegments, Work.Sent.LossesSeen, Work.Sent.Count);
        Work.Sent.BeginAck(_recoveryPoint);
        uint flightBefore = FlightSize;
        uint deliveredBefore = Work.Sent.Delivered;
        bool hadLosses = Work.Sent.LostCount > 0;
        SequenceNumber unacknowledgedBefore = _sendUnacknowledged;
        bool reportsDuplicate = ReportsDuplicate(segment);
        if (reportsDuplicate)
        {
            Work.Sent.Rack.OnDuplicateReported(_sendUnacknowledged, _sendNext);
        }

        bool sackNews = _usesSack && segment.SackBlocks.Count > 0 && Work.Sent.MarkSacked(segment.SackBlocks, _sendSegmentSize, ArrivalOf(segment, now));
        Outcome outcome = acknowledgment > _sendUnacknowledged
            ? ArrivesNewAck(segment, now)
            : ArrivesOldAck(segment, sackNews);

        // SND.WND: from segments that are not older than the last that set it. One that acknowledges more than any before is newer even if it is a retransmission
        // with an old SEG.SEQ: without its window the old one would move right with SND.UNA, beyond what the peer has offered.
        if (acknowledgment > unacknowledgedBefore || (acknowledgment >= _sendUnacknowledged
            && (_sendWindowSequence < segment.SequenceNumber || (_sendWindowSequence == segment.SequenceNumber && _sendWindowAcknowledgment <= acknowledgment))))
        {
            uint windowBefore = _sendWindow;
            SequenceNumber sequenceBefore = _sendWindowSequence;
            TakeWindow(segment);
            _sendWindowSequence = SequenceNumber.Max(sequenceBefore, _sendWindowSequence);
            AfterWindowUpdate(windowBefore, now);
        }

        if (Segments is not null)
        {
            RecoverAsLinux(Segments, segment, before, outcome.Reason == Reason.AckDuplicate, sackNews, reportsDuplicate, now);
        }
        else
        {
            RecoverByLetter(segment, unacknowledgedBefore, flightBefore, deliveredBefore, hadLosses, reportsDuplicate, now);
        }

        if (_sendUnacknowledged > unacknowledgedBefore && (Segments is null || !Work.ReorderingDeadline.IsSet))
        {
            ArmProbe(now);
        }

        return ArrivesAckOfFin(outcome, now);
    }

    private void RecoverByLetter(in Segment segment, SequenceNumber unacknowledgedBefore, uint flightBefore, uint deliveredBefore, bool hadLosses, bool reportsDuplicate, Timestamp now)
    {
        if (TakeMarks(segment))
        {
            RespondToMark(flightBefore, now);
        }

        AdvanceForwardRecovery(segment, _sendUnacknowledged > unacknowledgedBefore);
        TakeAckOfProbe(segment, reportsDuplicate);
        DetectLoss(now);
        if (_usesSack && Work.Recovery == RecoveryPhase.FastRecovery)
        {
            bool isSafe = _sendUnacknowledged > unacknowledgedBefore && (hadLosses || Work.Sent.LostCount == 0);
            Work.RateReduction.OnAcknowledged(Work.Sent.Delivered - deliveredBefore, Pipe, _congestion.SlowStartThreshold, _sendSegmentSize, isSafe);
        }
    }

    // Limited as challenge ACKs are (RFC 5961, sections 5.2 and 7).
    private void AcknowledgeUnsent(Timestamp now)
    {
        if (MayAnswerInvalid(now))
        {
            Work.Ack.Now(Reason.AckOfUnsent);
        }
    }

    private Outcome ArrivesNewAck(in Segment segment, Timestamp now)
    {
        SequenceNumber acknowledgment = segment.Acknowledgment;
        uint acknowledged = (uint)(acknowledgment - _sendUnacknowledged);
        bool isMeasured = AcknowledgeSent(segment, now);
        if (Segments is not null)
        {
            return new Outcome(Reason.AckAdvanced);
        }

        bool tellsMarks = TellsMarks(segment);
        Work.MarksAtOneSegment = tellsMarks ? Work.MarksAtOneSegment : (byte)0;
        int duplicates = Work.DuplicateAcks;
        Work.DuplicateAcks = 0;
        switch (Work.Recovery)
        {
            case RecoveryPhase.FastRecovery or RecoveryPhase.TimeoutRecovery when acknowledgment >= _recoveryPoint:
                _pendingDecision = Work.Recovery == RecoveryPhase.FastRecovery ? Reason.LeaveFastRecovery : Reason.LeaveTimeoutRecovery;
                Work.Recovery = RecoveryPhase.SlowStart;
                _congestion.OnRecovered();
                Work.Sent.Rack.OnRecovered();
                break;

            case RecoveryPhase.FastRecovery when !_usesSack:
                // A partial acknowledgment: the next segment is lost too, and goes at once (RFC 6582, section 3.2, step 3). What it covers beside the lost
                // segment had brought the duplicates.
                Work.DuplicateAcks = Math.Max(0, duplicates - (int)(acknowledged / _sendSegmentSize) + 1);
                Work.Sent.MarkFirstLost();
                _retransmissionReason = Reason.PartialAckRetransmit;
                Work.MustRetransmit = true;
                break;

            case RecoveryPhase.TimeoutRecovery:
                _congestion.OnAcknowledged(acknowledged, now, _rto.Smoothed);
                break;

            case RecoveryPhase.SlowStart when tellsMarks:
                break; // cwnd should not grow by that (RFC 3168, section 6.1.2)

            case RecoveryPhase.SlowStart when Work.IsWindowLimited:
                _congestion.OnAcknowledged(SlowStartGrowth(acknowledged, isMeasured), now, _rto.Smoothed);
                break;

            case RecoveryPhase.SlowStart:
                _congestion.OnApplicationLimited(now);
                break;
        }

        if (Work.Recovery == RecoveryPhase.SlowStart)
        {
            _recoveryPoint = SequenceNumber.Max(_recoveryPoint, acknowledgment); // it must not fall back so far that comparisons turn around
        }

        return new Outcome(Reason.AckAdvanced);
    }

    // How much of what is acknowledged counts: all of it but in conservative slow start. Only the first slow start is watched, where ssthresh is not known yet (RFC 9406, section 4.3).
    private uint SlowStartGrowth(uint acknowledged, bool isMeasured)
    {
        if (!_options.HyStart || _congestion.SlowStartThreshold != uint.MaxValue)
        {
            return acknowledged;
        }

        Reason decision = isMeasured ? Work.SlowStart.Measure(_rto.Latest, _sendUnacknowledged, _sendNext) : Reason.None;
        if (decision != Reason.None)
        {
            _pendingDecision = decision;
        }

        if (decision == Reason.SlowStartLeft)
        {
            _congestion.LeaveSlowStart();
            return acknowledged;
        }

        return Work.SlowStart.Growth(acknowledged);
    }

    private Outcome ArrivesOldAck(in Segment segment, bool sackNews)
    {
        // What a duplicate acknowledgment is: RFC 5681, section 2; with SACK, one that tells something new (RFC 6675, section 2).
        bool isDuplicate = segment.Acknowledgment == _sendUnacknowledged
            && Work.Sent.Count > 0
            && _sendWindow > 0 // answers to window probes tell of no loss
            && segment.Length == 0
            && (_usesSack ? sackNews : (uint)segment.Window << _sendWindowShift == _sendWindow);
        if (isDuplicate)
        {
            Work.DuplicateAcks += Segments is null ? 1 : 0;
            return new Outcome(Reason.AckDuplicate);
        }

        bool changesWindow = segment.Acknowledgment == _sendUnacknowledged && (uint)segment.Window << _sendWindowShift != _sendWindow;
        return new Outcome(changesWindow ? Reason.WindowUpdateReceived : Reason.AckOld);
    }

    // Takes acknowledged octets out of the queue and the buffer, measures, and sets the timer (RFC 6298, sections 5.2 and 5.3). Says whether a round trip was measured by what was sent once.
    private bool AcknowledgeSent(in Segment segment, Timestamp now)
    {
        SequenceNumber acknowledgment = segment.Acknowledgment;
        int samplesPerRoundTrip = 1 + (int)(FlightSize / (2u * _sendSegmentSize)); // RFC 7323, appendix G
        Work.Sent.AcknowledgeUpTo(acknowledgment, _sendSegmentSize, ArrivalOf(segment, now), out Timestamp sentAt, out int largest);
        _largestAcknowledged = (ushort)Math.Max(_largestAcknowledged, largest);
        ForgetClaimedMtu(); // what was claimed to be too big has got through, or something smaller has made progress
        _sendUnacknowledged = acknowledgment;
        Work.SendUrgentPointer = SequenceNumber.Max(Work.SendUrgentPointer, acknowledgment);
        Work.SmallSegmentEnd = SequenceNumber.Max(Work.SmallSegmentEnd, acknowledgment); // they must not fall back so far that comparisons turn around
        Work.PushEnd = SequenceNumber.Max(Work.PushEnd, acknowledgment);
        Work.RestartEnd = SequenceNumber.Max(Work.RestartEnd, acknowledgment);
        TakeAckOfPathProbe();
        Work.ProgressAt = now;
        Work.SendBuffer.ReleaseUpTo(acknowledgment);
        Work.RetransmissionsInARow = 0;
        if (Segments is not null)
        {
            MeasureAsLinux(segment, now);
        }
        else if (sentAt.IsSet)
        {
            _rto.Measure(now - sentAt, samplesPerRoundTrip);
            Work.MeasuredSinceProbe = true;
        }
        else if (_usesTimestamps && segment.HasTimestamps && segment.TimestampEcho != 0)
        {
            // Something was sent twice: the timestamp tells which of them was acknowledged (RFC 7323, section 4).
            int milliseconds = unchecked((int)(TimestampClock(now) - segment.TimestampEcho));
            if (milliseconds >= 0)
            {
                _rto.Measure(Duration.FromMilliseconds(Math.Max(1, milliseconds)), samplesPerRoundTrip);
                Work.MeasuredSinceProbe = true;
            }
        }

        Work.RetransmissionDeadline = Work.Sent.Count == 0 ? Timestamp.Never : now + _rto.Value;
        TuneSendBuffer();
        if (_wantsRoom && Work.SendBuffer.Room >= Math.Max(1, Work.SendBuffer.Limit / 4) && !_closeRequested)
        {
            _wantsRoom = false;
            _events |= ConnectionEvents.SendBufferSpace;
        }

        return sentAt.IsSet;
    }

    // One measurement for each acknowledgment, by the oldest segment that it tells of.
    private void MeasureAsLinux(in Segment segment, Timestamp now)
    {
        Timestamp sentAt = Work.Sent.OldestAcknowledged.IsSet && !Work.Sent.CoveredRepair ? Work.Sent.OldestAcknowledged : Work.Sent.OldestSacked;
        int milliseconds = unchecked((int)(TimestampClock(now) - segment.TimestampEcho));
        bool hasEcho = Work.Sent.CoveredRepair && _usesTimestamps && segment.HasTimestamps && segment.TimestampEcho != 0 && milliseconds >= 0;
        if (sentAt.IsSet || hasEcho)
        {
            _rto.MeasureRound(sentAt.IsSet ? now - sentAt : Duration.FromMilliseconds(Math.Max(1, milliseconds)), _sendUnacknowledged, _sendNext);
            Work.MeasuredSinceProbe = true;
        }
    }

    private AckArrival ArrivalOf(in Segment segment, Timestamp now) => new(now, _usesTimestamps && segment.HasTimestamps, segment.TimestampEcho, _timestampOffset);

    private Outcome ArrivesAckOfFin(Outcome outcome, Timestamp now)
    {
        if (!IsFinAcknowledged)
        {
            return outcome;
        }

        _events |= State is TcpState.FinWait1 or TcpState.Closing ? ConnectionEvents.FinAcknowledged : ConnectionEvents.None;
        switch (State)
        {
            case TcpState.FinWait1:
                State = TcpState.FinWait2;
                LimitFinWait2(now);
                return new Outcome(Reason.FinAcknowledged);
            case TcpState.Closing:
                EnterTimeWait(now);
                return new Outcome(Reason.FinAcknowledged);
            case TcpState.LastAck:
                EnterClosed(TcpFailure.None);
                return new Outcome(Reason.FinAcknowledged);
            default:
                return outcome;
        }
    }
}
