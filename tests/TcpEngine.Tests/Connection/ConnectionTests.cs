using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>RFC 9293's rules, each as a packet exchange. Sequence numbers count from the initial ones.</summary>
public sealed class ConnectionTests
{
    private const TcpFlags Ack = TcpFlags.Ack;
    private const TcpFlags Syn = TcpFlags.Syn;
    private const TcpFlags Fin = TcpFlags.Fin;
    private const TcpFlags Rst = TcpFlags.Rst;

    [Fact]
    [Requirement("MUST-10")]
    public void Simultaneous_open_goes_through_SYN_RECEIVED_on_both_sides()
    {
        Peer peer = new();
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN seq=0");

        peer.Send(Syn, 0, mss: 1460);
        Assert.Equal(TcpState.SynReceived, peer.Connection.State);
        peer.Expect("SYN,ACK seq=0 ack=1");
        peer.Send(Syn | Ack, 0, 1);

        peer.Send(Ack, 1, 1);
        Assert.Equal(TcpState.Established, peer.Connection.State);
    }

    [Fact]
    public void Simultaneous_close_goes_through_CLOSING_to_TIME_WAIT()
    {
        Peer peer = new Peer().Establish();
        peer.Connection.Close(peer.Now);
        peer.Expect("FIN,ACK seq=1 ack=1");

        peer.Send(Fin | Ack, 1, 1);
        Assert.Equal(TcpState.Closing, peer.Connection.State);
        peer.Expect("ACK seq=2 ack=2");

        peer.Send(Ack, 2, 2);
        Assert.Equal(TcpState.TimeWait, peer.Connection.State);
        peer.Wait(60_000);
        Assert.Equal(TcpState.Closed, peer.Connection.State);
    }

    [Fact]
    [Requirement("MUST-13")]
    public void A_repeated_FIN_in_TIME_WAIT_is_acknowledged_and_starts_the_wait_again()
    {
        Peer peer = new Peer().Establish();
        peer.Connection.Close(peer.Now);
        peer.Expect("FIN,ACK seq=1 ack=1");
        peer.Send(Fin | Ack, 1, 2);
        peer.Expect("ACK seq=2 ack=2");
        peer.Wait(30_000);

        peer.Send(Fin | Ack, 1, 2);

        peer.Expect("ACK seq=2 ack=2");
        peer.Wait(59_999);
        Assert.Equal(TcpState.TimeWait, peer.Connection.State);
        peer.Wait(1);
        Assert.Equal(TcpState.Closed, peer.Connection.State);
    }

    [Fact]
    [Requirement("9293-SS")]
    public void An_unacceptable_ACK_in_SYN_SENT_is_answered_with_RST_and_the_SYN_can_still_succeed()
    {
        Peer peer = new();
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN seq=0");

        peer.Send(Syn | Ack, 0, 77);
        peer.Expect("RST seq=77");
        Assert.Equal(TcpState.SynSent, peer.Connection.State);

        peer.Send(Syn | Ack, 0, 1);
        Assert.Equal(TcpState.Established, peer.Connection.State);
    }

    [Fact]
    [Requirement("5961-4")]
    public void A_RST_without_an_acceptable_ACK_in_SYN_SENT_is_ignored()
    {
        Peer peer = new();
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN seq=0");

        peer.Send(Rst, 0);
        peer.Send(Rst | Ack, 0, 77);

        Assert.Equal(TcpState.SynSent, peer.Connection.State);
    }

    [Fact]
    [Requirement("5961-2", "5961-3")]
    public void A_RST_exactly_at_RCV_NXT_resets_and_one_elsewhere_in_the_window_is_challenged()
    {
        Peer peer = new Peer().Establish();

        peer.Send(Rst, 2);
        peer.Expect("ACK seq=1 ack=1");
        Assert.Equal(TcpState.Established, peer.Connection.State);

        peer.Send(Rst, 1);
        Assert.Equal((TcpState.Closed, TcpFailure.Reset), (peer.Connection.State, peer.Connection.Failure));
    }

    [Fact]
    [Requirement("5961-5")]
    public void Challenge_ack_for_a_SYN_in_ESTABLISHED()
    {
        Peer peer = new Peer().Establish();

        peer.Send(Syn, 1);

        peer.Expect("ACK seq=1 ack=1");
        Assert.Equal(TcpState.Established, peer.Connection.State);
    }

    [Fact]
    [Requirement("5961-8")]
    public void Challenge_acks_are_limited()
    {
        Peer peer = new Peer().Establish();
        int answered = 0;
        for (int i = 0; i < 50; i++)
        {
            peer.Send(Syn, 1);
            answered += peer.Connection.WantsToTransmit ? 1 : 0;
            peer.Connection.TryTransmit(peer.Now, new byte[1500], out _);
        }

        Assert.Equal(10, answered);
    }

    [Fact]
    public void A_segment_without_ACK_is_dropped()
    {
        Peer peer = new Peer().Establish();

        peer.Send(TcpFlags.Psh, 1, data: "hello");

        Assert.Equal(0, peer.Connection.AvailableBytes);
        peer.Expect();
    }

    [Fact]
    [Requirement("9293-ACKFUT")]
    public void An_ACK_of_what_was_never_sent_is_answered_and_dropped()
    {
        Peer peer = new Peer().Establish();

        peer.Send(Ack, 1, 500, "hello");

        peer.Expect("ACK seq=1 ack=1");
        Assert.Equal(0, peer.Connection.AvailableBytes);
    }

    [Fact]
    [Requirement("SHLD-31", "CC-10", "MAY-13")]
    public void Segments_out_of_order_are_held_and_delivered_in_order()
    {
        Peer peer = new Peer().Establish();

        peer.Send(Ack, 6, 1, "fghij");
        peer.Expect("ACK seq=1 ack=1");
        peer.Send(Ack, 16, 1, "pqrst");
        peer.Expect("ACK seq=1 ack=1");
        peer.Send(Ack, 11, 1, "klmno");
        peer.Expect("ACK seq=1 ack=1");
        peer.Send(Ack, 1, 1, "abcdefg");
        peer.Expect("ACK seq=1 ack=21");

        Assert.Equal("abcdefghijklmnopqrst", peer.Read());
    }

    [Fact]
    [Requirement("9293-FIN")]
    public void A_FIN_beyond_a_gap_waits_for_the_gap_to_be_filled()
    {
        Peer peer = new Peer().Establish();

        peer.Send(Fin | Ack, 6, 1, "fghij");
        peer.Expect("ACK seq=1 ack=1");
        Assert.Equal(TcpState.Established, peer.Connection.State);

        peer.Send(Ack, 1, 1, "abcde");
        peer.Expect("ACK seq=1 ack=12");
        Assert.Equal(TcpState.CloseWait, peer.Connection.State);
        Assert.Equal("abcdefghij", peer.Read());
        Assert.True(peer.Connection.IsAtEnd);
    }

    [Fact]
    public void Data_that_was_here_before_is_acknowledged_and_not_delivered_again()
    {
        Peer peer = new Peer().Establish();
        peer.Send(Ack, 1, 1, "abcde");
        Assert.Equal("abcde", peer.Read());
        peer.Wait(40);
        peer.Expect("ACK seq=1 ack=6");

        peer.Send(Ack, 1, 1, "abcde");
        peer.Expect("ACK seq=1 ack=6");
        peer.Send(Ack, 4, 1, "defgh");

        Assert.Equal("fgh", peer.Read());
    }

    [Fact]
    [Requirement("MUST-40", "SHLD-18")]
    public void An_acknowledgment_waits_for_data_to_go_with_it_but_not_long()
    {
        Peer peer = new Peer().Establish();
        peer.Send(Ack, 1, 1, "hello");
        peer.Expect();

        peer.Wait(39.9);
        peer.Expect();
        peer.Wait(0.2);
        peer.Expect("ACK seq=1 ack=6");

        peer.Send(Ack, 6, 1, "again");
        peer.Write("reply");
        peer.Expect("PSH,ACK seq=1 ack=11 len=5");
    }

    [Fact]
    [Requirement("SHLD-19")]
    public void Every_second_full_segment_is_acknowledged_at_once()
    {
        Peer peer = new Peer().Establish();
        string full = new('x', 1460);

        peer.Send(Ack, 1, 1, full);
        peer.Expect();
        peer.Send(Ack, 1461, 1, full);

        peer.Expect("ACK seq=1 ack=2921");
    }

    [Fact]
    [Requirement("SHLD-7")]
    public void Nagle_holds_a_small_segment_back_while_one_is_outstanding()
    {
        Peer peer = new Peer().Establish();
        peer.Write("a");
        peer.Expect("PSH,ACK seq=1 ack=1 len=1");
        peer.Write("b");
        peer.Write("c");
        peer.Expect();

        peer.Send(Ack, 1, 2);

        peer.Expect("PSH,ACK seq=2 ack=1 len=2");
    }

    [Fact]
    [Requirement("MUST-17")]
    public void Without_Nagle_small_segments_go_at_once()
    {
        Peer peer = new Peer(Peer.Plain with { NoDelay = true }).Establish();
        peer.Write("a");
        peer.Expect("PSH,ACK seq=1 ack=1 len=1");
        peer.Write("b");
        peer.Expect("PSH,ACK seq=2 ack=1 len=1");
    }

    [Fact]
    public void A_closed_window_is_probed_with_growing_pauses_and_data_goes_on_when_it_opens()
    {
        Peer peer = new Peer().Establish(window: 5);
        peer.Write("helloworld");
        peer.Expect("ACK seq=1 ack=1 len=5");
        peer.Send(Ack, 1, 6, window: 0);
        peer.Expect();

        peer.Wait(1000);
        peer.Expect("ACK seq=6 ack=1 len=1");
        peer.Send(Ack, 1, 6, window: 0);
        peer.Expect();
        Timestamp firstProbe = peer.Now;
        peer.Wait(100_000);
        peer.Expect("ACK seq=6 ack=1 len=1");
        Assert.True(peer.Now - firstProbe > Duration.FromMilliseconds(300));

        peer.Send(Ack, 1, 6, window: 1000);
        peer.Expect("ACK seq=6 ack=1 len=1");
        peer.Send(Ack, 1, 7, window: 1000); // Nagle: the rest is small, and waits
        peer.Expect("PSH,ACK seq=7 ack=1 len=4");
    }

    [Fact]
    [Requirement("RTO-10", "CC-9")]
    public void An_unanswered_segment_goes_again_after_the_RTO_which_doubles()
    {
        Peer peer = new Peer().Establish();
        peer.Write("hello");
        peer.Expect("PSH,ACK seq=1 ack=1 len=5");
        Duration first = peer.Connection.NextDeadline - peer.Now;
        peer.Wait(10_000);
        peer.Expect("PSH,ACK seq=1 ack=1 len=5");

        Assert.Equal(first * 2, peer.Connection.NextDeadline - peer.Now);
        Assert.Equal(1u * 1460, peer.Connection.TakeSnapshot().CongestionWindow);
        peer.Send(Ack, 1, 6);
        Assert.Equal(Timestamp.Never, peer.Connection.NextDeadline);
    }

    [Fact]
    [Requirement("MUST-22")]
    public void A_peer_that_never_answers_a_SYN_is_given_up()
    {
        Peer peer = new(Peer.Plain with { SynRetries = 2 });
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN seq=0");
        peer.Wait(1000);
        peer.Expect("SYN seq=0");
        peer.Wait(2000);
        peer.Expect("SYN seq=0");
        peer.Wait(4000);

        Assert.Equal((TcpState.Closed, TcpFailure.TimedOut), (peer.Connection.State, peer.Connection.Failure));
        Assert.Equal(7, (peer.Now - default(Timestamp)).TotalSeconds);
    }

    [Fact]
    [Requirement("CC-11", "NR-3")]
    public void Three_duplicate_acknowledgments_send_the_missing_segment_again_and_halve_the_window()
    {
        Peer peer = new Peer().Establish();
        peer.Write(new string('x', 10 * 1460));
        peer.Expect([.. Enumerable.Range(0, 10).Select(i => $"{(i == 9 ? "PSH," : "")}ACK seq={1 + (i * 1460)} ack=1 len=1460")]);
        for (int i = 0; i < 2; i++)
        {
            peer.Send(Ack, 1, 1);
            peer.Expect();
        }

        peer.Send(Ack, 1, 1);
        peer.Expect("ACK seq=1 ack=1 len=1460");
        ConnectionSnapshot recovering = peer.Connection.TakeSnapshot();
        Assert.Equal((RecoveryPhase.FastRecovery, 7300u), (recovering.Phase, recovering.SlowStartThreshold));

        peer.Send(Ack, 1, 2921); // a partial acknowledgment: the third is missing too
        peer.Expect("ACK seq=2921 ack=1 len=1460");
        peer.Send(Ack, 1, 14601);
        Assert.Equal((RecoveryPhase.CongestionAvoidance, 7300u), (peer.Connection.TakeSnapshot().Phase, peer.Connection.TakeSnapshot().CongestionWindow));
    }

    [Fact]
    [Requirement("MUST-61")]
    public void Close_waits_for_queued_data_and_the_FIN_rides_on_its_last_segment()
    {
        Peer peer = new Peer().Establish(window: 3);
        peer.Write("hello");
        peer.Connection.Close(peer.Now);
        Assert.Equal(TcpState.FinWait1, peer.Connection.State);
        peer.Expect("ACK seq=1 ack=1 len=3");

        peer.Send(Ack, 1, 4, window: 100);

        peer.Expect("FIN,PSH,ACK seq=4 ack=1 len=2");
        peer.Send(Ack, 1, 7);
        Assert.Equal(TcpState.FinWait2, peer.Connection.State);
    }

    [Fact]
    public void Sending_after_close_is_refused()
    {
        Peer peer = new Peer().Establish();
        peer.Connection.Close(peer.Now);

        Assert.Throws<InvalidOperationException>(() => peer.Connection.Send([1], peer.Now));
    }

    [Fact]
    public void A_send_buffer_smaller_than_a_segment_tells_of_its_room() // found by random links, seed 1096
    {
        Peer peer = new Peer(Peer.Plain with { SendBufferSize = 1000 }).Establish();
        Assert.Equal(1000, peer.Connection.Send(new byte[1500], peer.Now));
        peer.Expect("PSH,ACK seq=1 ack=1 len=1000");

        peer.Send(Ack, 1, 1001);

        Assert.Equal(ConnectionEvents.SendBufferSpace, peer.Connection.TakeEvents());
    }

    [Fact]
    [Requirement("MUST-12")]
    public void Abort_sends_RST_and_nothing_more()
    {
        Peer peer = new Peer().Establish();
        peer.Write("hello");
        peer.Connection.Abort(peer.Now);

        peer.Expect("RST seq=1");
        Assert.Equal((TcpState.Closed, TcpFailure.Aborted), (peer.Connection.State, peer.Connection.Failure));
        Assert.Equal(Timestamp.Never, peer.Connection.NextDeadline);
    }

    [Fact]
    [Requirement("MUST-39")]
    public void The_window_closes_as_data_waits_and_opens_when_it_is_read()
    {
        Peer peer = new Peer(Peer.Plain with { ReceiveBufferSize = 4000 }).Establish();
        peer.Send(Ack, 1, 1, new string('x', 1460));
        peer.Send(Ack, 1461, 1, new string('x', 1460));
        peer.Expect("ACK seq=1 ack=2921");
        Assert.Equal(1080u, peer.Connection.TakeSnapshot().ReceiveWindow);

        Assert.Equal(2920, peer.Read().Length);

        peer.Expect("ACK seq=1 ack=2921");
        Assert.Equal(4000u, peer.Connection.TakeSnapshot().ReceiveWindow);
    }

    [Theory]
    [InlineData(0xffff_fff0u, 0xffff_fff8u)]
    [InlineData(0xffff_ffffu, 0xffff_ffffu)]
    [InlineData(0x7fff_fff0u, 0x7fff_fffeu)]
    public void Sequence_numbers_wrap_in_the_middle_of_everything(uint ourIss, uint peerIss)
    {
        Peer peer = new Peer(ourIss: ourIss, peerIss: peerIss).Establish();
        peer.Write("0123456789012345678901234567890");
        peer.Expect("PSH,ACK seq=1 ack=1 len=31");
        peer.Send(Ack, 11, 1, "klmnopqrst");
        peer.Expect("ACK seq=32 ack=1");
        peer.Send(Ack, 1, 32, "abcdefghij");
        peer.Expect("ACK seq=32 ack=21");
        Assert.Equal("abcdefghijklmnopqrst", peer.Read());
        peer.Send(Fin | Ack, 21, 32);
        peer.Expect("ACK seq=32 ack=22");
        peer.Connection.Close(peer.Now);
        peer.Expect("FIN,ACK seq=32 ack=22");
        peer.Send(Ack, 22, 33);
        Assert.Equal(TcpState.Closed, peer.Connection.State);
    }
}
