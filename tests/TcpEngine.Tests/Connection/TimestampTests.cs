using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>Timestamps: RFC 7323, sections 3 to 5.</summary>
public sealed class TimestampTests
{
    private const TcpFlags Ack = TcpFlags.Ack;

    private static TcpConnectionOptions Timed => Peer.Plain with { Timestamps = true };

    [Fact]
    [Requirement("TS-1")]
    public void A_segment_that_lacks_the_timestamps_agreed_on_is_dropped_silently()
    {
        Peer peer = new Peer(Timed).Establish();

        peer.Send(Ack, 1, 1, "hello", extras: default(Peer.Extras));

        Assert.Equal(0, peer.Connection.AvailableBytes);
        peer.Expect();
        Assert.Equal(TcpState.Established, peer.Connection.State);
    }

    [Fact]
    [Requirement("PAWS-1")]
    public void An_old_duplicate_is_acknowledged_and_dropped()
    {
        Peer peer = new Peer(Timed).Establish();

        peer.Send(Ack, 1, 1, "hello", extras: new Peer.Extras { Timestamps = true, Clock = peer.Clock - 1 });

        Assert.Equal(0, peer.Connection.AvailableBytes);
        peer.Expect("ACK seq=1 ack=1");
    }

    [Fact]
    [Requirement("PAWS-3")]
    public void After_24_idle_days_no_timestamp_is_old()
    {
        Peer peer = new Peer(Timed).Establish();
        peer.Wait(25.0 * 86_400_000);

        peer.Send(Ack, 1, 1, "hello", extras: new Peer.Extras { Timestamps = true, Clock = peer.Clock - 1 });

        Assert.Equal("hello", peer.Read());
    }

    [Fact]
    [Requirement("PAWS-2")]
    public void A_segment_with_an_unacceptable_ACK_or_beyond_a_gap_sets_no_timestamp_to_echo()
    {
        Peer peer = new Peer(Timed).Establish();
        peer.Send(Ack, 1, 500, "hello", extras: new Peer.Extras { Timestamps = true, Clock = peer.Clock + 1_000_000 });
        peer.Expect("ACK seq=1 ack=1");
        Assert.Equal(7000u, peer.Last.TimestampEcho);

        peer.Send(Ack, 50, 1, "hello", extras: new Peer.Extras { Timestamps = true, Clock = 7005 });
        peer.Expect("ACK seq=1 ack=1");
        Assert.Equal(7000u, peer.Last.TimestampEcho);
    }

    [Fact]
    [Requirement("TS-5")]
    public void What_is_echoed_is_of_the_segment_that_made_the_acknowledgment_due()
    {
        Peer peer = new Peer(Timed).Establish();
        peer.Clock = 7001;
        peer.Send(Ack, 1, 1, "a");
        peer.Clock = 7002;
        peer.Send(Ack, 2, 1, "b");
        peer.Wait(50);
        peer.Expect("ACK seq=1 ack=3");
        Assert.Equal(7001u, peer.Last.TimestampEcho); // the earliest that is acknowledged by it

        peer.Clock = 7005;
        peer.Send(Ack, 4, 1, "d");
        peer.Expect("ACK seq=1 ack=3");
        Assert.Equal(7001u, peer.Last.TimestampEcho); // beyond a gap: what was to be echoed before it

        peer.Clock = 7006;
        peer.Send(Ack, 3, 1, "c");
        peer.Expect("ACK seq=1 ack=5");
        Assert.Equal(7006u, peer.Last.TimestampEcho); // the one that fills it
    }

    [Fact]
    [Requirement("PAWS-4")]
    public void A_RST_counts_whatever_its_timestamp_and_ours_carries_one()
    {
        Peer peer = new Peer(Timed).Establish();
        peer.Send(TcpFlags.Rst, 1, extras: new Peer.Extras { Timestamps = true, Clock = peer.Clock - 500 });
        Assert.Equal(TcpFailure.Reset, peer.Connection.Failure);

        Peer aborting = new Peer(Timed).Establish();
        aborting.Connection.Abort(aborting.Now);
        aborting.Expect("RST seq=1");
        Assert.True(aborting.Last.HasTimestamps);
    }

    [Fact]
    [Requirement("RTO-6", "TS-4")]
    public void A_retransmission_is_measured_by_its_timestamp_and_without_one_not_at_all()
    {
        Peer timed = new Peer(Timed).Establish();
        Retransmit(timed);
        timed.Now += Duration.FromMilliseconds(70);
        timed.Send(Ack, 1, 6);
        Assert.Equal(Duration.FromMilliseconds(70), timed.Connection.TakeSnapshot().LatestRoundTripTime);
        Assert.Equal(0, timed.Connection.TakeSnapshot().Backoff);

        Peer plain = new Peer().Establish();
        Duration before = plain.Connection.TakeSnapshot().LatestRoundTripTime;
        Retransmit(plain);
        plain.Now += Duration.FromMilliseconds(70);
        plain.Send(Ack, 1, 6);
        Assert.Equal(before, plain.Connection.TakeSnapshot().LatestRoundTripTime);
        Assert.Equal(1, plain.Connection.TakeSnapshot().Backoff);
    }

    [Fact]
    [Requirement("MUST-18", "RTO-6")]
    public void The_RTO_stays_backed_off_until_something_sent_once_is_acknowledged()
    {
        Peer peer = new Peer().Establish();
        Retransmit(peer);
        peer.Send(Ack, 1, 6);
        Assert.Equal(1, peer.Connection.TakeSnapshot().Backoff);

        peer.Write("again");
        peer.Expect("PSH,ACK seq=6 ack=1 len=5");
        peer.Now += Duration.FromMilliseconds(10);
        peer.Send(Ack, 1, 11);
        Assert.Equal(0, peer.Connection.TakeSnapshot().Backoff);
    }

    [Fact]
    public void A_repeated_segment_is_answered_with_its_own_timestamp()
    {
        Peer peer = new Peer(Timed).Establish();
        peer.Send(Ack, 1, 1, "hello");
        peer.Wait(50);
        peer.Expect("ACK seq=1 ack=6");
        peer.Clock = 9000;

        peer.Send(Ack, 1, 1, "hello"); // the acknowledgment was lost

        peer.Expect("ACK seq=1 ack=6");
        Assert.Equal(9000u, peer.Last.TimestampEcho);
    }

    [Fact]
    [Requirement("TS-2", "TS-3")]
    public void Without_an_agreement_a_timestamp_is_ignored_and_a_SYN_echoes_zero()
    {
        Peer peer = new(Timed);
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN seq=0");
        Assert.True(peer.Last.HasTimestamps);
        Assert.Equal(0u, peer.Last.TimestampEcho);
        peer.Send(TcpFlags.Syn | Ack, 0, 1, mss: 1460);
        peer.Expect("ACK seq=1 ack=1");
        Assert.False(peer.Last.HasTimestamps);

        peer.Send(Ack, 1, 1, "hello", extras: new Peer.Extras { Timestamps = true, Clock = 1 });

        Assert.Equal("hello", peer.Read());
    }

    private static void Retransmit(Peer peer)
    {
        peer.Write("hello");
        peer.Expect("PSH,ACK seq=1 ack=1 len=5");
        peer.Wait(5000);
        peer.Expect("PSH,ACK seq=1 ack=1 len=5");
    }
}
