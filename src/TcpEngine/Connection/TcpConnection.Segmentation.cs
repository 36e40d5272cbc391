namespace TcpEngine;

// Where segments end: at SMSS, at the ends of records, and when a small one may go (RFC 9293, sections 3.7.4 and 3.8.6.2.1).
public sealed partial class TcpConnection
{
    private bool _holdsBack;                    // the application has said that more comes

    /// <summary>SEND, as <see cref="Send(ReadOnlySpan{byte}, Timestamp)"/>, with what the application knows of the data.</summary>
    /// <returns>How many bytes were taken.</returns>
    /// <exception cref="InvalidOperationException">The connection is not open for sending (RFC 9293, section 3.10.2).</exception>
    public int Send(ReadOnlySpan<byte> data, SendHints hints, Timestamp now)
    {
        int taken = Send(data, now);
        _holdsBack = (hints & SendHints.MoreToCome) != 0;
        Work.EndsOpen = _holdsBack;
        if ((hints & SendHints.EndOfRecord) != 0 && taken > 0 && taken == data.Length)
        {
            (Work.RecordEnds ??= new Queue<SequenceNumber>()).Enqueue(Work.SendBuffer.End);
        }

        return taken;
    }

    /// <summary>PUSH: what is written by now waits for nothing but the windows, whatever <see cref="TcpConnectionOptions.Cork"/> and Nagle's algorithm say (RFC 9293, section 3.9.1.2).</summary>
    public void Push()
    {
        Work.PushEnd = Work.SendBuffer.End;
        _holdsBack = false;
        Work.EndsOpen = false;
        GoOn();
        WorkQueue?.OnWork();
    }

    // How much of what is not sent may go into one segment, whatever its size.
    private int RecordRoom(int unsent)
    {
        while (Work.RecordEnds is { Count: > 0 } ends)
        {
            int room = ends.Peek() - _sendNext;
            if (room > 0)
            {
                return Math.Min(room, unsent);
            }

            ends.Dequeue();
        }

        return unsent;
    }

    // Nagle's algorithm as Minshall has changed it: a small segment waits only while another small one is not acknowledged (RFC 9293, appendix A.3). The sender's silly window
    // avoidance: section 3.8.6.2.1.
    private bool MaySend(int length, int record, int unsent, bool isFin, int congestion, int full)
    {
        if (length == 0)
        {
            return isFin && (Segments is null || congestion > 0 || Work.Sent.Count == 0); // by RFC 5681 a FIN alone needs no room in cwnd
        }

        bool mayBeSmall = isFin || _sendNext + length <= Work.PushEnd || MayBeSmall || (IsAsLinux && Work.SendUrgentPointer > _sendUnacknowledged);
        bool isFull = length >= full;
        bool isLast = length == unsent && mayBeSmall;
        bool isRecord = length == record && record < unsent; // what follows cannot fill it up
        bool isHalfWindow = Segments is null && length >= _largestSendWindow / 2 && mayBeSmall;
        bool isBurst = Segments is not null && _sendNext + length == Linux.BurstEnd;
        bool hasNothingSent = Work.Sent.Count == (IsFastOpening ? 1 : 0);
        int weight = Segments is null ? length : _sendSegmentSize;
        return weight <= Math.Max(congestion, hasNothingSent ? weight : 0) && (isFull || isLast || isRecord || isHalfWindow || isBurst);
    }

    private bool MayBeSmall => !_options.Cork && !_holdsBack && (_options.NoDelay || Work.SmallSegmentEnd <= _sendUnacknowledged);

    private void NoteSegmentEnd(in SentSegment segment, int full)
    {
        if (segment.DataLength > 0 && segment.DataLength < full)
        {
            Work.SmallSegmentEnd = segment.End;
        }
    }
}
