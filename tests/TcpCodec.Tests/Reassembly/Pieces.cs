using System.Buffers.Binary;

namespace TcpCodec.Tests.Reassembly;

/// <summary>Datagrams and their fragments, cut by hand: of either version, with header options or extension headers.</summary>
internal static class Pieces
{
    public static byte[] Datagram(bool isV6, int size, Random random, int options = 0, Ipv4Ecn ecn = Ipv4Ecn.NotEct)
    {
        byte[] data = new byte[size];
        random.NextBytes(data);
        byte[] buffer = new byte[size + 100];
        int written;
        if (isV6)
        {
            // A hop-by-hop header of padding stands in front of what is cut, and a UDP header is in it.
            byte[] extension = options > 0 ? [17, 0, 1, 4, 0, 0, 0, 0] : [];
            Ipv6HeaderWriter ip = new(buffer)
            {
                FlowLabel = 0x12345, HopLimit = 64, Ecn = (Ipv6Ecn)ecn, NextHeader = options > 0 ? Ipv6NextHeader.HopByHop : Ipv6NextHeader.Udp, SrcAddr = Address(1), DstAddr = Address(2),
            };
            Assert.True(ip.TryFinish([.. extension, .. data], out written));
        }
        else
        {
            Ipv4HeaderWriter ip = new(buffer)
            {
                Dscp = 5, Ecn = ecn, Identification = 0xbeef, TimeToLive = 64, Protocol = Ipv4Protocol.Udp, SrcAddr = Address(1).AsSpan(12), DstAddr = Address(2).AsSpan(12),
            };
            ip.AddOption(new byte[options]);
            Assert.True(ip.TryFinish(data, out written));
            Ipv4HeaderWriter.SetChecksum(buffer.AsSpan(0, written));
        }

        return buffer[..written];
    }

    /// <summary>A fragment of a datagram.</summary>
    /// <param name="datagram">As <see cref="Datagram"/> makes them.</param>
    /// <param name="start">Where it begins in the data, a multiple of 8.</param>
    /// <param name="length">How much of the data; beyond its end there are bytes of 0x5a.</param>
    /// <param name="more">Whether it says that more follow.</param>
    /// <param name="identification">Which datagram it says that it belongs to.</param>
    public static byte[] Cut(byte[] datagram, int start, int length, bool more, uint identification = 0xbeef)
    {
        bool isV6 = datagram[0] >> 4 == 6;
        int header = isV6 ? (datagram[6] == 0 ? 48 : 40) : (datagram[0] & 15) * 4;
        byte[] data = new byte[length];
        data.AsSpan().Fill(0x5a);
        ReadOnlySpan<byte> there = datagram.AsSpan(Math.Min(datagram.Length, header + start));
        there[..Math.Min(length, there.Length)].CopyTo(data);
        if (!isV6)
        {
            byte[] v4 = [.. datagram[..header], .. data];
            BinaryPrimitives.WriteUInt16BigEndian(v4.AsSpan(2), (ushort)v4.Length);
            BinaryPrimitives.WriteUInt16BigEndian(v4.AsSpan(4), (ushort)identification);
            BinaryPrimitives.WriteUInt16BigEndian(v4.AsSpan(6), (ushort)((more ? 0x2000 : 0) | (start / 8)));
            Ipv4HeaderWriter.SetChecksum(v4);
            return v4;
        }

        int nextHeaderAt = header == 48 ? 40 : 6;
        byte[] v6 = [.. datagram[..header], datagram[nextHeaderAt], 0, 0, 0, 0, 0, 0, 0, .. data];
        v6[nextHeaderAt] = 44;
        BinaryPrimitives.WriteUInt16BigEndian(v6.AsSpan(4), (ushort)(v6.Length - 40));
        BinaryPrimitives.WriteUInt16BigEndian(v6.AsSpan(header + 2), (ushort)(start | (more ? 1 : 0)));
        BinaryPrimitives.WriteUInt32BigEndian(v6.AsSpan(header + 4), identification);
        return v6;
    }

    /// <summary>Cuts at random places.</summary>
    public static List<byte[]> CutAtRandom(byte[] datagram, int size, int pieces, Random random)
    {
        SortedSet<int> places = [0];
        for (int i = 1; i < pieces; i++)
        {
            places.Add(random.Next(Math.Max(1, (size + 7) / 8)) * 8);
        }

        int[] starts = [.. places.Where(start => start < size || start == 0), size];
        return [.. starts.Zip(starts.Skip(1), (start, end) => Cut(datagram, start, end - start, end != size))];
    }

    private static byte[] Address(byte last) => [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, last];
}
