using System.Runtime.InteropServices;
using TcpCodec;

namespace TcpEngine;

/// <summary>
/// What is left of a connection in TIME-WAIT: all that its answers are made of (RFC 9293, section 3.10.7.4). <see cref="TcpConnection"/> answers the same; it stays where somebody watches.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct TimeWait
{
    private readonly TcpConnectionOptions _options;
    private readonly uint _timestampOffset;
    private readonly SequenceNumber _receiveNext;
    private readonly SequenceNumber _windowEdge;
    private readonly uint _largestSendWindow;
    private readonly ushort _window; // as it goes into the header
    private readonly bool _usesTimestamps;
    private readonly bool _usesEcn;
    private bool _echoesCongestion;
    private PeerTimestamps _timestamps;
    private RateLimiter _challengeAcks;

    /// <summary>Takes over from a connection.</summary>
    /// <param name="options">How it behaved.</param>
    /// <param name="sendNext">SND.NXT.</param>
    /// <param name="receiveNext">RCV.NXT.</param>
    /// <param name="windowEdge">The right edge of the window that was offered.</param>
    /// <param name="window">RCV.WND, as it goes into the header.</param>
    /// <param name="largestSendWindow">The largest window that the peer has offered, in bytes.</param>
    /// <param name="timestamps">TS.Recent; null without timestamps.</param>
    /// <param name="timestampOffset">What is added to the clock in timestamps.</param>
    /// <param name="usesEcn">Whether ECN was negotiated.</param>
    /// <param name="echoesCongestion">Whether acknowledgments say ECE.</param>
    public TimeWait(
        TcpConnectionOptions options, SequenceNumber sendNext, SequenceNumber receiveNext, SequenceNumber windowEdge, ushort window, uint largestSendWindow, PeerTimestamps? timestamps, uint timestampOffset, bool usesEcn, bool echoesCongestion)
    {
        _options = options;
        SendNext = sendNext;
        _receiveNext = receiveNext;
        _windowEdge = windowEdge;
        _window = window;
        _largestSendWindow = largestSendWindow;
        _usesTimestamps = timestamps is not null;
        _timestamps = timestamps ?? default;
        _timestampOffset = timestampOffset;
        _usesEcn = usesEcn;
        _echoesCongestion = echoesCongestion;
    }

    /// <summary>SND.NXT.</summary>
    public readonly SequenceNumber SendNext { get; }

    /// <summary>How long the wait is: twice the maximum segment lifetime.</summary>
    public readonly Duration Length => _options.MaximumSegmentLifetime * 2;

    /// <summary>Whether a SYN is from a newer incarnation (RFC 6191, section 2).</summary>
    public readonly bool IsOlderThan(in Segment syn, Timestamp now) => IsOlderThan(syn, _options.Timestamps, _usesTimestamps, _timestamps, _receiveNext, now);

    /// <summary>The same, of a connection.</summary>
    /// <param name="syn">The SYN.</param>
    /// <param name="mayUseTimestamps">Whether the new incarnation would have timestamps.</param>
    /// <param name="usesTimestamps">Whether the old one had.</param>
    /// <param name="timestamps">TS.Recent.</param>
    /// <param name="receiveNext">RCV.NXT.</param>
    /// <param name="now">The time.</param>
    public static bool IsOlderThan(in Segment syn, bool mayUseTimestamps, bool usesTimestamps, in PeerTimestamps timestamps, SequenceNumber receiveNext, Timestamp now)
    {
        bool hasNewTimestamps = mayUseTimestamps && syn.HasTimestamps;
        int age = usesTimestamps && hasNewTimestamps ? timestamps.Compare(syn.TimestampValue, now) : 0;
        return age > 0 || (hasNewTimestamps && !usesTimestamps) || (age == 0 && syn.SequenceNumber > receiveNext);
    }

    /// <summary>A segment has arrived, and no SYN of a newer incarnation: the checks are those of RFC 9293, section 3.10.7.4, in the order in which <see cref="TcpConnection"/> has them.</summary>
    public TimeWaitVerdict Arrives(in Segment segment, Timestamp now)
    {
        if (!segment.SignatureOption.IsEmpty && !_options.AcceptUnknownSignatures)
        {
            return TimeWaitVerdict.Ignored;
        }

        if (segment.IsReset)
        {
            return segment.SequenceNumber != _receiveNext ? Challenge(segment.SequenceNumber > _receiveNext && segment.SequenceNumber < _windowEdge, now)
                : _options.TimeWaitIgnoresReset ? TimeWaitVerdict.Ignored
                : TimeWaitVerdict.Ended;
        }

        if (_usesTimestamps && !segment.HasTimestamps)
        {
            return TimeWaitVerdict.Ignored;
        }

        if (_usesTimestamps && !segment.IsSyn && _timestamps.IsOld(segment.TimestampValue, now))
        {
            return Acknowledge(segment, now);
        }

        if (segment.IsSyn)
        {
            return Challenge(isDue: true, now);
        }

        if (!segment.IsAcceptable(_receiveNext, _windowEdge))
        {
            return Unacceptable(segment, now);
        }

        if (!segment.IsAck)
        {
            return TimeWaitVerdict.Ignored;
        }

        if (segment.Acknowledgment > SendNext || segment.Acknowledgment < SendNext - _largestSendWindow)
        {
            return Challenge(isDue: true, now);
        }

        if (_usesTimestamps)
        {
            _timestamps.Update(segment, _receiveNext, now);
        }

        if (_usesEcn)
        {
            _echoesCongestion = segment.Ecn == EcnCodepoint.CongestionExperienced || (_echoesCongestion && (segment.Flags & TcpFlags.Cwr) == 0);
        }

        return TimeWaitVerdict.Ignored;
    }

    /// <summary>The acknowledgment.</summary>
    public readonly OutgoingSegment Acknowledgment(Timestamp now) => new()
    {
        SequenceNumber = SendNext,
        Acknowledgment = _receiveNext,
        Flags = TcpFlags.Ack | (_echoesCongestion ? TcpFlags.Ece : 0),
        Window = _window,
        Dscp = _options.Dscp,
        TimeToLive = _options.TimeToLive,
        HasTimestamps = _usesTimestamps,
        TimestampValue = TcpConnection.TimestampClock(now, _timestampOffset),
        TimestampEcho = _timestamps.Recent,
    };

    private TimeWaitVerdict Unacceptable(in Segment segment, Timestamp now)
    {
        bool isOld = segment.Length > 0 && segment.End <= _receiveNext;
        bool isRecent = _receiveNext - segment.SequenceNumber <= _options.LargestReceiveBuffer;
        bool isPeers = segment.IsAck && segment.Acknowledgment >= SendNext - _largestSendWindow && segment.Acknowledgment <= SendNext;
        if (_usesTimestamps && isOld && isRecent && isPeers)
        {
            _timestamps.Update(segment, _receiveNext, now);
        }

        TimeWaitVerdict verdict = Acknowledge(segment, now);
        return isOld && segment.IsFin ? TimeWaitVerdict.Restarted : verdict;
    }

    // What is empty is answered within limits only, as by a connection.
    private TimeWaitVerdict Acknowledge(in Segment segment, Timestamp now) => segment.Length > 0 ? TimeWaitVerdict.Acknowledged : Challenge(isDue: true, now);

    private TimeWaitVerdict Challenge(bool isDue, Timestamp now) => isDue && _challengeAcks.TryTakeChallenge(now) ? TimeWaitVerdict.Acknowledged : TimeWaitVerdict.Ignored;
}
