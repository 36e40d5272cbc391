namespace TcpEngine;

// How loss is seen and repaired: with SACK by RACK-TLP (RFC 8985) and PRR (RFC 6937), without by NewReno (RFC 6582) and limited transmit (RFC 3042).
public sealed partial class TcpConnection
{
    private const int DuplicateAckThreshold = 3; // RFC 5681, section 3.2
    private static readonly Duration GreatestAckDelay = Duration.FromMilliseconds(200); // TLP.max_ack_delay: what receivers are seen to do
    private static readonly Duration ProbeWithoutMeasurement = Duration.FromSeconds(1); // RFC 8985, section 7.2

    private RecoveryPhase _recovery = RecoveryPhase.SlowStart; // or FastRecovery, TimeoutRecovery
    private SequenceNumber _recoveryPoint;
    private ProportionalRateReduction _rateReduction;
    private int _duplicateAcks;
    private bool _isWindowLimited;
    private Timestamp _reducedAt;

    private Timestamp _reorderingDeadline = Timestamp.Never;
    private Timestamp _probeDeadline = Timestamp.Never;
    private SequenceNumber? _probeEnd;      // TLP.end_seq
    private bool _probeIsRetransmission;    // TLP.is_retrans
    private bool _measuredSinceProbe = true;
    private bool _mustProbeTail;

    /// <summary>pipe: what is in the network, by what is known of it.</summary>
    private uint Pipe
    {
        get
        {
            // Without SACK each duplicate acknowledgment tells that one segment has left the network (RFC 5681, section 3.2).
            uint left = _usesSack ? 0 : (uint)_duplicateAcks * _sendSegmentSize;
            return _sent.Pipe - Math.Min(left, _sent.Pipe);
        }
    }

    private uint CongestionWindow => _usesSack && _recovery == RecoveryPhase.FastRecovery ? _rateReduction.CongestionWindow : _congestion.CongestionWindow;

    // What limited transmit and SACK have let out beyond cwnd does not count (RFC 5681, section 3.2).
    private uint LossFlightSize => Math.Min(FlightSize, _congestion.CongestionWindow);

    private void DetectLoss(Timestamp now)
    {
        bool isLost = false;
        if (_usesSack)
        {
            isLost = DetectLossByTime(now);
        }
        else if (_duplicateAcks >= DuplicateAckThreshold && _recovery == RecoveryPhase.SlowStart)
        {
            _sent.MarkFirstLost();
            isLost = true;
        }

        // RFC 6582, section 3.2: not again for what was outstanding at the last loss.
        if (isLost && _recovery == RecoveryPhase.SlowStart && _sendUnacknowledged >= _recoveryPoint)
        {
            EnterFastRecovery(Reason.EnterFastRecovery, now);
            _retransmissionReason = _usesSack ? Reason.RackRetransmit : Reason.FastRetransmit;
            _mustRetransmit = true;
        }
    }

    // RFC 8985, section 6.2, step 5.
    private bool DetectLossByTime(Timestamp now)
    {
        _reorderingDeadline = Timestamp.Never;
        if (_sent.SackedCount == 0 && _recovery == RecoveryPhase.SlowStart)
        {
            return false; // what is acknowledged leaves nothing behind it
        }

        Duration window = _sent.Rack.ReorderingWindow(_recovery != RecoveryPhase.SlowStart, _sent.SackedCount, _rto.Smoothed);
        bool isLost = _sent.MarkLostByTime(now, window, out Duration wait, out Timestamp lostRetransmission);
        if (wait > Duration.Zero)
        {
            _reorderingDeadline = now + wait;
        }

        if (lostRetransmission.IsSet && _recovery == RecoveryPhase.FastRecovery && lostRetransmission >= _reducedAt)
        {
            EnterFastRecovery(Reason.RetransmissionLost, now); // two losses, two reductions (RFC 5681, section 4.3)
        }

        return isLost;
    }

    private void EnterFastRecovery(Reason reason, Timestamp now)
    {
        _recovery = RecoveryPhase.FastRecovery;
        _recoveryPoint = _sendNext;
        _reducedAt = now;
        _rateReduction.Begin(FlightSize);
        _congestion.OnLoss(LossFlightSize);
        _rateReduction.OnAcknowledged(0, Pipe, _congestion.SlowStartThreshold, _sendSegmentSize, isSafe: false);
        _mustTellReduction = _usesEcn;
        _probeDeadline = Timestamp.Never;
        _pendingDecision = reason;
    }

    private void OnReorderingTimer(Timestamp now)
    {
        DetectLoss(now);
        ObserveTimer(TimerKind.Reordering, Reason.ReorderingTimerExpired, State, now);
    }

    // RFC 8985, section 7.2: when new data was sent, or some acknowledged, and nothing else is at work.
    private void ArmProbe(Timestamp now)
    {
        _probeDeadline = Timestamp.Never;
        if (!_usesSack || !IsSynchronized || _sent.Count == 0 || _recovery != RecoveryPhase.SlowStart || _sent.SackedCount > 0 || _probeEnd is not null || !_measuredSinceProbe || !_retransmissionDeadline.IsSet)
        {
            return;
        }

        Duration wait = _rto.Latest == Duration.Zero ? ProbeWithoutMeasurement
            : (_rto.Smoothed * 2) + (FlightSize <= _sendSegmentSize ? GreatestAckDelay : Duration.Zero);
        _probeDeadline = Timestamp.Min(now + wait, _retransmissionDeadline);
    }

    // RFC 8985, section 7.3.
    private void OnProbeTimer(Timestamp now)
    {
        _probeDeadline = Timestamp.Never;
        if (_sent.Count == 0)
        {
            return;
        }

        _retransmissionDeadline = now + _rto.Value;
        if (_probeEnd is null && _measuredSinceProbe)
        {
            _mustProbeTail = true;
            _measuredSinceProbe = false;
        }

        ObserveTimer(TimerKind.TailLossProbe, Reason.ProbeTimerExpired, State, now);
    }

    // A new segment, one beyond the congestion window; where there is none, the last one again.
    private bool TryProbeTail(Span<byte> packet, Timestamp now, out int written)
    {
        written = 0;
        _mustProbeTail = false;
        if (_sent.Count == 0 || _recovery != RecoveryPhase.SlowStart)
        {
            return false;
        }

        int room = (int)Math.Min(int.MaxValue, _sendWindow) - (int)FlightSize;
        int unsent = _sendBuffer.End - _sendNext;
        int length = Math.Min(Math.Min(RecordRoom(unsent), _sendSegmentSize - PassingOptionsSize(now)), room);
        if (length > 0)
        {
            written = SendNew(packet, length, _closeRequested && length == unsent && length < room, Reason.TailLossProbe, now);
            _probeIsRetransmission = false;
        }
        else
        {
            int last = _sent.Count - 1;
            if (_sent[last].DataLength > _sendSegmentSize)
            {
                return false;
            }

            _sent.MarkRetransmitted(last, now);
            _lastSentAt = now;
            written = SendSegment(packet, _sent[last], Reason.TailLossProbe, EcnCodepoint.NotEct, now);
            _probeIsRetransmission = true;
        }

        _probeEnd = _sendNext;
        _probeDeadline = Timestamp.Never;
        return true;
    }

    // RFC 8985, section 7.4: whether the probe has repaired a loss, which then counts as one.
    private void TakeAckOfProbe(in Segment segment, bool reportsDuplicate)
    {
        if (_probeEnd is not { } end || segment.Acknowledgment < end)
        {
            return;
        }

        if (!_probeIsRetransmission || reportsDuplicate)
        {
            _probeEnd = null;
        }
        else if (segment.Acknowledgment > end)
        {
            _probeEnd = null;
            if (_recovery == RecoveryPhase.SlowStart)
            {
                _congestion.OnLoss(LossFlightSize);
                _mustTellReduction = _usesEcn;
                _pendingDecision = Reason.TailLossRepaired;
            }
        }
        else if (segment.SackBlocks.Count == 0 && segment.Length == 0 && segment.Acknowledgment == _sendUnacknowledged && _sent.Count > 0)
        {
            _probeEnd = null;
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
