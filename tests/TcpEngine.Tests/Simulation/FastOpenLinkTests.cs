using System.Globalization;

namespace TcpEngine.Tests.Simulation;

/// <summary>TCP Fast Open over every kind of bad link: what a client has sent arrives whole and in order, however often its SYN is lost, repeated or comes late (RFC 7413).</summary>
public sealed class FastOpenLinkTests
{
    private const int Connections = 6;

    [Fact]
    [Requirement("TFO-6", "TFO-7", "TFO-8")]
    public void Requests_arrive_whole_over_random_links()
    {
        int accepted = 0;
        for (ulong seed = 1; seed <= 300; seed++)
        {
            accepted += Play(seed);
        }

        Assert.True(accepted > 300, accepted.ToString(CultureInfo.InvariantCulture)); // of 1,500 that could
    }

    // How many SYNs had their data taken.
    private static int Play(ulong seed)
    {
        RandomSource random = new(seed);
        LinkSettings link = RandomLink.Draw(random);
        TcpConnectionOptions options = new()
        {
            MaximumSegmentSize = (ushort)(random.Chance(0.5) ? 0 : 88 + random.Next(1000)),
            Timestamps = random.Chance(0.5),
            SelectiveAcknowledgments = random.Chance(0.5),
            WindowScaling = random.Chance(0.5),
            NoDelay = random.Chance(0.5),
            FastOpen = FastOpenUse.WithCookie,
        };
        TcpEngine.Simulation simulation = new(seed, new CompositeObserver());
        SimulatedHost client = simulation.AddHost("A", IpAddress.Parse("192.0.2.1"), options);
        SimulatedHost server = simulation.AddHost("B", IpAddress.Parse("192.0.2.2"), options);
        simulation.Connect(client, server, link);
        client.Stack.FastOpen.RefusalLifetime = Duration.Zero;
        client.Stack.FastOpen.BlackHoleTimeout = Duration.Zero;
        TcpEndpoint remote = new(server.Address, 80);
        List<Receiver> receivers = [];
        simulation.Plan(default, server, now => server.Stack.Listen(remote, _ => Add(receivers, new Receiver()), now).FastOpenLimit = random.Next(4));
        List<(TcpConnection Connection, int Size)> sent = [];
        for (int i = 0; i < Connections; i++)
        {
            int size = random.Next(3000);
            simulation.Plan(new Timestamp(1_000_000_000L + (i * 600_000_000_000L)), client, now =>
            {
                TcpConnection connection = client.Stack.Connect(remote, new Receiver(), now);
                connection.Send(Pattern(size), now);
                sent.Add((connection, size));
            });
            simulation.Plan(new Timestamp(2_000_000_000L + (i * 600_000_000_000L)), client, now => sent[^1].Connection.Close(now));
        }

        Assert.True(simulation.Run(new Timestamp(10_000_000_000_000), 1_000_000), $"seed {seed}");
        foreach ((TcpConnection connection, int size) in sent.Where(one => one.Connection.Failure == TcpFailure.None && one.Connection.SendBufferBytes == 0))
        {
            bool hasConnected = connection.TakeSnapshot().InitialReceiveSequence != default;
            Assert.True(!hasConnected || receivers.Exists(receiver => receiver.Key == new ConnectionKey(connection.Key.Remote, connection.Key.Local) && receiver.Bytes.Count == size), $"seed {seed}: {connection.Key} {size}");
        }

        Assert.All(receivers, receiver => Assert.Equal(Pattern(receiver.Bytes.Count), receiver.Bytes));
        return sent.Count(one => one.Connection.IsSynDataAccepted);
    }

    private static Receiver Add(List<Receiver> all, Receiver one)
    {
        all.Add(one);
        return one;
    }

    private static byte[] Pattern(int size) => [.. Enumerable.Range(0, size).Select(i => (byte)(i * 7))];

    /// <summary>Takes all that comes, and closes when the peer does.</summary>
    private sealed class Receiver : ITcpApplication
    {
        public ConnectionKey Key { get; private set; }

        public List<byte> Bytes { get; } = [];

        public void OnConnected(TcpConnection connection, Timestamp now) => Key = connection.Key;

        public void OnDataAvailable(TcpConnection connection, Timestamp now)
        {
            byte[] data = new byte[connection.AvailableBytes];
            connection.Receive(data, now);
            Bytes.AddRange(data);
        }

        public void OnSendBufferSpace(TcpConnection connection, Timestamp now)
        {
        }

        public void OnPeerClosed(TcpConnection connection, Timestamp now) => connection.Close(now);

        public void OnClosed(TcpConnection connection, Timestamp now)
        {
        }
    }
}
