using System.Globalization;

namespace TcpEngine.Tests.Simulation;

/// <summary>What must hold after each event of a connection, whatever the link does.</summary>
public sealed class InvariantTests : IEngineObserver
{
    private readonly Dictionary<(string, uint), SequenceNumber> _receiveNext = [];
    private readonly Dictionary<(string, uint), SequenceNumber> _unacknowledged = [];
    private ulong _seed;

    [Fact]
    [Requirement("INV-1")]
    public void The_sequence_spaces_hold_together_after_each_event()
    {
        for (_seed = 1; _seed <= 300; _seed++)
        {
            _receiveNext.Clear();
            _unacknowledged.Clear();
            RandomLinkTests.Play(_seed, this);
        }
    }

    [Fact]
    [Requirement("INV-4")]
    public void A_thousand_short_connections_leave_nothing_behind()
    {
        TcpEngine.Simulation simulation = new(1);
        SimulatedHost a = simulation.AddHost("A", IpAddress.Parse("192.0.2.1"));
        SimulatedHost b = simulation.AddHost("B", IpAddress.Parse("192.0.2.2"));
        simulation.Connect(a, b, new LinkSettings { Loss = 0.05 });
        simulation.Plan(default, b, now => b.Stack.Listen(new TcpEndpoint(b.Address, 80), _ => new Closer(), now));
        for (int i = 0; i < 1000; i++)
        {
            simulation.Plan(new Timestamp(1 + (i * 1_000_000L)), a, now => a.Stack.Connect(new TcpEndpoint(b.Address, 80), new Closer(), now));
        }

        Assert.True(simulation.Run(new Timestamp(Duration.FromSeconds(7200).Nanoseconds)));
        Assert.Equal((0, 0), (a.Stack.ConnectionCount, b.Stack.ConnectionCount));
        Assert.Equal((Timestamp.Never, Timestamp.Never), (a.Stack.NextDeadline, b.Stack.NextDeadline));
        Assert.Equal((0, 0), (a.Stack.Statistics.CurrEstab, b.Stack.Statistics.CurrEstab));
    }

    void IEngineObserver.Observe(in EngineEvent e)
    {
        if (!e.HasSnapshot || e.StateAfter is TcpState.Closed or TcpState.Listen or TcpState.SynSent)
        {
            return;
        }

        ConnectionSnapshot s = e.Snapshot;
        (string, uint) key = (e.Endpoint, e.ConnectionId);
        Holds(s.SendUnacknowledged <= s.SendNext, e);
        Holds(s.FlightSize <= 0x4000_0000 && s.CongestionWindow > 0 | e.StateAfter == TcpState.SynReceived, e);
        Holds(s.ReceiveWindow <= 0x4000_0000 && s.SendMaximumSegmentSize > 0, e);
        Holds(s.RetransmissionDeadline >= e.Time || s.RetransmissionDeadline == Timestamp.Never || e.Kind != EngineEventKind.TimerExpired, e);
        Holds(!_receiveNext.TryGetValue(key, out SequenceNumber before) || s.ReceiveNext >= before, e);
        Holds(!_unacknowledged.TryGetValue(key, out SequenceNumber sent) || s.SendUnacknowledged >= sent, e);
        _receiveNext[key] = s.ReceiveNext;
        _unacknowledged[key] = s.SendUnacknowledged;
    }

    private void Holds(bool isTrue, in EngineEvent e)
    {
        if (!isTrue)
        {
            Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"seed {_seed}, {e.Time}, {e.Endpoint}: {e.Kind} {e.Reason} {e.StateAfter} {e.Snapshot}"));
        }
    }

    /// <summary>Sends a line, and closes when the peer does or at once.</summary>
    private sealed class Closer : ITcpApplication
    {
        public void OnConnected(TcpConnection connection, Timestamp now)
        {
            connection.Send("a line\n"u8, now);
            connection.Close(now);
        }

        public void OnDataAvailable(TcpConnection connection, Timestamp now) => connection.Receive(new byte[100], now);

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
}
