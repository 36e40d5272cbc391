using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>What TCP asks of IP: RFC 9293, sections 3.9.1.9 and 3.9.2, and the MSS, section 3.7.1.</summary>
public sealed class IpHeaderTests
{
    [Fact]
    [Requirement("MUST-48", "SHLD-21", "SHLD-22")]
    public void The_DiffServ_code_point_can_be_set_and_changed()
    {
        Peer peer = new(Peer.Plain with { Dscp = 46 });
        peer.Establish();
        Assert.Equal((46, EcnCodepoint.NotEct), (peer.Last.Dscp, peer.Last.Ecn));

        peer.Connection.Options = Peer.Plain with { Dscp = 10 };
        peer.Write("hello");
        peer.Expect("PSH,ACK seq=1 ack=1 len=5");

        Assert.Equal(10, peer.Last.Dscp);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Requirement("MUST-49")]
    public void The_time_to_live_can_be_set(bool isV6)
    {
        Peer peer = new(Peer.Plain with { TimeToLive = 1 }, isV6: isV6);
        peer.Establish();

        Assert.Equal(1, peer.Packets[^1][isV6 ? 7 : 8]);
    }

    [Theory]
    [InlineData(false, 536)]
    [InlineData(true, 1220)]
    [Requirement("MUST-15")]
    public void Without_an_MSS_option_the_peers_is_taken_to_be_the_least(bool isV6, int size)
    {
        Peer peer = new Peer(isV6: isV6).Establish(mss: 0);
        peer.Write(new string('x', 5000));

        Assert.Equal((5000 + size - 1) / size, peer.Drain());
        Assert.Equal(size, peer.Connection.TakeSnapshot().SendMaximumSegmentSize);
    }

    [Theory]
    [InlineData(1500, false, 1460)]
    [InlineData(1500, true, 1440)]
    [InlineData(9000, false, 8960)]
    [Requirement("MUST-14", "MUST-67", "MUST-65", "SHLD-5", "MAY-3")]
    public void The_MSS_offered_is_what_the_MTU_leaves_and_stands_in_the_SYN_alone(int mtu, bool isV6, int offered)
    {
        Peer peer = new(mtu: mtu, isV6: isV6);
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN seq=0");
        Assert.Equal(offered, peer.Last.MaximumSegmentSize);
        peer.Send(TcpFlags.Syn | TcpFlags.Ack, 0, 1, mss: 500);
        peer.Write(new string('x', 2000));
        peer.Expect("ACK seq=1 ack=1 len=500", "ACK seq=501 ack=1 len=500", "ACK seq=1001 ack=1 len=500", "PSH,ACK seq=1501 ack=1 len=500");
        Assert.All(peer.Packets, packet => Assert.Equal(0, Stack.StackPeer.Read(packet).MaximumSegmentSize));
    }

    [Fact]
    [Requirement("MUST-16")]
    public void Option_bytes_come_off_the_MSS()
    {
        Peer peer = new Peer(Peer.Plain with { Timestamps = true }, mtu: 1400).Establish(mss: 1460);

        Assert.Equal(1348, peer.Connection.TakeSnapshot().SendMaximumSegmentSize);
    }

    [Fact]
    [Requirement("MAY-9")]
    public void The_DiffServ_code_point_that_came_can_be_asked_for()
    {
        Stack.StackPeer peer = new();
        peer.Stack.Listen(Stack.StackPeer.Local, _ => peer, peer.Now);
        peer.Send(TcpFlags.Syn, 0);
        peer.Flags();
        peer.Send(TcpFlags.Ack, 1, peer.OurNext, dscp: 12);

        Assert.Equal(12, peer.Connection!.ReceivedDscp);
    }
}
