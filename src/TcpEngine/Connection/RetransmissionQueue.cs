using TcpCodec;

namespace TcpEngine;

/// <summary>
/// The segments that are sent and not acknowledged, in order: what RFC 9293 calls the retransmission queue, with RFC 2018's scoreboard. Knows how many
/// bytes are in the network (RFC 6675's pipe).
/// </summary>
internal sealed partial class RetransmissionQueue(ConnectionMemory memory)
{
    /// <summary>What the times of what has arrived say of the rest.</summary>
    public Rack Rack;

    private const int DuplicateAckThreshold = 3;
    private const int GreatestExtent = 300;

    private SequenceNumber _highestSacked;
    private SequenceNumber _highestSackedBefore; // before the acknowledgment that is being taken in
    private SequenceNumber _originalLimit;
    private SentSegmentRing _segments = new(memory.Segments);
    private Scoreboard _scoreboard;

    /// <summary>How many segments there are.</summary>
    public int Count => _segments.Count;

    /// <inheritdoc cref="Scoreboard.Pipe"/>
    public uint Pipe => _scoreboard.Pipe;

    /// <inheritdoc cref="Scoreboard.PipeSegments"/>
    public int PipeSegments => _scoreboard.PipeSegments;

    /// <inheritdoc cref="Scoreboard.SackedBytes"/>
    public uint SackedBytes => _scoreboard.SackedBytes;

    /// <inheritdoc cref="Scoreboard.SackedCount"/>
    public int SackedCount => _scoreboard.SackedCount;

    /// <inheritdoc cref="Scoreboard.LostCount"/>
    public int LostCount => _scoreboard.LostCount;

    /// <summary>How often a segment was taken for lost so far.</summary>
    public int LossesSeen { get; private set; }

    /// <summary>When the oldest segment was sent of those that the last acknowledgment covers and that went once; <see cref="Timestamp.Never"/> for none.</summary>
    public Timestamp OldestAcknowledged { get; private set; } = Timestamp.Never;

    /// <summary>The same for those that it tells of by SACK blocks.</summary>
    public Timestamp OldestSacked { get; private set; } = Timestamp.Never;

    /// <summary>Whether the last acknowledgment covers a segment that went more than once.</summary>
    public bool CoveredRepair { get; private set; }

    /// <summary>Whether the last acknowledgment tells of a segment that went once, and before the limit that was given.</summary>
    public bool OriginalDelivered { get; private set; }

    /// <summary>How many bytes were delivered so far, acknowledged or SACKed, modulo 2^32.</summary>
    public uint Delivered { get; private set; }

    /// <summary>How many segments were delivered so far, the SYN among them.</summary>
    public uint DeliveredSegments { get; private set; }

    /// <summary>By how many segments the network was seen to reorder, at the most; 3 before it was seen to (RFC 4653's extent, as RFC 8985, section 6.2, uses it).</summary>
    public int ReorderingExtent { get; private set; }

    /// <summary>How often it was seen to reorder.</summary>
    public int ReorderingSeen { get; private set; }

    /// <summary>One segment, the oldest first.</summary>
    public ref SentSegment this[int index] => ref _segments[index];

    /// <summary>Whether the network was seen to reorder, or RACK has adapted to it.</summary>
    public bool HasReordering => ReorderingSeen > 0 || Rack.Reordering != new RackReordering();

    /// <summary>Begins, empty.</summary>
    /// <param name="unacknowledged">SND.UNA.</param>
    /// <param name="delivered">How many segments were delivered before.</param>
    /// <param name="history">What was measured of them.</param>
    /// <param name="reordering">What was seen of reordering; null for nothing.</param>
    public void Begin(SequenceNumber unacknowledged, uint delivered, in DeliveryHistory history, ReorderingHistory? reordering)
    {
        Rack = new Rack(unacknowledged, history, reordering?.Rack ?? new RackReordering());
        _highestSacked = unacknowledged;
        _highestSackedBefore = unacknowledged;
        _originalLimit = unacknowledged;
        Delivered = 0;
        LossesSeen = 0;
        DeliveredSegments = delivered;
        ReorderingExtent = reordering?.Extent ?? DuplicateAckThreshold;
        ReorderingSeen = reordering?.Seen ?? 0;
    }

    /// <summary>Writes down what was seen of reordering.</summary>
    public void CopyTo(ReorderingHistory history) => (history.Extent, history.Seen, history.Rack) = (ReorderingExtent, ReorderingSeen, Rack.Reordering);

    /// <summary>Adds the newest.</summary>
    public void Add(in SentSegment segment)
    {
        _segments.Add(segment);
        _scoreboard.Count(segment);
    }

    /// <summary>An acknowledgment has come, and is taken in next.</summary>
    /// <param name="originalLimit">For <see cref="OriginalDelivered"/>.</param>
    public void BeginAck(SequenceNumber originalLimit)
    {
        _highestSackedBefore = _highestSacked;
        _originalLimit = originalLimit;
        OriginalDelivered = false;
        CoveredRepair = false;
        OldestAcknowledged = Timestamp.Never;
        OldestSacked = Timestamp.Never;
        Rack.BeginAck();
    }

    /// <summary>Counts segments as delivered, or takes that back, where it is not known which.</summary>
    public void CountDelivered(int segments) => DeliveredSegments = unchecked(DeliveredSegments + (uint)segments);

    /// <summary>Takes out what a cumulative acknowledgment covers.</summary>
    /// <param name="acknowledged">SEG.ACK.</param>
    /// <param name="segmentSize">SMSS, in bytes.</param>
    /// <param name="ack">When it came.</param>
    /// <param name="newest">The send time of the newest segment covered: a round-trip measurement. <see cref="Timestamp.Never"/> where one covered was sent twice, by Karn's rule (RFC 6298, section 3), or the peer has them all for longer.</param>
    /// <param name="largest">The most data that a covered segment carried, in bytes.</param>
    public void AcknowledgeUpTo(SequenceNumber acknowledged, int segmentSize, in AckArrival ack, out Timestamp newest, out int largest)
    {
        largest = 0;
        newest = Timestamp.Never;
        bool isAmbiguous = false;
        while (Count > 0 && this[0].Start < acknowledged)
        {
            ref SentSegment first = ref this[0];
            if (first.End > acknowledged)
            {
                _scoreboard.Uncount(first);
                Delivered += first.IsDelivered ? 0 : (uint)(acknowledged - first.Start);
                first.Length = (uint)(first.End - acknowledged);
                first.Start = acknowledged;
                first.IsSyn = false;
                _scoreboard.Count(first);
                break;
            }

            largest = Math.Max(largest, first.DataLength);
            isAmbiguous |= first.Transmissions > 1;
            CoveredRepair |= first.Transmissions > 1;
            if (!first.IsDelivered)
            {
                newest = first.SentAt;
                OldestAcknowledged = first.Transmissions == 1 && !OldestAcknowledged.IsSet ? first.SentAt : OldestAcknowledged;
                NoteReordering(first, segmentSize);
                Deliver(ref first, ack);
            }

            _scoreboard.Uncount(first);
            _segments.RemoveFirst();
        }

        newest = isAmbiguous ? Timestamp.Never : newest;
        _highestSacked = SequenceNumber.Max(_highestSacked, acknowledged);
    }

    /// <summary>Marks what the peer's SACK blocks cover (RFC 2018, section 5).</summary>
    /// <returns>Whether that was news.</returns>
    public bool MarkSacked(in TcpSack blocks, int segmentSize, in AckArrival ack)
    {
        bool isNews = false;
        SequenceNumber highest = _highestSacked;
        for (int b = 0; b < blocks.Count; b++)
        {
            SequenceNumber left = new(blocks[b].Left);
            SequenceNumber right = new(blocks[b].Right);
            for (int i = _segments.IndexOf(left); i < Count && this[i].End <= right; i++)
            {
                ref SentSegment segment = ref this[i];
                if (!segment.IsSacked && segment.Start >= left)
                {
                    NoteReordering(segment, segmentSize);
                    OldestSacked = segment.Transmissions == 1 && !segment.IsDelivered && !(OldestSacked <= segment.SentAt) ? segment.SentAt : OldestSacked;
                    _scoreboard.Uncount(segment);
                    Deliver(ref segment, ack);
                    highest = SequenceNumber.Max(highest, segment.End);
                    segment.IsSacked = true;
                    segment.IsLost = false;
                    _scoreboard.Count(segment);
                    isNews = true;
                }
            }
        }

        _highestSacked = highest;
        return isNews;
    }

    /// <summary>The segment that begins with a sequence number; null for none.</summary>
    public SentSegment? FindStart(SequenceNumber start)
    {
        int index = _segments.IndexOf(start + 1u);
        return index < Count && this[index].Start == start ? this[index] : null;
    }

    /// <summary>Puts a lost segment together with those lost that went as one with it, so that they can be cut anew.</summary>
    public void JoinBurst(int index)
    {
        while (index + 1 < Count && this[index + 1] is { IsJoined: true, IsLost: true, IsSacked: false } next && this[index] is { IsLost: true, IsSacked: false })
        {
            ref SentSegment first = ref this[index];
            _scoreboard.Uncount(first);
            _scoreboard.Uncount(next);
            first.Length += next.Length;
            first.IsFin |= next.IsFin;
            first.IsPush |= next.IsPush;
            _scoreboard.Count(first);
            _segments.Remove(index + 1);
        }
    }

    /// <summary>Cuts a segment in two, so that a smaller one can be sent again.</summary>
    public void Split(int index, uint length)
    {
        SentSegment rest = this[index];
        rest.Start += length;
        rest.Length -= length;
        rest.IsSyn = false;
        ref SentSegment first = ref this[index];
        _scoreboard.Uncount(first);
        first.Length = length;
        first.IsFin = false;
        first.IsPush = false;
        _scoreboard.Count(first);
        _segments.Insert(index + 1, rest);
        _scoreboard.Count(rest);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _segments.Clear();
        _scoreboard = default;
    }

    /// <summary>What does not hold together, for tests; null where all does.</summary>
    /// <param name="unacknowledged">SND.UNA, where the first segment must start.</param>
    /// <param name="next">SND.NXT, where the last one must end.</param>
    internal string? FindBrokenInvariant(SequenceNumber unacknowledged, SequenceNumber next)
    {
        Scoreboard counted = default;
        SequenceNumber end = unacknowledged;
        for (int i = 0; i < Count; i++)
        {
            SentSegment segment = this[i];
            if (segment.Start != end || segment.Length == 0)
            {
                return $"segment {i} of the retransmission queue is {segment.Start}+{segment.Length}, after {end}";
            }

            end = segment.End;
            counted.Count(segment);
        }

        return end != next ? $"the retransmission queue ends at {end}, SND.NXT is {next}"
            : counted != _scoreboard ? $"the scoreboard counts {_scoreboard} for {counted}"
            : null;
    }

    private void Deliver(ref SentSegment segment, in AckArrival ack)
    {
        if (segment.IsDelivered)
        {
            return;
        }

        segment.IsDelivered = true;
        OriginalDelivered |= segment.Transmissions == 1 && segment.End <= _originalLimit;
        Delivered = unchecked(Delivered + segment.Length);
        DeliveredSegments++;
        Rack.Deliver(segment, ack);
    }

    // What was sent once has arrived after something that was sent later.
    private void NoteReordering(in SentSegment segment, int segmentSize)
    {
        if (segment.Transmissions == 1 && segment.Start < _highestSackedBefore && segmentSize > 0)
        {
            int extent = (_highestSackedBefore - segment.Start + segmentSize - 1) / segmentSize;
            ReorderingExtent = Math.Min(GreatestExtent, Math.Max(ReorderingExtent, extent));
            ReorderingSeen++;
        }
    }

}
