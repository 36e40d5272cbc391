namespace TcpEngine;

/// <summary>Segments in the order of their sequence numbers. While there are none, it holds no memory.</summary>
/// <param name="pool">Where its memory comes from.</param>
internal struct SentSegmentRing(RingPool<SentSegment> pool)
{
    private SentSegment[] _ring = [];
    private int _head;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>One segment, the oldest first.</summary>
    public readonly ref SentSegment this[int index] => ref _ring[(_head + index) & (_ring.Length - 1)];

    /// <summary>Adds the newest.</summary>
    public void Add(in SentSegment segment) => Insert(Count, segment);

    /// <summary>Puts one before the one that has the index.</summary>
    public void Insert(int index, in SentSegment segment)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        Count++;
        for (int i = Count - 1; i > index; i--)
        {
            this[i] = this[i - 1];
        }

        this[index] = segment;
    }

    /// <summary>Takes the oldest out.</summary>
    public void RemoveFirst()
    {
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
        if (Count == 0)
        {
            Release();
        }
    }

    /// <summary>Takes one out.</summary>
    public void Remove(int index)
    {
        for (int i = index; i < Count - 1; i++)
        {
            this[i] = this[i + 1];
        }

        Count--;
    }

    /// <summary>The first segment that does not end at a sequence number or before; <see cref="Count"/> for none.</summary>
    public readonly int IndexOf(SequenceNumber number)
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

    /// <summary>Takes all out.</summary>
    public void Clear()
    {
        Release();
        Count = 0;
    }

    private void Grow()
    {
        SentSegment[] larger = pool.Rent(_ring.Length * 2);
        for (int i = 0; i < Count; i++)
        {
            larger[i] = this[i];
        }

        Release();
        _ring = larger;
    }

    private void Release()
    {
        pool.Return(_ring);
        _ring = [];
        _head = 0;
    }
}
