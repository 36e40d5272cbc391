namespace TcpEngine;

/// <summary>What the application has written and the peer has not acknowledged, by sequence number.</summary>
internal sealed class SendBuffer(ConnectionMemory memory)
{
    private ByteRing _ring = new(memory.Bytes);

    /// <summary>How many bytes it holds at the most; more that it holds already stay.</summary>
    public int Limit { get; set; }

    /// <summary>The sequence number of the first byte held.</summary>
    public SequenceNumber Start { get; private set; }

    /// <summary>How many bytes are held.</summary>
    public int Count { get; private set; }

    /// <summary>How many more may be written.</summary>
    public int Room => Math.Max(0, Limit - Count);

    /// <summary>The sequence number after the last byte held.</summary>
    public SequenceNumber End => Start + Count;

    /// <summary>Begins, empty, with the octet that is written next.</summary>
    public void Begin(SequenceNumber start, int limit) => (Start, Limit) = (start, limit);

    /// <summary>Takes as many bytes as there is room for.</summary>
    public int Append(ReadOnlySpan<byte> data)
    {
        int taken = Math.Min(data.Length, Room);
        _ring.Write(Count, data[..taken]);
        Count += taken;
        return taken;
    }

    /// <summary>Copies from a sequence number on.</summary>
    public void CopyTo(SequenceNumber from, Span<byte> destination) => _ring.Read(from - Start, destination);

    /// <summary>Forgets what lies before a sequence number.</summary>
    public void ReleaseUpTo(SequenceNumber acknowledged)
    {
        int count = Math.Min(acknowledged - Start, Count);
        if (count <= 0)
        {
            return;
        }

        _ring.Advance(count);
        Start += count;
        Count -= count;
        if (Count == 0)
        {
            _ring.Clear();
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Count = 0;
        _ring.Clear();
    }
}
