using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>Urgent data: RFC 9293, section 3.8.5.</summary>
public sealed class UrgentTests
{
    private const TcpFlags Ack = TcpFlags.Ack;
    private const TcpFlags Urg = TcpFlags.Urg;

    [Fact]
    [Requirement("MUST-30", "MUST-62")]
    public void The_urgent_pointer_is_that_of_the_octet_after_the_urgent_data()
    {
        Peer peer = new Peer().Establish();
        Assert.Equal(5, peer.Connection.SendUrgent("hello"u8, peer.Now));

        peer.Expect("PSH,ACK,URG seq=1 ack=1 len=5");

        Assert.Equal(5, peer.Last.UrgentPointer);
    }

    [Fact]
    [Requirement("MUST-31")]
    public void Urgent_data_may_span_many_segments_and_what_follows_is_not_urgent()
    {
        Peer peer = new Peer().Establish();
        peer.Connection.SendUrgent(new byte[4000], peer.Now);
        peer.Expect("ACK,URG seq=1 ack=1 len=1460", "ACK,URG seq=1461 ack=1 len=1460", "PSH,ACK,URG seq=2921 ack=1 len=1080");
        Assert.Equal(1080, peer.Last.UrgentPointer);
        peer.Send(Ack, 1, 4001);

        peer.Write("calm");

        peer.Expect("PSH,ACK seq=4001 ack=1 len=4");
    }

    [Fact]
    [Requirement("MUST-30")]
    public void A_peer_with_a_closed_window_is_told_all_the_same()
    {
        Peer peer = new Peer().Establish(window: 5);
        peer.Write("12345");
        peer.Expect("PSH,ACK seq=1 ack=1 len=5");
        peer.Send(Ack, 1, 6, window: 0);

        peer.Connection.SendUrgent("!"u8, peer.Now);

        peer.Expect("ACK,URG seq=6 ack=1");
        Assert.Equal(1, peer.Last.UrgentPointer);
    }

    [Fact]
    [Requirement("MUST-30")]
    public void The_pointer_is_sent_within_the_window_while_a_probe_is_outstanding()
    {
        Peer peer = new Peer().Establish(window: 5);
        peer.Write("helloworld");
        peer.Expect("ACK seq=1 ack=1 len=5");
        peer.Send(Ack, 1, 6, window: 0);
        peer.Expect();
        peer.Wait(1_000_000);
        peer.Expect("ACK seq=6 ack=1 len=1"); // the probe: SND.NXT is now one behind the closed window

        peer.Connection.SendUrgent("!"u8, peer.Now);

        peer.Expect("ACK,URG seq=6 ack=1"); // with 7 the peer would look at nothing but the acknowledgment's place
        Assert.Equal(6, peer.Last.UrgentPointer);
    }

    [Fact]
    public void A_peer_that_has_closed_its_window_takes_the_pointer_beside_a_probe()
    {
        Peer peer = new Peer(Peer.Plain with { ReceiveBufferSize = 5 }).Establish();
        peer.Send(Ack, 1, 1, "hello");
        peer.Drain();
        peer.Send(Ack, 6, 1, "w"); // a probe of the closed window
        peer.Drain();
        peer.Connection.TakeEvents();

        peer.Send(Ack | Urg, 6, 1, extras: new Peer.Extras { Urgent = 6 });

        Assert.Equal(ConnectionEvents.UrgentData, peer.Connection.TakeEvents());
    }

    [Fact]
    [Requirement("MUST-30", "MUST-32", "MUST-33")]
    public void The_application_is_told_when_the_pointer_advances_and_how_much_is_left()
    {
        Peer peer = new Peer().Establish();
        peer.Send(Ack | Urg, 1, 1, "abc", extras: new Peer.Extras { Urgent = 5 });
        Assert.Equal(ConnectionEvents.UrgentData | ConnectionEvents.DataAvailable, peer.Connection.TakeEvents());
        Assert.Equal(5, peer.Connection.UrgentBytes);

        peer.Send(Ack | Urg, 4, 1, "d", extras: new Peer.Extras { Urgent = 2 });
        Assert.Equal(ConnectionEvents.DataAvailable, peer.Connection.TakeEvents());

        peer.Send(Ack | Urg, 5, 1, "e", extras: new Peer.Extras { Urgent = 3 });
        Assert.Equal(ConnectionEvents.UrgentData | ConnectionEvents.DataAvailable, peer.Connection.TakeEvents());
        Assert.Equal(7, peer.Connection.UrgentBytes);
        peer.Read();
        Assert.Equal(2, peer.Connection.UrgentBytes);
        peer.Send(Ack, 6, 1, "fgh");
        peer.Read();
        Assert.Equal(0, peer.Connection.UrgentBytes);
    }
}
