namespace TcpEngine;

// What goes as one (HostHabits.Linux): see SegmentationOffload.
public sealed partial class TcpConnection
{
    private const int SmallestSegment = 48; // bytes, whatever the window

    private static readonly Duration LateForBurst = Duration.FromMilliseconds(1);

    /// <summary>How many bytes of what is written are gathered to go together.</summary>
    internal int GatheredBytes => SegmentationOffload.GatheredBytes(_largestSendWindow, _sendSegmentSize);

    /// <summary>How many segments go as one, as far as the windows let them.</summary>
    internal int BurstSegments => Math.Max(1, (int)Math.Min(FullBurst, CongestionWindow / _sendSegmentSize / 2));

    private int FullBurst => _options.Offload.BurstSegments(_sendSegmentSize, CongestionWindow, _congestion.SlowStartThreshold, _rto.Smoothed);

    // Where the burst ends that is to go next; where we are, for nothing that is decided here.
    private SequenceNumber BurstEnd(int record, int window, int congestion, int full, Timestamp now)
    {
        SegmentRecovery sender = Linux;
        if (sender.BurstEnd > _sendNext && sender.BurstStart < _sendNext)
        {
            return sender.BurstEnd;
        }

        (sender.BurstStart, sender.BurstEnd) = (_sendNext, _sendNext);
        if (record <= full || window < full || congestion < _sendSegmentSize)
        {
            return _sendNext;
        }

        if (IsBurstShort(record, window, congestion, full, now))
        {
            sender.IsHeldBack = true;
            NoteWindowUse(Segments!, isLimited: congestion < window && congestion <= record);
            return _sendNext;
        }

        int most = Math.Min(BurstSegments, congestion / _sendSegmentSize) * full;
        int length = Math.Min(record, window);
        length = length >= most ? most : MayBeSmall ? length : length - (length % full);
        sender.BurstEnd = _sendNext + length;
        return sender.BurstEnd;
    }

    // The windows leave little of a burst, more has just been sent, and the next acknowledgment will let more go.
    private bool IsBurstShort(int record, int window, int congestion, int full, Timestamp now)
    {
        if (Work.Recovery != RecoveryPhase.SlowStart || Work.Sent.Count == 0 || now - _lastSentAt >= LateForBurst)
        {
            return false;
        }

        int limit = Math.Min(window, congestion);
        int divisor = _options.Offload.WindowDivisor;
        bool isMuch = limit >= FullBurst * full || (divisor > 0 ? limit >= Math.Min(_sendWindow, CongestionWindow) / divisor : limit > 3 * full);
        bool isAckFar = Work.Sent[0].SentAt + _rto.Smoothed - now > Duration.Min(_rto.Smoothed / 2, LateForBurst);
        bool isLimited = limit <= record;
        return !isMuch && !isAckFar && (isLimited || !(_closeRequested || record < Work.SendBuffer.End - _sendNext));
    }

    // A segment takes no more than half of the largest window that the peer has offered.
    private void FitSegmentsToWindow()
    {
        int size = (int)Math.Min(_negotiatedSegmentSize, Math.Max(SmallestSegment, SegmentationOffload.HalfOf(_largestSendWindow)));
        if (IsAsLinux && size != _sendSegmentSize && _extras is not ({ PathMtuExpiry.IsSet: true } or { PathMtu: not null }))
        {
            _sendSegmentSize = (ushort)size;
            _congestion.OnSegmentSize((uint)size);
        }
    }
}
