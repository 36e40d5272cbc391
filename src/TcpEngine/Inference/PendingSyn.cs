using TcpCodec;

namespace TcpEngine.Inference;

/// <summary>A SYN in the midst of a connection: the first of a new one, if it is answered as such.</summary>
internal readonly struct PendingSyn
{
    private readonly ushort _window;
    private readonly ushort _maximumSegmentSize;
    private readonly byte? _shift;
    private readonly uint? _timestamp;
    private readonly bool _hasFastOpen;
    private readonly uint _payloadLength;
    private readonly TcpFlags _flags;

    public PendingSyn(in ObservedSegment segment)
    {
        Initial = segment.SequenceNumber;
        Time = segment.Time;
        _window = segment.Window;
        _maximumSegmentSize = segment.MaximumSegmentSize;
        _shift = segment.WindowShift;
        _timestamp = segment.HasTimestamps ? segment.TimestampValue : null;
        _hasFastOpen = segment.HasFastOpen;
        _payloadLength = segment.PayloadLength;
        _flags = segment.Flags;
    }

    /// <summary>Its sequence number.</summary>
    public SequenceNumber Initial { get; }

    /// <summary>When it was seen.</summary>
    public Timestamp Time { get; }

    /// <summary>The segment that it was.</summary>
    public ObservedSegment ToSegment(in TcpEndpoint source, in TcpEndpoint destination) => new()
    {
        Time = Time,
        Source = source,
        Destination = destination,
        SequenceNumber = Initial,
        Acknowledgment = default,
        Flags = _flags,
        Window = _window,
        PayloadLength = _payloadLength,
        MaximumSegmentSize = _maximumSegmentSize,
        WindowShift = _shift,
        HasTimestamps = _timestamp is not null,
        TimestampValue = _timestamp ?? 0,
        HasFastOpen = _hasFastOpen,
    };
}
