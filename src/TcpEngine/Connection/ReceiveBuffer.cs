namespace TcpEngine;

/// <summary>
/// What the peer has sent and the application has not read: the bytes in order, and behind them those beyond a gap, each at its place, so that
/// reassembly copies nothing twice.
/// </summary>
internal sealed class ReceiveBuffer(ConnectionMemory memory)
{
    private ByteRing _ring = new(memory.Bytes);
    private int _limit;

    /// <summary>The parts beyond a gap.</summary>
    public ReassemblyQueue OutOfOrder { get; } = new();

    /// <summary>How many bytes can be read.</summary>
    public int Available { get; private set; }

    /// <summary>RCV.WND's upper bound: how many bytes from RCV.NXT on can be held.</summary>
    public int Free => _limit - Available;

    /// <summary>Begins, empty.</summary>
    public void Begin(int limit) => _limit = limit;

    /// <summary>Takes the data of a segment that was cut to the window.</summary>
    /// <param name="next">RCV.NXT.</param>
    /// <param name="start">The data's first sequence number, at or after <paramref name="next"/>.</param>
    /// <param name="data">The data.</param>
    /// <returns>By how much RCV.NXT advances.</returns>
    public int Insert(SequenceNumber next, SequenceNumber start, ReadOnlySpan<byte> data)
    {
        int gap = start - next;
        if (gap > 0 && !OutOfOrder.TryAdd(start, start + data.Length))
        {
            return 0;
        }

        _ring.Write(Available + gap, data);
        if (gap > 0)
        {
            return 0;
        }

        SequenceNumber end = OutOfOrder.Join(start + data.Length);
        int advance = end - next;
        Available += advance;
        return advance;
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
