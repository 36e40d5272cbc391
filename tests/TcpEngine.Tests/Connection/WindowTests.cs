using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>The windows of both sides: RFC 9293, section 3.8.6, and RFC 7323, section 2.</summary>
public sealed class WindowTests
{
    private const TcpFlags Ack = TcpFlags.Ack;
    private const TcpFlags Fin = TcpFlags.Fin;

    [Fact]
    [Requirement("MUST-38")]
    public void A_small_window_is_used_only_when_the_override_timer_runs_out()
    {
        Peer peer = new Peer().Establish(window: 10_000);
        peer.Write(new string('x', 2920));
        Assert.Equal(2, peer.Drain());
        peer.Send(Ack, 1, 2921, window: 50);
        peer.Expect();
        peer.Write(new string('x', 1000));
        peer.Expect();

        Timestamp before = peer.Now;
        peer.Wait(1000);

        peer.Expect("ACK seq=2921 ack=1 len=50");
        Assert.InRange((peer.Now - before).TotalMilliseconds, 100, 1000);
    }

    [Fact]
    public void A_peer_that_answers_no_window_probe_is_given_up()
    {
        Peer peer = new Peer(Peer.Plain with { DataRetries = 3 }).Establish(window: 5);
        peer.Write("helloworld");
        peer.Expect("ACK seq=1 ack=1 len=5");
        peer.Send(Ack, 1, 6, window: 0);
        peer.Expect();
        for (int probe = 0; probe < 3; probe++)
        {
            peer.Wait(1_000_000);
            peer.Expect("ACK seq=6 ack=1 len=1");
        }

        peer.Wait(1_000_000);

        Assert.Equal((TcpState.Closed, TcpFailure.TimedOut), (peer.Connection.State, peer.Connection.Failure));
    }

    [Fact]
    [Requirement("MUST-36", "MUST-37", "SHLD-29", "SHLD-30", "MAY-8")]
    public void A_peer_that_answers_probes_may_keep_its_window_closed_for_days()
    {
        Peer peer = new Peer().Establish(window: 5);
        peer.Write("helloworld");
        peer.Expect("ACK seq=1 ack=1 len=5");
        peer.Send(Ack, 1, 6, window: 0);
        peer.Expect();
        Duration rto = peer.Connection.TakeSnapshot().RetransmissionTimeout;
        List<double> pauses = [];
        while (peer.Now < new Timestamp(Duration.FromSeconds(10 * 86_400).Nanoseconds))
        {
            Timestamp before = peer.Now;
            peer.Wait(1_000_000);
            pauses.Add((peer.Now - before).TotalSeconds);
            peer.Expect("ACK seq=6 ack=1 len=1");
            peer.Send(Ack, 1, 6, window: 0);
            peer.Expect();
        }

        Assert.Equal(TcpState.Established, peer.Connection.State);
        Assert.Equal(rto.TotalSeconds, pauses[0], 3);
        Assert.Equal(pauses[1] * 2, pauses[2], 3);
        Assert.Equal(120, pauses[^1]);
    }

    [Fact]
    [Requirement("MUST-34", "MUST-35", "SHLD-15", "SHLD-17")]
    public void A_window_that_shrinks_below_what_is_in_flight_stops_new_data_and_floods_nobody()
    {
        Peer peer = new Peer().Establish(window: 10_000);
        peer.Write(new string('x', 20_000));
        Assert.Equal(6, peer.Drain());

        peer.Send(Ack, 1, 1, window: 0);
        peer.Expect();
        for (int probe = 0; probe < 100; probe++)
        {
            peer.Wait(1_000_000);
            peer.Expect("ACK seq=1 ack=1 len=1460");
            peer.Send(Ack, 1, 1, window: 0);
            peer.Expect();
        }

        Assert.Equal(TcpState.Established, peer.Connection.State);
    }

    [Fact]
    [Requirement("SHLD-16")]
    public void After_the_window_shrank_what_lies_inside_is_sent_again()
    {
        Peer peer = new Peer().Establish(window: 10_000);
        peer.Write(new string('x', 10_000));
        Assert.Equal(7, peer.Drain());
        peer.Send(Ack, 1, 1, window: 3000);

        peer.Wait(10_000);
        peer.Expect("ACK seq=1 ack=1 len=1460");
        peer.Send(Ack, 1, 1461, window: 3000);

        peer.Expect("ACK seq=1461 ack=1 len=1460", "ACK seq=2921 ack=1 len=1460");
    }

    [Fact]
    [Requirement("CC-1")]
    public void A_FIN_takes_a_number_and_so_needs_room_in_the_window()
    {
        Peer peer = new Peer().Establish(window: 5);
        peer.Write("hello");
        peer.Connection.Close(peer.Now);
        peer.Expect("PSH,ACK seq=1 ack=1 len=5");

        peer.Send(Ack, 1, 6, window: 0);
        peer.Expect();
        peer.Wait(1_000_000);
        peer.Expect("FIN,ACK seq=6 ack=1");

        peer.Send(Ack, 1, 6, window: 10);
        peer.Expect("FIN,ACK seq=6 ack=1");
    }

    [Fact]
    [Requirement("SHLD-14", "WS-5")]
    public void Rounding_by_the_window_scale_moves_no_right_edge_to_the_left()
    {
        Peer peer = new Peer(Peer.Plain with { WindowScaling = true, ReceiveBufferSize = 1 << 20 }).Establish();
        long edge = 0;
        for (uint sequence = 1; sequence < 300_000; sequence += 1001)
        {
            peer.Send(Ack, sequence, 1, new string('x', 1001));
            peer.Read();
            peer.Wait(40);
            peer.Expect($"ACK seq=1 ack={sequence + 1001}");
            long offered = sequence + 1001 + ((long)peer.Last.Window << 5);
            Assert.True(offered >= edge, $"{offered} < {edge}");
            edge = offered;
        }
    }

    [Fact]
    [Requirement("MUST-66", "SHLD-2")]
    public void RST_and_URG_count_although_the_window_is_closed()
    {
        Peer peer = new Peer(Peer.Plain with { ReceiveBufferSize = 1000 }).Establish();
        peer.Send(Ack, 1, 1, new string('x', 1000));
        peer.Wait(100);
        peer.Expect("ACK seq=1 ack=1001");
        Assert.Equal(0, peer.Last.Window);

        peer.Send(Ack | TcpFlags.Urg, 1001, 1, "u", extras: new Peer.Extras { Urgent = 1 });
        peer.Expect("ACK seq=1 ack=1001");
        Assert.Equal(new SequenceNumber(Peer.PeerIss + 1002), peer.Connection.TakeSnapshot().ReceiveUrgentPointer);

        peer.Send(TcpFlags.Rst | Ack, 1001, 1, "why");
        Assert.Equal(TcpFailure.Reset, peer.Connection.Failure);
    }

    [Fact]
    [Requirement("WS-1", "WS-2", "WS-3", "WS-4")]
    public void A_shift_beyond_14_counts_as_14_and_one_outside_of_a_SYN_as_none()
    {
        Peer peer = new Peer(Peer.Plain with { WindowScaling = true }).Establish(window: 100, shift: 200);
        Assert.Equal((100u, 14), (peer.Connection.TakeSnapshot().SendWindow, peer.Connection.TakeSnapshot().SendWindowShift));

        peer.Send(Ack, 1, 1, window: 100, extras: new Peer.Extras { Shift = 3 });
        Assert.Equal(100u << 14, peer.Connection.TakeSnapshot().SendWindow);

        Peer without = new(Peer.Plain with { WindowScaling = true });
        without.Connection.OpenActive(without.Now);
        without.Expect("SYN seq=0");
        Assert.True(without.Last.HasWindowShift);
        without.Send(TcpFlags.Syn | Ack, 0, 1, window: 100);
        without.Send(Ack, 1, 1, window: 100);
        Assert.Equal(100u, without.Connection.TakeSnapshot().SendWindow);
    }

    [Fact]
    public void Small_segments_wait_for_half_a_window_only_without_Nagle()
    {
        Peer peer = new Peer().Establish(window: 100);
        peer.Write(new string('x', 10));
        peer.Expect("PSH,ACK seq=1 ack=1 len=10");
        peer.Write(new string('x', 60));
        peer.Expect();

        Peer eager = new Peer(Peer.Plain with { NoDelay = true }).Establish(window: 100);
        eager.Write(new string('x', 10));
        eager.Expect("PSH,ACK seq=1 ack=1 len=10");
        eager.Write(new string('x', 200));
        eager.Expect("ACK seq=11 ack=1 len=90");
    }

    [Fact]
    [Requirement("9293-FIN")]
    public void A_FIN_may_come_in_any_state_and_again()
    {
        Peer peer = new Peer().Establish();
        peer.Send(Fin | Ack, 1, 1, "bye");
        peer.Expect("ACK seq=1 ack=5");
        Assert.Equal(TcpState.CloseWait, peer.Connection.State);

        peer.Send(Fin | Ack, 1, 1, "bye");
        peer.Expect("ACK seq=1 ack=5");
        peer.Connection.Close(peer.Now);
        peer.Expect("FIN,ACK seq=1 ack=5");
        peer.Send(Fin | Ack, 4, 1);
        peer.Expect("ACK seq=2 ack=5");
        Assert.Equal(TcpState.LastAck, peer.Connection.State);
    }
}
