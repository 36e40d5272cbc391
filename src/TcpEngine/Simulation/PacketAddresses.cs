using TcpCodec;

namespace TcpEngine;

/// <summary>Reads who sent an IP packet, as it says, and who shall have it.</summary>
public static class PacketAddresses
{
    /// <summary>Reads the addresses of an IPv4 or IPv6 packet, whatever it carries.</summary>
    /// <returns>False where the bytes are no IP packet.</returns>
    public static bool TryRead(ReadOnlySpan<byte> packet, out IpAddress source, out IpAddress destination)
    {
        if (Ipv4Header.TryParse(packet, out Ipv4Header v4, out _))
        {
            source = IpAddress.FromBytes(v4.SrcAddr);
            destination = IpAddress.FromBytes(v4.DstAddr);
            return true;
        }

        bool isV6 = Ipv6Header.TryParse(packet, out Ipv6Header v6, out _);
        source = isV6 ? IpAddress.FromBytes(v6.SrcAddr) : default;
        destination = isV6 ? IpAddress.FromBytes(v6.DstAddr) : default;
        return isV6;
    }
}
