using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>Probes of the path's MTU: RFC 4821, section 7.</summary>
public sealed class PathMtuSearchTests
{
    private const TcpFlags Ack = TcpFlags.Ack;
    private const int Base = 984;   // in packets of 1,024 bytes
    private const int First = 1222; // half-way between 1,024 and 1,500
    private const uint FirstFlight = 1 + (10 * Base);

    private static TcpConnectionOptions Searching => Peer.Plain with { SelectiveAcknowledgments = true, PathMtuSearch = new PathMtuSearchOptions { When = PathMtuProbing.Always } };

    [Fact]
    [Requirement("PLP-1")]
    public void Segments_begin_small_and_a_probe_that_is_acknowledged_makes_them_larger()
    {
        Peer peer = Begin(Searching);
        peer.Expect([.. Enumerable.Range(0, 10).Select(i => $"ACK seq={1 + (i * Base)} ack=1 len={Base}")]);

        uint window = AcknowledgeTwo(peer);
        peer.Expect($"ACK seq={FirstFlight} ack=1 len={First}", $"ACK seq={FirstFlight + First} ack=1 len={Base}", $"ACK seq={FirstFlight + First + Base} ack=1 len={Base}");
        Assert.Equal((12u * Base, "A PathMtuProbe"), (window, peer.Log.Reasons[^3]));
        Assert.Equal(First + 40, peer.Packets[0].Length);

        peer.Send(Ack, 1, FirstFlight);
        Assert.Equal(Base, peer.Connection.TakeSnapshot().SendMaximumSegmentSize);
        uint before = peer.Connection.TakeSnapshot().CongestionWindow;
        peer.Drain();
        peer.Send(Ack, 1, FirstFlight + First);

        Assert.Contains("A PathMtuProbed", peer.Log.Reasons);
        ConnectionSnapshot after = peer.Connection.TakeSnapshot();
        Assert.Equal(First, after.SendMaximumSegmentSize);
        Assert.InRange(after.CongestionWindow, before - First, before + First); // the acknowledgment lets it grow, the size does not
    }

    [Fact]
    [Requirement("PLP-2")]
    public void The_loss_of_a_probe_alone_is_no_congestion_and_the_next_waits_for_a_round_trip_for_each_segment_in_the_window()
    {
        Peer peer = SendProbe();
        ConnectionSnapshot before = peer.Connection.TakeSnapshot();
        peer.Now += Duration.FromMilliseconds(100);
        Sack(peer, FirstFlight, FirstFlight + First, FirstFlight + First + (3 * Base));

        Assert.Equal([$"ACK seq={FirstFlight} ack=1 len={Base}", $"ACK seq={FirstFlight + Base} ack=1 len={First - Base}"], peer.Take()[..2]);

        ConnectionSnapshot after = peer.Connection.TakeSnapshot();
        Assert.Contains("A PathMtuProbeLost", peer.Log.Reasons);
        Assert.Equal(2, peer.Log.Reasons.Count(reason => reason == "A PathMtuProbeRetransmit"));
        Assert.DoesNotContain("A EnterFastRecovery", peer.Log.Reasons);
        Assert.Equal((before.CongestionWindow, uint.MaxValue, RecoveryPhase.SlowStart, (ushort)Base), (after.CongestionWindow, after.SlowStartThreshold, after.Phase, after.SendMaximumSegmentSize));

        double pause = after.SmoothedRoundTripTime.TotalSeconds * (after.CongestionWindow / Base);
        Assert.True(pause > 0.05);
        Assert.InRange(TimeToNextProbe(peer), pause, pause + 0.011);
        Assert.InRange(peer.Packets[0].Length, 1025, First + 39);
    }

    [Fact]
    [Requirement("PLP-2", "PLP-3")]
    public void A_probe_that_is_lost_with_others_tells_nothing_and_is_congestion()
    {
        Peer peer = SendProbe();
        peer.Now += Duration.FromMilliseconds(100);
        Sack(peer, FirstFlight, FirstFlight + First + Base, FirstFlight + First + (4 * Base));

        Assert.Contains("A EnterFastRecovery", peer.Log.Reasons);
        Assert.DoesNotContain("A PathMtuProbeLost", peer.Log.Reasons);
        Assert.True(peer.Connection.TakeSnapshot().SlowStartThreshold < uint.MaxValue);
    }

    [Theory]
    [InlineData(60_000, 60_000, true)]
    [InlineData(12_000, 60_000, false)]  // too little data behind it to bring three duplicates
    [InlineData(60_000, 5_000, false)]   // too small a window
    [Requirement("PLP-3")]
    public void A_probe_goes_only_where_enough_can_follow_it(int written, ushort window, bool isProbed)
    {
        Peer peer = new Peer(Searching).Establish(window);
        peer.Write(new string('x', written));
        uint end = 1;
        for (int i = 0; i < 6; i++)
        {
            peer.Drain();
            end = peer.Connection.TakeSnapshot().SendNext.Value - Peer.OurIss;
            peer.Send(Ack, 1, end, window: window);
        }

        peer.Drain();
        Assert.Equal(isProbed, peer.Log.Reasons.Contains("A PathMtuProbe"));
    }

    [Fact]
    [Requirement("PLP-3")]
    public void No_probe_goes_while_something_is_lost()
    {
        Peer peer = Begin(Searching);
        peer.Drain();
        Sack(peer, 1, 1 + Base, 1 + (9 * Base));
        peer.Drain();
        Sack(peer, 1, 1 + Base, 1 + (10 * Base));
        peer.Drain();

        Assert.Contains("A EnterFastRecovery", peer.Log.Reasons);
        Assert.DoesNotContain("A PathMtuProbe", peer.Log.Reasons);
    }

    [Fact]
    [Requirement("PLP-1", "PLP-5")]
    public void The_search_halves_what_is_left_and_begins_again_after_10_minutes()
    {
        PathMtuSearchOptions options = PathMtuSearchOptions.Default;
        PathMtuSearch search = new(1024, 1500);
        Timestamp now = default;
        const int Path = 1400;
        List<int> probes = [];
        while (search.NextSize(options, now) is > 0 and { } size)
        {
            Assert.InRange(size, search.Low + 1, search.High);
            probes.Add(size);
            search.Begin(size, default);
            Assert.Equal(0, search.NextSize(options, now));
            if (size <= Path)
            {
                search.Succeed();
            }
            else
            {
                search.Fail(now + Duration.FromSeconds(1));
                Assert.Equal(0, search.NextSize(options, now));
                now += Duration.FromSeconds(1);
            }
        }

        Assert.Equal([1262, 1381, 1440, 1410, 1395, 1402], probes);
        Assert.InRange(Path - search.Low, 0, options.Threshold);
        Assert.Equal(0, search.NextSize(options, now + Duration.FromSeconds(590)));
        Assert.Equal(1447, search.NextSize(options, now + Duration.FromSeconds(600)));
    }

    [Fact]
    [Requirement("PLP-7")]
    public void A_router_that_tells_of_the_probe_ends_it()
    {
        Peer peer = Begin(Searching);
        peer.Drain();
        AcknowledgeTwo(peer);
        peer.Drain();

        peer.Connection.OnIcmpError(new IcmpError(IcmpErrorKind.PacketTooBig, peer.Connection.Key, new SequenceNumber(Peer.OurIss + FirstFlight), 1200), default, peer.Now);

        peer.Expect($"ACK seq={FirstFlight} ack=1 len={Base}", $"ACK seq={FirstFlight + Base} ack=1 len={First - Base}");
        Assert.Equal(Base, peer.Connection.TakeSnapshot().SendMaximumSegmentSize);
        Assert.Equal(uint.MaxValue, peer.Connection.TakeSnapshot().SlowStartThreshold);
    }

    private static Peer Begin(TcpConnectionOptions options)
    {
        Peer peer = new Peer(options).Establish();
        peer.Write(new string('x', 60_000));
        return peer;
    }

    // The first flight is acknowledged; a probe and what followed it are on their way.
    private static Peer SendProbe()
    {
        Peer peer = Begin(Searching);
        peer.Drain();
        peer.Now += Duration.FromMilliseconds(100);
        AcknowledgeTwo(peer);
        peer.Drain();
        peer.Send(Ack, 1, FirstFlight);
        peer.Drain();
        return peer;
    }

    // Two segments are acknowledged: the window has room for four; gives the window.
    private static uint AcknowledgeTwo(Peer peer)
    {
        peer.Send(Ack, 1, 1 + (2 * Base));
        return peer.Connection.TakeSnapshot().CongestionWindow;
    }

    private static void Sack(Peer peer, uint acknowledged, uint left, uint right) =>
        peer.Send(Ack, 1, acknowledged, extras: new Peer.Extras { Sack = [(left, right)] });

    // Acknowledges all that comes, writes on, and says after how many seconds the next probe goes.
    private static double TimeToNextProbe(Peer peer)
    {
        Timestamp start = peer.Now;
        int probes = peer.Log.Reasons.Count(reason => reason == "A PathMtuProbe");
        while (peer.Log.Reasons.Count(reason => reason == "A PathMtuProbe") == probes)
        {
            Assert.True(peer.Now - start < Duration.FromSeconds(60));
            peer.Now += Duration.FromMilliseconds(10);
            peer.Send(Ack, 1, peer.Connection.TakeSnapshot().SendNext.Value - Peer.OurIss);
            peer.Connection.Send(new byte[60_000], peer.Now);
            peer.Take();
        }

        return (peer.Now - start).TotalSeconds;
    }
}
