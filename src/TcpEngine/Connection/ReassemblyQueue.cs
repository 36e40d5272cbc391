using TcpCodec;

namespace TcpEngine;

/// <summary>
/// The ranges of sequence numbers that are held beyond a gap: sorted, apart from each other, and few. It also remembers in which order they came,
/// for the SACK option (RFC 2018, section 4).
/// </summary>
internal sealed class ReassemblyQueue
{
    /// <summary>How many separate ranges are held; what would make one more is dropped, and comes again.</summary>
    public const int Limit = 64;

    private Range[] _ranges = [];
    private int _count;
    private uint _arrivals;

    /// <summary>How many ranges there are.</summary>
    public int Count => _count;

    /// <summary>The end of the last range.</summary>
    public SequenceNumber? End => _count == 0 ? null : _ranges[_count - 1].End;

    /// <summary>Whether nothing is held.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>How many bytes are held.</summary>
    public uint Bytes
    {
        get
        {
            uint sum = 0;
            foreach (Range range in _ranges.AsSpan(0, _count))
            {
                sum += (uint)(range.End - range.Start);
            }

            return sum;
        }
    }

    /// <summary>Finds what of a range is held already: the first such part.</summary>
    public bool TryFindOverlap(SequenceNumber start, SequenceNumber end, out SequenceNumber from, out SequenceNumber to)
    {
        foreach (Range range in _ranges.AsSpan(0, _count))
        {
            from = SequenceNumber.Max(start, range.Start);
            to = SequenceNumber.Min(end, range.End);
            if (from < to)
            {
                return true;
            }
        }

        (from, to) = (start, start);
        return false;
    }

    /// <summary>Adds a range and joins it with those that it touches. False where it would be one too many.</summary>
    public bool TryAdd(SequenceNumber start, SequenceNumber end)
    {
        int first = 0;
        while (first < _count && _ranges[first].End < start)
        {
            first++;
        }

        int last = first;
        while (last < _count && _ranges[last].Start <= end)
        {
            start = SequenceNumber.Min(start, _ranges[last].Start);
            end = SequenceNumber.Max(end, _ranges[last].End);
            last++;
        }

        if (last == first && _count == Limit)
        {
            return false;
        }

        Replace(first, last, new Range(start, end, ++_arrivals));
        return true;
    }

    /// <summary>Takes out every range that now follows without a gap.</summary>
    /// <param name="next">The sequence number up to which everything is here.</param>
    /// <returns>The sequence number up to which everything is here with them.</returns>
    public SequenceNumber Join(SequenceNumber next)
    {
        int joined = 0;
        while (joined < _count && _ranges[joined].Start <= next)
        {
            next = SequenceNumber.Max(next, _ranges[joined].End);
            joined++;
        }

        Array.Copy(_ranges, joined, _ranges, 0, _count - joined);
        _count -= joined;
        return next;
    }

    /// <summary>Fills in the blocks of a SACK option, the one that came last first (RFC 2018, section 4).</summary>
    /// <returns>How many there are.</returns>
    public int CopyTo(Span<TcpSackBlock> blocks)
    {
        uint before = uint.MaxValue;
        int written = 0;
        while (written < Math.Min(blocks.Length, _count))
        {
            Range latest = default;
            foreach (Range range in _ranges.AsSpan(0, _count))
            {
                if (range.Arrival < before && range.Arrival > latest.Arrival)
                {
                    latest = range;
                }
            }

            before = latest.Arrival;
            blocks[written++] = new TcpSackBlock(latest.Start.Value, latest.End.Value);
        }

        return written;
    }

    /// <summary>What does not hold together, for tests; null where all does.</summary>
    /// <param name="next">RCV.NXT, after which every range must start.</param>
    /// <param name="edge">The right edge of the window, where the last one must end.</param>
    internal string? FindBrokenInvariant(SequenceNumber next, SequenceNumber edge)
    {
        SequenceNumber before = next;
        foreach (Range range in _ranges.AsSpan(0, _count))
        {
            if (range.Start <= before || range.End <= range.Start || range.End > edge)
            {
                return $"the reassembly queue holds {range.Start} to {range.End}, after {before}, before {edge}";
            }

            before = range.End;
        }

        return null;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _count = 0;
        _ranges = [];
    }

    private void Replace(int first, int last, Range range)
    {
        if (last == first && _count == _ranges.Length)
        {
            Array.Resize(ref _ranges, Math.Max(4, _ranges.Length * 2));
        }

        Array.Copy(_ranges, last, _ranges, first + 1, _count - last);
        _ranges[first] = range;
        _count += 1 - (last - first);
    }

    private readonly record struct Range(SequenceNumber Start, SequenceNumber End, uint Arrival);
}
