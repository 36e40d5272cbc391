using System.Numerics;

namespace TcpEngine;

// Buffers that grow with what the path carries, and the window that the receive buffer makes: RFC 9293, section 3.8.6.
public sealed partial class TcpConnection
{
    private const int FirstSegments = 10; // what a sender begins with (RFC 6928, section 2); no more than a part of a buffer that segments are large for

    // As far as the peer can be told of it.
    private int ReceiveBufferLimit => Math.Min(_options.LargestReceiveBuffer, ushort.MaxValue << _receiveWindowShift);

    // The largest window that a segment can offer: the field has 16 bits, whatever the buffer's size.
    private int LargestOffer => Math.Min(_receiveBufferSize, ushort.MaxValue << _receiveWindowShift);

    // The room in the buffer, as far as the peer can be told of it.
    private int Offerable => Math.Min(Work.ReceiveBuffer.Free, LargestOffer);

    // RCV.WND: what may be offered now, in whole units of the window scale. The right edge never moves left while there is memory (rounding down would move it: RFC 7323,
    // section 2.4), and moves right by no less than a segment or half of the buffer (RFC 9293, section 3.8.6.2.2).
    private uint OfferedWindow
    {
        get
        {
            if (IsAsLinux)
            {
                return (uint)Math.Min(State == TcpState.SynSent ? FirstWindow : LinuxWindow, ushort.MaxValue << _receiveWindowShift);
            }

            int unit = (1 << _receiveWindowShift) - 1;
            int current = Math.Max(0, _advertisedEdge - _receiveNext);
            int free = Offerable & ~unit;
            int step = Math.Min(_localSegmentSize, LargestOffer / 2);
            int kept = (current + unit) & ~unit;
            kept = kept <= free ? kept : current & ~unit;
            return (uint)Math.Min(free - current >= step ? Math.Max(free, kept) : kept, ushort.MaxValue << _receiveWindowShift);
        }
    }

    // The application has read so much that the peer should know (as above, with room for two segments).
    private bool IsWindowUpdateDue
    {
        get
        {
            if (IsAsLinux)
            {
                return HasWindowDoubled;
            }

            int current = Math.Max(0, _advertisedEdge - _receiveNext);
            return Offerable - current >= Math.Min(2 * _localSegmentSize, LargestOffer / 2) && current < LargestOffer / 2;
        }
    }

    // What is in flight must be kept, and as much again can be written meanwhile. In powers of two, not with each acknowledgment.
    private int SendBufferSize => _options.SendBufferSize
        ?? (int)Math.Clamp(BitOperations.RoundUpToPowerOf2(2UL * _congestion.CongestionWindow), (ulong)_options.FirstSendBuffer, (ulong)_options.SendBufferLimit);

    private void TuneSendBuffer()
    {
        int before = Work.SendBuffer.Limit;
        if (SendBufferSize > before)
        {
            Work.SendBuffer.Limit = SendBufferSize;
            Work.SendBufferGrowth += SendBufferSize - before;
        }
    }

    // Data came in order. A connection that little came on remembers nothing of it.
    private void MeasureAsReceiver(in Segment segment, Timestamp now)
    {
        if (IsAsLinux || _receiveBufferSize >= ReceiveBufferLimit || (_extras?.ReceiveTuning is null && _receiveNext - _initialReceiveSequence <= _receiveBufferSize / 4))
        {
            return;
        }

        ReceiveTuning tuning = Extras.ReceiveTuning ??= new ReceiveTuning(now, Math.Min(FirstSegments * _largestReceived, _receiveBufferSize / 4), _rto.Smoothed);
        if (_usesTimestamps && segment.HasTimestamps)
        {
            tuning.OnEcho(segment.TimestampEcho, TimestampClock(now), now);
        }
        else
        {
            tuning.OnData(_receiveNext, _advertisedEdge, now);
        }
    }

    // A size that is set switches tuning off. What was offered can still come.
    private void ResizeReceiveBuffer(TcpConnectionOptions before)
    {
        if (_options.ReceiveBufferSize is not { } size || size == before.ReceiveBufferSize)
        {
            return;
        }

        _extras?.ReceiveMemory?.Fix(size);
        _receiveBufferSize = Math.Max(size, AvailableBytes + Math.Max(0, _advertisedEdge - _receiveNext));
        if (_extras is not null)
        {
            _extras.ReceiveTuning = null;
        }

        if (_work is { } work && !IsAsLinux)
        {
            work.ReceiveBuffer.Limit = _receiveBufferSize;
        }
    }

    private void TuneReceiveBuffer(int read, Timestamp now)
    {
        if (_extras?.ReceiveTuning is not { } tuning)
        {
            return;
        }

        int before = _receiveBufferSize;
        _receiveBufferSize = (int)Math.Clamp(tuning.OnRead(read, now), before, ReceiveBufferLimit);
        Work.ReceiveBuffer.Limit = _receiveBufferSize;
        if (_receiveBufferSize >= ReceiveBufferLimit)
        {
            _extras.ReceiveTuning = null;
        }

        if (_receiveBufferSize > before)
        {
            Tell(new Happening(EngineEventKind.BufferGrown, Reason.ReceiveBufferGrown, State) { Bytes = _receiveBufferSize - before }, default, now);
        }
    }
}
