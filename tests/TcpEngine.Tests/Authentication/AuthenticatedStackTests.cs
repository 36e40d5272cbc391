using TcpCodec;
using TcpEngine.Tests.Stack;

namespace TcpEngine.Tests.Authentication;

/// <summary>Stacks with keys: who may connect to a listener, and what is answered. RFC 5925, section 7; RFC 2385.</summary>
public sealed class AuthenticatedStackTests
{
    private static readonly MasterKeyTuple Master = new(ConnectionPattern.To(StackPeer.Remote.Address), 5, 6, "key"u8);

    public static TheoryData<bool> AoOrMd5 => [true, false];

    [Theory]
    [MemberData(nameof(AoOrMd5))]
    [Requirement("AO-6", "AO-7", "MD5-1")]
    public void A_listener_asks_for_the_keys_of_each_peer(bool isAo)
    {
        StackPeer server = Server(KeysOfServer(isAo));
        StackPeer friend = Client(StackPeer.Remote.Address, KeysOfClient(isAo));
        StackPeer stranger = Client(IpAddress.Parse("192.0.2.77"), AuthenticationKeys.None); // for whom there is no key

        TcpConnection ours = Connect(friend, server);
        TcpConnection theirs = Connect(stranger, server);

        Assert.Equal((TcpState.Established, TcpState.Established), (ours.State, theirs.State));
        Assert.Equal((true, false), (ours.IsAuthenticated, theirs.IsAuthenticated));
        ours.Send("hello"u8, friend.Now);
        Exchange(friend, server);
        Assert.Equal(5, server.Stack.FindConnection(new ConnectionKey(ours.Key.Remote, ours.Key.Local))!.AvailableBytes);
        Assert.Equal(0, server.Stack.Statistics.UnauthenticSegments);
    }

    [Theory]
    [MemberData(nameof(AoOrMd5))]
    [Requirement("AO-6", "AO-7", "MD5-1")]
    public void A_SYN_without_the_right_signature_is_dropped_in_LISTEN_without_an_answer(bool isAo)
    {
        StackPeer server = Server(KeysOfServer(isAo));
        StackPeer bare = Client(StackPeer.Remote.Address, AuthenticationKeys.None);
        StackPeer wrong = Client(StackPeer.Remote.Address, isAo ? AuthenticationKeys.Of(new MasterKeyTuple(default, 6, 5, "other"u8)) : AuthenticationKeys.Of(new Md5Key(default, "other"u8)));
        StackPeer unknown = Client(StackPeer.Remote.Address, AuthenticationKeys.Of(new MasterKeyTuple(default, 9, 9, "key"u8)));

        foreach (StackPeer client in (StackPeer[])[bare, wrong, unknown])
        {
            TcpConnection connection = Connect(client, server);
            Assert.Equal(TcpState.SynSent, connection.State);
        }

        Assert.Equal((0, 3), (server.Stack.ConnectionCount, server.Stack.Statistics.UnauthenticSegments));
        Assert.Empty(server.Packets);
        Reason[] reasons = isAo
            ? [Reason.AuthenticationMissing, Reason.AuthenticationWrong, Reason.AuthenticationKeyUnknown]
            : [Reason.DigestMissing, Reason.DigestWrong, Reason.DigestMissing];
        Assert.Equal(reasons, server.Reasons.Skip(1)); // the first is that it listens
    }

    [Theory]
    [MemberData(nameof(AoOrMd5))]
    [Requirement("AO-6", "MD5-1")]
    public void Nothing_else_is_answered_for_a_peer_with_keys(bool isAo)
    {
        StackPeer server = Server(KeysOfServer(isAo));

        foreach (TcpFlags flags in (TcpFlags[])[TcpFlags.Ack, TcpFlags.Rst, TcpFlags.Syn | TcpFlags.Ack, TcpFlags.Fin])
        {
            server.Send(flags, 100, 200);
        }

        Assert.Equal("", server.Flags());
        Assert.Equal(4, server.Stack.Statistics.UnauthenticSegments);
    }

    [Theory]
    [MemberData(nameof(AoOrMd5))]
    [Requirement("AO-6", "MD5-1")]
    public void A_port_where_nobody_listens_refuses_by_a_signed_RST(bool isAo)
    {
        StackPeer server = new(TcpConnectionOptions.Default with { Keys = KeysOfServer(isAo) });
        StackPeer friend = Client(StackPeer.Remote.Address, KeysOfClient(isAo));
        StackPeer stranger = Client(StackPeer.Remote.Address, AuthenticationKeys.None);

        TcpConnection ours = Connect(friend, server);
        TcpConnection theirs = Connect(stranger, server);

        Assert.Equal((TcpState.Closed, TcpFailure.Refused), (ours.State, ours.Failure));
        Assert.Equal((TcpState.SynSent, TcpFailure.None), (theirs.State, theirs.Failure)); // it has not signed, and hears nothing
        Assert.Equal((1, 1), (server.Stack.Statistics.OutRsts, server.Stack.Statistics.UnauthenticSegments));
        Assert.Equal(0, friend.Stack.Statistics.UnauthenticSegments);
    }

    [Theory]
    [MemberData(nameof(AoOrMd5))]
    public void A_host_that_has_lost_its_connections_resets_them_where_it_still_can_sign(bool isAo)
    {
        StackPeer server = Server(KeysOfServer(isAo));
        StackPeer client = Client(StackPeer.Remote.Address, KeysOfClient(isAo));
        TcpConnection connection = Connect(client, server);
        connection.Send("hello"u8, client.Now);
        Exchange(client, server);
        server.Connection!.Send("answer"u8, server.Now);
        Exchange(client, server); // the numbers have left their beginning: nothing tells it any more
        StackPeer restarted = new(TcpConnectionOptions.Default with { Keys = KeysOfServer(isAo) });

        connection.Send("again"u8, client.Now);
        Exchange(client, restarted);

        // MD5's key is that of the peer; TCP-AO's was made of numbers that nobody remembers (RFC 5925, section 7.7).
        Assert.Equal(isAo ? (TcpState.Established, TcpFailure.None) : (TcpState.Closed, TcpFailure.Reset), (connection.State, connection.Failure));
        Assert.Equal(isAo ? (0, 1) : (1, 0), (restarted.Stack.Statistics.OutRsts, restarted.Stack.Statistics.UnauthenticSegments));
    }

    [Theory]
    [MemberData(nameof(AoOrMd5))]
    public void A_SYN_cookie_is_signed_and_taken_back_signed_only(bool isAo)
    {
        StackPeer server = Server(KeysOfServer(isAo), backlog: 0);
        StackPeer client = Client(StackPeer.Remote.Address, KeysOfClient(isAo));

        TcpConnection connection = client.Stack.Connect(StackPeer.Local, client, client.Now);
        Assert.Equal("SYN", client.Flags());
        server.Stack.Receive(client.Packets[0], server.Now);
        Assert.Equal("SYN,ACK", server.Flags());
        uint cookie = server.Last.SequenceNumber.Value;
        client.Stack.Receive(server.Packets[0], client.Now);
        server.Send(TcpFlags.Ack, connection.TakeSnapshot().SendNext.Value, cookie + 1, from: connection.Key); // by someone who has seen it, and has no key
        Assert.Equal((0, 1), (server.Stack.ConnectionCount, server.Stack.Statistics.UnauthenticSegments));
        connection.Send("hello"u8, client.Now);
        Exchange(client, server);

        Assert.Equal((1, 1), (server.Stack.Statistics.SynCookiesSent, server.Stack.Statistics.SynCookiesReceived));
        Assert.Equal((TcpState.Established, TcpState.Established), (connection.State, server.Connection!.State));
        Assert.Equal(5, server.Connection.AvailableBytes);
        server.Connection.Send("answer"u8, server.Now);
        Exchange(client, server);
        Assert.Equal(6, connection.AvailableBytes);
        Assert.Equal(isAo, server.Connection.LastReceivedKeys == (6, 5));
    }

    [Fact]
    [Requirement("AO-6")]
    public void A_replayed_connection_opens_nothing()
    {
        StackPeer server = Server(KeysOfServer(isAo: true));
        StackPeer client = Client(StackPeer.Remote.Address, KeysOfClient(isAo: true));
        List<byte[]> recorded = [];
        TcpConnection connection = client.Stack.Connect(StackPeer.Local, client, client.Now);
        Exchange(client, server, recorded);
        connection.Send("hello"u8, client.Now);
        Exchange(client, server, recorded);
        connection.Abort(client.Now);
        Exchange(client, server, recorded);
        Assert.Equal(0, server.Stack.ConnectionCount);
        server.Wait(Duration.FromSeconds(1000)); // another initial sequence number by now
        int opened = server.Reasons.Count(reason => reason == Reason.ConnectionEstablished);

        foreach (byte[] packet in recorded)
        {
            server.Stack.Receive(packet, server.Now);
            server.Flags();
        }

        // The SYN is what it was; all else is signed with keys that are made of our number, too.
        Assert.Equal(1, server.Stack.ConnectionCount);
        Assert.Equal(opened, server.Reasons.Count(reason => reason == Reason.ConnectionEstablished));
        Assert.Equal(recorded.Count - 1, server.Stack.Statistics.UnauthenticSegments);
    }

    [Theory]
    [MemberData(nameof(AoOrMd5))]
    public void Data_of_a_signed_SYN_waits_for_the_handshake(bool isAo)
    {
        StackPeer server = Server(KeysOfServer(isAo), fastOpen: 16);
        ConnectionKey key = new(StackPeer.Remote, StackPeer.Local);
        SegmentAuthenticator client = KeysOfClient(isAo).Begin(key, new SequenceNumber(100))!;
        byte[] packet = new byte[200];
        OutgoingSegment syn = new() { SequenceNumber = new SequenceNumber(100), Acknowledgment = default, Flags = TcpFlags.Syn, Window = 1000, Authenticator = client };
        Span<byte> payload = SegmentWriter.Begin(packet, key, syn, 5);
        "hello"u8.CopyTo(payload);
        server.Stack.Receive(packet.AsSpan(0, SegmentWriter.Finish(packet, key, payload, client)), server.Now);

        Assert.Equal("SYN,ACK", server.Flags());
        Assert.Equal(101u, server.Last.Acknowledgment.Value);
        Assert.Null(server.Connection);
    }

    private static AuthenticationKeys KeysOfServer(bool isAo) => isAo
        ? AuthenticationKeys.Of(Master)
        : AuthenticationKeys.Of(new Md5Key(ConnectionPattern.To(StackPeer.Remote.Address), "key"u8));

    private static AuthenticationKeys KeysOfClient(bool isAo) => isAo
        ? AuthenticationKeys.Of(new MasterKeyTuple(ConnectionPattern.To(StackPeer.Local.Address), 6, 5, "key"u8))
        : AuthenticationKeys.Of(new Md5Key(default, "key"u8));

    private static StackPeer Server(AuthenticationKeys keys, int backlog = 16, int fastOpen = 0)
    {
        StackPeer server = new(TcpConnectionOptions.Default with { Keys = keys });
        TcpListener listener = server.Stack.Listen(StackPeer.Local, _ => server, server.Now, backlog);
        (listener.FastOpenLimit, listener.FastOpenWithoutCookie) = (fastOpen, fastOpen > 0);
        return server;
    }

    private static StackPeer Client(IpAddress address, AuthenticationKeys keys) =>
        new(TcpConnectionOptions.Default with { Keys = keys }, StackPeer.Options with { Name = "B", Addresses = [address], Secret = 2 });

    private static TcpConnection Connect(StackPeer client, StackPeer server)
    {
        TcpConnection connection = client.Stack.Connect(StackPeer.Local, client, client.Now);
        Exchange(client, server);
        return connection;
    }

    private static void Exchange(StackPeer client, StackPeer server, List<byte[]>? recorded = null)
    {
        while (Move(client, server, recorded) | Move(server, client, null))
        {
        }
    }

    private static bool Move(StackPeer from, StackPeer to, List<byte[]>? recorded)
    {
        if (from.Flags().Length == 0)
        {
            return false;
        }

        foreach (byte[] packet in from.Packets.ToArray())
        {
            recorded?.Add(packet);
            to.Stack.Receive(packet, to.Now);
        }

        return true;
    }
}
