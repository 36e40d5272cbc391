using TcpCodec;
using TcpCodec.Building;
using static TcpEngine.ScenarioActionKind;
using static TcpEngine.ScenarioParts;
using static TcpEngine.ScenarioTriggerKind;

namespace TcpEngine;

/// <summary>Attacks and malformed packets, which must do no harm. X is a third party that sees nothing of what A and B send: it can only guess.</summary>
internal static class AttackScenarios
{
    private const string AddressA = "192.0.2.1";
    private const string AddressB = "192.0.2.2";
    private const int FloodSize = 100_000;

    // Timestamps would stop most blind attacks by themselves (RFC 7323, section 5.3).
    private static readonly TcpConnectionOptions WithoutTimestamps = TcpConnectionOptions.Default with { Timestamps = false };

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new()
        {
            Name = "syn-flood",
            Title = "X sends 100,000 SYNs from forged addresses; A connects in the middle of it",
            Story = "B holds 128 half-open connections and no more. Every other SYN is answered with a SYN cookie: a sequence number that holds all that B must know, so that B remembers nothing (RFC 4987, 3.6). A's ACK brings its cookie back, and A's connection stands. Of the flood a sample is shown.",
            Nodes = WithAttacker,
            Links = AttackerLinks,
            Steps =
            [
                BListens,
                At("X", 0, new(ScenarioActionKind.SynFlood) { Peer = "B", Count = FloodSize, Interval = Duration.FromMicroseconds(10) }),
                At("A", 500, Do(Connect)),
                On("A", Connected, Send(10_000)), AClosesWhenSent, BClosesToo,
            ],
        },
        Attack(
            "blind-reset",
            "X guesses the sequence number of a RST",
            "A RST outside the window is dropped. One inside, but not exactly where B expects the next byte, gets a challenge ACK, and no more than ten of them in five seconds. Had A sent the RST, it would answer the challenge with one that is exactly right. It has not, and the connection lives (RFC 5961, 3.2).",
            [new("A", "B", TcpFlags.Rst) { Sequence = new(ForgedNumberBase.Expected, 500_000) }, .. Guesses(20, TcpFlags.Rst)]),
        Attack(
            "blind-syn",
            "X guesses the ports of a connection and sends a SYN",
            "A SYN in a connection gets a challenge ACK whatever its sequence number is. Had A really started again, it would answer that with a RST. It has not, and the connection lives (RFC 5961, 4.2).",
            [new("A", "B", TcpFlags.Syn) { Sequence = new(ForgedNumberBase.Absolute, 12_345) }, .. Guesses(2, TcpFlags.Syn)]),
        Attack(
            "blind-data",
            "X guesses a sequence number and sends data",
            "The acknowledgment number must be guessed too: one of what B has never sent, or that lies further back than any window, is refused with a challenge ACK, and the data with it (RFC 9293, 3.10.7.4, after RFC 5961).",
            [
                new("A", "B", TcpFlags.Ack | TcpFlags.Psh) { Sequence = new(ForgedNumberBase.Expected, 0), Acknowledgment = new(ForgedNumberBase.Sent, 1_000_000), Bytes = 100 },
                new("A", "B", TcpFlags.Ack | TcpFlags.Psh) { Sequence = new(ForgedNumberBase.Expected, 0), Acknowledgment = new(ForgedNumberBase.Sent, -1_000_000_000), Bytes = 100 },
            ]),
        Attack(
            "signed",
            "A and B sign their segments with TCP-AO; X knows every number, and sends a RST and data",
            "X's RST lies exactly where B expects the next byte, and its data too: without signatures the RST would end the connection. But X has no key, so what it sends is not signed, and B drops it before it looks at anything else in it; nobody is answered (RFC 5925, 7.3). The key itself is never sent: both ends make keys for this connection of it, and a code for each segment.",
            Exact(TcpFlags.Rst, TcpFlags.Ack | TcpFlags.Psh),
            WithoutTimestamps with { Keys = AuthenticationKeys.Of(new MasterKeyTuple(default, sendId: 1, receiveId: 1, "a key that A and B have agreed on"u8)) }),
        Attack(
            "signed-md5",
            "The same with MD5 signatures, as old BGP routers have them",
            "The digest is made of the segment and of the key itself, without its options. X's RST has none, so it is dropped without an answer (RFC 2385, 2.0).",
            Exact(TcpFlags.Rst, TcpFlags.Syn),
            WithoutTimestamps with { Keys = AuthenticationKeys.Of(new Md5Key(default, "a key that A and B have agreed on"u8)) }),
        Malformed(
            "teardrop",
            "X sends IP fragments that overlap",
            "The second fragment lies within the first. B refuses the whole datagram, and what still comes of it (RFC 5722, 4): putting it together would need a rule which of both is right, and who filters packets may have another one.",
            [
                .. new PacketBuilder().Ipv4("203.0.113.6", AddressB, (ref ip) => ip.Identification = 0xdead).Tcp(50_000, 80, (ref tcp) => tcp.Flags = TcpFlags.Syn).Data(new byte[40])
                    .BuildFragments([new FragmentCut(0, 48, MoreFollow: true), new FragmentCut(24, 8, MoreFollow: true), new FragmentCut(48, 12, MoreFollow: false)]),
            ]),
        new()
        {
            Name = "fragments",
            Title = "A SYN with data comes in two fragments",
            Story = "B keeps the first, puts both together and takes the segment as if it had come whole: fragments are not evil by themselves (RFC 791, 3.2).",
            Nodes = WithAttacker,
            Links = AttackerLinks,
            Steps =
            [
                BListens,
                At("A", 1, new(Inject)
                {
                    IsOldDuplicate = true,
                    Packets = new PacketBuilder().Ipv4(AddressA, AddressB, (ref ip) => ip.Identification = 7).Tcp(50_000, 80, (ref tcp) => tcp.Flags = TcpFlags.Syn).Data(new byte[100]).BuildFragments(mtu: 68),
                }),
            ],
        },
        Malformed(
            "bad-options",
            "A SYN whose options lie about their length",
            "An option of length 0 would be read for ever, one that is longer than the header would be read from the data. Both segments are malformed and dropped, and the annotation says which field is wrong and where (RFC 9293, 3.1).",
            [
                .. ((byte[])[0, 40]).Select(length => new PacketBuilder().Ipv4(AddressA, AddressB).Tcp(50_000, 80, (ref tcp) =>
                {
                    tcp.Flags = TcpFlags.Syn;
                    tcp.AddOption([(byte)TcpOptionKind.Mss, length, 5, 180]);
                }).Build()),
            ]),
        Malformed(
            "bad-offset",
            "A SYN whose header is shorter than a header, and one whose header is longer than the segment",
            "A data offset of 4 words would put the data into the header; one of 15 words lies behind the segment's end. Both are dropped, with the field and its offset in the annotation (RFC 9293, 3.1).",
            [
                new PacketBuilder().Ipv4(AddressA, AddressB).Tcp(50_000, 80, (ref tcp) => tcp.Flags = TcpFlags.Syn, (ref tcp) => tcp.DataOffset = 4).Build(),
                new PacketBuilder().Ipv4(AddressA, AddressB).Tcp(50_000, 80, (ref tcp) => tcp.Flags = TcpFlags.Syn, (ref tcp) => tcp.DataOffset = 15).Build(),
            ]),
        Malformed(
            "truncated",
            "Packets that end too early",
            "The IP header promises more than came, or there is half a TCP header only. Both are dropped, with the field and its offset in the annotation (RFC 1122, 3.2.1).",
            [
                new PacketBuilder().Ipv4(AddressA, AddressB).Tcp(50_000, 80, (ref tcp) => tcp.Flags = TcpFlags.Syn).Data(new byte[40]).Build()[..50],
                new PacketBuilder().Ipv4(AddressA, AddressB, (ref ip) => ip.Protocol = Ipv4Protocol.Tcp).Data([0xc3, 0x50, 0, 80, 0, 0, 0, 1, 0, 0]).Build(),
            ]),
        Malformed(
            "land",
            "A SYN from B's own port to B's own port",
            "A stack that answers talks to itself for ever (CVE-1999-0016). The source cannot be a peer's: dropped without an answer (RFC 9293, 3.9.2.3).",
            [new PacketBuilder().Ipv4(AddressB, AddressB).Tcp(80, 80, (ref tcp) => tcp.Flags = TcpFlags.Syn).Build()]),
        Malformed(
            "xmas",
            "Segments with flags that never go together",
            "FIN, PSH and URG without ACK, as scanners send it, then all flags at once, then none. A listening port takes none of them for a connection, and nothing breaks (RFC 9293, 3.10.7.2).",
            [
                .. ((TcpFlags[])[TcpFlags.Fin | TcpFlags.Psh | TcpFlags.Urg, (TcpFlags)0xff, TcpFlags.None])
                    .Select(flags => new PacketBuilder().Ipv4(AddressA, AddressB).Tcp(50_000, 80, (ref tcp) => tcp.Flags = flags).Build()),
            ]),
    ];

    private static IEnumerable<ForgedSegment> Guesses(int count, TcpFlags flags) =>
        Enumerable.Range(1, count).Select(i => new ForgedSegment("A", "B", flags) { Sequence = new(ForgedNumberBase.Expected, i * 1000) });

    // Right in everything that can be guessed or overheard.
    private static IEnumerable<ForgedSegment> Exact(params TcpFlags[] flags) => flags.Select(flag => new ForgedSegment("A", "B", flag)
    {
        Sequence = new(ForgedNumberBase.Expected, 0),
        Acknowledgment = new(ForgedNumberBase.Sent, 0),
        Bytes = (flag & TcpFlags.Psh) != 0 ? 100 : 0,
    });

    // X attacks a connection between A and B, which then goes on.
    private static Scenario Attack(string name, string title, string story, IEnumerable<ForgedSegment> segments, TcpConnectionOptions? connections = null) => new()
    {
        Name = name,
        Title = title,
        Story = story,
        Nodes = WithAttacker,
        Links = AttackerLinks,
        Connections = connections ?? WithoutTimestamps,
        Steps =
        [
            BListens, AConnects, On("A", Connected, Send(1000)), On("B", Connected, Send(1000)),
            .. segments.Select((segment, i) => At("X", 200 + i, Forge(segment))),
            At("A", 500, Send(1000)), At("A", 600, Do(Close)), BClosesToo,
        ],
    };

    // X sends packets to B; then A connects as if nothing had been.
    private static Scenario Malformed(string name, string title, string story, IReadOnlyList<byte[]> packets) => new()
    {
        Name = name,
        Title = title,
        Story = story,
        Nodes = [new("A", AddressA), new("B", AddressB), new("X", "203.0.113.6")],
        Links = [new("A", "B"), new("X", "B")],
        Steps = [BListens, At("X", 1, Forge(packets)), At("A", 100, Do(Connect)), On("A", Connected, Send(1000)), AClosesWhenSent, BClosesToo],
    };
}
