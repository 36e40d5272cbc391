using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>What is sent, in which sizes, and how the window grows and shrinks: RFC 9293, sections 3.7 to 3.9, and RFC 5681.</summary>
public sealed class SendingTests
{
    private const TcpFlags Ack = TcpFlags.Ack;
    private const uint Mss = 1460;

    [Fact]
    [Requirement("SHLD-27", "SHLD-28", "MUST-61")]
    public void Many_writes_leave_in_full_segments_and_only_the_last_is_pushed()
    {
        Peer peer = new Peer().Establish();
        peer.Write("a");
        peer.Expect("PSH,ACK seq=1 ack=1 len=1");
        for (int i = 0; i < 100; i++)
        {
            peer.Write(new string('x', 50));
        }

        peer.Expect("ACK seq=2 ack=1 len=1460", "ACK seq=1462 ack=1 len=1460", "ACK seq=2922 ack=1 len=1460");
        peer.Send(Ack, 1, 4382);
        peer.Expect("PSH,ACK seq=4382 ack=1 len=620");
    }

    [Fact]
    [Requirement("MUST-60")]
    public void A_single_byte_does_not_wait_for_more()
    {
        Peer peer = new Peer().Establish();
        peer.Write("a");

        peer.Expect("PSH,ACK seq=1 ack=1 len=1");
    }

    [Fact]
    [Requirement("MUST-1", "REC-1")]
    public void A_window_of_65_535_or_more_than_2_GB_less_one_is_no_negative_one()
    {
        Peer peer = new Peer(Peer.Plain with { SendBufferSize = 200_000 }).Establish(window: 0xffff);
        peer.Write(new string('x', 200_000));
        for (uint acknowledged = 1; peer.Connection.TakeSnapshot().CongestionWindow <= 70_000; acknowledged += Mss)
        {
            peer.Drain();
            peer.Send(Ack, 1, acknowledged + Mss, window: 0xffff);
        }

        peer.Drain();
        Assert.InRange(peer.Connection.TakeSnapshot().FlightSize, 0xffff - Mss, 0xffffu);

        Peer scaled = new Peer(Peer.Plain with { WindowScaling = true }).Establish(window: 0xffff, shift: 14);
        scaled.Send(Ack, 1, 1, window: 0xffff);
        Assert.Equal(0xffffu << 14, scaled.Connection.TakeSnapshot().SendWindow);
        scaled.Write("hello");
        scaled.Expect("PSH,ACK seq=1 ack=1 len=5");
    }

    [Fact]
    [Requirement("MUST-19", "CC-6", "CC-7", "CC-8", "CC-9", "RTO-10")]
    public void Slow_start_then_congestion_avoidance_then_a_time_out()
    {
        Peer peer = new Peer(Peer.Plain with { SendBufferSize = 1_000_000, WindowScaling = true }).Establish(shift: 5);
        peer.Write(new string('x', 600_000));
        Assert.Equal(10, peer.Drain());
        uint acknowledged = 1;
        for (int i = 1; i <= 10; i++)
        {
            acknowledged += Mss;
            peer.Send(Ack, 1, acknowledged);
            Assert.Equal((10 + (uint)i) * Mss, peer.Connection.TakeSnapshot().CongestionWindow); // one segment for one
        }

        peer.Drain();
        peer.Wait(100_000); // nothing comes: half of what is in flight is ssthresh, and one segment cwnd
        ConnectionSnapshot snapshot = peer.Connection.TakeSnapshot();
        Assert.Equal((10 * Mss, Mss), (snapshot.SlowStartThreshold, snapshot.CongestionWindow));
        peer.Drain();
        peer.Send(Ack, 1, snapshot.SendNext.Value - Peer.OurIss);
        acknowledged = snapshot.SendNext.Value - Peer.OurIss;
        while (peer.Connection.TakeSnapshot().Phase != RecoveryPhase.CongestionAvoidance)
        {
            peer.Drain();
            acknowledged += Mss;
            peer.Send(Ack, 1, acknowledged);
        }

        uint before = peer.Connection.TakeSnapshot().CongestionWindow;
        peer.Drain();
        uint flight = peer.Connection.TakeSnapshot().FlightSize;
        for (uint left = flight / Mss; left > 0; left--)
        {
            acknowledged += Mss;
            peer.Send(Ack, 1, acknowledged);
        }

        Assert.InRange(peer.Connection.TakeSnapshot().CongestionWindow, before, before + Mss); // a segment a round trip
    }

    [Fact]
    [Requirement("CC-14")]
    public void After_idling_longer_than_the_RTO_the_window_is_the_initial_one()
    {
        Peer peer = new Peer(Peer.Plain with { SendBufferSize = 1_000_000 }).Establish();
        peer.Write(new string('x', 30 * (int)Mss));
        Fill(peer);
        Assert.True(peer.Connection.TakeSnapshot().CongestionWindow > 12 * Mss);

        peer.Now += Duration.FromSeconds(10);
        peer.Write(new string('x', 30 * (int)Mss));

        Assert.Equal(10, peer.Drain());
    }

    [Fact]
    [Requirement("NR-4", "NR-5", "CC-12")]
    public void Recovery_without_SACK_keeps_the_window_and_ends_at_ssthresh()
    {
        Peer peer = new Peer().Establish();
        peer.Write(new string('x', 20 * (int)Mss));
        Assert.Equal(10, peer.Drain());
        for (int i = 0; i < 3; i++)
        {
            peer.Send(Ack, 1, 1);
        }

        peer.ExpectFirst("ACK seq=1 ack=1 len=1460");
        for (int i = 0; i < 4; i++)
        {
            peer.Send(Ack, 1, 1);
        }

        Assert.True(peer.Drain() > 0); // duplicates beyond half of the window let new segments out
        peer.Now += Duration.FromMilliseconds(50);
        peer.Send(Ack, 1, 1 + (3 * Mss)); // partial
        peer.ExpectFirst("ACK seq=4381 ack=1 len=1460");
        Assert.Equal(peer.Connection.TakeSnapshot().RetransmissionTimeout, peer.Connection.NextDeadline - peer.Now);
        ConnectionSnapshot recovering = peer.Connection.TakeSnapshot();
        peer.Send(Ack, 1, recovering.RecoveryPoint.Value - Peer.OurIss);

        Assert.Equal((5 * Mss, 5 * Mss), (peer.Connection.TakeSnapshot().CongestionWindow, peer.Connection.TakeSnapshot().SlowStartThreshold));
    }

    [Fact]
    [Requirement("5961-1", "MAY-12")]
    public void A_RST_or_an_ACK_outside_of_what_can_be_is_dropped()
    {
        Peer peer = new Peer().Establish();
        peer.Send(TcpFlags.Rst, 0);
        peer.Send(TcpFlags.Rst, 100_000);
        peer.Expect();
        Assert.Equal(TcpState.Established, peer.Connection.State);

        peer.Send(Ack, 1, unchecked(1u - 60_001u), "evil");
        peer.Expect("ACK seq=1 ack=1");
        Assert.Equal(0, peer.Connection.AvailableBytes);
    }

    [Fact]
    [Requirement("5961-6")]
    public void A_peer_that_has_restarted_answers_the_challenge_with_a_RST_that_counts()
    {
        Peer peer = new Peer().Establish();
        peer.Send(TcpFlags.Syn, 777_777);
        peer.Expect("ACK seq=1 ack=1");

        peer.Send(TcpFlags.Rst, 1); // its RST is for that ACK's number

        Assert.Equal(TcpFailure.Reset, peer.Connection.Failure);
    }

    [Fact]
    [Requirement("WS-6")]
    public void A_segment_in_any_window_ever_offered_is_taken()
    {
        Peer peer = new Peer(Peer.Plain with { WindowScaling = true, ReceiveBufferSize = 1 << 20 }).Establish();
        uint edge = 1 + ((uint)peer.Last.Window << 5);
        for (uint sequence = 1; sequence < 60_000; sequence += 1001)
        {
            peer.Send(Ack, sequence, 1, new string('x', 1001)); // not read: the window is rounded down
            peer.Drain();
        }

        peer.Send(Ack, edge - 10, 1, "0123456789");

        Assert.Contains("DataOutOfOrder", peer.Log.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    [Requirement("WS-7", "CC-1")]
    public void New_data_stays_in_the_newest_window()
    {
        Peer peer = new Peer().Establish(window: 10_000);
        peer.Write(new string('x', 20_000));
        Assert.Equal(6, peer.Drain());

        peer.Send(Ack, 1, 1461, window: 8000);
        peer.Expect();
        peer.Send(Ack, 1, 2921, window: 8000);

        peer.Expect("ACK seq=8761 ack=1 len=1460");
    }

    [Fact]
    [Requirement("RTO-7")]
    public void Each_round_trip_is_measured()
    {
        Peer peer = new Peer().Establish();
        uint next = 1;
        for (int i = 1; i <= 5; i++)
        {
            peer.Write("hello");
            peer.Drain();
            peer.Now += Duration.FromMilliseconds(10 * i);
            next += 5;
            peer.Send(Ack, 1, next);
            Assert.Equal(Duration.FromMilliseconds(10 * i), peer.Connection.TakeSnapshot().LatestRoundTripTime);
        }
    }

    [Fact]
    [Requirement("PAWS-5")]
    public void The_timestamp_clock_ticks_once_a_millisecond()
    {
        Timestamp start = new(5_000_000_000);

        Assert.Equal(1000u, TcpConnection.TimestampClock(start + Duration.FromSeconds(1), 7) - TcpConnection.TimestampClock(start, 7));
    }

    private static void Fill(Peer peer)
    {
        while (peer.Drain() > 0)
        {
            peer.Send(Ack, 1, peer.Connection.TakeSnapshot().SendNext.Value - Peer.OurIss);
        }
    }
}
