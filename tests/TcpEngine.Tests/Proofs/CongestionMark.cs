using TcpCodec;

namespace TcpEngine.Tests.Proofs;

/// <summary>What a router with a long queue does to a packet that may be marked (RFC 3168, section 5).</summary>
internal static class CongestionMark
{
    /// <summary>Sets 'congestion experienced' where the sender said that it understands it.</summary>
    public static void Set(Span<byte> packet)
    {
        if (packet[0] >> 4 == 4 && (packet[1] & 3) is 1 or 2)
        {
            packet[1] |= 3;
            Ipv4HeaderWriter.SetChecksum(packet);
        }
        else if (packet[0] >> 4 == 6 && (packet[1] >> 4 & 3) is 1 or 2)
        {
            packet[1] |= 0x30;
        }
    }
}
