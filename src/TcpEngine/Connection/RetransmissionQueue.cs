using TcpCodec;

namespace TcpEngine;

/// <summary>
/// The segments that are sent and not acknowledged, in order: what RFC 9293 calls the retransmission queue, with RFC 2018's scoreboard. Knows how many
/// bytes are in the network (RFC 6675's pipe).
/// </summary>
internal sealed class RetransmissionQueue(ConnectionMemory memory)
{
    /// <summary>What the times of what has arrived say of the rest.</summary>
    public Rack Rack;

    private const int DuplicateAckThreshold = 3;
    private const int GreatestExtent = 300;

    private SequenceNumber _highestSacked;
    private SentSegment[] _ring = [];
    private int _head;

    /// <summary>How many segments there are.</summary>
    public int Count { get; private set; }

    /// <summary>pipe: the bytes that are in the network, as far as is known: sent, neither acknowledged nor lost (RFC 6675, section 4).</summary>
    public uint Pipe { get; private set; }

    /// <summary>How many bytes the peer holds beyond a gap, by its SACK blocks.</summary>
    public uint SackedBytes { get; private set; }

    /// <summary>How many segments the peer holds beyond a gap.</summary>
    public int SackedCount { get; private set; }

    /// <summary>How many bytes were delivered so far, acknowledged or SACKed, modulo 2^32.</summary>
    public uint Delivered { get; private set; }

    /// <summary>How many segments were delivered so far, the SYN among them.</summary>
    public uint DeliveredSegments { get; private set; }

    /// <summary>By how many segments the network was seen to reorder, at the most; 3 before it was seen to (RFC 4653's extent, as RFC 8985, section 6.2, uses it).</summary>
    public int ReorderingExtent { get; private set; }

    /// <summary>How often it was seen to reorder.</summary>
    public int ReorderingSeen { get; private set; }

    /// <summary>How many segments are lost and wait to be sent again.</summary>
    public int LostCount { get; private set; }

    /// <summary>One segment, the oldest first.</summary>
    public ref SentSegment this[int index] => ref _ring[(_head + index) & (_ring.Length - 1)];

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
        Delivered = 0;
        DeliveredSegments = delivered;
        ReorderingExtent = reordering?.Extent ?? DuplicateAckThreshold;
        ReorderingSeen = reordering?.Seen ?? 0;
    }

    /// <summary>Writes down what was seen of reordering.</summary>
    public void CopyTo(ReorderingHistory history) => (history.Extent, history.Seen, history.Rack) = (ReorderingExtent, ReorderingSeen, Rack.Reordering);

    /// <summary>Adds the newest.</summary>
    public void Add(in SentSegment segment)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        Count++;
        this[Count - 1] = segment;
        Pipe += segment.Length;
    }

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
                Uncount(first);
                Delivered += first.IsDelivered ? 0 : (uint)(acknowledged - first.Start);
                first.Length = (uint)(first.End - acknowledged);
                first.Start = acknowledged;
                first.IsSyn = false;
                Recount(first);
                break;
            }

            largest = Math.Max(largest, first.DataLength);
            isAmbiguous |= first.Transmissions > 1;
            if (!first.IsDelivered)
            {
                newest = first.SentAt;
                NoteReordering(first, segmentSize);
                Deliver(ref first, ack);
            }

            Uncount(first);
            _head = (_head + 1) & (_ring.Length - 1);
            Count--;
        }

        newest = isAmbiguous ? Timestamp.Never : newest;
        _highestSacked = SequenceNumber.Max(_highestSacked, acknowledged);
        if (Count == 0)
        {
            ReleaseRing();
        }
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
            for (int i = IndexOf(left); i < Count && this[i].End <= right; i++)
            {
                ref SentSegment segment = ref this[i];
                if (!segment.IsSacked && segment.Start >= left)
                {
                    NoteReordering(segment, segmentSize);
                    Uncount(segment);
                    Deliver(ref segment, ack);
                    highest = SequenceNumber.Max(highest, segment.End);
                    segment.IsSacked = true;
                    segment.IsLost = false;
                    Recount(segment);
                    isNews = true;
                }
            }
        }

        _highestSacked = highest;
        return isNews;
    }

    /// <summary>Takes for lost what was sent before what has arrived, and more than the reordering window before (RFC 8985, section 6.2, step 5).</summary>
    /// <param name="now">The time.</param>
    /// <param name="window">RACK.reo_wnd.</param>
    /// <param name="wait">How long until the last of those that may still come is lost; zero for none.</param>
    /// <param name="lostRetransmission">When the latest of those now lost that had been sent again was; <see cref="Timestamp.Never"/> for none.</param>
    /// <returns>Whether a segment is lost that was not before.</returns>
    public bool MarkLostByTime(Timestamp now, Duration window, out Duration wait, out Timestamp lostRetransmission)
    {
        bool isNews = false;
        wait = Duration.Zero;
        lostRetransmission = Timestamp.Never;
        for (int i = 0; i < Count; i++)
        {
            ref SentSegment segment = ref this[i];
            if (segment.IsSacked || segment.IsLost || !Rack.IsBeforeDelivered(segment))
            {
                continue;
            }

            Duration remaining = segment.SentAt + Rack.RoundTrip + window - now;
            if (remaining > Duration.Zero)
            {
                wait = Duration.Max(wait, remaining);
                continue;
            }

            if (segment.Transmissions > 1 && (!lostRetransmission.IsSet || segment.SentAt > lostRetransmission))
            {
                lostRetransmission = segment.SentAt;
            }

            MarkLost(ref segment);
            isNews = true;
        }

        return isNews;
    }

    /// <summary>Takes the oldest segment for lost, unless it already is, or the peer holds it.</summary>
    public void MarkFirstLost()
    {
        if (Count > 0 && !this[0].IsLost && !this[0].IsSacked)
        {
            MarkLost(ref this[0]);
        }
    }

    /// <summary>Takes for lost what carries more data than gets through.</summary>
    /// <returns>Whether there is any.</returns>
    public bool MarkLongerLost(int size)
    {
        bool isAny = false;
        for (int i = 0; i < Count; i++)
        {
            ref SentSegment segment = ref this[i];
            if (segment.DataLength > size && !segment.IsSacked)
            {
                isAny = true;
                if (!segment.IsLost)
                {
                    MarkLost(ref segment);
                }
            }
        }

        return isAny;
    }

    /// <summary>After a time-out the peer's SACK blocks are believed no more: it may have thrown away what it held (RFC 2018, section 8). Later ones count again.</summary>
    /// <returns>Whether the oldest segment was among them: the peer has thrown it away, or it would have acknowledged it.</returns>
    public bool ForgetSacks()
    {
        bool hasReneged = Count > 0 && this[0].IsSacked;
        for (int i = 0; SackedCount > 0 && i < Count; i++)
        {
            ref SentSegment segment = ref this[i];
            Uncount(segment);
            segment.IsSacked = false;
            Recount(segment);
        }

        return hasReneged;
    }

    /// <summary>Takes everything for lost that the peer is not known to hold (RFC 6298, section 5.4), but what was sent so lately that it may still arrive (RFC 8985, section 6.3).</summary>
    /// <param name="sentUpTo">What was sent later is not lost yet, the oldest excepted; <see cref="Timestamp.Never"/> for all.</param>
    public void MarkAllLost(Timestamp sentUpTo)
    {
        for (int i = 0; i < Count; i++)
        {
            ref SentSegment segment = ref this[i];
            Uncount(segment);
            segment.IsLost = !segment.IsSacked && (segment.IsLost || i == 0 || segment.SentAt <= sentUpTo);
            Recount(segment);
        }
    }

    /// <summary>Takes for lost what was sent once, at that time or before, and the peer is not known to hold.</summary>
    public void MarkSentOnceLost(Timestamp sentUpTo)
    {
        for (int i = 0; i < Count; i++)
        {
            ref SentSegment segment = ref this[i];
            if (segment.Transmissions == 1 && segment.SentAt <= sentUpTo && !segment.IsSacked && !segment.IsLost)
            {
                MarkLost(ref segment);
            }
        }
    }

    /// <summary>The index of the oldest lost segment; -1 for none.</summary>
    public int FirstLost()
    {
        for (int i = 0; LostCount > 0 && i < Count; i++)
        {
            if (this[i].IsLost)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Notes that a segment was sent again.</summary>
    public void MarkRetransmitted(int index, Timestamp now)
    {
        ref SentSegment segment = ref this[index];
        Uncount(segment);
        segment.IsLost = false;
        segment.IsDelivered = false;
        segment.SentAt = now;
        segment.Transmissions = (byte)Math.Min(byte.MaxValue, segment.Transmissions + 1);
        Recount(segment);
    }

    /// <summary>Cuts a segment in two, so that a smaller one can be sent again.</summary>
    public void Split(int index, uint length)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        Count++;
        for (int i = Count - 1; i > index + 1; i--)
        {
            this[i] = this[i - 1];
        }

        SentSegment rest = this[index];
        rest.Start += length;
        rest.Length -= length;
        rest.IsSyn = false;
        this[index + 1] = rest;
        this[index].Length = length;
        this[index].IsFin = false;
        this[index].IsPush = false;
        LostCount += rest.IsLost ? 1 : 0;
        SackedCount += rest.IsSacked ? 1 : 0;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        ReleaseRing();
        Count = 0;
        Pipe = 0;
        SackedBytes = 0;
        SackedCount = 0;
        LostCount = 0;
    }

    /// <summary>What does not hold together, for tests; null where all does.</summary>
    /// <param name="unacknowledged">SND.UNA, where the first segment must start.</param>
    /// <param name="next">SND.NXT, where the last one must end.</param>
    internal string? FindBrokenInvariant(SequenceNumber unacknowledged, SequenceNumber next)
    {
        (uint pipe, uint sackedBytes, int sacked, int lost) = (0, 0, 0, 0);
        SequenceNumber end = unacknowledged;
        for (int i = 0; i < Count; i++)
        {
            SentSegment segment = this[i];
            if (segment.Start != end || segment.Length == 0)
            {
                return $"segment {i} of the retransmission queue is {segment.Start}+{segment.Length}, after {end}";
            }

            end = segment.End;
            sacked += segment.IsSacked ? 1 : 0;
            sackedBytes += segment.IsSacked ? segment.Length : 0;
            lost += segment.IsLost && !segment.IsSacked ? 1 : 0;
            pipe += segment.IsLost || segment.IsSacked ? 0 : segment.Length;
        }

        return end != next ? $"the retransmission queue ends at {end}, SND.NXT is {next}"
            : (pipe, sackedBytes, sacked, lost) != (Pipe, SackedBytes, SackedCount, LostCount) ? $"the scoreboard counts {Pipe}, {SackedBytes}, {SackedCount}, {LostCount} for {pipe}, {sackedBytes}, {sacked}, {lost}"
            : null;
    }

    // The first segment that does not end before a sequence number.
    private int IndexOf(SequenceNumber number)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (this[middle].End <= number)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void Deliver(ref SentSegment segment, in AckArrival ack)
    {
        if (segment.IsDelivered)
        {
            return;
        }

        segment.IsDelivered = true;
        Delivered = unchecked(Delivered + segment.Length);
        DeliveredSegments++;
        Rack.Deliver(segment, ack);
    }

    // What was sent once has arrived after something that was sent later.
    private void NoteReordering(in SentSegment segment, int segmentSize)
    {
        if (segment.Transmissions == 1 && segment.Start < _highestSacked && segmentSize > 0)
        {
            int extent = (_highestSacked - segment.Start + segmentSize - 1) / segmentSize;
            ReorderingExtent = Math.Min(GreatestExtent, Math.Max(ReorderingExtent, extent));
            ReorderingSeen++;
        }
    }

    private void MarkLost(ref SentSegment segment)
    {
        Uncount(segment);
        segment.IsLost = true;
        Recount(segment);
    }

    private void Uncount(in SentSegment segment) => Tally(segment, -1);

    private void Recount(in SentSegment segment) => Tally(segment, 1);

    private void Tally(in SentSegment segment, int sign)
    {
        uint signed = unchecked((uint)(sign * (int)segment.Length));
        if (segment.IsSacked)
        {
            SackedBytes = unchecked(SackedBytes + signed);
            SackedCount += sign;
        }
        else if (segment.IsLost)
        {
            LostCount += sign;
        }
        else
        {
            Pipe = unchecked(Pipe + signed);
        }
    }

    private void Grow()
    {
        SentSegment[] larger = memory.Segments.Rent(_ring.Length * 2);
        for (int i = 0; i < Count; i++)
        {
            larger[i] = this[i];
        }

        ReleaseRing();
        _ring = larger;
    }

    private void ReleaseRing()
    {
        memory.Segments.Return(_ring);
        _ring = [];
        _head = 0;
    }
}
