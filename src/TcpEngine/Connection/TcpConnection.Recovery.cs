namespace TcpEngine;

// How loss is seen and repaired: with SACK by RACK-TLP (RFC 8985) and PRR (RFC 6937), without by NewReno (RFC 6582) and limited transmit (RFC 3042).
public sealed partial class TcpConnection
{
    private const int DuplicateAckThreshold = 3; // RFC 5681, section 3.2
    private static readonly Duration GreatestAckDelay = Duration.FromMilliseconds(200); // TLP.max_ack_delay: what receivers are seen to do
    private static readonly Duration LeastTimer = Duration.FromMilliseconds(2); // Linux adds that to what it waits for
    private static readonly Duration ProbeWithoutMeasurement = Duration.FromSeconds(1); // RFC 8985, section 7.2

    private SequenceNumber _recoveryPoint;

    /// <summary>pipe: what is in the network, by what is known of it.</summary>
    private uint Pipe
    {
        get
        {
            if (Segments is not null)
            {
                return (uint)Math.Max(0, Work.Sent.PipeSegments - (_usesSack ? 0 : Work.DuplicateAcks)) * _sendSegmentSize;
            }

            // Without SACK each duplicate acknowledgment tells that one segment has left the network (RFC 5681, section 3.2).
            uint left = _usesSack ? 0 : (uint)Work.DuplicateAcks * _sendSegmentSize;
            return Work.Sent.Pipe - Math.Min(left, Work.Sent.Pipe);
        }
    }

    private uint CongestionWindow => Segments is null && _usesSack && Work.Recovery == RecoveryPhase.FastRecovery ? Work.RateReduction.CongestionWindow : _congestion.CongestionWindow;

    // What limited transmit and SACK have let out beyond cwnd does not count (RFC 5681, section 3.2).
    private uint LossFlightSize => Math.Min(FlightSize, _congestion.CongestionWindow);

    private void DetectLoss(Timestamp now)
    {
        bool isLost = false;
        if (_usesSack)
        {
            isLost = DetectLossByTime(now);
        }
        else if (Work.DuplicateAcks >= DuplicateAckThreshold && Work.Recovery == RecoveryPhase.SlowStart)
        {
            Work.Sent.MarkFirstLost();
            isLost = true;
        }

        if (isLost && TakeLossOfPathProbe(now))
        {
            return;
        }

        // RFC 6582, section 3.2: not again for what was outstanding at the last loss.
        if (isLost && Work.Recovery == RecoveryPhase.SlowStart && _sendUnacknowledged >= _recoveryPoint)
        {
            EnterFastRecovery(Reason.EnterFastRecovery, now);
            _retransmissionReason = _usesSack ? Reason.RackRetransmit : Reason.FastRetransmit;
            Work.MustRetransmit = true;
        }
    }

    // RFC 8985, section 6.2, step 5.
    private bool DetectLossByTime(Timestamp now)
    {
        Work.ReorderingDeadline = Timestamp.Never;
        if (Work.Sent.SackedCount == 0 && Work.Recovery == RecoveryPhase.SlowStart)
        {
            return false; // what is acknowledged leaves nothing behind it
        }

        Duration window = Work.Sent.Rack.ReorderingWindow(Work.Recovery != RecoveryPhase.SlowStart, Work.Sent.SackedCount, _rto.Smoothed);
        bool isLost = Work.Sent.MarkLostByTime(now, window, out Duration wait, out Timestamp lostRetransmission);
        if (wait > Duration.Zero)
        {
            Work.ReorderingDeadline = now + wait;
        }

        if (lostRetransmission.IsSet && Work.Recovery == RecoveryPhase.FastRecovery && lostRetransmission >= Work.ReducedAt)
        {
            EnterFastRecovery(Reason.RetransmissionLost, now); // two losses, two reductions (RFC 5681, section 4.3)
        }

        return isLost;
    }

    private void EnterFastRecovery(Reason reason, Timestamp now)
    {
        Work.Recovery = RecoveryPhase.FastRecovery;
        _recoveryPoint = _sendNext;
        Work.ReducedAt = now;
        Work.RateReduction.Begin(FlightSize);
        TakeLossOfRestart();
        _congestion.OnLoss(LossFlightSize);
        Work.RateReduction.OnAcknowledged(0, Pipe, _congestion.SlowStartThreshold, _sendSegmentSize, isSafe: false);
        _mustTellReduction = _usesEcn;
        Work.ProbeDeadline = Timestamp.Never;
        _pendingDecision = reason;
    }

    // RFC 6928, section 2: a loss in what went at once, where that was more than 4 KB.
    private void TakeLossOfRestart()
    {
        const int LittleData = 4096;
        if (_options.ShrinksRestartWindow && _sendUnacknowledged < Work.RestartEnd && _sendNext - (Work.RestartEnd - _congestion.RestartWindow) > LittleData)
        {
            _congestion.OnRestartLoss();
        }
    }

    private void OnReorderingTimer(Timestamp now)
    {
        if (Segments is not null)
        {
            OnReorderingTimerAsLinux(Segments, now);
        }
        else
        {
            DetectLoss(now);
        }

        ObserveTimer(TimerKind.Reordering, Reason.ReorderingTimerExpired, State, now);
    }

    // RFC 8985, section 7.2: when new data was sent, or some acknowledged, and nothing else is at work.
    private void ArmProbe(Timestamp now)
    {
        Work.ProbeDeadline = Timestamp.Never;
        if (!_options.TailLossProbes || !_usesSack || !IsSynchronized || Work.Sent.Count == 0 || Work.Recovery != RecoveryPhase.SlowStart || Work.Sent.SackedCount > 0 || Work.ProbeEnd is not null || (!Work.MeasuredSinceProbe && Segments is null) || !Work.RetransmissionDeadline.IsSet)
        {
            return;
        }

        bool isAlone = Segments is null ? FlightSize <= _sendSegmentSize : Work.Sent.Count == 1;
        Duration wait = _rto.Latest == Duration.Zero ? ProbeWithoutMeasurement
            : (_rto.Smoothed * 2) + (isAlone ? GreatestAckDelay : Segments is null ? Duration.Zero : LeastTimer);
        Work.ProbeDeadline = Timestamp.Min(now + wait, Work.RetransmissionDeadline);
        Work.ReorderingDeadline = Segments is null ? Work.ReorderingDeadline : Timestamp.Never; // one timer serves both
    }

    // RFC 8985, section 7.3.
    private void OnProbeTimer(Timestamp now)
    {
        Work.ProbeDeadline = Timestamp.Never;
        if (Work.Sent.Count == 0)
        {
            return;
        }

        Work.RetransmissionDeadline = now + _rto.Value;
        if (Work.ProbeEnd is null && (Work.MeasuredSinceProbe || Segments is not null))
        {
            Work.MustProbeTail = true;
            Work.MeasuredSinceProbe = false;
        }

        ObserveTimer(TimerKind.TailLossProbe, Reason.ProbeTimerExpired, State, now);
    }

    // A new segment, one beyond the congestion window; where there is none, the last one again.
    private bool TryProbeTail(Span<byte> packet, Timestamp now, out int written)
    {
        written = 0;
        Work.MustProbeTail = false;
        if (Work.Sent.Count == 0 || Work.Recovery != RecoveryPhase.SlowStart)
        {
            return false;
        }

        int room = (int)Math.Min(int.MaxValue, _sendWindow) - (int)FlightSize;
        int unsent = Work.SendBuffer.End - _sendNext;
        int length = Math.Min(Math.Min(RecordRoom(unsent), _sendSegmentSize - PassingOptionsSize(now)), room);
        if (length > 0)
        {
            written = SendNew(packet, length, _closeRequested && length == unsent && length < room, Reason.TailLossProbe, now);
            Work.ProbeIsRetransmission = false;
        }
        else
        {
            int last = Work.Sent.Count - 1;
            if (Work.Sent[last].DataLength > _sendSegmentSize)
            {
                return false;
            }

            if (Segments is not null && last > 0 && Work.Sent[last].Start >= _sendUnacknowledged + _sendWindow)
            {
                Timestamp due = Work.Sent[0].SentAt + _rto.Value;
                Work.RetransmissionDeadline = due > now ? due : now; // the window has shrunk: the oldest goes again when its time has come
                return false;
            }

            Work.Sent.MarkRetransmitted(last, now);
            NoteRepair();
            _lastSentAt = now;
            written = SendSegment(packet, Work.Sent[last], Reason.TailLossProbe, EcnCodepoint.NotEct, now);
            Work.ProbeIsRetransmission = true;
        }

        Work.ProbeEnd = _sendNext;
        Work.ProbeDeadline = Timestamp.Never;
        return true;
    }

    // RFC 8985, section 7.4: whether the probe has repaired a loss, which then counts as one.
    private void TakeAckOfProbe(in Segment segment, bool reportsDuplicate)
    {
        if (Work.ProbeEnd is not { } end || segment.Acknowledgment < end)
        {
            return;
        }

        if (!Work.ProbeIsRetransmission || reportsDuplicate)
        {
            Work.ProbeEnd = null;
        }
        else if (segment.Acknowledgment > end)
        {
            Work.ProbeEnd = null;
            if (Work.Recovery == RecoveryPhase.SlowStart)
            {
                TakeLossOfRestart();
                _congestion.OnLoss(LossFlightSize);
                if (Segments is not null)
                {
                    Linux.IsReducing = false;
                }

                _mustTellReduction = _usesEcn;
                _pendingDecision = Reason.TailLossRepaired;
            }
        }
        else if (segment.SackBlocks.Count == 0 && segment.Length == 0 && segment.Acknowledgment == _sendUnacknowledged && Work.Sent.Count > 0)
        {
            Work.ProbeEnd = null;
        }
    }

    // A first block that lies below SEG.ACK, or inside the second, is of a duplicate (RFC 2883, section 4).
    private bool ReportsDuplicate(in Segment segment)
    {
        if (!_usesSack || segment.SackBlocks.Count == 0)
        {
            return false;
        }

        SequenceNumber left = new(segment.SackBlocks[0].Left);
        SequenceNumber right = new(segment.SackBlocks[0].Right);
        return right <= segment.Acknowledgment
            || (segment.SackBlocks.Count > 1 && left >= new SequenceNumber(segment.SackBlocks[1].Left) && right <= new SequenceNumber(segment.SackBlocks[1].Right));
    }
}
