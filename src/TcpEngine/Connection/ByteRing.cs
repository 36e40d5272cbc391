namespace TcpEngine;

/// <summary>
/// A ring of bytes that is addressed from its first one. It grows as it is written, and its memory is given back when it is empty: a connection at rest holds none.
/// </summary>
internal struct ByteRing(RingPool<byte> pool)
{
    private byte[] _bytes = [];
    private int _start;

    /// <summary>Writes at an offset from the first byte.</summary>
    public void Write(int offset, ReadOnlySpan<byte> source)
    {
        EnsureRoom(offset + source.Length);
        int at = (_start + offset) & (_bytes.Length - 1);
        int first = Math.Min(source.Length, _bytes.Length - at);
        source[..first].CopyTo(_bytes.AsSpan(at));
        source[first..].CopyTo(_bytes);
    }

    /// <summary>Copies from an offset from the first byte.</summary>
    public readonly void Read(int offset, Span<byte> destination)
    {
        if (destination.IsEmpty)
        {
            return; // there may be no memory yet
        }

        int at = (_start + offset) & (_bytes.Length - 1);
        int first = Math.Min(destination.Length, _bytes.Length - at);
        _bytes.AsSpan(at, first).CopyTo(destination);
        _bytes.AsSpan(0, destination.Length - first).CopyTo(destination[first..]);
    }

    /// <summary>Forgets the first bytes.</summary>
    public void Advance(int count) => _start = _bytes.Length == 0 ? 0 : (_start + count) & (_bytes.Length - 1);

    /// <summary>Gives the memory back. Everything in it is forgotten.</summary>
    public void Clear()
    {
        pool.Return(_bytes);
        _bytes = [];
        _start = 0;
    }

    private void EnsureRoom(int size)
    {
        if (size <= _bytes.Length)
        {
            return;
        }

        byte[] larger = pool.Rent(size);
        if (_bytes.Length > 0)
        {
            Read(0, larger.AsSpan(0, _bytes.Length));
        }

        pool.Return(_bytes);
        _bytes = larger;
        _start = 0;
    }
}
