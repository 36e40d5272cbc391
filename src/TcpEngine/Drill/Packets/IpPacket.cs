using TcpCodec;

namespace TcpEngine.Drill;

/// <summary>Writes IP headers with what a script says of them.</summary>
internal static class IpPacket
{
    public const byte Icmp = 1;
    public const byte Tcp = 6;
    public const byte Icmpv6 = 58;

    /// <summary>Writes the header of a packet whose rest is there already.</summary>
    /// <param name="packet">The whole packet.</param>
    /// <param name="source">The sender.</param>
    /// <param name="destination">The receiver.</param>
    /// <param name="protocol">What the payload is.</param>
    /// <param name="ip">What the script says of the header.</param>
    /// <param name="timeToLive">The TTL or hop limit where it says nothing.</param>
    public static void WriteHeader(Span<byte> packet, IpAddress source, IpAddress destination, byte protocol, in IpInformation ip, byte timeToLive)
    {
        byte service = ip.TypeOfService ?? ip.Ecn ?? 0;
        Span<byte> addresses = stackalloc byte[32];
        int size = source.CopyTo(addresses);
        destination.CopyTo(addresses[size..]);
        if (source.IsV6)
        {
            Ipv6HeaderWriter v6 = new(packet)
            {
                Dscp = (byte)(service >> 2),
                Ecn = (Ipv6Ecn)(service & 3),
                FlowLabel = ip.FlowLabel ?? 0,
                NextHeader = (Ipv6NextHeader)protocol,
                HopLimit = ip.TimeToLive ?? timeToLive,
                SrcAddr = addresses[..size],
                DstAddr = addresses.Slice(size, size),
            };
            v6.TryFinishHeader(packet.Length - Ipv6Header.FixedSize, out _);
            return;
        }

        Ipv4HeaderWriter v4 = new(packet)
        {
            Dscp = (byte)(service >> 2),
            Ecn = (Ipv4Ecn)(service & 3),
            DontFragment = true,
            TimeToLive = ip.TimeToLive ?? timeToLive,
            Protocol = (Ipv4Protocol)protocol,
            SrcAddr = addresses[..size],
            DstAddr = addresses.Slice(size, size),
        };
        v4.TryFinishHeader(packet.Length - Ipv4Header.FixedSize, out _);
        Ipv4HeaderWriter.SetChecksum(packet);
    }
}
