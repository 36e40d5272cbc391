using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>Opening: RFC 9293, sections 3.5 and 3.10.7.3, where it does not go as planned.</summary>
public sealed class HandshakeTests
{
    private const TcpFlags Ack = TcpFlags.Ack;
    private const TcpFlags Syn = TcpFlags.Syn;
    private const TcpFlags Rst = TcpFlags.Rst;

    [Fact]
    [Requirement("MUST-10")]
    public void A_SYN_ACK_completes_a_simultaneous_open_and_is_not_answered_with_another()
    {
        Peer peer = new();
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN seq=0");
        peer.Send(Syn, 0, mss: 1460);
        peer.Expect("SYN,ACK seq=0 ack=1");

        peer.Send(Syn | Ack, 0, 1);

        Assert.Equal(TcpState.Established, peer.Connection.State);
        peer.Expect("ACK seq=1 ack=1");
    }

    [Fact]
    public void A_repeated_SYN_is_answered_with_the_SYN_ACK_again()
    {
        Peer peer = new();
        peer.Send(Syn, 0, mss: 1460);
        peer.Expect("SYN,ACK seq=0 ack=1");

        peer.Send(Syn, 0, mss: 1460);

        peer.Expect("SYN,ACK seq=0 ack=1");
    }

    [Fact]
    [Requirement("MUST-11")]
    public void A_RST_in_SYN_RECEIVED_means_refused_only_where_this_side_opened()
    {
        Peer active = new();
        active.Connection.OpenActive(active.Now);
        active.Expect("SYN seq=0");
        active.Send(Syn, 0, mss: 1460);
        active.Expect("SYN,ACK seq=0 ack=1");
        active.Send(Rst, 1);
        Assert.Equal((TcpState.Closed, TcpFailure.Refused), (active.Connection.State, active.Connection.Failure));

        Peer passive = new();
        passive.Send(Syn, 0, mss: 1460);
        passive.Expect("SYN,ACK seq=0 ack=1");
        passive.Send(Rst, 1);
        Assert.Equal((TcpState.Closed, TcpFailure.Reset), (passive.Connection.State, passive.Connection.Failure));
        Assert.DoesNotContain(passive.Log.Lines, line => line.Contains("Refused", StringComparison.Ordinal));
    }

    [Fact]
    [Requirement("9293-RST")]
    public void Another_SYN_for_a_half_open_connection_returns_it_to_LISTEN()
    {
        Peer peer = new();
        peer.Send(Syn, 0, mss: 1460);
        peer.Expect("SYN,ACK seq=0 ack=1");

        peer.Send(Syn, 500);

        Assert.Equal(TcpState.Closed, peer.Connection.State);
        peer.Expect();
    }

    [Fact]
    [Requirement("9293-RST")]
    public void An_unacceptable_ACK_in_SYN_RECEIVED_is_answered_with_RST()
    {
        Peer peer = new();
        peer.Send(Syn, 0, mss: 1460);
        peer.Expect("SYN,ACK seq=0 ack=1");

        peer.Send(Ack, 1, 77);

        peer.Expect("RST seq=77");
        Assert.Equal(TcpState.SynReceived, peer.Connection.State);
    }

    [Theory]
    [InlineData(0, 10u)]
    [InlineData(1, 10u)]
    [InlineData(2, 1u)]
    [Requirement("CC-2", "CC-3", "CC-4", "IW-1", "IW-3")]
    public void The_initial_window_shrinks_to_a_segment_only_after_two_lost_SYNs(int lost, uint segments)
    {
        Peer peer = new();
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN seq=0");
        for (int i = 0; i < lost; i++)
        {
            peer.Wait(10_000);
            peer.Expect("SYN seq=0");
        }

        peer.Send(Syn | Ack, 0, 1, mss: 1460);

        Assert.Equal(segments * 1460, peer.Connection.TakeSnapshot().CongestionWindow);
    }

    [Fact]
    [Requirement("RTO-11")]
    public void After_a_lost_SYN_the_RTO_for_data_is_3_seconds()
    {
        Peer peer = new();
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN seq=0");
        peer.Wait(1000);
        peer.Expect("SYN seq=0");
        peer.Send(Syn | Ack, 0, 1, mss: 1460);
        peer.Expect("ACK seq=1 ack=1");

        peer.Write("hello");
        peer.Expect("PSH,ACK seq=1 ack=1 len=5");

        Assert.Equal(Duration.FromSeconds(3), peer.Connection.NextDeadline - peer.Now);
    }
}
