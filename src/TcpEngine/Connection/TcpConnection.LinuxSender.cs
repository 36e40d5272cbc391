namespace TcpEngine;

// What an acknowledgment does to the window and to what is lost where the sender does as Linux (HostHabits.Linux). Linux's names for the phases: Open and Disorder are SlowStart here, CWR is
// a reduction without retransmissions, Recovery is FastRecovery, Loss is TimeoutRecovery.
public sealed partial class TcpConnection
{
    // Null for RFCs' letter.
    private SegmentCongestion? Segments => _congestion as SegmentCongestion;

    private SegmentRecovery Linux => ((SegmentCongestion)_congestion).Recovery;

    /// <summary>Whether the window is being reduced for congestion that ECN has told of.</summary>
    internal bool IsReducing => Segments is { Recovery.IsReducing: true };

    // Whether the window, and not the application, limits the sender: in slow start it may grow to twice of what was used.
    private bool UsesWindow(SegmentCongestion congestion) => Work.IsWindowLimited || (congestion.IsInSlowStart && congestion.Window < 2 * Linux.MostOutstanding);

    // Something has happened: what was held back may go.
    private void GoOn()
    {
        if (Segments is { Recovery: { } recovery })
        {
            recovery.IsHeldBack = false;
        }
    }

    private void NoteRepair()
    {
        if (Segments is { Recovery: { } recovery })
        {
            recovery.Repairs++;
        }
    }

    private void NoteWindowUse(SegmentCongestion congestion, bool isLimited)
    {
        isLimited |= Pipe >= congestion.CongestionWindow;
        if (_sendUnacknowledged >= Linux.OutstandingRound || isLimited || (!Work.IsWindowLimited && Work.Sent.Count > Linux.MostOutstanding))
        {
            Work.IsWindowLimited = isLimited;
            Linux.MostOutstanding = Work.Sent.Count;
            Linux.OutstandingRound = _sendNext;
        }
    }

    private void RecoverAsLinux(SegmentCongestion congestion, in Segment segment, in BeforeAck before, bool isDuplicate, bool sackNews, bool reportsDuplicate, Timestamp now)
    {
        bool advances = _sendUnacknowledged > before.Unacknowledged;
        bool isEcho = TakeMarks(segment);
        Linux.AwaitsForward = false;
        if (!_usesSack && advances)
        {
            TakeBackDuplicates(before.Count - Work.Sent.Count);
        }

        if (advances)
        {
            Work.ReorderingDeadline = Timestamp.Never;
        }
        else if (sackNews)
        {
            MeasureAsLinux(segment, now);
        }

        if (reportsDuplicate)
        {
            CountDuplicateReport(segment);
        }

        TakeAckOfProbe(segment, reportsDuplicate);
        if (_sendUnacknowledged >= _recoveryPoint)
        {
            ReachRecoveryPoint(congestion, segment, now);
        }

        bool isHandled = Work.Recovery switch
        {
            RecoveryPhase.FastRecovery => GoOnWithRecovery(congestion, segment, advances, isDuplicate, now),
            RecoveryPhase.TimeoutRecovery => GoOnAfterTimeout(congestion, segment, advances, isDuplicate || sackNews, now),
            _ => false,
        };
        if (!isHandled)
        {
            LookForLoss(congestion, advances, isDuplicate, isEcho, now);
        }

        uint delivered = Work.Sent.DeliveredSegments - before.Delivered;
        if (Work.Recovery == RecoveryPhase.FastRecovery || Linux.IsReducing)
        {
            Reduce(congestion, delivered, isSafe: advances && Work.Sent.LossesSeen == before.LossesSeen);
        }
        else if (advances || (sackNews && Work.Sent.ReorderingExtent > DuplicateAckThreshold))
        {
            if (UsesWindow(congestion))
            {
                congestion.OnAcknowledged(delivered * _sendSegmentSize, now, _rto.Smoothed);
            }
            else
            {
                congestion.OnApplicationLimited(now);
            }
        }

        if (Work.Recovery == RecoveryPhase.SlowStart && !Linux.IsReducing)
        {
            _recoveryPoint = SequenceNumber.Max(_recoveryPoint, _sendUnacknowledged);
        }
    }

    // Without SACK duplicates stand for segments that have arrived; now it shows which.
    private void TakeBackDuplicates(int acknowledged)
    {
        int known = Math.Min(Work.DuplicateAcks, Math.Max(0, acknowledged - 1));
        Work.Sent.CountDelivered(-known);
        Work.DuplicateAcks -= known;
    }

    private void AddDuplicate()
    {
        if (!_usesSack && Work.DuplicateAcks < Work.Sent.Count)
        {
            Work.DuplicateAcks++;
            Work.Sent.CountDelivered(1);
        }
    }

    private void CountDuplicateReport(in Segment segment)
    {
        SequenceNumber left = new(segment.SackBlocks[0].Left);
        SequenceNumber right = new(segment.SackBlocks[0].Right);
        int segments = Math.Clamp((right - left + _sendSegmentSize - 1) / _sendSegmentSize, 1, Work.Sent.Count + 1);
        if (Linux.Repairs > 0)
        {
            Linux.Repairs -= Math.Min(Linux.Repairs, segments);
            Work.Sent.CountDelivered(segments); // a needless retransmission has arrived
            Linux.Undo.OnDuplicateReported(right, segments);
        }
    }

    private void ReachRecoveryPoint(SegmentCongestion congestion, in Segment segment, Timestamp now)
    {
        if (Linux.IsReducing && _sendUnacknowledged > _recoveryPoint)
        {
            congestion.EndReduction();
            Linux.IsReducing = false;
        }
        else if (Work.Recovery == RecoveryPhase.FastRecovery)
        {
            Work.DuplicateAcks = _usesSack ? Work.DuplicateAcks : 0;
            bool wasUndone = LeaveRecovery(congestion, segment, Reason.LeaveFastRecovery, now);
            if (!wasUndone && Work.Recovery == RecoveryPhase.SlowStart)
            {
                congestion.EndReduction();
            }
        }
    }

    // Without SACK the phase stays until something above is acknowledged, so that old duplicates begin no new one (RFC 6582, section 3.2).
    private bool LeaveRecovery(SegmentCongestion congestion, in Segment segment, Reason reason, Timestamp now)
    {
        bool isMistaken = IsMistaken(segment);
        if (isMistaken)
        {
            TakeBackReduction(congestion, areLostThere: false);
        }

        if (_usesSack || _sendUnacknowledged > _recoveryPoint)
        {
            _pendingDecision = reason;
            EndPhase();
        }

        return isMistaken;
    }

    private void EndPhase()
    {
        Work.Recovery = RecoveryPhase.SlowStart;
        Linux.IsForward = false;
        _recoveryPoint = _sendUnacknowledged;
        Work.Sent.Rack.OnRecovered();
    }

    private bool IsMistaken(in Segment segment) => Linux.Undo.IsDisproved || (Linux.Undo.IsPossible && IsLate(segment));

    // The acknowledgment answers what was sent before anything went again: the original was late (RFC 3522, section 3.2).
    private bool IsLate(in Segment segment) => _usesTimestamps && segment.HasTimestamps && segment.TimestampEcho != 0 && Linux.Undo.FirstRetransmission.IsSet
        && unchecked((int)(segment.TimestampEcho - TimestampClock(Linux.Undo.FirstRetransmission))) < 0;

    private void TakeBackReduction(SegmentCongestion congestion, bool areLostThere)
    {
        if (areLostThere)
        {
            Work.Sent.UnmarkLost();
        }

        congestion.Undo();
        Linux.Undo.End();
        Work.Sent.Rack.Advance();
        _mustTellReduction = false;
        _pendingDecision = Reason.SpuriousTimeout;
    }

    private bool GoOnWithRecovery(SegmentCongestion congestion, in Segment segment, bool advances, bool isDuplicate, Timestamp now)
    {
        if (!advances)
        {
            if (isDuplicate)
            {
                AddDuplicate();
            }
        }
        else if (Linux.Undo.IsPossible && IsLate(segment))
        {
            if (Work.Sent.RepairsUnderWay > 0)
            {
                return true;
            }

            TakeBackReduction(congestion, areLostThere: true);
            EndPhase();
        }

        if (Linux.Undo.IsDisproved)
        {
            TakeBackReduction(congestion, areLostThere: false);
            EndPhase();
        }

        bool isHeadLost = !_usesSack && advances && Work.Recovery == RecoveryPhase.FastRecovery && Work.Sent.Count > 0;
        if (isHeadLost)
        {
            Work.Sent.MarkFirstLost();
            _retransmissionReason = Reason.PartialAckRetransmit;
        }

        _ = _usesSack && FindLostByTime(now, out _);
        if (Work.Recovery == RecoveryPhase.SlowStart && Work.Sent.LostCount > 0)
        {
            BeginRecovery(congestion, mayUndo: true, now);
        }

        return true;
    }

    // RFC 5682, section 3.1, where there is SACK, and section 2.1 where there is none.
    private bool GoOnAfterTimeout(SegmentCongestion congestion, in Segment segment, bool advances, bool bringsNoProgress, Timestamp now)
    {
        bool isRecovered = _sendUnacknowledged >= _recoveryPoint;
        if ((advances && IsMistaken(segment)) || (Linux.IsForward && Work.Sent.OriginalDelivered))
        {
            bool isForward = Linux.IsForward;
            TakeBackReduction(congestion, areLostThere: true);
            if (isForward || _usesSack)
            {
                EndPhase();
            }
        }
        else if (Linux.IsForward && _sendNext > _recoveryPoint)
        {
            Linux.IsForward = !bringsNoProgress;
        }
        else if (Linux.IsForward && advances && !isRecovered)
        {
            _recoveryPoint = _sendNext;
            Linux.AwaitsForward = Work.SendBuffer.End > _sendNext && _sendUnacknowledged + _sendWindow > _sendNext;
            Linux.IsForward = Linux.AwaitsForward;
        }

        if (Work.Recovery == RecoveryPhase.TimeoutRecovery && !Linux.AwaitsForward)
        {
            if (isRecovered)
            {
                LeaveRecovery(congestion, segment, Reason.LeaveTimeoutRecovery, now);
            }
            else if (!_usesSack && bringsNoProgress && _sendNext > _recoveryPoint)
            {
                AddDuplicate();
            }
            else if (!_usesSack && advances)
            {
                Work.DuplicateAcks = 0;
            }
        }

        bool isRepairLost = false;
        _ = _usesSack && FindLostByTime(now, out isRepairLost);
        return Work.Recovery == RecoveryPhase.TimeoutRecovery && !isRepairLost;
    }

    private void LookForLoss(SegmentCongestion congestion, bool advances, bool isDuplicate, bool isEcho, Timestamp now)
    {
        if (!_usesSack)
        {
            Work.DuplicateAcks = advances ? 0 : Work.DuplicateAcks;
            if (isDuplicate)
            {
                AddDuplicate();
            }

            if (Work.DuplicateAcks >= Work.Sent.ReorderingExtent && Work.Recovery == RecoveryPhase.SlowStart)
            {
                Work.Sent.MarkFirstLost();
            }
        }

        if (Linux.Undo.IsDisproved && !Linux.IsReducing && Work.Recovery == RecoveryPhase.SlowStart)
        {
            TakeBackReduction(congestion, areLostThere: false);
        }

        _ = _usesSack && FindLostByTime(now, out _);
        if (Work.Sent.LostCount > 0)
        {
            BeginRecovery(congestion, mayUndo: !isEcho, now);
        }
        else if (isEcho && !Linux.IsReducing && Work.Recovery == RecoveryPhase.SlowStart && Work.Sent.Count > 0)
        {
            Linux.Undo.End();
            BeginReduction(congestion, mayUndo: false);
            Linux.IsReducing = true;
            _mustTellReduction = _usesEcn;
            _pendingDecision = Reason.EcnReduction;
        }
    }

    // Only once something has arrived that was sent later than what had before.
    private bool FindLostByTime(Timestamp now, out bool isRepairLost)
    {
        isRepairLost = false;
        if (!Work.Sent.Rack.TakeAdvance())
        {
            return false;
        }

        Work.ReorderingDeadline = Timestamp.Never;
        Duration window = Work.Sent.Rack.ReorderingWindow(Work.Recovery != RecoveryPhase.SlowStart, Work.Sent.SackedCount, _rto.Smoothed);
        bool isLost = Work.Sent.MarkLostByTime(now, window, out Duration wait, out Timestamp lostRepair);
        isRepairLost = lostRepair.IsSet;
        if (wait > Duration.Zero)
        {
            Work.ReorderingDeadline = now + wait + LeastTimer;
        }

        return isLost;
    }

    // A tail loss probe on its way repairs as what was sent again does.
    private void BeginUndo() => Linux.Undo.Begin(_sendUnacknowledged, Work.Sent.RepairsUnderWay + (Work.ProbeEnd is not null && Work.ProbeIsRetransmission ? 1 : 0));

    private void BeginRecovery(SegmentCongestion congestion, bool mayUndo, Timestamp now)
    {
        BeginUndo();
        if (!Linux.IsReducing)
        {
            BeginReduction(congestion, mayUndo);
        }

        Linux.IsReducing = false;
        Linux.IsForward = false;
        Work.Recovery = RecoveryPhase.FastRecovery;
        Work.ReducedAt = now;
        _mustTellReduction = _usesEcn;
        Work.ProbeDeadline = Timestamp.Never;
        _retransmissionReason = _usesSack ? Reason.RackRetransmit : Reason.FastRetransmit;
        _pendingDecision = Reason.EnterFastRecovery;
    }

    private void BeginReduction(SegmentCongestion congestion, bool mayUndo)
    {
        _recoveryPoint = _sendNext;
        Work.ProbeEnd = null;
        Work.RateReduction.Begin(congestion.Window);
        congestion.BeginReduction(mayUndo);
    }

    // Rate reduction counts segments here.
    private void Reduce(SegmentCongestion congestion, uint delivered, bool isSafe)
    {
        if (delivered > 0)
        {
            Work.RateReduction.OnAcknowledged(delivered, Pipe / _sendSegmentSize, congestion.Threshold, segmentSize: 1, isSafe);
            congestion.Window = Work.RateReduction.CongestionWindow;
        }
    }

    private void OnReorderingTimerAsLinux(SegmentCongestion congestion, Timestamp now)
    {
        Work.Sent.Rack.Advance();
        if (!FindLostByTime(now, out _))
        {
            return;
        }

        if (Work.Recovery != RecoveryPhase.FastRecovery)
        {
            BeginRecovery(congestion, mayUndo: true, now);
            Reduce(congestion, delivered: 1, isSafe: false);
        }
    }

    // RFC 6298, section 5.4, with RFC 5682, section 2.1, step 1: all is taken for lost, and goes again as cwnd grows from one segment on.
    private void CollapseWindow(SegmentCongestion congestion, Timestamp sentUpTo)
    {
        bool isNew = Work.Recovery == RecoveryPhase.SlowStart;
        bool hasReneged = Work.Sent.Count > 0 && Work.Sent[0].IsSacked;
        if (hasReneged)
        {
            Work.Sent.ForgetSacks();
        }

        if ((isNew && !Linux.IsReducing) || _sendUnacknowledged >= _recoveryPoint)
        {
            congestion.OnTimeout(0, isFirst: true);
            BeginUndo();
        }

        Work.Sent.MarkAllLost(hasReneged ? Timestamp.Never : sentUpTo);
        Work.DuplicateAcks = 0;
        congestion.Window = (Pipe / _sendSegmentSize) + 1;
        _mustTellReduction = _usesEcn;
        Linux.IsForward = isNew || Work.RetransmissionsInARow > 1;
        Linux.IsReducing = false;
        Work.Recovery = RecoveryPhase.TimeoutRecovery;
        _recoveryPoint = _sendNext;
        _pendingDecision = isNew ? Reason.EnterTimeoutRecovery : Reason.None;
    }

    // They were too long for the path, which says nothing of congestion.
    private void RepeatLongerSegments()
    {
        Linux.Undo.End();
        Linux.IsForward = false;
        Linux.IsReducing = false;
        Work.Recovery = RecoveryPhase.TimeoutRecovery;
        _recoveryPoint = _sendNext;
    }

    /// <summary>What was known before an acknowledgment.</summary>
    private readonly record struct BeforeAck(SequenceNumber Unacknowledged, uint Delivered, int LossesSeen, int Count);
}
