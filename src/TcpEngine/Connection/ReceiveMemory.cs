using System.Numerics;

namespace TcpEngine;

/// <summary>
/// A receive buffer as Linux counts it (HostHabits.Linux): in memory that what came takes with its records, a part of which is offered as window. How large a part is learned from the segments that
/// come; the window opens step by step while they are worth their memory, and the memory grows with what the application reads in a round trip.
/// </summary>
internal sealed class ReceiveMemory
{
    private const int LargestConfigured = 4 << 20; // what a socket may be given at the most: the window scale has room for it
    private const int RatioBits = 8;
    private const int FirstRatio = 1 << (RatioBits - 1); // a half
    private const int LeastBuffer = 2304;
    private const int WorthALook = 128; // bytes; smaller segments do not open the window
    private const int LeastSegment = 88;
    private const int UsualSegment = 536;
    private const int FirstSegments = 10;
    private const int Headroom = 64;      // what Linux has before and behind a packet,
    private const int SharedRecord = 320; // in the same piece of memory,
    private const int Record = 256;       // and beside it, in bytes

    private readonly int _limit;
    private readonly Queue<Held> _queue = new(); // in order, and not read
    private readonly List<Held> _beyondGaps = [];
    private bool _isFixed;
    private int _ratio = FirstRatio;
    private int _clamp;
    private int _lastSize;      // of the last segment that was none of the largest
    private Duration _roundTrip;
    private uint _lastEcho;
    private Timestamp _edgeAt = Timestamp.Never;
    private SequenceNumber _edge;
    private Timestamp _readAt;
    private SequenceNumber _readFrom;

    /// <summary>Begins with what the options say.</summary>
    /// <param name="options">How the connection behaves.</param>
    /// <param name="segmentSize">What a segment may carry, in bytes, without options.</param>
    /// <param name="shift">The window scale that is offered, or was agreed on.</param>
    public ReceiveMemory(TcpConnectionOptions options, int segmentSize, int shift)
    {
        _isFixed = options.ReceiveBufferSize is not null;
        _limit = options.ReceiveBufferLimit;
        Size = options.FirstReceiveBuffer;
        FirstWindow = FirstWindowOf(options, segmentSize);
        Threshold = FirstWindow;
        Offered = FirstWindow;
        int full = WindowOf(Size);
        _clamp = Math.Min(_isFixed ? full : int.MaxValue, ushort.MaxValue << shift);
    }

    /// <summary>The window that was offered last, in bytes.</summary>
    public int Offered { get; set; }

    /// <summary>Whether the handshake is over.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>What the window may be at the most, in bytes.</summary>
    public int Limit => _clamp;

    /// <summary>How much memory there is, in bytes.</summary>
    public int Size { get; private set; }

    /// <summary>How much is taken.</summary>
    public int Taken { get; private set; }

    /// <summary>The first window, in bytes, before a SYN makes it no more than 65,535.</summary>
    public int FirstWindow { get; }

    /// <summary>How far the window may open by now, in bytes.</summary>
    public int Threshold { get; private set; }

    /// <summary>The segments that come, as far as can be seen, in bytes of data.</summary>
    public ushort SegmentSize { get; private set; } = UsualSegment;

    /// <summary>How much the application has read in a round trip at the most, in bytes.</summary>
    public int ReadInRoundTrip { get; private set; }

    /// <summary>The round-trip time as a receiver sees it; zero before the first measurement.</summary>
    public Duration RoundTrip => _roundTrip;

    /// <summary>Whether less than half of the window is left: acknowledgments do not hurry then.</summary>
    public bool IsShort => WindowOf(Size - Taken) < Full >> 1;

    private int Full => Math.Min(_clamp, WindowOf(Size));

    /// <summary>The first window of a connection, in whole segments.</summary>
    public static int FirstWindowOf(TcpConnectionOptions options, int segmentSize)
    {
        int space = FirstSpaceOf(options);
        return space > segmentSize ? space - (space % segmentSize) : space;
    }

    /// <summary>The window scale that fits what the memory may become.</summary>
    public static byte ShiftOf(TcpConnectionOptions options)
    {
        int space = FirstSpaceOf(options);
        int largest = options.ReceiveBufferSize is not null ? space : Math.Max(Math.Max(space, options.ReceiveBufferLimit), LargestConfigured);
        return (byte)Math.Clamp(BitOperations.Log2((uint)Math.Max(1, largest)) - 15, 0, 14);
    }

    /// <summary>The handshake is over.</summary>
    /// <param name="segmentSize">What a segment may carry, in bytes.</param>
    /// <param name="sendSegmentSize">What ours may carry.</param>
    /// <param name="shift">The window scale that was agreed on.</param>
    /// <param name="next">RCV.NXT.</param>
    /// <param name="now">The time.</param>
    public void Begin(int segmentSize, int sendSegmentSize, int shift, SequenceNumber next, Timestamp now)
    {
        int full = WindowOf(Size);
        _clamp = Math.Min(Math.Min(_clamp, ushort.MaxValue << shift), full);
        if (_clamp > 2 * segmentSize && _clamp + segmentSize > full)
        {
            _clamp = Math.Max(2 * segmentSize, full - segmentSize);
        }

        Threshold = Math.Min(Threshold, _clamp);
        SegmentSize = (ushort)Math.Max(LeastSegment, Math.Min(Math.Min(Math.Min(segmentSize, sendSegmentSize), FirstWindow / 2), UsualSegment));
        ReadInRoundTrip = Math.Min(Threshold, FirstSegments * segmentSize);
        (_readAt, _readFrom) = (now, next);
        HasBegun = true;
    }

    /// <summary>SO_RCVBUF on an open connection: the memory is this from now on, and does not grow.</summary>
    public void Fix(int size)
    {
        Size = Math.Max(size, LeastBuffer);
        _isFixed = true;
    }

    /// <summary>The window that may be offered, in bytes.</summary>
    /// <param name="shift">The window scale.</param>
    public int Select(int shift)
    {
        int free = WindowOf(Size - Taken);
        int allowed = WindowOf(Size);
        int full = Full;
        int segment = Math.Min(SegmentSize, full);
        if (segment <= 0)
        {
            return 0;
        }

        int unit = (1 << shift) - 1;
        if (free < full >> 1)
        {
            free &= ~unit;
            if (free < allowed >> 4 || free < segment)
            {
                return 0;
            }
        }

        free = Math.Min(free, Threshold);
        if (shift > 0)
        {
            return (free + unit) & ~unit;
        }

        return Offered <= free - segment || Offered > free ? free - (free % segment)
            : segment == full && free > Offered + (full >> 1) ? free
            : Offered;
    }

    /// <summary>Data came that echoes a timestamp of ours.</summary>
    /// <param name="echo">TSecr.</param>
    /// <param name="length">How much data, in bytes.</param>
    /// <param name="clock">Our timestamp clock, in milliseconds.</param>
    /// <param name="isRead">Whether nothing waits to be read.</param>
    public void OnEcho(uint echo, int length, uint clock, bool isRead)
    {
        if (echo == _lastEcho)
        {
            return;
        }

        _lastEcho = echo;
        int milliseconds = unchecked((int)(clock - echo));
        if (length >= SegmentSize && milliseconds > 0)
        {
            Measure(Duration.FromMilliseconds(milliseconds), isExact: true, isRead);
        }
    }

    /// <summary>Data came in order.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="length">How much of it is new, in bytes.</param>
    /// <param name="next">RCV.NXT, after it.</param>
    /// <param name="edge">The right edge of the window.</param>
    /// <param name="segmentSize">What a segment may carry, in bytes.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether the window may open further.</returns>
    public bool OnData(in Segment segment, int length, SequenceNumber next, SequenceNumber edge, int segmentSize, Timestamp now)
    {
        int memory = MemoryOf(segment.Packet.Length);
        _queue.Enqueue(new Held(segment.SequenceNumber + segment.Payload.Length, memory));
        Taken += memory;
        MeasureSegment(segment, length, memory, segmentSize);
        MeasureWindow(next, edge, now);
        bool grows = length >= WorthALook && Grow(length, memory, segmentSize);
        while (_beyondGaps.Count > 0 && _beyondGaps[0].End <= next)
        {
            _queue.Enqueue(_beyondGaps[0]);
            _beyondGaps.RemoveAt(0);
        }

        return grows;
    }

    /// <summary>Data came beyond a gap.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="gap">From RCV.NXT to the end of all that is held, in bytes.</param>
    /// <param name="segmentSize">What a segment may carry, in bytes.</param>
    /// <param name="usesSack">Whether the peer is told what came: without that, windows that change would hide that acknowledgments are duplicates.</param>
    public bool OnDataBeyondGap(in Segment segment, int gap, int segmentSize, bool usesSack)
    {
        int memory = MemoryOf(segment.Packet.Length);
        Held held = new(segment.SequenceNumber + segment.Payload.Length, memory);
        if (_beyondGaps.Exists(other => other.End == held.End))
        {
            return false; // it was here before
        }

        int at = _beyondGaps.FindLastIndex(other => other.End <= held.End) + 1;
        _beyondGaps.Insert(at, held);
        bool grows = usesSack && Grow(segment.Payload.Length, memory, segmentSize);
        Taken += memory;
        GrowMemory(ReadInRoundTrip, gap);
        return grows;
    }

    /// <summary>There is no room for what came: the memory is made as large as what it holds, where it may grow; else the window falls to two segments.</summary>
    public void MakeRoom(int segmentSize)
    {
        if (Taken <= Size)
        {
            return;
        }

        Size = _isFixed ? Size : Math.Max(Size, Math.Min(Taken, _limit));
        Threshold = Taken > Size ? Math.Min(_clamp, 2 * segmentSize) : Threshold;
    }

    /// <summary>The application has read.</summary>
    /// <param name="read">The sequence number of what it reads next.</param>
    /// <param name="next">RCV.NXT.</param>
    /// <param name="gap">From RCV.NXT to the end of what is held beyond a gap, in bytes; 0 where there is none.</param>
    /// <param name="now">The time.</param>
    public void OnRead(SequenceNumber read, SequenceNumber next, int gap, Timestamp now)
    {
        while (_queue.TryPeek(out Held first) && first.End <= read)
        {
            _queue.Dequeue();
            Taken -= first.Memory;
            Adjust(first.End, next, gap, now);
        }

        Adjust(read, next, gap, now);
    }

    private static int FirstSpaceOf(TcpConnectionOptions options) => (int)((long)options.FirstReceiveBuffer * FirstRatio >> RatioBits);

    private static int MemoryOf(int packet) => (packet + Headroom) switch
    {
        <= 256 => 576,
        int size when RoundUp(size) + SharedRecord <= 1024 => 1024,
        int size => (int)BitOperations.RoundUpToPowerOf2((uint)(RoundUp(size) + SharedRecord)),
    } + Record;

    private static int RoundUp(int size) => (size + 63) & ~63;

    private int WindowOf(int memory) => (int)((long)memory * _ratio >> RatioBits);

    private void MeasureSegment(in Segment segment, int length, int memory, int segmentSize)
    {
        int lastSize = _lastSize;
        _lastSize = 0;
        if (length >= SegmentSize)
        {
            if (length != SegmentSize)
            {
                SetRatio(Math.Max(1, (int)(((long)length << RatioBits) / memory)));
            }

            SegmentSize = (ushort)Math.Min(length, segmentSize);
            return;
        }

        bool isWhole = length >= LeastSegment && (segment.Flags & (TcpCodec.TcpFlags.Psh | TcpCodec.TcpFlags.Urg | TcpCodec.TcpFlags.Syn | TcpCodec.TcpFlags.Fin)) == 0;
        if (length >= UsualSegment || isWhole)
        {
            _lastSize = length;
            SegmentSize = length == lastSize ? (ushort)length : SegmentSize;
        }
    }

    private void SetRatio(int ratio)
    {
        if (ratio == _ratio)
        {
            return;
        }

        _ratio = ratio;
        int clamp = Math.Max(LeastBuffer / 2, WindowOf(Size));
        if (clamp < _clamp)
        {
            Threshold = Math.Min(Threshold, clamp);
            ReadInRoundTrip = Math.Min(ReadInRoundTrip, clamp);
        }
        else if (clamp > _clamp)
        {
            Threshold = Math.Max(Math.Min(Offered, clamp), Threshold);
        }

        _clamp = clamp;
    }

    private bool Grow(int length, int memory, int segmentSize)
    {
        int room = Math.Min(_clamp, WindowOf(Size - Taken)) - Threshold;
        if (room <= 0)
        {
            return false;
        }

        int growth = WindowOf(memory) <= length ? 2 * segmentSize : GrowthBySmall(length, memory);
        if (growth == 0)
        {
            return false;
        }

        Threshold += Math.Min(room, Math.Max(growth, 2 * length));
        return true;
    }

    // Segments that are small for the memory they take open the window as long as it is a small part of what it may become.
    private int GrowthBySmall(int length, int memory)
    {
        int worth = WindowOf(memory) >> 1;
        int window = WindowOf(_limit) >> 1;
        while (Threshold <= window)
        {
            if (worth <= length)
            {
                return 2 * SegmentSize;
            }

            worth >>= 1;
            window >>= 1;
        }

        return 0;
    }

    private void MeasureWindow(SequenceNumber next, SequenceNumber edge, Timestamp now)
    {
        if (_edgeAt.IsSet && next < _edge)
        {
            return;
        }

        if (_edgeAt.IsSet)
        {
            Measure(Duration.Max(now - _edgeAt, Duration.FromMicroseconds(1)), isExact: false, isRead: false);
        }

        (_edge, _edgeAt) = (edge, now);
    }

    private void Measure(Duration sample, bool isExact, bool isRead)
    {
        if (_roundTrip == Duration.Zero || sample < _roundTrip)
        {
            _roundTrip = sample;
        }
        else if (isExact && isRead)
        {
            _roundTrip += (sample - _roundTrip) / 8;
        }
    }

    private void Adjust(SequenceNumber read, SequenceNumber next, int gap, Timestamp now)
    {
        if (_roundTrip == Duration.Zero || now - _readAt < _roundTrip)
        {
            return;
        }

        int copied = read - _readFrom - (next - read);
        if (copied > ReadInRoundTrip)
        {
            GrowMemory(copied, gap);
        }

        (_readAt, _readFrom) = (now, read);
    }

    private void GrowMemory(int copied, int gap)
    {
        int before = ReadInRoundTrip;
        ReadInRoundTrip = copied;
        if (_isFixed)
        {
            return;
        }

        long window = 2L * copied;
        window += 2 * (window * (copied - before) / Math.Max(1, before));
        window += gap;
        int size = (int)Math.Min((window << RatioBits) / _ratio, _limit);
        if (size > Size)
        {
            Size = size;
            _clamp = WindowOf(size);
        }
    }

    /// <summary>Memory that something takes up to its end.</summary>
    private readonly record struct Held(SequenceNumber End, int Memory);
}
