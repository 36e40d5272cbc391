using static TcpEngine.ScenarioActionKind;
using static TcpEngine.ScenarioParts;
using static TcpEngine.ScenarioTriggerKind;

namespace TcpEngine;

/// <summary>Loss and congestion: how the sender finds out, and what it does.</summary>
internal static class CongestionScenarios
{
    private const int InitialWindow = 10; // segments (RFC 6928)
    private const int Segment = 1448;      // bytes of data, where timestamps are agreed on
    private const int SmallSegment = 500;

    private static readonly LinkSettings Narrow = new() { BitsPerSecond = 4_000_000, Delay = Duration.FromMilliseconds(20), QueueLimit = 30 };

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new()
        {
            Name = "timeout",
            Title = "A whole flight is lost, and what is sent again too",
            Story = "First a probe of the tail, then the time-out: cwnd falls to one segment, and the RTO doubles each time (RFC 6298, 5.5). What is sent twice is not measured (Karn). When an acknowledgment comes, A looks whether the time-out was too early (F-RTO): it was not, and slow start begins again.",
            Steps = Transfer(40 * SmallSegment),
            Connections = TcpConnectionOptions.Default with { MaximumSegmentSize = SmallSegment + 12 }, // so small that no one thinks of the path's MTU
            Faults = [Lose("A", PacketClass.Data, 0, InitialWindow + 3)],
        },
        new()
        {
            Name = "fast-retransmit",
            Title = "One segment of many is lost",
            Story = "B's SACK blocks tell A which segment is missing. RACK takes it for lost when later ones are acknowledged, and it goes again at once, without a time-out (RFC 8985, 6.2). cwnd comes down to ssthresh, a little with each acknowledgment (PRR).",
            Steps = Transfer(300_000),
            Faults = [Lose("A", PacketClass.Data, 40)],
        },
        new()
        {
            Name = "tail-loss",
            Title = "The last segment of a burst is lost",
            Story = "No later segment can tell of the gap. After two round trips a probe sends the last segment again, long before the RTO, and that repairs it (RFC 8985, 7.3).",
            Steps = [BListens, AConnects, At("A", 100, Send(5 * Segment)), At("A", 2000, Do(Close)), BClosesToo],
            Faults = [Lose("A", PacketClass.Data, 4)],
        },
        new()
        {
            Name = "ecn",
            Title = "A narrow link marks packets instead of dropping them",
            Story = "Both SYNs agree on ECN. The link marks packets (CE) when its queue grows, B echoes that (ECE) until A says that it has heard (CWR). A's window is reduced as by a loss, and nothing is lost (RFC 3168, 6.1.2).",
            Steps = Transfer(1_000_000),
            Link = Narrow with { MarksEcn = true, MarkingThreshold = 15, QueueLimit = 100 },
            Connections = TcpConnectionOptions.Default with { Ecn = EcnUse.Request },
        },
        new()
        {
            Name = "accurate-ecn",
            Title = "The same narrow link, and B tells how many packets were marked",
            Story = "Both SYNs agree on accurate feedback: three flags become a counter, and an option has the marked bytes. B counts each marked packet of a round trip, where an echo would tell of one. A's counter follows B's; its window is reduced once a round trip all the same (RFC 3168, 6.1.2).",
            Steps = Transfer(1_000_000),
            Link = Narrow with { MarksEcn = true, MarkingThreshold = 15, QueueLimit = 100 },
            Connections = TcpConnectionOptions.Default with { Ecn = EcnUse.RequestAccurate },
        },
        new()
        {
            Name = "codel",
            Title = "CoDel keeps the queue of a narrow link short",
            Story = "The link has room for 500 packets, which would wait 1.5 s. CoDel drops one as soon as packets have waited more than 5 ms for a whole 100 ms, and more and more often until A has slowed down: the round-trip time stays near that of the empty link (RFC 8289, 5).",
            Steps = Transfer(3_000_000),
            Link = Narrow with { QueueLimit = 500, CoDel = CoDelSettings.Default },
        },
        new()
        {
            Name = "congestion",
            Title = "A sends to B over a narrow link; C sends to D over the same, from the third second on",
            Story = "A takes the whole link: slow start, slower once round trips grow longer (RFC 9406), until the queue overflows, then CUBIC's curve. When C comes, both lose, and in the end share (RFC 5681, 3.2). Draw tcpengine.cwnd over time for both endpoints.",
            Nodes =
            [
                new("A", "192.0.2.1"), new("B", "198.51.100.1"), new("C", "192.0.2.2"), new("D", "198.51.100.2"),
                new("R", "192.0.2.254") { IsRouter = true }, new("S", "198.51.100.254") { IsRouter = true },
            ],
            Links =
            [
                new("R", "S", Narrow),
                new("A", "R", new LinkSettings { Delay = Duration.FromMilliseconds(1) }), new("C", "R", new LinkSettings { Delay = Duration.FromMilliseconds(1) }),
                new("S", "B", new LinkSettings { Delay = Duration.FromMilliseconds(1) }), new("S", "D", new LinkSettings { Delay = Duration.FromMilliseconds(1) }),
            ],
            Steps =
            [
                BListens, At("D", 0, Do(Listen)),
                AConnects, At("C", 3000, new(Connect) { Peer = "D" }),
                On("A", Connected, Send(6_000_000)), AClosesWhenSent, BClosesToo,
                On("C", Connected, Send(4_000_000)), On("C", Connected, Do(Close)), On("D", PeerClosed, Do(Close)),
            ],
        },
        new()
        {
            Name = "long-fat",
            Title = "1 Gbit/s and 200 ms: 40 MB, while the sequence numbers wrap",
            Story = "Without window scale 64 kB per round trip would be 2.6 Mbit/s: here the windows grow to megabytes. The sequence numbers pass 2^32 in mid transfer. An old duplicate comes out of the network, and its timestamp alone says that it is old (PAWS, RFC 7323, 5.3).",
            Nodes = [new("A", "192.0.2.1") { Mtu = 9000 }, new("B", "192.0.2.2") { Mtu = 9000 }],
            Steps =
            [
                BListens, At("A", 1, new(Connect) { LocalPort = 50_000, BytesBeforeWrap = 10_000_000 }),
                On("A", Connected, Send(40_000_000)), AClosesWhenSent, BClosesToo,
            ],
            Link = new LinkSettings { BitsPerSecond = 1_000_000_000, Delay = Duration.FromMilliseconds(100), QueueLimit = 10_000 },
            Connections = TcpConnectionOptions.Default with { SendBufferSize = 64 << 20, ReceiveBufferSize = 64 << 20 },
            Faults = [new("A", PacketFaultKind.Duplicate, PacketClass.Data, 500) { Delay = Duration.FromMilliseconds(900) }],
        },
        new()
        {
            Name = "path-mtu",
            Title = "A link in the middle takes smaller packets than both ends",
            Story = "A's first full segments are too big for the second link. The router drops them and says which size goes through (ICMP): A sends the data again in smaller segments, at once, and its congestion window is not reduced by that (RFC 1191, 6.4; RFC 5927, 4.1).",
            Nodes = [new("A", "192.0.2.1"), new("B", "198.51.100.1"), new("R", "192.0.2.254") { IsRouter = true }],
            Links = [new("R", "B", new LinkSettings { Mtu = 1280 }), new("A", "R", new LinkSettings { Delay = Duration.FromMilliseconds(5) })],
            Steps = Transfer(30_000),
        },
        new()
        {
            Name = "mtu-black-hole",
            Title = "The same, but the router says nothing",
            Story = "A's full segments vanish, and no one says why. After two time-outs A takes the path for a black hole (RFC 4821, 7.7) and sends smaller segments, which get through. Then it probes with larger ones, made of data that waits anyway, and finds the path's MTU to a few bytes. A probe that is lost alone is no congestion (RFC 4821, 7.6.2).",
            Nodes = [new("A", "192.0.2.1"), new("B", "198.51.100.1"), new("R") { IsRouter = true }],
            Links = [new("R", "B", new LinkSettings { BitsPerSecond = 5_000_000, Mtu = 1280 }), new("A", "R", new LinkSettings { Delay = Duration.FromMilliseconds(5) })],
            Steps = Transfer(3_000_000),
        },
        new()
        {
            Name = "mtu-probe",
            Title = "A and B could take 9,000 bytes, the path takes 6,200, and nobody says so",
            Story = "A begins with packets of 1,024 bytes and probes: each probe halves what is left between the largest packet that is known to get through and the least that does not. So large segments are used without a single time-out, and without an ICMP error (RFC 4821, 7.6.1).",
            Nodes = [new("A", "192.0.2.1") { Mtu = 9000 }, new("B", "198.51.100.1") { Mtu = 9000 }, new("R") { IsRouter = true }],
            Links = [new("R", "B", new LinkSettings { BitsPerSecond = 20_000_000, Mtu = 6200 }), new("A", "R", new LinkSettings { Delay = Duration.FromMilliseconds(5) })],
            Steps = Transfer(10_000_000),
            Connections = TcpConnectionOptions.Default with { PathMtuSearch = new PathMtuSearchOptions { When = PathMtuProbing.Always } },
        },
        new()
        {
            Name = "lossy",
            Title = "5 % loss, jitter, reordering, duplicates and flipped bits",
            Story = "Everything at once, and every byte arrives once and in order (RFC 9293, 3.8).",
            Steps = Transfer(500_000),
            Link = new LinkSettings
            {
                Loss = 0.05,
                Jitter = Duration.FromMilliseconds(5),
                Reordering = 0.05,
                Duplication = 0.02,
                Corruption = 0.01,
            },
        },
        new()
        {
            Name = "bursty",
            Title = "Loss comes in bursts of four packets",
            Story = "As on a radio link: the Gilbert-Elliott model loses the same share of packets in bunches. Some recoveries take a round trip, some a time-out (RFC 8985, 6.2).",
            Steps = Transfer(500_000),
            Link = new LinkSettings { BurstLoss = new GilbertElliottLoss(ToBad: 0.01, ToGood: 0.25) },
        },
    ];
}
