using System.Buffers;

namespace TcpEngine.Inference;

/// <summary>What an end has sent and the other has not acknowledged, sorted and without overlap, gaps of the capture among it. When there is too much of it, the oldest is forgotten.</summary>
internal struct SentSegments
{
    private const int Limit = 8192;

    private SentSegment[]? _segments;
    private int _first;
    private int _count;

    /// <summary>How many there are.</summary>
    public readonly int Count => _count;

    /// <summary>The one at a place, from 0.</summary>
    public readonly ref SentSegment this[int index] => ref _segments![_first + index];

    /// <summary>Finds the one that holds a sequence number.</summary>
    public readonly bool TryFind(SequenceNumber number, out int index)
    {
        int low = 0;
        int high = _count;
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

        index = low;
        return low < _count && this[low].Start <= number;
    }

    /// <summary>Adds one behind all others.</summary>
    public void Append(in SentSegment segment)
    {
        if (_count >= Limit)
        {
            RemoveFirst(_count / 4);
        }

        MakeRoom();
        _segments![_first + _count++] = segment;
    }

    /// <summary>Notes that a range goes once more, or for the first time where it was a gap.</summary>
    public void SendAgain(SequenceNumber start, SequenceNumber end, in SentSegment copy)
    {
        Split(start);
        Split(end);
        TryFind(start, out int index);
        for (; index < _count && this[index].Start < end; index++)
        {
            ref SentSegment segment = ref this[index];
            segment.IsAmbiguous |= segment.Count > 0 && (copy.TimestampValue is null || copy.TimestampValue == segment.TimestampValue);
            segment.First = segment.IsGap ? copy.First : segment.First;
            segment.Count++;
            segment.Last = copy.Last;
            segment.TimestampValue = copy.TimestampValue;
            segment.Identification = copy.Identification;
        }
    }

    /// <summary>Notes a SACK block.</summary>
    /// <returns>How many bytes are newly told of.</returns>
    public uint Acknowledge(SequenceNumber left, SequenceNumber right)
    {
        if (_count == 0 || right <= this[0].Start || left >= this[_count - 1].End)
        {
            return 0;
        }

        TryFind(left, out int index);
        uint fresh = 0;
        for (; index < _count && this[index].Start < right; index++)
        {
            ref SentSegment segment = ref this[index];
            if (!segment.IsSacked && segment.Start >= left && segment.End <= right)
            {
                segment.IsSacked = true;
                fresh += (uint)(segment.End - segment.Start);
            }
        }

        return fresh;
    }

    /// <summary>Removes what a cumulative acknowledgment covers, one at a time.</summary>
    /// <returns>False where no whole one is left that it covers.</returns>
    public bool TryTake(SequenceNumber acknowledgment, out SentSegment segment)
    {
        segment = default;
        if (_count == 0 || this[0].Start >= acknowledgment)
        {
            return false;
        }

        Split(acknowledgment);
        segment = this[0];
        RemoveFirst(1);
        return true;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        if (_segments is not null)
        {
            ArrayPool<SentSegment>.Shared.Return(_segments);
        }

        (_segments, _first, _count) = (null, 0, 0);
    }

    private void RemoveFirst(int count)
    {
        _first += count;
        _count -= count;
        if (_count == 0)
        {
            _first = 0;
        }
    }

    private void Split(SequenceNumber at)
    {
        if (!TryFind(at, out int index) || this[index].Start == at)
        {
            return;
        }

        MakeRoom();
        SentSegment[] segments = _segments!;
        Array.Copy(segments, _first + index, segments, _first + index + 1, _count - index);
        _count++;
        this[index].End = at;
        this[index + 1].Start = at;
    }

    private void MakeRoom()
    {
        if (_segments is not null && _first + _count < _segments.Length)
        {
            return;
        }

        SentSegment[]? old = _segments;
        bool isFull = old is null || _count > old.Length / 2;
        SentSegment[] target = isFull ? ArrayPool<SentSegment>.Shared.Rent(Math.Max(8, _count * 2)) : old!;
        if (old is not null)
        {
            Array.Copy(old, _first, target, 0, _count);
            if (isFull)
            {
                ArrayPool<SentSegment>.Shared.Return(old);
            }
        }

        (_segments, _first) = (target, 0);
    }
}
