namespace TcpEngine;

// ICMP errors go to the connection whose segment they quote (RFC 9293, section 3.9.2.2).
public sealed partial class TcpStack
{
    // Whether the packet is done with; else the reason why it is dropped.
    private bool ReceiveIcmp(ReadOnlySpan<byte> packet, ref Reason reason, Timestamp now)
    {
        if (!IcmpReader.TryRead(packet, out IcmpError error, out reason))
        {
            return false;
        }

        if (!_connections.TryFind(error.Key, out StackEntry? entry))
        {
            reason = Reason.IcmpUnmatched;
            return false;
        }

        entry.Connection.OnIcmpError(error, packet, now);
        Settle(entry, now);
        return true;
    }
}
