namespace TcpEngine;

// Urgent data: RFC 9293, section 3.8.5. New applications should not use it (SHLD-13).
public sealed partial class TcpConnection
{

    /// <summary>How many bytes of urgent data are still to be read, those that have not come yet included; 0 outside of urgent mode.</summary>
    public int UrgentBytes => Math.Max(0, _receiveUrgentPointer - ReadPosition);

    // The sequence number of the octet that the application reads next.
    private SequenceNumber ReadPosition => _receiveNext + -AvailableBytes;

    /// <summary>SEND with the URGENT flag: as <see cref="Send(ReadOnlySpan{byte}, Timestamp)"/>, and the peer's application is told of urgent data up to the last byte taken, even while its window is closed.</summary>
    /// <returns>How many bytes were taken.</returns>
    /// <exception cref="InvalidOperationException">The connection is not open for sending.</exception>
    public int SendUrgent(ReadOnlySpan<byte> data, Timestamp now)
    {
        int taken = Send(data, now);
        if (taken > 0)
        {
            Work.SendUrgentPointer = Work.SendBuffer.End;
            if (IsSynchronized && _sendWindow <= FlightSize)
            {
                Work.Ack.Now(Reason.UrgentTold);
            }
        }

        return taken;
    }

    private bool IsUrgent(SequenceNumber start) => Work.SendUrgentPointer > SequenceNumber.Max(start, _sendUnacknowledged);

    private ushort UrgentOffset(SequenceNumber start) => (ushort)Math.Clamp(Work.SendUrgentPointer - start, 0, ushort.MaxValue);

    private void TakeUrgent(in Segment segment)
    {
        if (!segment.IsUrgent || State is not (TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2))
        {
            return;
        }

        // RCV.UP: what was consumed lies behind; the application is told whenever the pointer advances (MUST-32).
        SequenceNumber before = SequenceNumber.Max(_receiveUrgentPointer, ReadPosition);
        SequenceNumber pointer = segment.SequenceNumber + (uint)segment.UrgentPointer;
        _receiveUrgentPointer = SequenceNumber.Max(before, pointer);
        if (pointer > before)
        {
            _events |= ConnectionEvents.UrgentData;
        }
    }
}
