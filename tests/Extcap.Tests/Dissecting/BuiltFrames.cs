using TcpCodec;
using TcpCodec.Building;
using TcpCodec.Dissection;

namespace Extcap.Tests.Dissecting;

/// <summary>Packets of every kind that the specs describe, right and wrong ones, and on every link.</summary>
internal static class BuiltFrames
{
    private static readonly byte[] Ipv4Type = [0x08, 0x00];
    private static readonly byte[] Ipv6Type = [0x86, 0xdd];

    /// <summary>The link, the frame, and how many of its bytes are captured.</summary>
    public static IEnumerable<(LinkType Link, byte[] Bytes, int Cut)> All()
    {
        foreach (byte[] packet in Packets())
        {
            byte[] type = packet[0] >> 4 == 4 ? Ipv4Type : Ipv6Type;
            byte family = (byte)(packet[0] >> 4 == 4 ? 2 : 30);
            yield return Whole(LinkType.Ethernet, [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, .. type, .. packet]);
            yield return Whole(LinkType.Raw, packet);
            yield return Whole(LinkType.LinuxCooked, [0, 4, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, .. type, .. packet]);
            yield return Whole(LinkType.LinuxCooked2, [.. type, 0, 0, 0, 0, 0, 3, 0, 1, 4, 6, 2, 0, 0, 0, 0, 1, 0, 0, .. packet]);
            yield return Whole(LinkType.Null, [family, 0, 0, 0, .. packet]);
            yield return Whole(LinkType.Loop, [0, 0, 0, family, .. packet]);
        }

        foreach (byte[] frame in Frames())
        {
            yield return Whole(LinkType.Ethernet, frame);
        }

        byte[] segment = Segment();
        yield return (LinkType.Ethernet, segment, 14 + 20 + 20);
        yield return (LinkType.Ethernet, segment, segment.Length - 1);
    }

    private static (LinkType Link, byte[] Bytes, int Cut) Whole(LinkType link, byte[] bytes) => (link, bytes, bytes.Length);

    private static byte[] Segment() => new PacketBuilder().Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Tcp(1, 2, (ref tcp) => tcp.Flags = TcpFlags.Ack).Data(new byte[100]).Build();

    private static IEnumerable<byte[]> Packets()
    {
        yield return new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.2", (ref ip) => { ip.DontFragment = true; ip.Dscp = 46; ip.Ecn = Ipv4Ecn.Ce; }).Tcp(54321, 443, (ref tcp) =>
        {
            tcp.Flags = TcpFlags.Syn | TcpFlags.Ece | TcpFlags.Cwr;
            tcp.SeqNum = 0xfffffff0;
            tcp.AddMss(1460);
            tcp.AddSackPermitted();
            tcp.AddTimestamps(0x80000000, 7);
            tcp.AddNop();
            tcp.AddWindowScale(14);
        }).Build();
        yield return new PacketBuilder().Ipv6("2001:db8::1", "fe80::5efe:c000:201").Tcp(1, 65535, (ref tcp) =>
        {
            tcp.Flags = TcpFlags.Ack | TcpFlags.Psh | TcpFlags.Urg | TcpFlags.Ae;
            tcp.Reserved = 5;
            tcp.UrgentPointer = 3;
            tcp.AddSack([new TcpSackBlock(1, 2), new TcpSackBlock(3, 4)]);
        }).Data("with data"u8).Build();
        yield return new PacketBuilder().Ipv6("::1", "::ffff:192.0.2.1").HopByHop([5, 2, 0, 0]).DestinationOptions([4, 1, 7]).Udp(53, 53).Data("query"u8).Build();
        yield return new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.2", checksum: ChecksumFix.Flip(0x100)).Udp(1, 2, checksum: ChecksumFix.None).Data("no checksum"u8).Build();
        yield return new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.2").Tcp(1, 2, (ref tcp) => tcp.Flags = TcpFlags.Rst, checksum: ChecksumFix.Flip(1)).Build();
    }

    private static IEnumerable<byte[]> Frames()
    {
        PacketBuilder tagged = new PacketBuilder().Ethernet().Vlan(7, isService: true).Vlan(4095, fields: (ref vlan) => { vlan.Priority = 6; vlan.DropEligible = true; });
        yield return tagged.Ipv4("192.0.2.1", "192.0.2.2").Tcp(1, 2).PadTo(64).Build();
        yield return new PacketBuilder().Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Tcp(1, 2).PadTo(60).Build();
        yield return new PacketBuilder().Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Icmpv4(Icmpv4Type.Echo).Data("ping"u8).Build();
        yield return new PacketBuilder().Ethernet().Ipv6("2001:db8::1", "2001:db8::2").Icmpv6(Icmpv6Type.EchoRequest).Data("ping"u8).Build();
        foreach (byte[] fragment in new PacketBuilder().Ethernet().Ipv4("192.0.2.1", "192.0.2.2", (ref ip) => ip.Identification = 9).Tcp(1, 2).Data(new byte[60]).BuildFragments(68))
        {
            yield return fragment;
        }

        foreach (byte[] fragment in new PacketBuilder().Ethernet().Ipv6("2001:db8::1", "2001:db8::2").Tcp(1, 2).Data(new byte[60]).BuildFragments(100, 0x12345678))
        {
            yield return fragment;
        }

        byte[] inner = new PacketBuilder().Ipv6("2001:db8::1", "2001:db8::2").Tcp(3, 4).Build();
        yield return new PacketBuilder().Ethernet().Ipv4("192.0.2.1", "192.0.2.2", (ref ip) => ip.Protocol = (Ipv4Protocol)41).Data(inner).Build();
        byte[] packet = new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.2").Tcp(5, 6).Build();
        byte[] snap = [0xaa, 0xaa, 3, 0, 0, 0, 8, 0, .. packet];
        yield return [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0, (byte)snap.Length, .. snap, 0, 0];
        byte[] authentication = [6, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        yield return new PacketBuilder().Ethernet().Ipv4("192.0.2.1", "192.0.2.2", (ref ip) => ip.Protocol = (Ipv4Protocol)51).Data([.. authentication, .. packet[20..]]).Build();
        byte[] route = [0, 1, 0, 0, 0, 0, 0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9];
        yield return new PacketBuilder().Ethernet().Ipv6("2001:db8::1", "2001:db8::2").Routing(route).Tcp(1, 2).Build();
    }
}
