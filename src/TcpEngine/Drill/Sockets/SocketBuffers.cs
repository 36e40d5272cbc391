using System.Numerics;

namespace TcpEngine.Drill;

/// <summary>
/// The buffers in which Linux gathers what is written, up to what may go as one, and keeps it until it is acknowledged. SO_SNDBUF is about the memory that they take: a buffer is begun
/// while there is any left, and one that is begun is filled. Offsets count from the first byte that the socket has written.
/// </summary>
internal sealed class SocketBuffers
{
    private const int Overhead = 832; // bytes that a buffer takes beside its data
    private const int PacketOverhead = 540; // what Linux expects of a packet with one segment
    private const int BufferOverhead = 256;
    private const int InitialWindow = 10; // segments

    private readonly List<(long Start, long End)> _buffers = [];
    private int _unsent; // the first of which nothing was sent
    private bool _isLastClosed;

    /// <summary>How much memory they may take, in bytes, before no more is begun: SO_SNDBUF.</summary>
    public long Limit { get; set; } = long.MaxValue;

    /// <summary>Whether the application has chosen the limit: it does not grow then.</summary>
    public bool IsLimitChosen { get; set; }

    /// <summary>Whether a call has found no room since there was room last: then the next acknowledgment that leaves a third free wakes who waits.</summary>
    public bool IsAwaited { get; set; }

    /// <summary>How much memory they take, in bytes.</summary>
    public long Memory { get; private set; }

    /// <summary>Whether none may be begun.</summary>
    public bool IsFull => Memory >= Limit;

    /// <summary>Whether poll says that there is room.</summary>
    public bool IsWritable => Limit - Memory >= Memory / 2;

    /// <summary>How many bytes go into the last buffer, if nothing of it was sent.</summary>
    /// <param name="goal">How many bytes a buffer gathers.</param>
    public int RoomInLast(int goal) => _isLastClosed || _unsent == _buffers.Count ? 0 : (int)Math.Max(0, goal - (_buffers[^1].End - _buffers[^1].Start));

    /// <summary>Whether the last buffer is the next to be sent.</summary>
    public bool IsLastNext => _unsent == _buffers.Count - 1;

    /// <summary>Begins a buffer at an offset.</summary>
    public void Begin(long offset)
    {
        _buffers.Add((offset, offset));
        _isLastClosed = false;
        Memory += Overhead;
    }

    /// <summary>Bytes go into the last buffer.</summary>
    public void Append(int count)
    {
        _buffers[^1] = (_buffers[^1].Start, _buffers[^1].End + count);
        Memory += count;
    }

    /// <summary>A record ends here: no more goes into the last buffer.</summary>
    public void EndRecord() => _isLastClosed = true;

    /// <summary>Data was sent: what goes by itself is cut off, and takes a buffer of its own.</summary>
    /// <param name="sent">The offset after the last byte sent.</param>
    /// <param name="burst">How many bytes go as one at the most.</param>
    public void OnSent(long sent, int burst)
    {
        for (; _unsent < _buffers.Count && _buffers[_unsent].Start < sent; _unsent++)
        {
            (long start, long end) = _buffers[_unsent];
            long part = Math.Min(burst, sent - start);
            if (part < end - start)
            {
                _buffers[_unsent] = (start, start + part);
                _buffers.Insert(_unsent + 1, (start + part, end));
                Memory += Overhead;
            }
        }
    }

    /// <summary>Data was acknowledged.</summary>
    /// <param name="acknowledged">The offset after the last byte acknowledged.</param>
    /// <param name="segmentSize">SMSS, in bytes: what is longer is freed in parts.</param>
    public void OnAcknowledged(long acknowledged, int segmentSize)
    {
        int count = 0;
        for (; count < _buffers.Count && _buffers[count].End <= acknowledged; count++)
        {
            Memory -= _buffers[count].End - _buffers[count].Start + Overhead;
        }

        _buffers.RemoveRange(0, count);
        _unsent = Math.Max(0, _unsent - count);
        if (_buffers.Count > 0 && _buffers[0] is var first && first.Start < acknowledged && first.End - first.Start > segmentSize)
        {
            Memory -= acknowledged - first.Start;
            _buffers[0] = (acknowledged, first.End);
        }
    }

    /// <summary>The limit grows with the congestion window, unless it was chosen.</summary>
    /// <param name="window">cwnd, in segments.</param>
    /// <param name="segmentSize">The most data that the peer takes in a segment, in bytes.</param>
    /// <param name="most">How far it grows.</param>
    public void Grow(long window, int segmentSize, long most)
    {
        if (!IsLimitChosen && Limit < most)
        {
            long segment = BitOperations.RoundUpToPowerOf2((uint)(segmentSize + PacketOverhead)) + BufferOverhead;
            Limit = Math.Max(Limit, Math.Min(most, 2 * Math.Max(window, InitialWindow) * segment));
        }
    }
}
