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
    private Timestamp _minimumTakenAt;

    /// <summary>Begins, with nothing in flight.</summary>
    /// <param name="unacknowledged">SND.UNA.</param>
    /// <param name="history">What was measured before.</param>
    /// <param name="reordering">What was seen of reordering before.</param>
    public Rack(SequenceNumber unacknowledged, in DeliveryHistory history, in RackReordering reordering)
    {
        _end = unacknowledged;
        _forwardAck = unacknowledged;
        _sentAt = new Timestamp(long.MinValue);
        (RoundTrip, MinimumRoundTrip, _minimumTakenAt) = (history.RoundTrip, history.MinimumRoundTrip, history.MinimumTakenAt);
        Reordering = reordering;
    }

    /// <summary>What it has adapted to.</summary>
    public RackReordering Reordering;

    /// <summary>RACK.rtt: the round-trip time of the segment that was sent last of those delivered.</summary>
    public Duration RoundTrip { get; private set; }

    /// <summary>RACK.min_RTT, of the last minutes; zero before the first measurement.</summary>
    public Duration MinimumRoundTrip { get; private set; }

    /// <summary>What is remembered while nothing is in flight.</summary>
    public readonly DeliveryHistory History => new(RoundTrip, MinimumRoundTrip, _minimumTakenAt);

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
        else if (segment.End < _forwardAck && !wasRetransmitted)
        {
            Reordering.IsSeen = true;
        }

        // The acknowledgment of a retransmission may be the original's.
        if (wasRetransmitted && (ack.IsBefore(segment.SentAt) || roundTrip < MinimumRoundTrip))
        {
            return;
        }

        if (IsAfter(segment.SentAt, segment.End, _sentAt, _end))
        {
            (_sentAt, _end, RoundTrip) = (segment.SentAt, segment.End, roundTrip);
        }
    }

    /// <summary>Whether a segment was sent before the one that is known to have arrived (RACK_sent_after).</summary>
    public readonly bool IsBeforeDelivered(in SentSegment segment) => IsAfter(_sentAt, _end, segment.SentAt, segment.End);

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
