using TcpCodec;

namespace TcpEngine.Tests.Stack;

/// <summary>What a host does for accurate ECN feedback beside its connections: RFC 9768, sections 3.1.4.1 and 5.1.</summary>
public sealed class AccurateEcnStackTests
{
    private const TcpFlags All = TcpFlags.Ae | TcpFlags.Cwr | TcpFlags.Ece;

    private static readonly TcpConnectionOptions Accurate = TcpConnectionOptions.Default with { Ecn = EcnUse.RequestAccurate };

    [Fact]
    [Requirement("ACC-4")]
    public void A_peer_that_answers_only_without_flags_is_not_asked_for_an_hour()
    {
        StackPeer peer = new(Accurate);
        Assert.Equal(["SYN,ECE,CWR,AE", "SYN,ECE,CWR,AE", "SYN"], Open(peer, lost: 2));
        Assert.Equal(["SYN,ECE,CWR,AE", "SYN,ECE,CWR,AE", "SYN"], Open(peer, lost: 2)); // once may be chance
        Assert.Equal(["SYN"], Open(peer, lost: 0));

        peer.Now += Duration.FromSeconds(3600);
        Assert.Equal(["SYN,ECE,CWR,AE"], Open(peer, lost: 0));
    }

    [Fact]
    [Requirement("ACC-4")]
    public void An_answer_to_the_flags_makes_good_a_failure()
    {
        StackPeer peer = new(Accurate);
        Open(peer, lost: 2);
        Open(peer, lost: 1);
        Open(peer, lost: 2);

        Assert.Equal(["SYN,ECE,CWR,AE"], Open(peer, lost: 0));
    }

    [Theory]
    [InlineData(TcpFlags.Cwr, EcnMode.Accurate)]
    [InlineData(TcpFlags.None, EcnMode.None)]
    public void A_SYN_cookie_is_known_again_by_the_ACE_field(TcpFlags ace, EcnMode mode)
    {
        StackPeer peer = new(Accurate);
        peer.Stack.Listen(StackPeer.Local, _ => peer, peer.Now, backlog: 0);
        peer.Send(TcpFlags.Syn | All, 100, timestamp: 7);
        Assert.Equal("SYN,ACK,CWR", peer.Flags());

        peer.Send(TcpFlags.Ack | ace, 101, peer.OurNext, timestamp: 8, echo: peer.Last.TimestampValue);

        Assert.Equal((TcpState.Established, mode), (peer.Connection!.State, peer.Connection.TakeSnapshot().Ecn));
    }

    [Fact]
    public void A_SYN_cookie_of_an_older_client_is_as_before()
    {
        StackPeer peer = new(Accurate);
        peer.Stack.Listen(StackPeer.Local, _ => peer, peer.Now, backlog: 0);
        peer.Send(TcpFlags.Syn | TcpFlags.Cwr | TcpFlags.Ece, 100, timestamp: 7);
        Assert.Equal("SYN,ACK,ECE", peer.Flags());

        peer.Send(TcpFlags.Ack, 101, peer.OurNext, timestamp: 8, echo: peer.Last.TimestampValue);

        Assert.Equal(EcnMode.Classic, peer.Connection!.TakeSnapshot().Ecn);
    }

    // Opens a connection whose first SYNs get lost; the peer has no ECN. The flags of the SYNs.
    private static List<string> Open(StackPeer peer, int lost)
    {
        TcpConnection connection = peer.Stack.Connect(StackPeer.Remote, peer, peer.Now);
        List<string> flags = [peer.Flags()];
        for (int i = 0; i < lost; i++)
        {
            peer.Now = connection.NextDeadline;
            peer.Stack.OnDeadline(peer.Now);
            flags.Add(peer.Flags());
        }

        TcpFlags answer = lost == 2 ? TcpFlags.None : TcpFlags.Cwr;
        peer.Send(TcpFlags.Syn | TcpFlags.Ack | answer, 500, peer.OurNext, from: new ConnectionKey(connection.Key.Remote, connection.Key.Local));
        Assert.Equal(TcpState.Established, connection.State);
        peer.Flags();
        connection.Abort(peer.Now);
        peer.Stack.AbortAll(peer.Now);
        peer.Flags();
        return flags;
    }
}
