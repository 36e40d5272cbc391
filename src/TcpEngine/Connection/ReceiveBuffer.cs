namespace TcpEngine;

/// <summary>
/// What the peer has sent and the application has not read: the bytes in order, and behind them those beyond a gap, each at its place, so that
/// reassembly copies nothing twice.
/// </summary>
internal sealed class ReceiveBuffer(ConnectionMemory memory)
{
    private ByteRing _ring = new(memory.Bytes);

    /// <summary>The parts beyond a gap.</summary>
    public ReassemblyQueue OutOfOrder { get; } = new();

    /// <summary>How many bytes it holds at the most; more that it holds already stay.</summary>
    public int Limit { get; set; }

    /// <summary>How many bytes can be read.</summary>
    public int Available { get; private set; }

    /// <summary>RCV.WND's upper bound: how many bytes from RCV.NXT on can be held.</summary>
    public int Free => Limit - Available;

    /// <summary>Begins, empty.</summary>
    public void Begin(int limit) => Limit = limit;

    /// <summary>Takes the data of a segment that was cut to the window.</summary>
    /// <param name="next">RCV.NXT.</param>
    /// <param name="start">The data's first sequence number, at or after <paramref name="next"/>.</param>
    /// <param name="data">The data.</param>
    /// <param name="advance">By how much RCV.NXT advances.</param>
    /// <returns>Whether it is held: there is no room for one gap too many.</returns>
    public bool TryInsert(SequenceNumber next, SequenceNumber start, ReadOnlySpan<byte> data, out int advance)
    {
        advance = 0;
        int gap = start - next;
        if (gap > 0 && !OutOfOrder.TryAdd(start, start + data.Length))
        {
            return false;
        }

        _ring.Write(Available + gap, data);
        if (gap > 0)
        {
            return true;
        }

        SequenceNumber end = OutOfOrder.Join(start + data.Length);
        advance = end - next;
        Available += advance;
        return true;
    }

    /// <summary>Copies bytes out.</summary>
    public int Peek(Span<byte> destination)
    {
        int count = Math.Min(destination.Length, Available);
        _ring.Read(0, destination[..count]);
        return count;
    }

    /// <summary>Copies bytes out, and forgets them.</summary>
    public int Read(Span<byte> destination)
    {
        int count = Peek(destination);
        _ring.Advance(count);
        Available -= count;
        if (Available == 0 && OutOfOrder.IsEmpty)
        {
            _ring.Clear();
        }

        return count;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Available = 0;
        OutOfOrder.Clear();
        _ring.Clear();
    }
}
