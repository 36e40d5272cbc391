namespace TcpEngine;

/// <summary>
/// Recent acknowledgment: what was sent before something that has arrived, and long enough before, is lost (RFC 8985, section 6). The scoreboard tells it of each
/// segment that is delivered.
/// </summary>
internal struct Rack
{
    private const int DuplicateThreshold = 3;
    private const int Persistence = 16; // recoveries for which a grown window is kept
    private static readonly Duration MinimumLifetime = Duration.FromSeconds(300);

    private SequenceNumber _end;         // RACK.end_seq
    private Timestamp _sentAt;           // RACK.xmit_ts
    private SequenceNumber _forwardAck;  // RACK.fack
    private SequenceNumber _forwardAckBefore; // before the acknowledgment that is being taken in: its own parts are no reordering
    private Timestamp _minimumTakenAt;
    private bool _hasAdvanced;
    private SequenceNumber? _duplicateRound; // RACK.dsack_round
    private int _multiplier;             // RACK.reo_wnd_mult
    private int _persist;                // RACK.reo_wnd_persist

    /// <summary>Begins before the first segment.</summary>
    public Rack(SequenceNumber initial)
    {
        _end = initial;
        _forwardAck = initial;
        _forwardAckBefore = initial;
        _sentAt = new Timestamp(long.MinValue);
        _multiplier = 1;
    }

    /// <summary>RACK.rtt: the round-trip time of the segment that was sent last of those delivered.</summary>
    public Duration RoundTrip { get; private set; }

    /// <summary>Whether <see cref="RoundTrip"/> is that of the segment whose delivery was told last, sent last or not, as Linux has it.</summary>
    public bool MeasuresEach { get; init; }

    /// <summary>Whether anything has made it look for losses since this was asked last.</summary>
    public bool TakeAdvance()
    {
        bool hasAdvanced = _hasAdvanced;
        _hasAdvanced = false;
        return hasAdvanced;
    }

    /// <summary>Losses are to be looked for again.</summary>
    public void Advance() => _hasAdvanced = true;

    /// <summary>RACK.min_RTT, of the last minutes; zero before the first measurement.</summary>
    public Duration MinimumRoundTrip { get; private set; }

    /// <summary>RACK.reordering_seen.</summary>
    public bool ReorderingSeen { get; private set; }

    /// <summary>An acknowledgment has come, and is taken in next.</summary>
    public void BeginAck() => _forwardAckBefore = _forwardAck;

    /// <summary>A segment is acknowledged, selectively or not, for the first time (section 6.2, steps 1 to 3).</summary>
    public void Deliver(in SentSegment segment, in AckArrival ack)
    {
        Duration roundTrip = ack.Now - segment.SentAt;
        bool wasRetransmitted = segment.Transmissions > 1;
        if (!wasRetransmitted && (MinimumRoundTrip == Duration.Zero || roundTrip <= MinimumRoundTrip || ack.Now - _minimumTakenAt > MinimumLifetime))
        {
            MinimumRoundTrip = Duration.Max(roundTrip, new Duration(1));
            _minimumTakenAt = ack.Now;
        }

        if (segment.End > _forwardAck)
        {
            _forwardAck = segment.End;
        }

        ReorderingSeen |= segment.End < _forwardAckBefore && !wasRetransmitted;

        // The acknowledgment of a retransmission may be the original's.
        if (wasRetransmitted && (ack.IsBefore(segment.SentAt) || roundTrip < MinimumRoundTrip))
        {
            return;
        }

        _hasAdvanced = true;
        bool isLatest = IsAfter(segment.SentAt, segment.End, _sentAt, _end);
        RoundTrip = isLatest || MeasuresEach ? roundTrip : RoundTrip;
        if (isLatest)
        {
            (_sentAt, _end) = (segment.SentAt, segment.End);
        }
    }

    /// <summary>Whether a segment was sent before the one that is known to have arrived (RACK_sent_after). A retransmission may have gone after new data of the same instant.</summary>
    public readonly bool IsBeforeDelivered(in SentSegment segment) => (MeasuresEach || segment.Transmissions == 1 || segment.SentAt != _sentAt) && IsAfter(_sentAt, _end, segment.SentAt, segment.End);

    /// <summary>An acknowledgment reports a duplicate: what was taken for lost was late (section 6.2, step 4).</summary>
    public void OnDuplicateReported(SequenceNumber sendUnacknowledged, SequenceNumber sendNext)
    {
        if (_duplicateRound is { } round && sendUnacknowledged < round)
        {
            return;
        }

        _duplicateRound = sendNext;
        _multiplier++;
        _persist = Persistence;
    }

    /// <summary>Recovery is over.</summary>
    public void OnRecovered()
    {
        if (--_persist <= 0)
        {
            _multiplier = 1;
        }
    }

    /// <summary>RACK.reo_wnd: how long what was sent earlier may come later.</summary>
    public readonly Duration ReorderingWindow(bool isRecovering, int sackedSegments, Duration smoothedRoundTrip) =>
        !ReorderingSeen && (isRecovering || sackedSegments >= DuplicateThreshold)
            ? Duration.Zero
            : Duration.Min(MinimumRoundTrip * _multiplier / 4, smoothedRoundTrip);

    // The same instant is told apart by the sequence number.
    private static bool IsAfter(Timestamp leftTime, SequenceNumber leftEnd, Timestamp rightTime, SequenceNumber rightEnd) =>
        leftTime > rightTime || (leftTime == rightTime && leftEnd > rightEnd);
}
