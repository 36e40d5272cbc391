using TcpCodec;

namespace TcpEngine;

/// <summary>A segment without data that a stack sends for no connection: a RST, a SYN cookie, an acknowledgment in TIME-WAIT.</summary>
internal readonly struct Reply(in ConnectionKey key, Reason reason, in OutgoingSegment segment)
{
    private readonly SequenceNumber _sequenceNumber = segment.SequenceNumber;
    private readonly SequenceNumber _acknowledgment = segment.Acknowledgment;
    private readonly TcpFlags _flags = segment.Flags;
    private readonly ushort _window = segment.Window;
    private readonly byte _dscp = segment.Dscp;
    private readonly byte _timeToLive = segment.TimeToLive;
    private readonly ushort _maximumSegmentSize = segment.MaximumSegmentSize;
    private readonly bool _hasWindowShift = segment.HasWindowShift;
    private readonly byte _windowShift = segment.WindowShift;
    private readonly bool _sackPermitted = segment.SackPermitted;
    private readonly bool _hasTimestamps = segment.HasTimestamps;
    private readonly uint _timestampValue = segment.TimestampValue;
    private readonly uint _timestampEcho = segment.TimestampEcho;
    private readonly SegmentAuthenticator? _authenticator = segment.Authenticator;

    /// <summary>From where to where it goes.</summary>
    public ConnectionKey Key { get; } = key;

    /// <summary>Why.</summary>
    public Reason Reason => reason;

    /// <summary>The segment.</summary>
    public OutgoingSegment ToSegment() => new()
    {
        SequenceNumber = _sequenceNumber,
        Acknowledgment = _acknowledgment,
        Flags = _flags,
        Window = _window,
        Dscp = _dscp,
        TimeToLive = _timeToLive,
        MaximumSegmentSize = _maximumSegmentSize,
        HasWindowShift = _hasWindowShift,
        WindowShift = _windowShift,
        SackPermitted = _sackPermitted,
        HasTimestamps = _hasTimestamps,
        TimestampValue = _timestampValue,
        TimestampEcho = _timestampEcho,
        Authenticator = _authenticator,
    };
}
