using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using HeaderSpec;

namespace Benchmarks;

/// <summary>Whole frames by <see cref="BinaryPrimitives"/>, with the checks that the generated code makes: every length and every version, nothing read that is not there.</summary>
internal static class PacketByHand
{
    private const int Ethernet = 14;

    /// <summary>Adds up the fields of all headers and the values of all options; 0 for what is no TCP segment over IP over Ethernet.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="withChecksums">Whether both checksums must be right.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Read(ReadOnlySpan<byte> frame, bool withChecksums)
    {
        if (frame.Length < Ethernet)
        {
            return 0;
        }

        ushort type = BinaryPrimitives.ReadUInt16BigEndian(frame.Slice(12, 2));
        uint sum = type;
        ReadOnlySpan<byte> rest = frame[Ethernet..];
        if (type == 0x8100)
        {
            if (rest.Length < 4)
            {
                return 0;
            }

            sum += BinaryPrimitives.ReadUInt16BigEndian(rest) & 0xfffu;
            type = BinaryPrimitives.ReadUInt16BigEndian(rest.Slice(2, 2));
            rest = rest[4..];
        }

        return type switch
        {
            0x0800 => ReadIpv4(rest, sum, withChecksums),
            0x86dd => ReadIpv6(rest, sum, withChecksums),
            _ => 0,
        };
    }

    /// <summary>An Ethernet frame with IPv4, TCP, a SYN's options and both checksums.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteSyn(Span<byte> frame, TcpValues values, AddressValues addresses)
    {
        if (frame.Length < Ethernet + 20)
        {
            return 0;
        }

        int tcp = TcpByHand.WriteSyn(frame[(Ethernet + 20)..], values);
        return tcp == 0 ? 0 : Finish(frame, addresses, tcp);
    }

    /// <summary>An Ethernet frame with IPv4, TCP without options, data and both checksums.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteData(Span<byte> frame, TcpValues values, AddressValues addresses, ReadOnlySpan<byte> data)
    {
        if (frame.Length < Ethernet + 20)
        {
            return 0;
        }

        int tcp = TcpByHand.WriteData(frame[(Ethernet + 20)..], values, data);
        return tcp == 0 ? 0 : Finish(frame, addresses, tcp);
    }

    private static uint ReadIpv4(ReadOnlySpan<byte> bytes, uint sum, bool withChecksums)
    {
        if (bytes.Length < 20 || bytes[0] >> 4 != 4)
        {
            return 0;
        }

        int header = (bytes[0] & 0xf) * 4;
        int total = BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(2, 2));
        if (header < 20 || total < header || total > bytes.Length || bytes[9] != 6)
        {
            return 0;
        }

        ReadOnlySpan<byte> addresses = bytes.Slice(12, 8);
        if (withChecksums
            && (InternetChecksum.Finish(InternetChecksum.Add(0, bytes[..header])) != 0
                || InternetChecksum.Finish(InternetChecksum.Add(InternetChecksum.AddPseudoHeader(0, addresses[..4], addresses[4..], 6, (uint)(total - header)), bytes[header..total])) != 0))
        {
            return 0;
        }

        sum += (uint)(bytes[1] + total + BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(4, 2)) + BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(6, 2)) + bytes[8])
            + BinaryPrimitives.ReadUInt32BigEndian(addresses) + BinaryPrimitives.ReadUInt32BigEndian(addresses[4..]);
        return AddTcp(sum, bytes[header..total]);
    }

    private static uint ReadIpv6(ReadOnlySpan<byte> bytes, uint sum, bool withChecksums)
    {
        if (bytes.Length < 40 || bytes[0] >> 4 != 6)
        {
            return 0;
        }

        int payload = BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(4, 2));
        if (payload > bytes.Length - 40 || bytes[6] != 6)
        {
            return 0;
        }

        ReadOnlySpan<byte> addresses = bytes.Slice(8, 32);
        if (withChecksums
            && InternetChecksum.Finish(InternetChecksum.Add(InternetChecksum.AddPseudoHeader(0, addresses[..16], addresses[16..], 6, (uint)payload), bytes.Slice(40, payload))) != 0)
        {
            return 0;
        }

        sum += (BinaryPrimitives.ReadUInt32BigEndian(bytes) & 0xfffffff) + (uint)payload + bytes[7]
            + BinaryPrimitives.ReadUInt32BigEndian(addresses[12..]) + BinaryPrimitives.ReadUInt32BigEndian(addresses[28..]);
        return AddTcp(sum, bytes.Slice(40, payload));
    }

    private static uint AddTcp(uint sum, ReadOnlySpan<byte> bytes) => TcpByHand.TryRead(bytes, out uint tcp) ? sum + tcp : 0;

    private static int Finish(Span<byte> frame, AddressValues addresses, int tcpSize)
    {
        addresses.DestinationMac.CopyTo(frame);
        addresses.SourceMac.CopyTo(frame[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame.Slice(12, 2), 0x0800);
        Span<byte> ip = frame.Slice(Ethernet, 20);
        BinaryPrimitives.WriteUInt32BigEndian(ip, 0x4500_0000u | (uint)(20 + tcpSize));
        BinaryPrimitives.WriteUInt32BigEndian(ip.Slice(4, 4), ((uint)addresses.Identification << 16) | 0x4000);
        BinaryPrimitives.WriteUInt32BigEndian(ip.Slice(8, 4), 0x4006_0000);
        addresses.Source.CopyTo(ip.Slice(12, 4));
        addresses.Destination.CopyTo(ip.Slice(16, 4));
        BinaryPrimitives.WriteUInt16BigEndian(ip.Slice(10, 2), InternetChecksum.Finish(InternetChecksum.Add(0, ip)));
        Span<byte> tcp = frame.Slice(Ethernet + 20, tcpSize);
        ulong sum = InternetChecksum.AddPseudoHeader(0, ip.Slice(12, 4), ip.Slice(16, 4), 6, (uint)tcpSize);
        BinaryPrimitives.WriteUInt16BigEndian(tcp.Slice(16, 2), InternetChecksum.Finish(InternetChecksum.Add(sum, tcp)));
        return Ethernet + 20 + tcpSize;
    }
}
