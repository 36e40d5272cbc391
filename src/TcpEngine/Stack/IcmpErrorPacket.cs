using TcpCodec;
using TcpCodec.Building;

namespace TcpEngine;

/// <summary>Builds the ICMP errors of hosts and routers, which quote the packet that they are about.</summary>
internal static class IcmpErrorPacket
{
    private const int LargestV4 = 576;  // RFC 1812, section 4.3.2.3
    private const int LargestV6 = 1280; // RFC 4443, section 2.4 (c)
    private const byte FragmentationNeeded = 4;
    private const byte ReassemblyTime = 1;

    /// <summary>The packet is too big for the next link: RFC 1191, section 4; RFC 4443, section 3.2. Null where the router has no address to say it from.</summary>
    public static byte[]? TooBig(IReadOnlyList<IpAddress> from, ReadOnlySpan<byte> packet, int mtu) => Build(
        from, packet, (Icmpv4Type.DestinationUnreachable, FragmentationNeeded), (Icmpv6Type.PacketTooBig, 0), (uint)mtu);

    /// <summary>The packet has been under way for too long: RFC 792; RFC 4443, section 3.3.</summary>
    public static byte[]? TimeExceeded(IReadOnlyList<IpAddress> from, ReadOnlySpan<byte> packet) => Build(
        from, packet, (Icmpv4Type.TimeExceeded, 0), (Icmpv6Type.TimeExceeded, 0), 0);

    /// <summary>Of a fragmented packet, of which this is the first fragment, some others have not come in time: RFC 792; RFC 4443, section 3.3.</summary>
    public static byte[]? ReassemblyTimeExceeded(IReadOnlyList<IpAddress> from, ReadOnlySpan<byte> packet) => Build(
        from, packet, (Icmpv4Type.TimeExceeded, ReassemblyTime), (Icmpv6Type.TimeExceeded, ReassemblyTime), 0);

    private static byte[]? Build(IReadOnlyList<IpAddress> from, ReadOnlySpan<byte> packet, (Icmpv4Type Type, byte Code) v4, (Icmpv6Type Type, byte Code) v6, uint rest)
    {
        if (!PacketAddresses.TryRead(packet, out IpAddress sender, out _) || sender.IsUnspecified || sender.IsMulticastOrBroadcast || IsIcmpError(packet))
        {
            return null;
        }

        foreach (IpAddress address in from)
        {
            if (address.IsV6 != sender.IsV6)
            {
                continue;
            }

            int headers = address.IsV6 ? Ipv6Header.FixedSize + Icmpv6Header.FixedSize : Ipv4Header.FixedSize + Icmpv4Header.FixedSize;
            ReadOnlySpan<byte> quoted = packet[..Math.Min(packet.Length, (address.IsV6 ? LargestV6 : LargestV4) - headers)];
            return address.IsV6
                ? new PacketBuilder().Ipv6(address.ToString(), sender.ToString()).Icmpv6(v6.Type, v6.Code, (ref icmp) => icmp.RestOfHeader = rest).Data(quoted).Build()
                : new PacketBuilder().Ipv4(address.ToString(), sender.ToString()).Icmpv4(v4.Type, v4.Code, (ref icmp) => icmp.RestOfHeader = rest).Data(quoted).Build();
        }

        return null;
    }

    // Errors about errors would multiply (RFC 1812, section 4.3.2.7; RFC 4443, section 2.4 (e)).
    private static bool IsIcmpError(ReadOnlySpan<byte> packet) => Ipv4Header.TryParse(packet, out Ipv4Header v4, out _)
        ? v4.Protocol == Ipv4Protocol.Icmp || v4.FragmentOffset != 0
        : Ipv6Header.TryParse(packet, out Ipv6Header v6, out _) && v6.NextHeader == Ipv6NextHeader.Icmpv6;
}
