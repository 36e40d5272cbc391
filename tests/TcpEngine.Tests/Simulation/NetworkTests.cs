using TcpCodec;
using TcpCodec.Building;

namespace TcpEngine.Tests.Simulation;

/// <summary>What links and routers do to packets, and that a seed decides all of it.</summary>
public sealed class NetworkTests
{
    private static readonly TcpEndpoint ToB = new(IpAddress.Parse("192.0.2.2"), 80);

    private readonly EventLog _log = new();

    [Fact]
    public void A_queue_of_three_packets_loses_the_fourth_that_waits()
    {
        // 1,000 bytes take 8 ms: one is on its way, three wait, the fifth and sixth are lost.
        SimulatedHost a = Pair(new LinkSettings { BitsPerSecond = 1_000_000, QueueLimit = 3 }, out TcpEngine.Simulation simulation);
        Inject(simulation, a, [.. Enumerable.Range(0, 6).Select(_ => Datagram(1000))]);

        Assert.Equal(2, _log.Reasons.Count(reason => reason == "A->B LinkQueueFull"));
        Assert.Equal([18, 26, 34, 42], Arrivals());
    }

    [Fact]
    public void A_queue_may_be_limited_in_bytes()
    {
        SimulatedHost a = Pair(new LinkSettings { BitsPerSecond = 1_000_000, QueueByteLimit = 2500 }, out TcpEngine.Simulation simulation);
        Inject(simulation, a, [Datagram(1000), Datagram(1000), Datagram(1000), Datagram(1000), Datagram(500)]);

        Assert.Equal(1, _log.Reasons.Count(reason => reason == "A->B LinkQueueFull"));
        Assert.Equal([18, 26, 34, 38], Arrivals());
    }

    [Fact]
    public void Each_scripted_fault_is_done_to_the_packet_that_it_names()
    {
        PacketFault[] faults =
        [
            new("A", PacketFaultKind.Drop, PacketClass.Any, 1),
            new("A", PacketFaultKind.Delay, PacketClass.Any, 2) { Delay = Duration.FromMilliseconds(5) },
            new("A", PacketFaultKind.Duplicate, PacketClass.Any, 3) { Delay = Duration.FromMilliseconds(1) },
            new("A", PacketFaultKind.Corrupt, PacketClass.Any, 4),
            new("B", PacketFaultKind.Drop, PacketClass.Any, 0, 100),
        ];
        SimulatedHost a = Pair(new LinkSettings(), out TcpEngine.Simulation simulation, faults);
        Inject(simulation, a, [.. Enumerable.Range(0, 5).Select(_ => Segment(100))]);

        Assert.Equal(["LinkScriptedLoss", "LinkScriptedDelay", "LinkScriptedDuplicate", "LinkScriptedCorruption"], _log.Reasons.Where(reason => reason.StartsWith("A->B ", StringComparison.Ordinal)).Select(reason => reason[5..]));
        Assert.Equal([10, 10, 10, 11, 15], Arrivals());
        Assert.Equal(1, _log.Reasons.Count(reason => reason == "B TcpChecksumWrong"));
    }

    [Theory]
    [InlineData(0.02, 0.2)]
    [InlineData(0.1, 0.5)]
    public void Gilbert_and_Elliott_lose_in_bursts(double toBad, double toGood)
    {
        SimulatedHost a = Pair(new LinkSettings { BurstLoss = new GilbertElliottLoss(toBad, toGood) }, out TcpEngine.Simulation simulation);
        const int Packets = 20_000;
        Inject(simulation, a, [.. Enumerable.Repeat(Datagram(40), Packets)]);

        bool[] lost = [.. _log.Reasons.Where(reason => reason is "A ForgedPacket" or "A->B LinkLost").Select(reason => reason == "A->B LinkLost")];
        int losses = lost.Count(isLost => isLost);
        int bursts = Enumerable.Range(2, lost.Length - 2).Count(i => lost[i] && (i < 3 || !lost[i - 2])); // each packet's event comes before its loss
        Assert.Equal(toBad / (toBad + toGood), (double)losses / Packets, 0.03);
        Assert.Equal(1 / toGood, (double)losses / bursts, 0.6);
    }

    [Fact]
    public void A_full_queue_marks_who_takes_part_and_no_one_else()
    {
        SimulatedHost a = Pair(new LinkSettings { BitsPerSecond = 1_000_000, MarksEcn = true, MarkingThreshold = 2 }, out TcpEngine.Simulation simulation);
        Inject(simulation, a, [.. Enumerable.Repeat(Segment(500, Ipv4Ecn.Ect0), 5), Segment(500)]);

        Assert.Equal(2, _log.Reasons.Count(reason => reason == "A->B LinkMarked"));
        Assert.DoesNotContain(_log.Reasons, reason => reason.Contains("Checksum", StringComparison.Ordinal)); // of the IP header: it was made anew
    }

    [Fact]
    public void CoDel_drops_only_where_the_queue_stands_and_then_faster()
    {
        CoDel codel = new(CoDelSettings.Default);
        List<double> drops = [];
        for (int ms = 0; ms < 1000; ms++)
        {
            if (codel.ShouldDrop(Duration.FromMilliseconds(20), 10_000, new Timestamp(ms * 1_000_000L)))
            {
                drops.Add(ms);
            }
        }

        // 100 ms above the target, and then after interval / sqrt(count) (RFC 8289, section 5.3).
        Assert.Equal([100, 200, 271, 329, 379, 424], drops.Take(6));
        codel.OnEmpty();
        Assert.False(codel.ShouldDrop(Duration.FromMilliseconds(20), 10_000, new Timestamp(1_000_000_000)));
        Assert.False(codel.ShouldDrop(Duration.FromMilliseconds(4), 10_000, new Timestamp(1_200_000_000))); // short again
        Assert.False(codel.ShouldDrop(Duration.FromMilliseconds(20), 1000, new Timestamp(1_300_000_000)));  // one packet is no queue
    }

    [Fact]
    public void A_router_cuts_what_may_be_cut_and_tells_of_what_may_not()
    {
        TcpEngine.Simulation simulation = Routed(new LinkSettings { Mtu = 576 }, out SimulatedHost a, out SimulatedHost b, "192.0.2.254");
        Inject(simulation, a, [Packet(1000, mayBeCut: true), Packet(1000, mayBeCut: false)]);

        Assert.Equal(1, b.Stack.Statistics.ReasmOKs);
        Assert.Equal(["B FragmentHeld", "B FragmentCompletes"], _log.Reasons.Where(reason => reason.StartsWith("B Fragment", StringComparison.Ordinal)));
        Assert.Equal(1, _log.Reasons.Count(reason => reason == "R LinkPacketTooBig"));
        Assert.Equal(1, _log.Reasons.Count(reason => reason == "R RouterTold"));
        Assert.Contains("A IcmpUnmatched", _log.Reasons); // no connection of A's sent that
    }

    [Fact]
    public void A_router_counts_the_time_to_live_down_and_drops_what_leads_nowhere()
    {
        TcpEngine.Simulation simulation = Routed(new LinkSettings(), out SimulatedHost a, out SimulatedHost b, "192.0.2.254");
        byte[] old = new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.2", (ref ip) => ip.TimeToLive = 1).Tcp(1, 80).Build();
        byte[] lost = new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.99").Tcp(1, 80).Build();
        Inject(simulation, a, [old, lost]);

        Assert.Contains("R RouterTimeExceeded", _log.Reasons);
        Assert.Contains("R RouterNoRoute", _log.Reasons);
        Assert.Equal(0, b.Stack.Statistics.InSegs);
        Assert.Equal(1, _log.Reasons.Count(reason => reason == "R RouterTold")); // of the first
    }

    [Fact]
    public void Two_hosts_talk_through_silent_routers_and_find_the_MTU_by_themselves()
    {
        TcpEngine.Simulation simulation = Routed(new LinkSettings { Mtu = 1000 }, out SimulatedHost a, out SimulatedHost b);
        Counter reader = new(0);
        simulation.Plan(default, b, now => b.Stack.Listen(ToB, _ => reader, now));
        simulation.Plan(default, a, now => a.Stack.Connect(ToB, new Counter(20_000), now));

        Assert.True(simulation.Run(new Timestamp(Duration.FromSeconds(600).Nanoseconds)));
        Assert.Equal(20_000, reader.Received);
        Assert.Contains("A PathMtuBlackHole", _log.Reasons);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_seed_decides_everything(bool isSame)
    {
        List<string> first = Noise(5);
        List<string> second = Noise(isSame ? 5ul : 6ul);

        Assert.True(first.Count > 1000);
        Assert.Equal(isSame, first.SequenceEqual(second));
    }

    [Fact]
    public void A_link_that_is_changed_does_so_from_then_on()
    {
        SimulatedHost a = Pair(new LinkSettings(), out TcpEngine.Simulation simulation);
        SimulatedHost b = _b!;
        simulation.Plan(new Timestamp(1_000_000), a, _ => a.Inject(Datagram(40), Reason.ForgedPacket));
        simulation.Plan(new Timestamp(2_000_000), a, _ => simulation.ChangeLink(a, b, new LinkSettings { Loss = 1 }));
        simulation.Plan(new Timestamp(3_000_000), a, _ => a.Inject(Datagram(40), Reason.ForgedPacket));
        simulation.Plan(new Timestamp(4_000_000), a, _ => simulation.ChangeLink(a, b, new LinkSettings { Delay = Duration.FromMilliseconds(1) }));
        simulation.Plan(new Timestamp(20_000_000), a, _ => a.Inject(Datagram(40), Reason.ForgedPacket));

        Assert.True(simulation.Run(Timestamp.Never));
        Assert.Equal([11, 21], Arrivals());
    }

    private SimulatedHost? _b;

    private static List<string> Noise(ulong seed)
    {
        EventLog log = new();
        Assert.True(ScenarioCatalog.TryFind("congestion", out Scenario? scenario));
        LinkSettings bad = new() { BitsPerSecond = 2_000_000, Jitter = Duration.FromMilliseconds(3), Loss = 0.01, Duplication = 0.01, Reordering = 0.02, Corruption = 0.01, CoDel = CoDelSettings.Default, BurstLoss = new(0.01, 0.5) };
        scenario = scenario with
        {
            Links = [.. scenario.Links.Select((link, i) => i == 0 ? link with { Settings = bad } : link)],
            Steps = [.. scenario.Steps.Select(step => step.Do.Kind == ScenarioActionKind.Send ? step with { Do = step.Do with { Bytes = 200_000 } } : step)],
        };
        ScenarioRun.Play(scenario, new ScenarioSettings { Seed = seed }, log);
        return log.Lines;
    }

    private static byte[] Datagram(int size) => new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.2").Udp(1, 2).Data(new byte[size - 28]).Build();

    private static byte[] Segment(int size, Ipv4Ecn ecn = Ipv4Ecn.NotEct) => new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.2", (ref ip) => ip.Ecn = ecn).Tcp(1, 80, (ref tcp) => tcp.Flags = TcpFlags.Ack).Data(new byte[size - 40]).Build();

    private static byte[] Packet(int size, bool mayBeCut) => new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.2", (ref ip) => ip.DontFragment = !mayBeCut).Tcp(1, 80, (ref tcp) => tcp.Flags = TcpFlags.Ack).Data(new byte[size - 40]).Build();

    private SimulatedHost Pair(LinkSettings link, out TcpEngine.Simulation simulation, params PacketFault[] faults)
    {
        simulation = new TcpEngine.Simulation(1, _log);
        SimulatedHost a = simulation.AddHost("A", IpAddress.Parse("192.0.2.1"));
        _b = simulation.AddHost("B", IpAddress.Parse("192.0.2.2"));
        simulation.Connect(a, _b, link, faults);
        return a;
    }

    private TcpEngine.Simulation Routed(LinkSettings behind, out SimulatedHost a, out SimulatedHost b, params string[] addresses)
    {
        TcpEngine.Simulation simulation = new(1, _log);
        a = simulation.AddHost("A", IpAddress.Parse("192.0.2.1"));
        b = simulation.AddHost("B", IpAddress.Parse("192.0.2.2"));
        SimulatedRouter router = simulation.AddRouter("R", [.. addresses.Select(IpAddress.Parse)]);
        SimulatedRouter second = simulation.AddRouter("S");
        simulation.Connect(a, router, new LinkSettings());
        simulation.Connect(router, second, behind);
        simulation.Connect(second, b, new LinkSettings());
        return simulation;
    }

    private static void Inject(TcpEngine.Simulation simulation, SimulatedHost host, IReadOnlyList<byte[]> packets)
    {
        simulation.Plan(default, host, _ =>
        {
            foreach (byte[] packet in packets)
            {
                host.Inject(packet, Reason.ForgedPacket);
            }
        });
        Assert.True(simulation.Run(Timestamp.Never));
    }

    // When B got a packet, in milliseconds: it drops each, for nobody listens.
    private int[] Arrivals() => [.. _log.Times.Where((_, i) => _log.Reasons[i] is "B ProtocolUnknown" or "B NoConnection" or "B TcpChecksumWrong").Select(time => (int)(time.Nanoseconds / 1_000_000))];

    /// <summary>Sends so much, reads all, and closes.</summary>
    private sealed class Counter(int toSend) : ITcpApplication
    {
        private readonly byte[] _buffer = new byte[64 * 1024];

        public long Received { get; private set; }

        public void OnConnected(TcpConnection connection, Timestamp now)
        {
            if (toSend > 0)
            {
                connection.Send(new byte[toSend], now);
                connection.Close(now);
            }
        }

        public void OnDataAvailable(TcpConnection connection, Timestamp now) => Received += connection.Receive(_buffer, now);

        public void OnSendBufferSpace(TcpConnection connection, Timestamp now)
        {
        }

        public void OnPeerClosed(TcpConnection connection, Timestamp now) => connection.Close(now);

        public void OnClosed(TcpConnection connection, Timestamp now)
        {
        }
    }
}
