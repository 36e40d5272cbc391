using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>Loss seen by time, and tail loss probes: RFC 8985. Round trips take 100 ms.</summary>
public sealed class RackTests
{
    private const TcpFlags Ack = TcpFlags.Ack;
    private const uint Mss = 1460;

    private static TcpConnectionOptions Selective => Peer.Plain with { SelectiveAcknowledgments = true };

    [Fact]
    [Requirement("RACK-1", "RACK-2", "RACK-5", "REC-6675-3", "CC-11")]
    public void Three_segments_sent_later_and_delivered_make_the_earlier_one_lost_at_once()
    {
        Peer peer = InFlight(10);
        Sack(peer, 1, 2);
        peer.Expect();
        Sack(peer, 1, 3);
        peer.Expect();

        Sack(peer, 1, 4);

        peer.Expect(Sent(0));
        Assert.Equal(RecoveryPhase.FastRecovery, peer.Connection.TakeSnapshot().Phase);
        Assert.Contains(peer.Log.Lines, line => line.Contains("RackRetransmit", StringComparison.Ordinal));
    }

    [Fact]
    [Requirement("RACK-5", "RACK-6", "RACK-7")]
    public void A_single_segment_sent_later_and_delivered_leaves_a_quarter_of_a_round_trip_for_reordering()
    {
        Peer peer = InFlight(10);
        Sack(peer, 1, 2);
        peer.Expect();
        Assert.Equal(Duration.FromMilliseconds(25), peer.Connection.NextDeadline - peer.Now);

        peer.Wait(25);

        peer.Expect(Sent(0));
        Assert.Contains(peer.Log.Lines, line => line.Contains("ReorderingTimerExpired", StringComparison.Ordinal));
    }

    [Fact]
    [Requirement("RACK-4", "RACK-5", "RACK-9")]
    public void Once_reordering_was_seen_three_segments_are_not_enough()
    {
        Peer peer = InFlight(10);
        Sack(peer, 1, 2);
        peer.Send(Ack, 1, 1 + (2 * Mss)); // the first was only late
        peer.Drain();

        peer.Now += Duration.FromMilliseconds(1);
        peer.Send(Ack, 1, 1 + (2 * Mss), extras: new Peer.Extras { Sack = [(1 + (3 * Mss), 1 + (7 * Mss))] });
        peer.Drain();
        Assert.NotEqual(RecoveryPhase.FastRecovery, peer.Connection.TakeSnapshot().Phase);

        peer.Wait(30);
        Assert.Equal(RecoveryPhase.FastRecovery, peer.Connection.TakeSnapshot().Phase);
    }

    [Fact]
    [Requirement("CC-16", "RACK-10")]
    public void A_lost_retransmission_is_found_and_lowers_the_window_again()
    {
        Peer peer = InFlight(10, written: 30);
        Sack(peer, 1, 4);
        peer.ExpectFirst(Sent(0));
        uint threshold = peer.Connection.TakeSnapshot().SlowStartThreshold;
        peer.Now += Duration.FromMilliseconds(50);
        Sack(peer, 1, 9);
        Assert.True(peer.Drain() > 0); // new data, after the retransmission
        uint next = peer.Connection.TakeSnapshot().SendNext.Value - Peer.OurIss;
        peer.Now += Duration.FromMilliseconds(100);

        peer.Send(Ack, 1, 1, extras: new Peer.Extras { Sack = [(1 + Mss, next)] });

        peer.ExpectFirst(Sent(0));
        Assert.Contains(peer.Log.Lines, line => line.Contains("RetransmissionLost", StringComparison.Ordinal));
        Assert.True(peer.Connection.TakeSnapshot().SlowStartThreshold < threshold);
    }

    [Fact]
    [Requirement("TLP-1", "TLP-2", "TLP-4", "TLP-5")]
    public void Two_round_trips_without_an_answer_send_the_last_segment_again_and_then_the_RTO_waits()
    {
        Peer peer = InFlight(3);
        Assert.Equal(Duration.FromMilliseconds(200), peer.Connection.NextDeadline - peer.Now + Duration.FromMilliseconds(100));
        peer.Wait(200);
        peer.Expect(Sent(2));
        Assert.Contains(peer.Log.Lines, line => line.Contains("TailLossProbe", StringComparison.Ordinal));

        Assert.Equal(peer.Connection.TakeSnapshot().RetransmissionTimeout, peer.Connection.NextDeadline - peer.Now);
    }

    [Fact]
    [Requirement("TLP-4")]
    public void A_probe_is_new_data_where_there_is_some()
    {
        Peer peer = InFlight(10, written: 11);
        peer.Expect();

        peer.Wait(200);

        peer.Expect("PSH,ACK seq=14601 ack=1 len=1460");
    }

    [Fact]
    [Requirement("TLP-3")]
    public void There_is_one_probe_only_until_something_is_measured()
    {
        Peer peer = InFlight(3);
        peer.Wait(200);
        peer.Expect(Sent(2));

        peer.Wait(10_000);
        peer.Expect(Sent(0));

        Assert.Contains(peer.Log.Lines, line => line.Contains("RetransmissionTimerExpired", StringComparison.Ordinal));
        Assert.Single(peer.Log.Lines, line => line.Contains("ProbeTimerExpired", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Requirement("TLP-6", "DSACK-3")]
    public void A_loss_that_the_probe_repaired_counts_once_and_one_that_there_was_not_never(bool wasDuplicate)
    {
        Peer peer = InFlight(3);
        uint before = peer.Connection.TakeSnapshot().CongestionWindow;
        peer.Wait(200);
        peer.Expect(Sent(2));
        peer.Now += Duration.FromMilliseconds(100);
        peer.Send(Ack, 1, 1 + (3 * Mss), extras: wasDuplicate ? new Peer.Extras { Sack = [(1 + (2 * Mss), 1 + (3 * Mss))] } : default);
        peer.Write("x");
        peer.Drain();
        peer.Now += Duration.FromMilliseconds(100);
        peer.Send(Ack, 1, 2 + (3 * Mss));

        Assert.Equal(wasDuplicate, peer.Connection.TakeSnapshot().CongestionWindow >= before);
    }

    [Fact]
    [Requirement("RACK-8", "SACK-6")]
    public void A_time_out_takes_only_what_was_sent_long_enough_ago_for_lost()
    {
        Peer peer = InFlight(3);
        peer.Wait(200);
        peer.Expect(Sent(2));
        double rto = peer.Connection.TakeSnapshot().RetransmissionTimeout.TotalMilliseconds;
        peer.Now += Duration.FromSeconds((rto - 20) / 1000);
        peer.Write(new string('x', (int)Mss));
        peer.Expect("PSH,ACK seq=4381 ack=1 len=1460");

        peer.Wait(30);
        peer.Expect(Sent(0));
        peer.Send(Ack, 1, 1 + (3 * Mss));

        peer.Expect(); // the fourth may still arrive
    }

    [Fact]
    [Requirement("SACK-7")]
    public void A_peer_that_gives_up_what_it_held_gets_it_again_after_a_time_out()
    {
        Peer peer = InFlight(5);
        Sack(peer, 1, 5);
        peer.ExpectFirst(Sent(0));
        peer.Send(Ack, 1, 1 + Mss); // it has the first now, and has forgotten all others
        peer.Drain();

        peer.Wait(10_000);

        peer.ExpectFirst(Sent(1));
    }

    [Fact]
    [Requirement("SACK-6", "SACK-7")]
    public void What_the_peer_still_reports_after_a_time_out_is_not_sent_again()
    {
        Peer peer = InFlight(5);
        Sack(peer, 1, 4);
        peer.ExpectFirst(Sent(0));
        peer.Wait(10_000);
        peer.Expect(Sent(0));

        peer.Send(Ack, 1, 1 + Mss, extras: new Peer.Extras { Sack = [(1 + (2 * Mss), 1 + (4 * Mss))] }); // it has given up the second only

        peer.Expect(Sent(1), "PSH,ACK seq=5841 ack=1 len=1460");
        peer.Send(Ack, 1, 1 + (5 * Mss));
        peer.Expect();

        // What was reported twice came once: that is no reordering, and the next loss is seen without waiting for what may be late.
        uint acknowledged = 5;
        foreach (uint flight in (uint[])[2, 3])
        {
            peer.Write(new string('x', (int)(flight * Mss)));
            Assert.Equal((int)flight, peer.Drain());
            peer.Now += Duration.FromMilliseconds(100);
            acknowledged += flight;
            peer.Send(Ack, 1, 1 + (acknowledged * Mss));
        }

        peer.Write(new string('x', 4 * (int)Mss));
        Assert.Equal(4, peer.Drain());
        peer.Now += Duration.FromMilliseconds(100);
        peer.Send(Ack, 1, 1 + (10 * Mss), extras: new Peer.Extras { Sack = [(1 + (11 * Mss), 1 + (14 * Mss))] });
        peer.ExpectFirst(Sent(10));
    }

    [Fact]
    [Requirement("LT-2")]
    public void With_SACK_a_duplicate_acknowledgment_without_news_releases_nothing()
    {
        Peer peer = InFlight(10, written: 20);
        for (int i = 0; i < 5; i++)
        {
            peer.Send(Ack, 1, 1);
            peer.Expect();
        }

        Sack(peer, 1, 2);
        peer.Expect("ACK seq=14601 ack=1 len=1460");
    }

    [Fact]
    [Requirement("LT-1", "CC-13")]
    public void Without_SACK_the_first_two_duplicates_release_new_segments_and_leave_cwnd_and_a_window_update_is_no_duplicate()
    {
        Peer peer = InFlight(10, Peer.Plain, written: 20);
        peer.Send(Ack, 1, 1, window: 59_000);
        peer.Expect();
        peer.Send(Ack, 1, 1, window: 59_000);
        peer.Expect("ACK seq=14601 ack=1 len=1460");
        peer.Send(Ack, 1, 1, window: 59_000);
        peer.Expect("ACK seq=16061 ack=1 len=1460");
        Assert.Equal(10 * Mss, peer.Connection.TakeSnapshot().CongestionWindow);

        peer.Send(Ack, 1, 1, window: 59_000);
        peer.ExpectFirst(Sent(0));
        Assert.Equal(5 * Mss, peer.Connection.TakeSnapshot().SlowStartThreshold); // what was released does not count
    }

    [Fact]
    [Requirement("RTO-8", "RTO-9", "CC-8", "NR-6")]
    public void The_timer_runs_from_the_last_acknowledgment_and_repeated_time_outs_keep_ssthresh()
    {
        Peer peer = InFlight(10, Peer.Plain);
        peer.Send(Ack, 1, 1 + Mss);
        Duration rto = peer.Connection.TakeSnapshot().RetransmissionTimeout;
        Assert.Equal(rto, peer.Connection.NextDeadline - peer.Now);
        peer.Wait(10_000);
        peer.Expect(Sent(1));
        ConnectionSnapshot first = peer.Connection.TakeSnapshot();
        peer.Wait(10_000);
        peer.Expect(Sent(1));

        ConnectionSnapshot second = peer.Connection.TakeSnapshot();
        Assert.Equal((first.SlowStartThreshold, Mss, first.SendNext), (second.SlowStartThreshold, second.CongestionWindow, second.RecoveryPoint));
        Assert.Equal(9 * Mss / 2, first.SlowStartThreshold);
        peer.Send(Ack, 1, 1 + (10 * Mss));
        Assert.Equal(Timestamp.Never, peer.Connection.NextDeadline);
    }

    [Fact]
    [Requirement("RACK-3")]
    public void An_acknowledgment_that_may_be_the_originals_tells_nothing_of_the_retransmission()
    {
        Rack rack = new(new SequenceNumber(0), default, new RackReordering());
        AckArrival at100 = new(new Timestamp(100_000_000), false, 0, 0);
        rack.Deliver(Segment(0, sentAt: 0), at100);
        Assert.Equal((Duration.FromMilliseconds(100), Duration.FromMilliseconds(100)), (rack.MinimumRoundTrip, rack.RoundTrip));

        SentSegment sentAt50 = Segment(100, sentAt: 50);
        rack.Deliver(Segment(200, sentAt: 95, transmissions: 2), at100); // 5 ms: faster than any
        Assert.False(rack.IsBeforeDelivered(sentAt50));

        AckArrival withOldEcho = new(new Timestamp(300_000_000), true, 94, 0);
        rack.Deliver(Segment(200, sentAt: 95, transmissions: 2), withOldEcho); // answers what was sent before
        Assert.False(rack.IsBeforeDelivered(sentAt50));

        rack.Deliver(Segment(200, sentAt: 95, transmissions: 2), withOldEcho with { Echo = 95 });
        Assert.True(rack.IsBeforeDelivered(sentAt50));

        rack.Deliver(Segment(300, sentAt: 400_000), new AckArrival(new Timestamp(400_150_000_000), false, 0, 0));
        Assert.Equal(Duration.FromMilliseconds(150), rack.MinimumRoundTrip); // that of minutes ago counts no more
    }

    private static SentSegment Segment(uint start, long sentAt, byte transmissions = 1) =>
        new() { Start = new SequenceNumber(start), Length = 100, SentAt = new Timestamp(sentAt * 1_000_000), Transmissions = transmissions };

    // An established connection, its round-trip time measured as 100 ms, with that many segments sent 100 ms ago.
    private static Peer InFlight(int segments, TcpConnectionOptions? options = null, int? written = null)
    {
        Peer peer = new(options ?? Selective);
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN seq=0");
        peer.Now += Duration.FromMilliseconds(100);
        peer.Send(TcpFlags.Syn | Ack, 0, 1, mss: 1460, extras: new Peer.Extras { SackPermitted = (options ?? Selective).SelectiveAcknowledgments });
        peer.Expect("ACK seq=1 ack=1");
        peer.Write(new string('x', (written ?? segments) * (int)Mss));
        Assert.Equal(segments, peer.Drain());
        peer.Now += Duration.FromMilliseconds(100);
        return peer;
    }

    private static void Sack(Peer peer, uint from, uint to) => peer.Send(Ack, 1, 1, extras: new Peer.Extras { Sack = [(1 + (from * Mss), 1 + (to * Mss))] });

    private static string Sent(uint segment) => $"{(segment == 2 ? "PSH," : "")}ACK seq={1 + (segment * Mss)} ack=1 len=1460";
}
