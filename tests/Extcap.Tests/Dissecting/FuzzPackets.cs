using TcpCodec;
using TcpCodec.Building;
using TcpCodec.Dissection;

namespace Extcap.Tests.Dissecting;

/// <summary>Packets of every kind that is known, and broken variants of them, the same from the same random source.</summary>
internal static class FuzzPackets
{
    // Option kinds with bodies of the lengths that their RFCs give them, and some others.
    private static readonly byte[][] Options =
    [
        [2, 4, 5, 0xb4], [3, 3, 7], [4, 2], [5, 10, 0, 0, 0, 1, 0, 0, 0, 9], [5, 34, .. new byte[32]], [6, 6, 1, 2, 3, 4], [7, 6, 1, 2, 3, 4], [8, 10, 1, 2, 3, 4, 5, 6, 7, 8],
        [9, 2], [10, 3, 0xc0], [11, 6, 1, 2, 3, 4], [12, 6, 1, 2, 3, 4], [13, 6, 1, 2, 3, 4], [14, 3, 1], [15, 6, 1, 2, 3, 4], [19, 18, .. new byte[16]],
        [27, 8, 0x5f, 64, 1, 2, 3, 0xfc], [28, 4, 0x80, 5], [29, 16, 1, 2, .. new byte[12]], [29, 4, 1, 2], [34, 2], [34, 10, 1, 2, 3, 4, 5, 6, 7, 8], [69, 4, 0x20, 1],
        [30, 4, 0, 0x81], [30, 12, 1, 0x81, .. new byte[8]], [30, 20, 0, 1, .. new byte[16]], [30, 12, 0x10, 1, .. new byte[8]], [30, 16, 0x10, 1, .. new byte[12]], [30, 24, 0x10, 0, .. new byte[20]],
        [30, 20, 0x20, 0x05, .. new byte[16]], [30, 26, 0x20, 0x0f, .. new byte[22]], [30, 8, 0x34, 2, 10, 0, 0, 1], [30, 16, 0x30, 2, 10, 0, 0, 1, .. new byte[8]], [30, 20, 0x36, 2, .. new byte[16]],
        [30, 4, 0x40, 2], [30, 3, 0x50], [30, 4, 0x51, 3], [30, 12, 0x60, 0, .. new byte[8]], [30, 12, 0x70, 0, .. new byte[8]], [30, 4, 0x80, 1],
        [172, 11, 0, 0, 1, 0, 0, 2, 0, 0, 3], [174, 8, 0, 0, 1, 0, 0, 2], [172, 5, 0, 0, 1], [174, 2], [253, 6, 0xab, 0xcd, 1, 2], [254, 8, 0xf9, 0x89, 1, 2, 3, 4], [254, 4, 0xf9, 0x89], [99, 5, 1, 2, 3], [200, 2],
    ];

    private static readonly byte[][] Ipv4Options =
    [
        [7, 11, 4, .. new byte[8]], [131, 7, 4, 10, 0, 0, 1], [137, 7, 8, 10, 0, 0, 1], [68, 12, 5, 1, .. new byte[8]], [148, 4, 0, 0], [130, 11, .. new byte[9]], [136, 4, 1, 2], [134, 6, 0, 0, 0, 1], [25, 8, .. new byte[6]],
    ];

    private static readonly byte[] Interesting = [0, 1, 2, 3, 4, 7, 8, 0x0f, 0x10, 0x1e, 0x40, 0x45, 0x4f, 0x50, 0x60, 0x7f, 0x80, 0xf0, 0xfe, 0xff];

    /// <summary>Whole packets, with the link types that they begin with.</summary>
    public static (LinkType Link, byte[] Bytes)[] Whole { get; } = [.. Create()];

    /// <summary>Breaks one of them.</summary>
    /// <param name="random">Decides everything.</param>
    /// <param name="buffer">Where the broken one goes.</param>
    /// <param name="link">What it begins with; now and then something else than it should.</param>
    /// <param name="size">Its length.</param>
    public static void Break(Random random, Span<byte> buffer, out LinkType link, out int size)
    {
        (link, byte[] bytes) = Whole[random.Next(Whole.Length)];
        bytes.CopyTo(buffer);
        size = bytes.Length;
        for (int left = random.Next(1, 7); left > 0; left--)
        {
            switch (random.Next(8))
            {
                case 0:
                    buffer[random.Next(size)] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 or 2:
                    buffer[random.Next(size)] = Interesting[random.Next(Interesting.Length)];
                    break;
                case 3:
                    buffer[random.Next(Math.Min(size, 64))] = (byte)random.Next(256); // where headers are
                    break;
                case 4:
                    size = random.Next(1, size + 1);
                    break;
                case 5:
                    int extra = random.Next(Math.Min(64, buffer.Length - size));
                    random.NextBytes(buffer.Slice(size, extra));
                    size += extra;
                    break;
                case 6:
                    int at = random.Next(size);
                    int length = random.Next(Math.Min(40, size - at));
                    buffer.Slice(random.Next(size - length), length).CopyTo(buffer.Slice(at, length));
                    break;
                default:
                    (_, byte[] other) = Whole[random.Next(Whole.Length)];
                    int from = random.Next(Math.Min(size, other.Length));
                    other.AsSpan(from).CopyTo(buffer[from..]);
                    size = Math.Max(size, other.Length);
                    break;
            }
        }

        link = random.Next(50) == 0 ? Whole[random.Next(Whole.Length)].Link : link;
    }

    private static IEnumerable<(LinkType, byte[])> Create()
    {
        foreach (byte[] option in Options)
        {
            yield return (LinkType.Ethernet, Tcp(new PacketBuilder().Ethernet().Ipv4("192.0.2.1", "192.0.2.2"), option));
        }

        for (int i = 0; i + 1 < Options.Length; i += 2)
        {
            yield return (LinkType.Raw, Tcp(new PacketBuilder().Ipv6("2001:db8::1", "2001:db8::2"), Options[i].Length + Options[i + 1].Length <= 40 ? [.. Options[i], .. Options[i + 1]] : Options[i]));
        }

        foreach (byte[] option in Ipv4Options)
        {
            yield return (LinkType.Ethernet, Tcp(new PacketBuilder().Ethernet().Vlan(5, isService: true).Vlan(7).Ipv4("192.0.2.1", "192.0.2.2", (ref ip) => ip.AddOption(option)), [1, 1]));
        }

        byte[] v4 = new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.2").Udp(53, 5353).Data(new byte[30]).Build();
        byte[] v6 = new PacketBuilder().Ipv6("2001:db8::1", "2001:db8::2").HopByHop([5, 2, 0, 0]).Routing([0, 1, 0, 0, 0, 0, .. new byte[16]]).DestinationOptions([1, 2, 0, 0]).Tcp(1, 2).Data(new byte[9]).Build();
        yield return (LinkType.Ipv4, v4);
        yield return (LinkType.Ipv6, v6);
        yield return (LinkType.Null, [2, 0, 0, 0, .. v4]);
        yield return (LinkType.Null, [0, 0, 0, 2, .. v4]);
        yield return (LinkType.Loop, [0, 0, 0, 30, .. v6]);
        yield return (LinkType.LinuxCooked, [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 0x08, 0x00, .. v4]);
        yield return (LinkType.LinuxCooked2, [0x86, 0xdd, 0, 0, 0, 0, 0, 1, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, .. v6]);
        yield return (LinkType.Ethernet, [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0, (byte)(8 + v4.Length), 0xaa, 0xaa, 3, 0, 0, 0, 8, 0, .. v4]);
        yield return (LinkType.Raw, new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.2").Ipv6("2001:db8::1", "2001:db8::2").Tcp(1, 2).Build());
        yield return (LinkType.Raw, new PacketBuilder().Ipv6("2001:db8::1", "2001:db8::2").Ipv6Fragment().Udp(1, 2).Data(new byte[16]).Build());
        yield return (LinkType.Raw, new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.2", (ref ip) => ip.Protocol = (Ipv4Protocol)51).Data([6, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, .. new byte[12], 0, 1, 0, 2, .. new byte[8], 0x50, 0x10, .. new byte[6]]).Build());
        yield return (LinkType.Raw, new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.2").Icmpv4(Icmpv4Type.DestinationUnreachable, 4).Data(v4).Build());
        yield return (LinkType.Raw, new PacketBuilder().Ipv6("2001:db8::1", "2001:db8::2").Icmpv6(Icmpv6Type.PacketTooBig).Data(v6).Build());
    }

    private static byte[] Tcp(PacketBuilder builder, byte[] options) =>
        builder.Tcp(54321, 80, (ref tcp) => tcp.AddOption(options)).Data("some data, and a little more of it"u8).Build();
}
