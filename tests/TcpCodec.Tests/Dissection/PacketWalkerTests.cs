using HeaderSpec;
using TcpCodec.Building;
using TcpCodec.Dissection;

namespace TcpCodec.Tests.Dissection;

public sealed class PacketWalkerTests
{
    private const byte Tcp = 6;

    private static byte[] Ipv4 => new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.2").Tcp(1, 2).Data("data"u8).Build();

    private static byte[] Ipv6 => new PacketBuilder().Ipv6("2001:db8::1", "2001:db8::2").Tcp(1, 2).Build();

    [Theory]
    [InlineData(LinkType.Ethernet, "0200000000010200000000020800", "Ethernet Ipv4 Tcp")]
    [InlineData(LinkType.Ethernet, "02000000000102000000000288a800018100000291000003" + "0800", "Ethernet ServiceVlan Vlan Vlan Ipv4 Tcp")]
    [InlineData(LinkType.Ethernet, "0200000000010200000000020034aaaa030000000800", "Ethernet Llc Ipv4 Tcp")]
    [InlineData(LinkType.Ethernet, "0200000000010200000000020034060603", "Ethernet Llc Ipv4 Tcp")]
    [InlineData(LinkType.Ethernet, "0200000000010200000000020034aaaa0300000c0800", "Ethernet Llc")]
    [InlineData(LinkType.Ethernet, "0200000000010200000000020806", "Ethernet")]
    [InlineData(LinkType.LinuxCooked, "00000001000602000000000100000800", "LinuxCooked Ipv4 Tcp")]
    [InlineData(LinkType.LinuxCooked2, "0800000000000003000100060200000000010000", "LinuxCooked2 Ipv4 Tcp")]
    [InlineData(LinkType.Null, "02000000", "LoopbackLe Ipv4 Tcp")]
    [InlineData(LinkType.Null, "00000002", "Loopback Ipv4 Tcp")]
    [InlineData(LinkType.Loop, "00000002", "Loopback Ipv4 Tcp")]
    [InlineData(LinkType.Raw, "", "Ipv4 Tcp")]
    [InlineData(LinkType.RawOld, "", "Ipv4 Tcp")]
    [InlineData(LinkType.RawOpenBsd, "", "Ipv4 Tcp")]
    [InlineData(LinkType.Ipv4, "", "Ipv4 Tcp")]
    [InlineData(LinkType.Ipv6, "", "Ipv6")]
    [InlineData((LinkType)147, "", "")]
    public void Every_link_leads_to_IP(LinkType link, string front, string kinds) => Assert.Equal(kinds, Kinds(link, [.. Convert.FromHexString(front), .. Ipv4]));

    [Theory]
    [InlineData(10)]
    [InlineData(23)]
    [InlineData(24)]
    [InlineData(26)]
    [InlineData(28)]
    [InlineData(30)]
    public void IPv6_has_a_family_of_its_own_in_each_system(byte family)
    {
        Assert.Equal("LoopbackLe Ipv6 Tcp", Kinds(LinkType.Null, [family, 0, 0, 0, .. Ipv6]));
        Assert.Equal("Loopback Ipv6 Tcp", Kinds(LinkType.Loop, [0, 0, 0, family, .. Ipv6]));
    }

    [Fact]
    public void Extension_headers_and_IP_in_IP_are_layers()
    {
        byte[] packet = new PacketBuilder().Ipv6("2001:db8::1", "2001:db8::2").HopByHop([1, 0]).Routing([0, 0]).DestinationOptions([1, 0])
            .Ipv6("2001:db8::3", "2001:db8::4", (ref ip) => ip.NextHeader = (Ipv6NextHeader)4).Data(Ipv4).Build();

        Assert.Equal("Ipv6 Ipv6HopByHop Ipv6Routing Ipv6Destination Ipv6 Ipv4 Tcp", Kinds(LinkType.Raw, packet));
    }

    [Fact]
    public void An_authentication_header_leads_on()
    {
        byte[] authentication = [Tcp, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, .. new byte[12]];

        Assert.Equal(
            "Ipv4 Authentication Tcp",
            Kinds(LinkType.Raw, new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.2", (ref ip) => ip.Protocol = (Ipv4Protocol)51).Data([.. authentication, .. Ipv4[20..]]).Build()));
    }

    [Fact]
    public void Later_fragments_have_no_transport_header()
    {
        byte[][] v4 = [.. new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.2").Tcp(1, 2).Data(new byte[60]).BuildFragments(60)];
        byte[][] v6 = [.. new PacketBuilder().Ipv6("2001:db8::1", "2001:db8::2").Tcp(1, 2).Data(new byte[60]).BuildFragments(100)];

        Assert.Equal(["Ipv4 Tcp", "Ipv4"], v4.Select(packet => Kinds(LinkType.Raw, packet)));
        Assert.Equal(["Ipv6 Ipv6Fragment Tcp", "Ipv6 Ipv6Fragment"], v6[..2].Select(packet => Kinds(LinkType.Raw, packet)));
        Assert.All(v4.Concat(v6), packet => Assert.True(IsFragment(packet)));
        Assert.False(IsFragment(new PacketBuilder().Ipv6("2001:db8::1", "2001:db8::2").Ipv6Fragment().Tcp(1, 2).Build()));
    }

    [Fact]
    public void What_the_capture_cut_is_told_from_what_is_malformed()
    {
        byte[] packet = Ipv4;

        Assert.Equal((HeaderKind.Tcp, ParseFault.Truncated, true), Last(packet[..^10], (uint)packet.Length));
        Assert.Equal((HeaderKind.Tcp, ParseFault.Truncated, false), Last(packet[..^10], (uint)packet.Length - 10));
        Assert.Equal((HeaderKind.Ipv4, ParseFault.Truncated, true), Last(packet[..^30], (uint)packet.Length));
        Assert.Equal((HeaderKind.Tcp, ParseFault.None, false), Last([.. packet, 0, 0], (uint)packet.Length + 2));
        Assert.Equal((HeaderKind.Tcp, ParseFault.None, false), Last(packet, 0));
    }

    [Fact]
    public void Lengths_limit_what_a_layer_carries()
    {
        byte[] frame = new PacketBuilder().Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Tcp(1, 2).PadTo(60).Build();
        PacketWalker walker = new(LinkType.Ethernet, frame, 60);
        List<PacketLayer> layers = [];
        while (walker.MoveNext())
        {
            layers.Add(walker.Current);
        }

        Assert.Equal([(0, 14, 60), (14, 20, 54), (34, 20, 54)], layers.Select(layer => (layer.Offset, layer.HeaderSize, layer.End)));
        Assert.Equal(0, layers[^1].Payload(frame).Length);
    }

    /// <summary>RFC 8200, section 8.1: the destination is the last of the route; RFC 6275, section 11.3.1: the source is the home address.</summary>
    [Fact]
    public void A_checksum_covers_the_addresses_at_the_ends_of_the_way()
    {
        byte[] last = [0x20, 1, 0xd, 0xb8, .. new byte[11], 9];
        byte[] home = [0x20, 1, 0xd, 0xb8, .. new byte[11], 8];
        byte[] packet = new PacketBuilder().Ipv6("2001:db8::1", "2001:db8::2").Routing([0, 1, 0, 0, 0, 0, .. last]).DestinationOptions([0xc9, 16, .. home]).Tcp(1, 2).Build();
        PacketWalker walker = new(LinkType.Raw, packet, (uint)packet.Length);
        while (walker.MoveNext())
        {
        }

        Assert.Equal(Convert.ToHexString(home), Convert.ToHexString(walker.SourceAddress));
        Assert.Equal(Convert.ToHexString(last), Convert.ToHexString(walker.DestinationAddress));
    }

    [Fact]
    public void A_jumbogram_is_as_long_as_its_option_says()
    {
        byte[] packet = new PacketBuilder().Ipv6("2001:db8::1", "2001:db8::2").HopByHop([0xc2, 4, 0, 1, 0x11, 0x70]).Tcp(1, 2).Build();
        packet = [.. packet, .. new byte[70_000 - 8 - 20]];
        packet.AsSpan(4, 2).Clear();
        PacketWalker walker = new(LinkType.Raw, packet, (uint)packet.Length);
        while (walker.MoveNext())
        {
        }

        Assert.Equal((HeaderKind.Tcp, 70_040, default(ParseError)), (walker.Current.Kind, walker.Current.End, walker.Current.Error));
    }

    [Fact]
    public void Any_bytes_are_walked_to_an_end_without_an_exception_or_memory()
    {
        Random random = new(5);
        byte[][] starts = [Ipv4, Ipv6, new PacketBuilder().Ethernet().Vlan(1).Ipv6("2001:db8::1", "2001:db8::2").HopByHop([1, 0]).Ipv6Fragment().Tcp(1, 2).Build()];
        LinkType[] links = Enum.GetValues<LinkType>();
        byte[] packet = new byte[200];
        long layers = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 200_000; round++)
        {
            byte[] start = starts[round % starts.Length];
            start.CopyTo(packet, 0);
            int length = random.Next(start.Length + 1);
            for (int i = random.Next(4); i > 0 && length > 0; i--)
            {
                packet[random.Next(length)] = (byte)random.Next(256);
            }

            PacketWalker walker = new(links[random.Next(links.Length)], packet.AsSpan(0, length), (uint)random.Next(300));
            for (int end = 0; walker.MoveNext(); end = walker.Current.Offset)
            {
                Assert.True(walker.Current.Offset >= end && walker.Current.Offset + walker.Current.HeaderSize <= length);
                _ = walker.Current.Payload(packet.AsSpan(0, length));
                layers++;
            }
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8192); // a collection that another test brings about counts the thread's unused room
        Assert.True(layers > 100_000);
    }

    private static bool IsFragment(byte[] packet)
    {
        PacketWalker walker = new(LinkType.Raw, packet, (uint)packet.Length);
        while (walker.MoveNext())
        {
        }

        return walker.IsFragment;
    }

    private static (HeaderKind Kind, ParseFault Fault, bool IsCut) Last(byte[] packet, uint originalLength)
    {
        PacketWalker walker = new(LinkType.Raw, packet, originalLength);
        while (walker.MoveNext())
        {
        }

        return (walker.Current.Kind, walker.Current.Error.Fault, walker.Current.IsCut);
    }

    private static string Kinds(LinkType link, byte[] packet)
    {
        List<HeaderKind> kinds = [];
        PacketWalker walker = new(link, packet, (uint)packet.Length);
        while (walker.MoveNext())
        {
            kinds.Add(walker.Current.Kind);
        }

        return string.Join(' ', kinds);
    }
}
