using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using TcpCodec;

namespace Benchmarks;

/// <summary>Whole frames by the code that HeaderSpec generates from <c>specs/</c>.</summary>
internal static class PacketGenerated
{
    /// <inheritdoc cref="PacketByHand.Read"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Read(ReadOnlySpan<byte> frame, bool withChecksums)
    {
        if (!EthernetHeader.TryParse(frame, out EthernetHeader ethernet, out _))
        {
            return 0;
        }

        EthernetType type = ethernet.EtherType;
        uint sum = (uint)type;
        ReadOnlySpan<byte> rest = ethernet.Payload;
        if (type == EthernetType.Vlan)
        {
            if (!VlanHeader.TryParse(rest, out VlanHeader vlan, out _))
            {
                return 0;
            }

            sum += vlan.VlanId;
            type = (EthernetType)vlan.EtherType;
            rest = vlan.Payload;
        }

        return type switch
        {
            EthernetType.Ipv4 => ReadIpv4(rest, sum, withChecksums),
            EthernetType.Ipv6 => ReadIpv6(rest, sum, withChecksums),
            _ => 0,
        };
    }

    /// <inheritdoc cref="PacketByHand.WriteSyn"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteSyn(Span<byte> frame, TcpValues values, AddressValues addresses)
    {
        if (frame.Length < EthernetHeader.FixedSize + Ipv4Header.FixedSize)
        {
            return 0;
        }

        int tcp = TcpGenerated.WriteSyn(frame[(EthernetHeader.FixedSize + Ipv4Header.FixedSize)..], values);
        return tcp == 0 ? 0 : Finish(frame, addresses, tcp);
    }

    /// <inheritdoc cref="PacketByHand.WriteData"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteData(Span<byte> frame, TcpValues values, AddressValues addresses, ReadOnlySpan<byte> data)
    {
        if (frame.Length < EthernetHeader.FixedSize + Ipv4Header.FixedSize)
        {
            return 0;
        }

        int tcp = TcpGenerated.WriteData(frame[(EthernetHeader.FixedSize + Ipv4Header.FixedSize)..], values, data);
        return tcp == 0 ? 0 : Finish(frame, addresses, tcp);
    }

    private static uint ReadIpv4(ReadOnlySpan<byte> bytes, uint sum, bool withChecksums)
    {
        if (!Ipv4Header.TryParse(bytes, out Ipv4Header ip, out _) || ip.Protocol != Ipv4Protocol.Tcp || !TcpHeader.TryParse(ip.Payload, out TcpHeader tcp, out _))
        {
            return 0;
        }

        if (withChecksums && !(ip.IsChecksumValid() && tcp.IsChecksumValid(ip.SrcAddr, ip.DstAddr)))
        {
            return 0;
        }

        uint flags = ((ip.DontFragment ? 2u : 0) + (ip.MoreFragments ? 1u : 0)) << 13;
        sum += (uint)((ip.Dscp << 2) + (int)ip.Ecn + ip.TotalLength + ip.Identification + flags + ip.FragmentOffset + ip.TimeToLive)
            + BinaryPrimitives.ReadUInt32BigEndian(ip.SrcAddr) + BinaryPrimitives.ReadUInt32BigEndian(ip.DstAddr);
        return sum + TcpGenerated.Sum(tcp);
    }

    private static uint ReadIpv6(ReadOnlySpan<byte> bytes, uint sum, bool withChecksums)
    {
        if (!Ipv6Header.TryParse(bytes, out Ipv6Header ip, out _) || ip.NextHeader != Ipv6NextHeader.Tcp || !TcpHeader.TryParse(ip.Payload, out TcpHeader tcp, out _))
        {
            return 0;
        }

        if (withChecksums && !tcp.IsChecksumValid(ip.SrcAddr, ip.DstAddr))
        {
            return 0;
        }

        sum += ((uint)ip.Dscp << 22) + ((uint)ip.Ecn << 20) + ip.FlowLabel + ip.PayloadLength + ip.HopLimit
            + BinaryPrimitives.ReadUInt32BigEndian(ip.SrcAddr[12..]) + BinaryPrimitives.ReadUInt32BigEndian(ip.DstAddr[12..]);
        return sum + TcpGenerated.Sum(tcp);
    }

    private static int Finish(Span<byte> frame, AddressValues addresses, int tcpSize)
    {
        EthernetHeaderWriter ethernet = new(frame) { Destination = addresses.DestinationMac, Source = addresses.SourceMac, EtherType = EthernetType.Ipv4 };
        Span<byte> packet = frame[EthernetHeader.FixedSize..];
        Ipv4HeaderWriter ip = new(packet)
        {
            Identification = addresses.Identification, DontFragment = true, TimeToLive = 64, Protocol = Ipv4Protocol.Tcp, SrcAddr = addresses.Source, DstAddr = addresses.Destination,
        };
        if (!ip.TryFinishHeader(tcpSize, out int ipSize) || !ethernet.TryFinishHeader(ipSize + tcpSize, out int ethernetSize))
        {
            return 0;
        }

        Ipv4HeaderWriter.SetChecksum(packet[..(ipSize + tcpSize)]);
        TcpHeaderWriter.SetChecksum(packet.Slice(ipSize, tcpSize), addresses.Source, addresses.Destination);
        return ethernetSize + ipSize + tcpSize;
    }
}
