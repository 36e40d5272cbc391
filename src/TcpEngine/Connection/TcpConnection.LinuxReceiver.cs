namespace TcpEngine;

// The receiver's window that is Linux's (HostHabits.Linux): what ReceiveMemory says.
public sealed partial class TcpConnection
{
    private const int UnlimitedBuffer = 1 << 30; // the memory is the limit

    private ReceiveMemory Memory => Extras.ReceiveMemory ??= new ReceiveMemory(_options, _localSegmentSize - (_isPassive && _usesTimestamps ? TimestampsOptionSize : 0), _receiveWindowShift);

    // What the receive buffer may hold by now: with Linux, memory.
    private int ReceiveBufferSize => ReceiveMemory?.Size ?? _receiveBufferSize;

    // What a SYN would offer, were its window scaled.
    private int FirstWindow => IsAsLinux
        ? ReceiveMemory.FirstWindowOf(_options, _localSegmentSize - (_isPassive && _usesTimestamps ? TimestampsOptionSize : 0))
        : Math.Min(ushort.MaxValue, Work.ReceiveBuffer.Free);

    private static int FirstWindowOf(TcpConnectionOptions options, int segmentSize) =>
        options.Habits == HostHabits.Linux ? ReceiveMemory.FirstWindowOf(options, segmentSize) : options.FirstReceiveBuffer;

    /// <summary>The receive buffer as Linux counts it; null for another host's.</summary>
    internal ReceiveMemory? ReceiveMemory => _extras?.ReceiveMemory;

    // RCV.WND, however much of it fits into the field. The right edge moves left by nothing, and right where that makes it a whole unit.
    private int LinuxWindow
    {
        get
        {
            int unit = (1 << _receiveWindowShift) - 1;
            int current = Math.Max(0, _advertisedEdge - _receiveNext);
            int window = Memory.Select(_receiveWindowShift);
            return window < current ? (current + unit) & ~unit : window;
        }
    }

    // From RCV.NXT to the end of what is held beyond a gap; 0 where there is none.
    private int HeldBeyondGap => Work.ReceiveBuffer.OutOfOrder.End is { } end ? end - _receiveNext : 0;

    // The window is at least twice as large as the peer knows.
    private bool HasWindowDoubled
    {
        get
        {
            int current = Math.Max(0, _advertisedEdge - _receiveNext);
            return 2 * current <= Memory.Limit && Memory.Select(_receiveWindowShift) is > 0 and int window && window >= 2 * current;
        }
    }

    // What begins within the window and ends beyond it is taken whole if there is nothing to read, and not at all otherwise.
    private bool IsBeyondWindow(in Segment segment) => IsAsLinux && AvailableBytes > 0 && segment.SequenceNumber + segment.Payload.Length > SequenceNumber.Max(_advertisedEdge, _receiveNext);

    // An acknowledgment goes out. The window may be larger than what the field says of it.
    private uint OfferAsLinux(bool isSyn)
    {
        Memory.Offered = isSyn ? FirstWindow : LinuxWindow;
        if (!isSyn && Memory.IsShort)
        {
            Work.Ack.StopHurrying();
        }

        return (uint)Memory.Offered;
    }

    private void BeginReceiving(Timestamp now)
    {
        if (!IsAsLinux || Memory.HasBegun)
        {
            return;
        }

        int halfWindow = (int)Math.Min(int.MaxValue, _sendWindow > DefaultSegmentSizeV4 ? _sendWindow / 2 : _sendWindow); // what the peer can take is what it may send
        Memory.Begin(_localSegmentSize - (_usesTimestamps ? TimestampsOptionSize : 0), Math.Min(_sendSegmentSize, halfWindow), _receiveWindowShift, _receiveNext, now);
        _largestReceived = Memory.SegmentSize;
    }

    // Says whether the window may open further.
    private bool TakeAsLinux(in Segment segment, uint advance, Timestamp now)
    {
        int size = _localSegmentSize - (_usesTimestamps ? TimestampsOptionSize : 0);
        Memory.MakeRoom(size);
        if (_usesTimestamps && segment.HasTimestamps)
        {
            Memory.OnEcho(segment.TimestampEcho, segment.Payload.Length, TimestampClock(now), AvailableBytes <= advance);
        }

        bool opens = advance > 0
            ? Memory.OnData(segment, (int)Math.Min(advance, (uint)segment.Payload.Length), _receiveNext, _advertisedEdge, size, now)
            : Memory.OnDataBeyondGap(segment, HeldBeyondGap, size, _usesSack);
        _largestReceived = Memory.SegmentSize;
        return opens;
    }

    private void ReadAsLinux(Timestamp now)
    {
        int before = Memory.Size;
        Memory.OnRead(_receiveNext - (HasPeerClosed ? 1u : 0u) - (uint)AvailableBytes, _receiveNext, HeldBeyondGap, now);
        if (Memory.Size > before)
        {
            Tell(new Happening(EngineEventKind.BufferGrown, Reason.ReceiveBufferGrown, State) { Bytes = Memory.Size - before }, default, now);
        }
    }
}
