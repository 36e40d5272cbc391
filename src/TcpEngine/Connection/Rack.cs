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

    /// <summary>Begins, with nothing in flight.</summary>
    /// <param name="unacknowledged">SND.UNA.</param>
    /// <param name="history">What was measured before.</param>
    /// <param name="reordering">What was seen of reordering before.</param>
    public Rack(SequenceNumber unacknowledged, in DeliveryHistory history, in RackReordering reordering)
    {
        _end = unacknowledged;
        _forwardAck = unacknowledged;
        _forwardAckBefore = unacknowledged;
        _sentAt = new Timestamp(long.MinValue);
        (RoundTrip, MinimumRoundTrip, _minimumTakenAt) = (history.RoundTrip, history.MinimumRoundTrip, history.MinimumTakenAt);
        Reordering = reordering;
    }

    /// <summary>What it has adapted to.</summary>
    public RackReordering Reordering;

    /// <summary>RACK.rtt: the round-trip time of the segment that was sent last of those delivered.</summary>
    public Duration RoundTrip { get; private set; }

    /// <summary>Whether <see cref="RoundTrip"/> is that of the segment whose delivery was told last, sent last or not, as Linux has it.</summary>
    public bool MeasuresEach { get; set; }

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

    /// <summary>What is remembered while nothing is in flight.</summary>
    public readonly DeliveryHistory History => new(RoundTrip, MinimumRoundTrip, _minimumTakenAt);

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
        else if (segment.End < _forwardAckBefore && !wasRetransmitted)
        {
            Reordering.IsSeen = true;
        }

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
        if (Reordering.DuplicateRound is { } round && sendUnacknowledged < round)
        {
            return;
        }

        Reordering.DuplicateRound = sendNext;
        Reordering.Multiplier++;
        Reordering.Persist = Persistence;
    }

    /// <summary>Recovery is over.</summary>
    public void OnRecovered()
    {
        if (--Reordering.Persist <= 0)
        {
            Reordering.Multiplier = 1;
        }
    }

    /// <summary>RACK.reo_wnd: how long what was sent earlier may come later.</summary>
    public readonly Duration ReorderingWindow(bool isRecovering, int sackedSegments, Duration smoothedRoundTrip) =>
        !Reordering.IsSeen && (isRecovering || sackedSegments >= DuplicateThreshold)
            ? Duration.Zero
            : Duration.Min(MinimumRoundTrip * Reordering.Multiplier / 4, smoothedRoundTrip);

    // The same instant is told apart by the sequence number.
    private static bool IsAfter(Timestamp leftTime, SequenceNumber leftEnd, Timestamp rightTime, SequenceNumber rightEnd) =>
        leftTime > rightTime || (leftTime == rightTime && leftEnd > rightEnd);
}
