using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>How long a silent peer is believed in: RFC 9293, sections 3.8.3, 3.8.4 and 3.10.8.</summary>
public sealed class LifetimeTests
{
    private const TcpFlags Ack = TcpFlags.Ack;

    private static TcpConnectionOptions Kept => Peer.Plain with { KeepAlive = true };

    [Fact]
    [Requirement("MUST-25")]
    public void Keep_alive_is_off_by_default()
    {
        Peer peer = new Peer(TcpConnectionOptions.Default).Establish();

        Assert.Equal(Timestamp.Never, peer.Connection.NextDeadline);
    }

    [Fact]
    [Requirement("MUST-28", "SHLD-12", "KA-1", "MAY-5")]
    public void After_2_hours_of_silence_a_probe_without_data_goes_out_before_the_window()
    {
        Peer peer = new Peer(Kept).Establish();

        peer.Wait(7_199_999);
        peer.Expect();
        peer.Wait(1);

        peer.Expect("ACK seq=0 ack=1");
        peer.Send(Ack, 1, 1);
        Assert.Equal(Duration.FromSeconds(7200), peer.Connection.NextDeadline - peer.Now);
    }

    [Fact]
    [Requirement("MUST-29")]
    public void Unanswered_probes_repeat_each_75_seconds_and_the_tenth_is_the_last()
    {
        Peer peer = new Peer(Kept).Establish();
        peer.Wait(7_200_000);
        peer.Expect("ACK seq=0 ack=1");
        for (int probe = 2; probe <= 10; probe++)
        {
            peer.Wait(75_000);
            peer.Expect("ACK seq=0 ack=1");
            Assert.Equal(TcpState.Established, peer.Connection.State);
        }

        peer.Wait(75_000);

        Assert.Equal((TcpState.Closed, TcpFailure.TimedOut), (peer.Connection.State, peer.Connection.Failure));
    }

    [Fact]
    [Requirement("MUST-29")]
    public void An_answer_to_a_later_probe_keeps_the_connection()
    {
        Peer peer = new Peer(Kept).Establish();
        peer.Wait(7_200_000);
        peer.Expect("ACK seq=0 ack=1");
        peer.Wait(75_000);
        peer.Expect("ACK seq=0 ack=1");
        peer.Send(Ack, 1, 1);

        peer.Wait(7_199_000);

        peer.Expect();
        Assert.Equal(TcpState.Established, peer.Connection.State);
    }

    [Fact]
    [Requirement("MUST-24", "MUST-27")]
    public void Keep_alive_and_its_times_can_be_set_while_the_connection_lives()
    {
        Peer peer = new Peer().Establish();
        peer.Connection.Options = Kept with { KeepAliveIdle = Duration.FromSeconds(10) };
        peer.Wait(10_000);
        peer.Expect("ACK seq=0 ack=1");

        peer.Connection.Options = Peer.Plain;

        Assert.Equal(Timestamp.Never, peer.Connection.NextDeadline);
    }

    [Fact]
    [Requirement("MUST-26")]
    public void While_data_is_outstanding_or_the_peer_is_heard_there_are_no_probes()
    {
        Peer peer = new Peer(Kept with { KeepAliveIdle = Duration.FromSeconds(1) }).Establish();
        peer.Wait(900);
        peer.Send(Ack, 1, 1, "news");
        peer.Wait(50);
        peer.Expect("ACK seq=1 ack=5");
        peer.Wait(900);
        peer.Expect();

        peer.Write("hello");
        peer.Expect("PSH,ACK seq=1 ack=5 len=5");
        for (int i = 0; i < 5; i++)
        {
            peer.Wait(1_000_000);
            peer.Expect("PSH,ACK seq=1 ack=5 len=5"); // the retransmission timer's, not probes
        }
    }

    [Fact]
    [Requirement("MUST-20", "SHLD-9", "SHLD-10", "SHLD-11")]
    public void After_3_retransmissions_the_application_is_told_and_after_more_than_100_seconds_the_peer_is_given_up()
    {
        Peer peer = new Peer().Establish();
        peer.Write("hello");
        peer.Drain();
        Timestamp sent = peer.Now;
        int retransmissions = 0;
        int told = -1;
        while (peer.Connection.State == TcpState.Established)
        {
            peer.Wait(1_000_000);
            retransmissions += peer.Drain();
            told = told < 0 && (peer.Connection.TakeEvents() & ConnectionEvents.Unanswered) != 0 ? retransmissions : told;
        }

        Assert.Equal(3, told);
        Assert.Equal(TcpFailure.TimedOut, peer.Connection.Failure);
        Assert.True((peer.Now - sent).TotalSeconds >= 100);
    }

    [Fact]
    [Requirement("MUST-23", "MUST-22")]
    public void A_SYN_is_repeated_for_at_least_3_minutes()
    {
        Peer peer = new();
        peer.Connection.OpenActive(peer.Now);
        bool wasTold = false;
        while (peer.Connection.State == TcpState.SynSent)
        {
            peer.Drain();
            wasTold |= (peer.Connection.TakeEvents() & ConnectionEvents.Unanswered) != 0;
            peer.Wait(1_000_000);
        }

        Assert.True(wasTold);
        Assert.InRange((peer.Now - default(Timestamp)).TotalSeconds, 180, 600);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5000)]
    [Requirement("MUST-21")]
    public void The_user_time_out_sets_when_the_peer_is_given_up(int seconds)
    {
        Peer peer = new Peer(Peer.Plain with { UserTimeout = Duration.FromSeconds(seconds) }).Establish();
        peer.Write("hello");
        Timestamp sent = peer.Now;
        while (peer.Connection.State == TcpState.Established)
        {
            peer.Drain();
            peer.Wait(1_000_000);
        }

        Assert.Equal((Duration.FromSeconds(seconds), TcpFailure.TimedOut), (peer.Now - sent, peer.Connection.Failure));
    }

    [Fact]
    [Requirement("SHLD-3")]
    public void A_released_connection_answers_unread_or_later_data_with_RST()
    {
        Peer unread = new Peer().Establish();
        unread.Send(Ack, 1, 1, "hello");
        unread.Connection.Release(unread.Now);
        unread.Expect("RST seq=1");

        Peer later = new Peer().Establish();
        later.Connection.Release(later.Now);
        later.Expect("FIN,ACK seq=1 ack=1");
        later.Send(Ack, 1, 2, "hello");
        later.Expect("RST seq=2");
        Assert.Equal(TcpState.Closed, later.Connection.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_released_connection_waits_a_minute_for_a_peer_that_never_closes(bool isHalfClosedFirst)
    {
        Peer peer = new Peer().Establish();
        if (isHalfClosedFirst)
        {
            peer.Connection.Close(peer.Now);
        }
        else
        {
            peer.Connection.Release(peer.Now);
        }

        peer.Expect("FIN,ACK seq=1 ack=1");
        peer.Send(Ack, 1, 2);
        Assert.Equal(TcpState.FinWait2, peer.Connection.State);
        if (isHalfClosedFirst)
        {
            Assert.Equal(Timestamp.Never, peer.Connection.NextDeadline); // who still reads waits for as long as it takes
            peer.Now += Duration.FromSeconds(1000);
            peer.Connection.Release(peer.Now);
        }

        peer.Wait(59_999);
        Assert.Equal(TcpState.FinWait2, peer.Connection.State);
        peer.Wait(1);

        peer.Expect();
        Assert.Equal((TcpState.Closed, TcpFailure.None, Timestamp.Never), (peer.Connection.State, peer.Connection.Failure, peer.Connection.NextDeadline));
        Assert.Contains(peer.Log.Lines, line => line.Contains("FinWait2Expired", StringComparison.Ordinal));
    }

    [Fact]
    public void The_FIN_of_the_peer_ends_the_limit_of_FIN_WAIT_2()
    {
        Peer peer = new Peer().Establish();
        peer.Connection.Release(peer.Now);
        peer.Drain();
        peer.Send(Ack, 1, 2);
        peer.Wait(59_000);

        peer.Send(TcpFlags.Fin | Ack, 1, 2);
        peer.Expect("ACK seq=2 ack=2");

        Assert.Equal((TcpState.TimeWait, Duration.FromSeconds(60)), (peer.Connection.State, peer.Connection.NextDeadline - peer.Now));
    }
}
