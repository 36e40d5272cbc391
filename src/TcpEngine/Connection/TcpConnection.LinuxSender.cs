using TcpCodec;

namespace TcpEngine;

// What an acknowledgment does to the window and to what is lost where the sender does as Linux (SenderStyle.Linux). Linux's names for the phases: Open and Disorder are SlowStart here, CWR is
// a reduction without retransmissions, Recovery is FastRecovery, Loss is TimeoutRecovery.
public sealed partial class TcpConnection
{
    private readonly SegmentCongestion? _segmentCongestion; // null for RFCs' letter
    private LossUndo _undo = new() { FirstRetransmission = Timestamp.Never };
    private bool _isReducing;        // the window comes down for ECN's sake
    private bool _isForward;         // F-RTO is under way
    private bool _awaitsForward;     // it has sent new data, and what is lost waits for what that brings
    private int _mostOutstanding;    // segments, since all that was outstanding before was acknowledged
    private SequenceNumber _outstandingRound;
    private int _repairs;            // how often anything was sent again

    /// <summary>Whether the window is being reduced for congestion that ECN has told of.</summary>
    internal bool IsReducing => _isReducing;

    // Whether the window, and not the application, limits the sender: in slow start it may grow to twice of what was used.
    private bool UsesWindow(SegmentCongestion congestion) => _isWindowLimited || (congestion.IsInSlowStart && congestion.Window < 2 * _mostOutstanding);

    private void NoteWindowUse(SegmentCongestion congestion)
    {
        bool isLimited = Pipe >= congestion.CongestionWindow;
        if (_sendUnacknowledged >= _outstandingRound || isLimited || (!_isWindowLimited && _sent.Count > _mostOutstanding))
        {
            _isWindowLimited = isLimited;
            _mostOutstanding = _sent.Count;
            _outstandingRound = _sendNext;
        }
    }

    private void RecoverAsLinux(SegmentCongestion congestion, in Segment segment, in BeforeAck before, bool isDuplicate, bool sackNews, bool reportsDuplicate, Timestamp now)
    {
        bool advances = _sendUnacknowledged > before.Unacknowledged;
        bool isEcho = _usesEcn && (segment.Flags & TcpFlags.Ece) != 0 && !segment.IsSyn;
        _awaitsForward = false;
        if (!_usesSack && advances)
        {
            TakeBackDuplicates(before.Count - _sent.Count);
        }

        if (advances)
        {
            _reorderingDeadline = Timestamp.Never;
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

        bool isHandled = _recovery switch
        {
            RecoveryPhase.FastRecovery => GoOnWithRecovery(congestion, segment, advances, isDuplicate, now),
            RecoveryPhase.TimeoutRecovery => GoOnAfterTimeout(congestion, segment, advances, isDuplicate || sackNews, now),
            _ => false,
        };
        if (!isHandled)
        {
            LookForLoss(congestion, advances, isDuplicate, isEcho, now);
        }

        uint delivered = _sent.DeliveredSegments - before.Delivered;
        if (_recovery == RecoveryPhase.FastRecovery || _isReducing)
        {
            Reduce(congestion, delivered, isSafe: advances && _sent.LossesSeen == before.LossesSeen);
        }
        else if (advances || (sackNews && _sent.ReorderingExtent > DuplicateAckThreshold))
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

        if (_recovery == RecoveryPhase.SlowStart && !_isReducing)
        {
            _recoveryPoint = SequenceNumber.Max(_recoveryPoint, _sendUnacknowledged);
        }
    }

    // Without SACK duplicates stand for segments that have arrived; now it shows which.
    private void TakeBackDuplicates(int acknowledged)
    {
        int known = Math.Min(_duplicateAcks, Math.Max(0, acknowledged - 1));
        _sent.CountDelivered(-known);
        _duplicateAcks -= known;
    }

    private void AddDuplicate()
    {
        if (!_usesSack && _duplicateAcks < _sent.Count)
        {
            _duplicateAcks++;
            _sent.CountDelivered(1);
        }
    }

    private void CountDuplicateReport(in Segment segment)
    {
        SequenceNumber left = new(segment.SackBlocks[0].Left);
        SequenceNumber right = new(segment.SackBlocks[0].Right);
        int segments = Math.Clamp((right - left + _sendSegmentSize - 1) / _sendSegmentSize, 1, _sent.Count + 1);
        if (_repairs > 0)
        {
            _repairs -= Math.Min(_repairs, segments);
            _sent.CountDelivered(segments); // a needless retransmission has arrived
            _undo.OnDuplicateReported(right, segments);
        }
    }

    private void ReachRecoveryPoint(SegmentCongestion congestion, in Segment segment, Timestamp now)
    {
        if (_isReducing && _sendUnacknowledged > _recoveryPoint)
        {
            congestion.EndReduction();
            _isReducing = false;
        }
        else if (_recovery == RecoveryPhase.FastRecovery)
        {
            _duplicateAcks = _usesSack ? _duplicateAcks : 0;
            bool wasUndone = LeaveRecovery(congestion, segment, Reason.LeaveFastRecovery, now);
            if (!wasUndone && _recovery == RecoveryPhase.SlowStart)
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
        _recovery = RecoveryPhase.SlowStart;
        _isForward = false;
        _recoveryPoint = _sendUnacknowledged;
        _sent.Rack.OnRecovered();
    }

    private bool IsMistaken(in Segment segment) => _undo.IsDisproved || (_undo.IsPossible && IsLate(segment));

    // The acknowledgment answers what was sent before anything went again: the original was late (RFC 3522, section 3.2).
    private bool IsLate(in Segment segment) => _usesTimestamps && segment.HasTimestamps && segment.TimestampEcho != 0 && _undo.FirstRetransmission.IsSet
        && unchecked((int)(segment.TimestampEcho - TimestampClock(_undo.FirstRetransmission))) < 0;

    private void TakeBackReduction(SegmentCongestion congestion, bool areLostThere)
    {
        if (areLostThere)
        {
            _sent.UnmarkLost();
        }

        congestion.Undo();
        _undo.End();
        _sent.Rack.Advance();
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
        else if (_undo.IsPossible && IsLate(segment))
        {
            if (_sent.RepairsUnderWay > 0)
            {
                return true;
            }

            TakeBackReduction(congestion, areLostThere: true);
            EndPhase();
        }

        if (_undo.IsDisproved)
        {
            TakeBackReduction(congestion, areLostThere: false);
            EndPhase();
        }

        bool isHeadLost = !_usesSack && advances && _recovery == RecoveryPhase.FastRecovery && _sent.Count > 0;
        if (isHeadLost)
        {
            _sent.MarkFirstLost();
            _retransmissionReason = Reason.PartialAckRetransmit;
        }

        _ = _usesSack && FindLostByTime(now, out _);
        if (_recovery == RecoveryPhase.SlowStart && _sent.LostCount > 0)
        {
            BeginRecovery(congestion, mayUndo: true, now);
        }

        return true;
    }

    // RFC 5682, section 3.1, where there is SACK, and section 2.1 where there is none.
    private bool GoOnAfterTimeout(SegmentCongestion congestion, in Segment segment, bool advances, bool bringsNoProgress, Timestamp now)
    {
        bool isRecovered = _sendUnacknowledged >= _recoveryPoint;
        if ((advances && IsMistaken(segment)) || (_isForward && _sent.OriginalDelivered))
        {
            bool isForward = _isForward;
            TakeBackReduction(congestion, areLostThere: true);
            if (isForward || _usesSack)
            {
                EndPhase();
            }
        }
        else if (_isForward && _sendNext > _recoveryPoint)
        {
            _isForward = !bringsNoProgress;
        }
        else if (_isForward && advances && !isRecovered)
        {
            _recoveryPoint = _sendNext;
            _awaitsForward = _sendBuffer.End > _sendNext && _sendUnacknowledged + _sendWindow > _sendNext;
            _isForward = _awaitsForward;
        }

        if (_recovery == RecoveryPhase.TimeoutRecovery && !_awaitsForward)
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
                _duplicateAcks = 0;
            }
        }

        bool isRepairLost = false;
        _ = _usesSack && FindLostByTime(now, out isRepairLost);
        return _recovery == RecoveryPhase.TimeoutRecovery && !isRepairLost;
    }

    private void LookForLoss(SegmentCongestion congestion, bool advances, bool isDuplicate, bool isEcho, Timestamp now)
    {
        if (!_usesSack)
        {
            _duplicateAcks = advances ? 0 : _duplicateAcks;
            if (isDuplicate)
            {
                AddDuplicate();
            }

            if (_duplicateAcks >= _sent.ReorderingExtent && _recovery == RecoveryPhase.SlowStart)
            {
                _sent.MarkFirstLost();
            }
        }

        if (_undo.IsDisproved && !_isReducing && _recovery == RecoveryPhase.SlowStart)
        {
            TakeBackReduction(congestion, areLostThere: false);
        }

        _ = _usesSack && FindLostByTime(now, out _);
        if (_sent.LostCount > 0)
        {
            BeginRecovery(congestion, mayUndo: !isEcho, now);
        }
        else if (isEcho && !_isReducing && _recovery == RecoveryPhase.SlowStart && _sent.Count > 0)
        {
            _undo.End();
            BeginReduction(congestion, mayUndo: false);
            _isReducing = true;
            _mustTellReduction = true;
            _pendingDecision = Reason.EcnReduction;
        }
    }

    // Only once something has arrived that was sent later than what had before.
    private bool FindLostByTime(Timestamp now, out bool isRepairLost)
    {
        isRepairLost = false;
        if (!_sent.Rack.TakeAdvance())
        {
            return false;
        }

        _reorderingDeadline = Timestamp.Never;
        Duration window = _sent.Rack.ReorderingWindow(_recovery != RecoveryPhase.SlowStart, _sent.SackedCount, _rto.Smoothed);
        bool isLost = _sent.MarkLostByTime(now, window, out Duration wait, out Timestamp lostRepair);
        isRepairLost = lostRepair.IsSet;
        if (wait > Duration.Zero)
        {
            _reorderingDeadline = now + wait + LeastTimer;
        }

        return isLost;
    }

    private void BeginRecovery(SegmentCongestion congestion, bool mayUndo, Timestamp now)
    {
        _undo.Begin(_sendUnacknowledged, _sent.RepairsUnderWay + (_probeEnd is not null && _probeIsRetransmission ? 1 : 0));
        if (!_isReducing)
        {
            BeginReduction(congestion, mayUndo);
        }

        _isReducing = false;
        _isForward = false;
        _recovery = RecoveryPhase.FastRecovery;
        _reducedAt = now;
        _mustTellReduction = _usesEcn;
        _probeDeadline = Timestamp.Never;
        _retransmissionReason = _usesSack ? Reason.RackRetransmit : Reason.FastRetransmit;
        _pendingDecision = Reason.EnterFastRecovery;
    }

    private void BeginReduction(SegmentCongestion congestion, bool mayUndo)
    {
        _recoveryPoint = _sendNext;
        _probeEnd = null;
        _rateReduction.Begin(congestion.Window);
        congestion.BeginReduction(mayUndo);
    }

    // Rate reduction counts segments here.
    private void Reduce(SegmentCongestion congestion, uint delivered, bool isSafe)
    {
        if (delivered > 0)
        {
            _rateReduction.OnAcknowledged(delivered, Pipe / _sendSegmentSize, congestion.Threshold, segmentSize: 1, isSafe);
            congestion.Window = _rateReduction.CongestionWindow;
        }
    }

    private void OnReorderingTimerAsLinux(SegmentCongestion congestion, Timestamp now)
    {
        _sent.Rack.Advance();
        if (!FindLostByTime(now, out _))
        {
            return;
        }

        if (_recovery != RecoveryPhase.FastRecovery)
        {
            BeginRecovery(congestion, mayUndo: true, now);
            Reduce(congestion, delivered: 1, isSafe: false);
        }
    }

    // RFC 6298, section 5.4, with RFC 5682, section 2.1, step 1: all is taken for lost, and goes again as cwnd grows from one segment on.
    private void CollapseWindow(SegmentCongestion congestion, Timestamp sentUpTo)
    {
        bool isNew = _recovery == RecoveryPhase.SlowStart;
        bool hasReneged = _sent.Count > 0 && _sent[0].IsSacked;
        if (hasReneged)
        {
            _sent.ForgetSacks();
        }

        if ((isNew && !_isReducing) || _sendUnacknowledged >= _recoveryPoint)
        {
            congestion.OnTimeout(0, isFirst: true);
            _undo.Begin(_sendUnacknowledged, _sent.RepairsUnderWay + (_probeEnd is not null && _probeIsRetransmission ? 1 : 0));
        }

        _sent.MarkAllLost(hasReneged ? Timestamp.Never : sentUpTo);
        _duplicateAcks = 0;
        congestion.Window = (Pipe / _sendSegmentSize) + 1;
        _mustTellReduction = _usesEcn;
        _isForward = isNew || _retransmissionsInARow > 1;
        _isReducing = false;
        _recovery = RecoveryPhase.TimeoutRecovery;
        _recoveryPoint = _sendNext;
        _pendingDecision = isNew ? Reason.EnterTimeoutRecovery : Reason.None;
    }

    // They were too long for the path, which says nothing of congestion.
    private void RepeatLongerSegments()
    {
        _undo.End();
        _isForward = false;
        _isReducing = false;
        _recovery = RecoveryPhase.TimeoutRecovery;
        _recoveryPoint = _sendNext;
    }

    /// <summary>What was known before an acknowledgment.</summary>
    private readonly record struct BeforeAck(SequenceNumber Unacknowledged, uint Delivered, int LossesSeen, int Count);
}
