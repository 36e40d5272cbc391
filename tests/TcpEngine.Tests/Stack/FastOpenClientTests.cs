using TcpCodec;

namespace TcpEngine.Tests.Stack;

/// <summary>TCP Fast Open, the client's side: RFC 7413.</summary>
public sealed class FastOpenClientTests
{
    private const TcpFlags SynAck = TcpFlags.Syn | TcpFlags.Ack;

    private static readonly FastOpenCookie Cookie = new([1, 2, 3, 4, 5, 6, 7, 8]);

    [Fact]
    [Requirement("TFO-4")]
    public void Cookie_and_MSS_are_remembered_for_the_next_connection()
    {
        Client client = new();
        client.Open("ask");
        Assert.Equal((true, 0), (client.Last.FastOpen?.IsRequest, client.Last.Payload.Length));
        client.Answer(acknowledged: 1, cookie: Cookie, mss: 540);
        Assert.Equal(FastOpenState.CookieRequested, client.Connection.TakeSnapshot().FastOpen);

        client.Open(new string('x', 2000));

        Assert.Equal((Cookie, 500), (client.Last.FastOpen, client.Last.Payload.Length)); // 40 bytes are for options
        client.Answer(acknowledged: 501, cookie: null);
        Assert.Equal((FastOpenState.Accepted, true), (client.Connection.TakeSnapshot().FastOpen, client.Connection.IsSynDataAccepted));
        Assert.Contains(Reason.FastOpenDataAccepted, client.Peer.Reasons);
        Assert.Equal(2000 - 500, client.Connection.SendBufferBytes);
    }

    [Fact]
    [Requirement("TFO-4")]
    public void A_server_that_told_no_MSS_gets_what_every_host_takes()
    {
        Client client = new();
        client.Open("");
        client.Answer(1, Cookie, mss: 0);
        client.Open(new string('x', 2000));

        Assert.Equal(536 - 40, client.Last.Payload.Length);
    }

    [Fact]
    [Requirement("TFO-4", "TFO-6")]
    public void Data_that_is_not_taken_goes_again_at_once_and_Fast_Open_rests()
    {
        Client client = Knowing();
        client.Open("hello");
        client.Answer(acknowledged: 3, cookie: null);

        Assert.Equal("ACK", client.Flags); // with PSH
        Assert.Equal("llo", System.Text.Encoding.ASCII.GetString(client.Last.Payload));
        Assert.Contains(Reason.FastOpenDataAgain, client.Peer.Reasons);
        Assert.Equal(FastOpenState.Refused, client.Connection.TakeSnapshot().FastOpen);

        client.Open("hello");
        Assert.Equal((null, 0), (client.Last.FastOpen, client.Last.Payload.Length));
        client.Peer.Now += client.Peer.Stack.FastOpen.RefusalLifetime;
        client.Open("hello");
        Assert.Equal((Cookie, 5), (client.Last.FastOpen, client.Last.Payload.Length));
    }

    [Fact]
    [Requirement("TFO-6")]
    public void With_another_cookie_Fast_Open_goes_on_although_the_data_was_not_taken()
    {
        Client client = Knowing();
        client.Open("hello");
        client.Answer(acknowledged: 1, cookie: new FastOpenCookie([9, 9, 9, 9]));
        Assert.Equal("hello", System.Text.Encoding.ASCII.GetString(client.Last.Payload));

        client.Open("hello");

        Assert.Equal((new FastOpenCookie([9, 9, 9, 9]), 5), (client.Last.FastOpen, client.Last.Payload.Length));
    }

    [Fact]
    [Requirement("TFO-7", "TFO-4")]
    public void A_SYN_that_is_not_answered_goes_again_without_data_and_option()
    {
        Client client = Knowing();
        client.Open("hello");
        client.Peer.Wait(Duration.FromSeconds(1));

        Assert.Equal("SYN", client.Peer.Flags());
        Assert.Equal((null, 0), (client.Last.FastOpen, client.Last.Payload.Length));
        Assert.Contains(Reason.FastOpenSynAgain, client.Peer.Reasons);
        client.Answer(acknowledged: 1, cookie: null);
        Assert.Equal("hello", System.Text.Encoding.ASCII.GetString(client.Last.Payload));

        // Presumably the path drops such SYNs: for this port it is not tried again for some time.
        client.Open("hello");
        Assert.Null(client.Last.FastOpen);
        client.Open("hello", port: 81);
        Assert.Equal(Cookie, client.Last.FastOpen);
    }

    [Fact]
    [Requirement("TFO-4")]
    public void No_answer_at_all_and_ICMP_errors_are_refusals()
    {
        Client client = Knowing();
        client.Peer.Stack.FastOpen.BlackHoleTimeout = Duration.Zero;
        client.Open("hello");
        for (int i = 0; i < 20; i++)
        {
            client.Peer.Wait(Duration.FromSeconds(130));
            client.Peer.Flags();
        }

        Assert.Equal((TcpState.Closed, TcpFailure.TimedOut), (client.Connection.State, client.Connection.Failure));
        client.Open("hello");
        Assert.Equal(Cookie, client.Last.FastOpen); // it rested for 5 minutes, and these were 43
    }

    [Fact]
    public void Three_time_outs_in_a_row_pause_Fast_Open_for_all_servers()
    {
        Client client = Knowing();
        client.Peer.Stack.FastOpen.RefusalLifetime = Duration.Zero;
        client.Open("hello");
        foreach (int seconds in (int[])[1, 2, 4])
        {
            client.Peer.Wait(Duration.FromSeconds(seconds));
            client.Peer.Flags();
        }

        Assert.Contains(Reason.FastOpenPaused, client.Peer.Reasons);
        client.Open("hello", port: 81);
        Assert.Null(client.Last.FastOpen);
        client.Peer.Now += client.Peer.Stack.FastOpen.BlackHoleTimeout;
        client.Open("hello", port: 82);
        Assert.Equal(Cookie, client.Last.FastOpen);
    }

    [Fact]
    [Requirement("TFO-4")]
    public void As_many_servers_are_remembered_as_the_limit_says()
    {
        FastOpenClient memory = new();
        for (int i = 0; i < 3 * FastOpenClient.Limit; i++)
        {
            ConnectionKey key = new(StackPeer.Local, new TcpEndpoint(IpAddress.FromBytes([10, 0, (byte)(i >> 8), (byte)i]), 80));
            memory.Learn(key, 1460, Cookie, null, default);
            memory.Refuse(key, default);
        }

        Assert.Equal(FastOpenClient.Limit, memory.ServerCount);
    }

    [Fact]
    public void A_request_reaches_a_known_server_a_round_trip_earlier()
    {
        TcpEngine.Simulation simulation = new(1, new CompositeObserver());
        SimulatedHost client = simulation.AddHost("A", IpAddress.Parse("192.0.2.1"));
        SimulatedHost server = simulation.AddHost("B", IpAddress.Parse("192.0.2.2"));
        simulation.Connect(client, server, new LinkSettings { Delay = Duration.FromMilliseconds(10) });
        List<long> arrivals = [];
        TcpEndpoint remote = new(server.Address, 80);
        simulation.Plan(default, server, now => server.Stack.Listen(remote, _ => new Arrivals(arrivals), now).FastOpenLimit = 4);
        foreach (int second in (int[])[1, 2])
        {
            simulation.Plan(new Timestamp(second * 1_000_000_000L), client, now =>
            {
                Arrivals application = new([]);
                TcpConnection connection = client.Stack.Connect(remote, application, now, options: TcpConnectionOptions.Default with { FastOpen = FastOpenUse.WithCookie });
                connection.Send("hello"u8, now);
            });
        }

        Assert.True(simulation.Run(new Timestamp(3_000_000_000)) || arrivals.Count == 2);
        Assert.Equal([30, 10], arrivals.Select(time => (time / 1_000_000) % 1000));
    }

    private static Client Knowing()
    {
        Client client = new();
        client.Open("");
        client.Answer(1, Cookie);
        return client;
    }

    /// <summary>When data came.</summary>
    private sealed class Arrivals(List<long> times) : ITcpApplication
    {
        public void OnConnected(TcpConnection connection, Timestamp now)
        {
        }

        public void OnDataAvailable(TcpConnection connection, Timestamp now) => times.Add(now.Nanoseconds);

        public void OnSendBufferSpace(TcpConnection connection, Timestamp now)
        {
        }

        public void OnPeerClosed(TcpConnection connection, Timestamp now)
        {
        }

        public void OnClosed(TcpConnection connection, Timestamp now)
        {
        }
    }

    /// <summary>A stack that opens connections, and the server that it talks to.</summary>
    private sealed class Client
    {
        public StackPeer Peer { get; } = new();

        public TcpConnection Connection { get; private set; } = null!;

        public Segment Last => Peer.Last;

        public string Flags { get; private set; } = "";

        public void Open(string data, ushort port = 80)
        {
            TcpConnectionOptions options = TcpConnectionOptions.Default with { FastOpen = FastOpenUse.WithCookie, Timestamps = false };
            Connection = Peer.Stack.Connect(new TcpEndpoint(StackPeer.Remote.Address, port), Peer, Peer.Now, options: options);
            Connection.Send(System.Text.Encoding.ASCII.GetBytes(data), Peer.Now);
            Assert.Equal("SYN", Peer.Flags());
        }

        public void Answer(uint acknowledged, FastOpenCookie? cookie, ushort mss = 1460)
        {
            uint initial = Connection.TakeSnapshot().InitialSendSequence.Value;
            Peer.Send(SynAck, 7000, initial + acknowledged, from: new ConnectionKey(Connection.Key.Remote, Connection.Key.Local), mss: mss, fastOpen: cookie);
            Assert.Equal(TcpState.Established, Connection.State);
            Flags = Peer.Flags().Replace("PSH,", "", StringComparison.Ordinal).Replace(",PSH", "", StringComparison.Ordinal);
        }
    }
}
