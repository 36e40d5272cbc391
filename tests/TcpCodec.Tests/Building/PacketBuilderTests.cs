using HeaderSpec;
using Shared;
using TcpCodec.Building;
using TcpCodec.Reassembly;

namespace TcpCodec.Tests.Building;

public sealed class PacketBuilderTests
{
    private const string A4 = "192.0.2.1";
    private const string B4 = "192.0.2.2";
    private const string A6 = "2001:db8::1";
    private const string B6 = "2001:db8::2";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lengths_checksums_and_next_headers_are_right(bool isV6)
    {
        PacketBuilder ip = isV6 ? new PacketBuilder().Ipv6(A6, B6) : new PacketBuilder().Ipv4(A4, B4, (ref ip) => ip.AddOption([7, 3, 4]));
        byte[] packet = ip.Tcp(1, 2, (ref tcp) => tcp.AddMss(9)).Data([1, 2, 3]).Build();

        ReadOnlySpan<byte> segment;
        ReadOnlySpan<byte> source;
        ReadOnlySpan<byte> destination;
        if (isV6)
        {
            Assert.True(Ipv6Header.TryParse(packet, out Ipv6Header v6, out _));
            Assert.Equal((Ipv6NextHeader.Tcp, packet.Length), (v6.NextHeader, v6.Size));
            segment = v6.Payload;
            source = v6.SrcAddr;
            destination = v6.DstAddr;
        }
        else
        {
            Assert.True(Ipv4Header.TryParse(packet, out Ipv4Header v4, out _));
            Assert.Equal((Ipv4Protocol.Tcp, packet.Length, 24, true), (v4.Protocol, v4.Size, v4.HeaderSize, v4.IsChecksumValid()));
            segment = v4.Payload;
            source = v4.SrcAddr;
            destination = v4.DstAddr;
        }

        Assert.True(TcpHeader.TryParse(segment, out TcpHeader tcp, out ParseError error), error.ToString());
        Assert.True(tcp.IsChecksumValid(source, destination));
        Assert.Equal([1, 2, 3], tcp.Payload.ToArray());
    }

    // The spec's own reader finds right what the builder has summed by itself.
    [Fact]
    public void UDP_and_ICMP_are_read_as_they_were_built()
    {
        byte[] udp = new PacketBuilder().Ipv6(A6, B6).Udp(1, 2).Data([1, 2, 3]).Build();
        Assert.True(UdpHeader.TryParse(udp.AsSpan(40), out UdpHeader u, out _));
        Assert.Equal((11, true), (u.Length, u.IsChecksumValid(udp.AsSpan(8, 16), udp.AsSpan(24, 16))));

        byte[] echo = new PacketBuilder().Ipv4(A4, B4).Icmpv4(Icmpv4Type.Echo, fields: (ref icmp) => icmp.RestOfHeader = 0x0001_0002).Data([1, 2, 3]).Build();
        Assert.True(Icmpv4Header.TryParse(echo.AsSpan(20), out Icmpv4Header e, out _));
        Assert.Equal((Icmpv4Type.Echo, 0x0001_0002u, true), (e.Type, e.RestOfHeader, e.IsChecksumValid()));

        byte[] echo6 = new PacketBuilder().Ipv6(A6, B6).Icmpv6(Icmpv6Type.EchoRequest).Data([1, 2, 3]).Build();
        Assert.True(Icmpv6Header.TryParse(echo6.AsSpan(40), out Icmpv6Header e6, out _));
        Assert.True(e6.IsChecksumValid(echo6.AsSpan(8, 16), echo6.AsSpan(24, 16)));
    }

    // RFC 768: a checksum that comes out as zero is sent as all ones, for zero says that there is none.
    [Fact]
    public void A_UDP_checksum_of_zero_is_sent_as_all_ones_and_none_is_zero()
    {
        byte[] probe = new PacketBuilder().Ipv4(A4, B4).Udp(1, 2).Data([0, 0]).Build();
        byte[] zero = new PacketBuilder().Ipv4(A4, B4).Udp(1, 2).Data(probe.AsSpan(26, 2)).Build();
        byte[] none = new PacketBuilder().Ipv4(A4, B4).Udp(1, 2, checksum: ChecksumFix.None).Build();

        Assert.Equal([0xff, 0xff], zero.AsSpan(26, 2).ToArray());
        Assert.Equal([0, 0], none.AsSpan(26, 2).ToArray());
    }

    [Fact]
    public void What_is_wrong_stays_wrong_and_the_checksum_covers_what_is_there()
    {
        byte[] packet = new PacketBuilder()
            .Ipv4(A4, B4, wrong: (ref ip) => { ip.HeaderLength = 3; ip.TotalLength = 7; ip.Version = 9; })
            .Udp(1, 2, wrong: (ref udp) => udp.Length = 4)
            .Data([1, 2, 3])
            .Build();

        Assert.Equal("9300" + "0007", Convert.ToHexStringLower(packet.AsSpan(0, 4)));
        Assert.Equal("00010002" + "0004", Convert.ToHexStringLower(packet.AsSpan(20, 6)));
        Assert.Equal(0, InternetChecksum.Finish(InternetChecksum.Add(0, packet.AsSpan(0, 20))));
        Assert.Equal(0, InternetChecksum.Finish(InternetChecksum.Add(InternetChecksum.AddPseudoHeader(0, packet.AsSpan(12, 4), packet.AsSpan(16, 4), 17, 11), packet.AsSpan(20))));
    }

    [Fact]
    public void What_cannot_be_built_is_told()
    {
        string Message(Func<PacketBuilder> build) => Assert.Throws<ArgumentException>(() => build().Build()).Message;

        Assert.Equal("'192.0.2.1' is no IPv6 address.", Message(() => new PacketBuilder().Ipv6(A4, B6)));
        Assert.Equal("'2001:db8::1' is no IPv4 address.", Message(() => new PacketBuilder().Ipv4(A6, B4)));
        Assert.Equal("'02:00' is no Ethernet address.", Message(() => new PacketBuilder().Ethernet("02:00")));
        Assert.Contains("TCP header does not hold its options", Message(() => new PacketBuilder().Tcp(1, 2, (ref tcp) => tcp.AddOption(new byte[41]))), StringComparison.Ordinal);
        Assert.Contains("IPv4 header does not hold", Message(() => new PacketBuilder().Ipv4(A4, B4).Data(new byte[65_516])), StringComparison.Ordinal);
        Assert.Contains("IPv4 header is unreadable before", Message(() => new PacketBuilder().Ipv4(A4, B4, (ref ip) => ip.Version = 5, (ref ip) => ip.TimeToLive = 1)), StringComparison.Ordinal);
        Assert.Contains("at most 2048 bytes", Message(() => new PacketBuilder().Ipv6(A6, B6).Routing(new byte[2047])), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new PacketBuilder().Ethernet().Data([1]).BuildFragments(1500));
        Assert.Throws<ArgumentException>(() => new PacketBuilder().Ipv4(A4, B4, wrong: (ref ip) => ip.Version = 5).Data(new byte[2000]).BuildFragments(1500));
        Assert.Throws<ArgumentException>(() => new PacketBuilder().Ipv4(A4, B4).Data(new byte[2000]).BuildFragments(27));
        Assert.Throws<ArgumentException>(() => new PacketBuilder().Ipv4(A4, B4).BuildFragments([new FragmentCut(4, 8, true)]));
        Assert.Throws<ArgumentException>(() => new PacketBuilder().Ipv4(A4, B4).BuildFragments([new FragmentCut(65_536, 8, true)]));
    }

    [Fact]
    public void A_builder_builds_the_same_packet_again()
    {
        PacketBuilder builder = new PacketBuilder().Ethernet().Ipv4(A4, B4).Tcp(1, 2, (ref tcp) => tcp.AddMss(1460)).Data([1]).PadTo(100);

        Assert.Equal(builder.Build(), builder.Build());
        Assert.Equal(100, builder.Build().Length);
    }

    [Fact]
    public void Fragments_of_any_MTU_are_put_together_to_the_packet()
    {
        IpReassembler reassembler = new();
        Random random = new(1);
        for (int round = 0; round < 300; round++)
        {
            byte[] data = new byte[random.Next(100, 4000)];
            random.NextBytes(data);
            PacketBuilder builder = new PacketBuilder().Ethernet();
            bool isV6 = round % 2 == 0;
            builder = !isV6 ? builder.Ipv4(A4, B4, (ref ip) => { ip.Identification = 5; ip.AddOption([0x07, 7, 4, 0, 0, 0, 0, 0x94, 4, 0, 0]); })
                : round % 4 == 0 ? builder.Ipv6(A6, B6)
                : builder.Ipv6(A6, B6).HopByHop([5, 2, 0, 0]).DestinationOptions([]).Routing([253, 0, 0, 0, 0, 0]).DestinationOptions([]);
            builder = builder.Udp(7, 8).Data(data);
            byte[] whole = builder.Build();
            int mtu = random.Next(120, 1500);

            IReadOnlyList<byte[]> fragments = builder.BuildFragments(mtu);

            Assert.All(fragments, fragment => Assert.InRange(fragment.Length - 14, 1, mtu));
            foreach (byte[] fragment in fragments)
            {
                ReassemblyVerdict verdict = reassembler.Add(fragment.AsSpan(14), 0, out ReadOnlySpan<byte> datagram);
                Assert.Equal(fragments.Count == 1 ? ReassemblyVerdict.NotAFragment : fragment == fragments[^1] ? ReassemblyVerdict.Completed : ReassemblyVerdict.Held, verdict);
                Assert.True(datagram.IsEmpty || datagram.SequenceEqual(whole.AsSpan(14)));
                if (!isV6 && fragment != fragments[0])
                {
                    // The router alert is copied into every fragment, the record route is not (RFC 791, section 3.1).
                    Assert.Equal("94040000", Convert.ToHexStringLower(fragment.AsSpan(34, 4)));
                    Assert.Equal(0x46, fragment[14]);
                }
            }
        }
    }

    [Fact]
    public void The_per_fragment_headers_are_those_up_to_the_routing_header()
    {
        PacketBuilder builder = new PacketBuilder().Ipv6(A6, B6).DestinationOptions([]).Routing([253, 0, 0, 0, 0, 0]).DestinationOptions([]).Udp(1, 2).Data(new byte[200]);

        byte[] fragment = builder.BuildFragments([new FragmentCut(0, 24, true)], identification: 0x01020304).Single();

        // IPv6, destination options, routing, fragment header; the second destination options are cut with the rest.
        Assert.Equal(60, fragment[6]);
        Assert.Equal((43, 44), (fragment[40], fragment[48]));
        Assert.Equal("3c00000101020304", Convert.ToHexStringLower(fragment.AsSpan(56, 8)));
        Assert.Equal(24 + 8 + 16, (fragment[4] << 8) | fragment[5]);
        Assert.Equal(40 + 16 + 8 + 24, fragment.Length);
    }

    [TsharkFact]
    public void Tshark_finds_all_of_many_packets_right()
    {
        List<byte[]> frames = [];
        List<string> expected = [];
        Random random = new(2);
        for (int i = 0; i < 200; i++)
        {
            byte[] data = new byte[random.Next(0, 300)];
            random.NextBytes(data);
            PacketBuilder builder = new PacketBuilder().Ethernet();
            builder = i % 3 == 0 ? builder.Vlan((ushort)i) : builder;
            bool isV6 = i % 2 == 0;
            builder = isV6 ? builder.Ipv6(A6, B6, (ref ip) => ip.HopLimit = (byte)(i + 1)) : builder.Ipv4(A4, B4, (ref ip) => { ip.TimeToLive = (byte)(i + 1); ip.AddOption([7, 7, 4, 0, 0, 0, 0, 0]); });
            builder = isV6 && i % 5 == 0 ? builder.DestinationOptions([1, 4, 0, 0, 0, 0]).Ipv6Fragment() : builder;
            ushort port = (ushort)(40_000 + i);
            builder = (i % 4) switch
            {
                0 => builder.Tcp(port, 40_999, (ref tcp) => { tcp.Flags = TcpFlags.Ack; tcp.AddSack([new TcpSackBlock(1, 2)]); }),
                1 => builder.Udp(port, 40_999),
                2 => builder.Icmpv6(Icmpv6Type.EchoReply, 0, (ref icmp) => icmp.RestOfHeader = port),
                _ => builder.Icmpv4(Icmpv4Type.EchoReply, 0, (ref icmp) => icmp.RestOfHeader = port),
            };
            frames.Add(builder.Data(data).PadTo(60).Build());
            string good(bool has) => has ? "good" : "";
            string number(bool has) => has ? $"{port}" : "";
            expected.Add(string.Join('|', isV6 ? "" : $"{i + 1}", isV6 ? $"{i + 1}" : "", good(!isV6), number(i % 4 == 0), good(i % 4 == 0), number(i % 4 == 1), good(i % 4 == 1), number(i % 4 == 2), good(i % 4 == 2), number(i % 4 == 3), good(i % 4 == 3), ""));
        }

        string[] rows = Tshark.Rows(
            frames,
            "ip.ttl", "ipv6.hlim", "ip.checksum.status", "tcp.srcport", "tcp.checksum.status", "udp.srcport", "udp.checksum.status", "icmpv6.echo.sequence_number", "icmpv6.checksum.status", "icmp.seq", "icmp.checksum.status", "_ws.malformed");

        Assert.Equal(expected, rows);
    }
}
