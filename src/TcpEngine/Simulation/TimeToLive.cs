using TcpCodec;

namespace TcpEngine;

/// <summary>The time to live, or hop limit, of a packet that is forwarded (RFC 1812, section 5.3.1; RFC 8200, section 3).</summary>
internal static class TimeToLive
{
    /// <summary>Counts it down by one.</summary>
    /// <returns>False where nothing would be left, and the packet must not go on.</returns>
    public static bool TryCountDown(Span<byte> packet)
    {
        if (Ipv4Header.TryParse(packet, out Ipv4Header v4, out _))
        {
            if (v4.TimeToLive <= 1 || !Ipv4HeaderWriter.TryEdit(packet, out Ipv4HeaderWriter edit, out _))
            {
                return false;
            }

            edit.TimeToLive = (byte)(v4.TimeToLive - 1);
            Ipv4HeaderWriter.SetChecksum(packet);
            return true;
        }

        if (!Ipv6Header.TryParse(packet, out Ipv6Header v6, out _) || v6.HopLimit <= 1 || !Ipv6HeaderWriter.TryEdit(packet, out Ipv6HeaderWriter editV6, out _))
        {
            return false;
        }

        editV6.HopLimit = (byte)(v6.HopLimit - 1);
        return true;
    }
}
