using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using HeaderSpec;
using Shared;
using TcpCodec.Building;
using TcpCodec.Reassembly;

namespace TcpCodec.Tests.Building;

/// <summary>The examples of docs/packets.md: what stands here between the marks stands there, word for word; and what they build is what tshark sees.</summary>
public sealed class PacketExamples
{
    [Fact]
    public void The_page_shows_the_code_that_is_compiled_here()
    {
        string page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "..", "docs", "packets.md"));
        string[] shown = [.. page.Split("```csharp\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)])];
        string[] compiled = [.. File.ReadAllText(Here()).Split("// shown\n").Skip(1).Select(part => part[..part.IndexOf("        // end\n", StringComparison.Ordinal)])];

        Assert.Equal(5, shown.Length);
        Assert.Equal(shown, compiled.Select(Unindent));
    }

    [TsharkFact]
    public void A_SYN_with_options()
    {
        // shown
        byte[] syn = new PacketBuilder()
            .Ethernet()
            .Ipv4("192.0.2.1", "192.0.2.2", (ref ip) => ip.DontFragment = true)
            .Tcp(54321, 80, (ref tcp) =>
            {
                tcp.Flags = TcpFlags.Syn;
                tcp.AddMss(1460);
                tcp.AddSackPermitted();
                tcp.AddTimestamps(1, 0);
                tcp.AddNop();
                tcp.AddWindowScale(7);
                tcp.AddOption([0xfe, 4, 0xf9, 0x89]); // any bytes: an experiment (RFC 6994)
            })
            .PadTo(60)
            .Build();
        // end
        Assert.Equal(14 + 20 + 44, syn.Length);
        Assert.Equal(
            "54321|0x0002|64|1460|7|1|254|good|good|",
            Tshark.Show(syn, "tcp.srcport", "tcp.flags", "ip.len", "tcp.options.mss_val", "tcp.options.wscale.shift", "tcp.options.timestamp.tsval", "last tcp.option_kind", "ip.checksum.status", "tcp.checksum.status", "_ws.malformed"));
    }

    [TsharkFact]
    public void Other_headers()
    {
        // shown
        byte[] query = new PacketBuilder()
            .Ethernet("02:00:00:00:00:0a", "02:00:00:00:00:0b")
            .Vlan(100, isService: true)
            .Vlan(7, fields: (ref vlan) => vlan.Priority = 5)
            .Ipv6("2001:db8::1", "2001:db8::2", (ref ip) => ip.FlowLabel = 0x12345)
            .HopByHop([5, 2, 0, 0]) // a router alert (RFC 2711)
            .Udp(5353, 53)
            .Data("query"u8)
            .Build();

        byte[] tooBig = new PacketBuilder()
            .Ethernet()
            .Ipv6("2001:db8::fe", "2001:db8::1")
            .Icmpv6(Icmpv6Type.PacketTooBig, fields: (ref icmp) => icmp.RestOfHeader = 1280)
            .Data(query.AsSpan(22)) // the packet that it is about, from its IP header on
            .Build();

        byte[] tunnel = new PacketBuilder()
            .Ethernet()
            .Ipv4("192.0.2.1", "198.51.100.1")
            .Ipv6("2001:db8::1", "2001:db8::2")
            .Tcp(1, 2, (ref tcp) => tcp.Flags = TcpFlags.Ack)
            .Build();
        // end
        string[] rows = Tshark.Rows(
            [query, tooBig, tunnel],
            "ieee8021ad.id", "vlan.id", "vlan.priority", "first ipv6.flow", "ipv6.opt.router_alert", "udp.length", "udp.checksum.status", "text udp.payload",
            "icmpv6.type", "icmpv6.mtu", "icmpv6.checksum.status", "ip.proto", "ip.checksum.status", "tcp.checksum.status");
        Assert.Equal(
            [
                "100|7|5|0x012345|0|13|good|query||||||",
                "|||0x000000|0|13|good|query|2|1280|good|||",
                "|||0x000000||||||||41|good|good",
            ],
            rows);
    }

    [TsharkFact]
    public void Wrong_on_purpose()
    {
        // shown
        byte[] land = new PacketBuilder() // from itself to itself (CVE-1999-0016)
            .Ethernet()
            .Ipv4("192.0.2.1", "192.0.2.1")
            .Tcp(139, 139, (ref tcp) => tcp.Flags = TcpFlags.Syn)
            .Build();

        byte[] xmas = new PacketBuilder() // flags that never go together
            .Ethernet()
            .Ipv4("192.0.2.1", "192.0.2.2")
            .Tcp(1234, 80, (ref tcp) => tcp.Flags = TcpFlags.Fin | TcpFlags.Psh | TcpFlags.Urg)
            .Build();

        byte[] liar = new PacketBuilder()
            .Ethernet()
            .Ipv4("192.0.2.1", "192.0.2.2", wrong: (ref ip) => ip.TotalLength = 1000)
            .Tcp(1234, 80, (ref tcp) => tcp.AddOption([3, 9, 7]), wrong: (ref tcp) => tcp.DataOffset = 15)
            .Build();

        byte[] badChecksum = new PacketBuilder()
            .Ethernet()
            .Ipv4("192.0.2.1", "192.0.2.2", checksum: ChecksumFix.Of(0xdead))
            .Tcp(1234, 80, checksum: ChecksumFix.Flip(1))
            .Build();

        byte[] offloaded = new PacketBuilder()
            .Ethernet()
            .Ipv4("192.0.2.1", "192.0.2.2")
            .Tcp(1234, 80, checksum: ChecksumFix.Partial) // what a host leaves to its network card
            .Build();
        // end

        // The device's work: it sums all from the TCP header on, the partial sum included, and complements.
        byte[] completed = [.. offloaded];
        Span<byte> segment = completed.AsSpan(14 + 20);
        BinaryPrimitives.WriteUInt16BigEndian(segment[16..], InternetChecksum.Finish(InternetChecksum.Add(0, segment)));

        string[] rows = Tshark.Rows(
            [land, xmas, liar, badChecksum, offloaded, completed],
            "ip.src", "ip.dst", "ip.len", "tcp.dstport", "tcp.flags", "ip.checksum.status", "tcp.checksum.status");
        Assert.Equal(
            [
                "192.0.2.1|192.0.2.1|40|139|0x0002|good|good",
                "192.0.2.1|192.0.2.2|40|80|0x0029|good|good",
                "192.0.2.1|192.0.2.2|1000|80|0x0000|good|good",
                "192.0.2.1|192.0.2.2|40|80|0x0000|bad|bad",
                "192.0.2.1|192.0.2.2|40|80|0x0000|good|bad",
                "192.0.2.1|192.0.2.2|40|80|0x0000|good|good",
            ],
            rows);
        Assert.Equal("f0", Convert.ToHexStringLower(liar.AsSpan(14 + 20 + 12, 1)));
        Assert.Equal("dead", Convert.ToHexStringLower(badChecksum.AsSpan(14 + 10, 2)));
    }

    [TsharkFact]
    public void Fragments()
    {
        // shown
        PacketBuilder large = new PacketBuilder()
            .Ethernet()
            .Ipv4("192.0.2.1", "192.0.2.2", (ref ip) => ip.Identification = 0xbeef)
            .Udp(1000, 2000)
            .Data(new byte[3000]);
        IReadOnlyList<byte[]> fragments = large.BuildFragments(mtu: 1500);

        IReadOnlyList<byte[]> teardrop = new PacketBuilder() // the second lies within the first (CVE-1999-0015)
            .Ethernet()
            .Ipv4("192.0.2.1", "192.0.2.2")
            .Udp(1000, 2000)
            .Data(new byte[40])
            .BuildFragments([new FragmentCut(0, 40, MoreFollow: true), new FragmentCut(24, 8, MoreFollow: false)]);
        // end
        Assert.Equal([1514, 1514, 82], fragments.Select(fragment => fragment.Length));
        string[] rows = Tshark.Rows(fragments, "ip.id", "ip.flags.mf", "ip.frag_offset", "ip.checksum.status", "udp.length", "udp.checksum.status");
        Assert.Equal(["0xbeef|1|0|good||", "0xbeef|1|185|good||", "0xbeef|0|370|good|3008|good"], rows);
        rows = Tshark.Rows(teardrop, "ip.frag_offset", "ip.flags.mf", "ip.len", "last ip.fragment.overlap");
        Assert.Equal(["0|1|60|", "3|0|28|1"], rows);

        // shown
        IpReassembler reassembler = new();
        foreach (byte[] fragment in fragments)
        {
            ReassemblyVerdict verdict = reassembler.Add(fragment.AsSpan(14), now: 0, out ReadOnlySpan<byte> datagram); // Held, Held, Completed
        }

        reassembler.Add(teardrop[0].AsSpan(14), now: 0, out _);
        ReassemblyVerdict refused = reassembler.Add(teardrop[1].AsSpan(14), now: 0, out _);
        string why = ReassemblyText.Of(refused).ToString(); // the fragment overlaps another: the whole datagram is refused (RFC 5722, 4)
        // end
        Assert.Equal(1, reassembler.Datagrams); // the one that was refused: the other is complete
        Assert.Equal("the fragment overlaps another: the whole datagram is refused (RFC 5722, 4)", why);
    }

    private static string Unindent(string code) => string.Join('\n', code.Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line));

    private static string Here([CallerFilePath] string file = "") => file;
}
