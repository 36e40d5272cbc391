namespace TcpEngine;

/// <summary>
/// Hosts, routers and links on virtual time. One seed decides everything that is random, and what happens at the same time happens in the order in which it was
/// planned: the same seed gives the same run, byte for byte.
/// </summary>
public sealed class Simulation
{
    private const int SmallestBuffer = 2048;

    private readonly PriorityQueue<SimulationEvent, (long Time, long Order)> _events = new();
    private readonly Stack<byte[]> _freeBuffers = new();
    private readonly List<SimulatedNode> _nodes = [];
    private readonly byte[] _packet = new byte[ushort.MaxValue];
    private readonly IEngineObserver? _observer;
    private bool _areRoutesOld;
    private long _order;

    /// <summary>Creates a simulation at time 0.</summary>
    /// <param name="seed">Decides everything that is random.</param>
    /// <param name="observer">Who is told of what the hosts and the links do; null for nobody.</param>
    public Simulation(ulong seed, IEngineObserver? observer = null)
    {
        Random = new RandomSource(seed);
        _observer = observer;
    }

    /// <summary>The virtual time.</summary>
    public Timestamp Now { get; private set; }

    /// <summary>How many packets the links have delivered.</summary>
    public long PacketsDelivered { get; private set; }

    internal RandomSource Random { get; }

    /// <summary>Adds a host with one address.</summary>
    public SimulatedHost AddHost(string name, IpAddress address, TcpConnectionOptions? options = null, int mtu = 1500) => AddHost(name, [address], options, mtu);

    /// <summary>Adds a host with several addresses.</summary>
    public SimulatedHost AddHost(string name, IReadOnlyList<IpAddress> addresses, TcpConnectionOptions? options = null, int mtu = 1500)
    {
        TcpStackOptions stack = new() { Name = name, Addresses = addresses, Secret = Random.NextUInt64(), Mtu = mtu, Connections = options ?? TcpConnectionOptions.Default };
        SimulatedHost host = new(this, stack, _observer);
        _nodes.Add(host);
        return host;
    }

    /// <summary>Adds a router.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="addresses">Where its ICMP errors come from; with none it says nothing.</param>
    public SimulatedRouter AddRouter(string name, params IReadOnlyList<IpAddress> addresses)
    {
        SimulatedRouter router = new(this, name, addresses);
        _nodes.Add(router);
        return router;
    }

    /// <summary>Links two hosts or routers.</summary>
    /// <param name="left">One end.</param>
    /// <param name="right">The other.</param>
    /// <param name="settings">What the link does to the packets of each direction.</param>
    /// <param name="faults">What is done to chosen packets.</param>
    /// <param name="back">What it does to packets from right to left, where that is something else.</param>
    public void Connect(SimulatedNode left, SimulatedNode right, LinkSettings settings, IReadOnlyList<PacketFault>? faults = null, LinkSettings? back = null)
    {
        left.Links.Add(new SimulatedLink(this, left, right, settings, faults ?? []));
        right.Links.Add(new SimulatedLink(this, right, left, back ?? settings, faults ?? []));
        _areRoutesOld = true;
    }

    /// <summary>Changes what the link from one node to another, or the links if there are several, do to packets from now on, in that direction.</summary>
    public void ChangeLink(SimulatedNode from, SimulatedNode to, LinkSettings settings)
    {
        foreach (SimulatedLink link in from.Links)
        {
            if (link.To == to)
            {
                link.Change(settings);
            }
        }
    }

    /// <summary>Plans something on a host: what it does to the stack takes effect at once.</summary>
    public void Plan(Timestamp time, SimulatedHost host, Action<Timestamp> action) => Enqueue(time, new SimulationEvent(host, null, action, null, 0));

    /// <summary>Runs until nothing is planned any more.</summary>
    /// <param name="timeLimit">The virtual time at which to stop all the same.</param>
    /// <param name="eventLimit">The number of events after which to stop all the same.</param>
    /// <returns>Whether the run came to its end by itself.</returns>
    public bool Run(Timestamp timeLimit, long eventLimit = long.MaxValue)
    {
        for (long events = 0; _events.TryPeek(out _, out (long Time, long Order) next); events++)
        {
            if (next.Time > timeLimit.Nanoseconds || events >= eventLimit)
            {
                return false;
            }

            SimulationEvent e = _events.Dequeue();
            Now = new Timestamp(next.Time);
            Run(e);
            if (e.Node is SimulatedHost host)
            {
                Pump(host);
            }
        }

        return true;
    }

    /// <summary>Plans the arrival of a packet.</summary>
    /// <returns>The copy that will arrive: until then it may be changed.</returns>
    internal Span<byte> Deliver(SimulatedNode to, ReadOnlySpan<byte> packet, Timestamp arrival)
    {
        byte[] buffer = Rent(packet);
        Enqueue(arrival, new SimulationEvent(to, null, null, buffer, packet.Length));
        return buffer.AsSpan(0, packet.Length);
    }

    /// <summary>Plans that a link has put a packet on the wire.</summary>
    internal void PlanSent(SimulatedLink link, byte[] buffer, int length, Timestamp time) => Enqueue(time, new SimulationEvent(null, link, null, buffer, length));

    /// <summary>A buffer with a copy of a packet, to be given back by <see cref="Return"/>.</summary>
    internal byte[] Rent(ReadOnlySpan<byte> packet)
    {
        byte[] buffer = _freeBuffers.TryPop(out byte[]? free) && free.Length >= packet.Length ? free : new byte[Math.Max(SmallestBuffer, packet.Length)];
        packet.CopyTo(buffer);
        return buffer;
    }

    internal void Return(byte[] buffer) => _freeBuffers.Push(buffer);

    internal void UpdateRoutes()
    {
        if (_areRoutesOld)
        {
            _areRoutesOld = false;
            ShortestRoutes.Fill(_nodes);
        }
    }

    internal void ObserveLink(string link, Reason reason, ReadOnlySpan<byte> packet) =>
        _observer?.Observe(new EngineEvent { Kind = EngineEventKind.LinkFault, Time = Now, Endpoint = link, Reason = reason, Packet = packet });

    internal void ObserveInjected(string node, Reason reason, ReadOnlySpan<byte> packet) =>
        _observer?.Observe(new EngineEvent { Kind = EngineEventKind.PacketInjected, Time = Now, Endpoint = node, Reason = reason, Packet = packet });

    internal void ObserveNode(string node, Reason reason) =>
        _observer?.Observe(new EngineEvent { Kind = EngineEventKind.LinkFault, Time = Now, Endpoint = node, Reason = reason });

    private void Enqueue(Timestamp time, SimulationEvent e) => _events.Enqueue(e, (time.Nanoseconds, _order++));

    private void Run(in SimulationEvent e)
    {
        if (e.Link is { } link)
        {
            link.OnSent(e.Packet!, e.PacketLength, Now);
        }
        else if (e.Packet is { } buffer)
        {
            PacketsDelivered++;
            e.Node!.Receive(buffer.AsSpan(0, e.PacketLength), Now);
            Return(buffer);
        }
        else if (e.Action is { } action)
        {
            action(Now);
        }
        else
        {
            ((SimulatedHost)e.Node!).OnDeadline(Now);
        }
    }

    // Sends what a host has to send, and plans its next deadline.
    private void Pump(SimulatedHost host)
    {
        host.Pump(_packet, Now);
        Timestamp deadline = host.IsUp ? host.Stack.NextDeadline : Timestamp.Never;
        if (deadline < host.PlannedDeadline)
        {
            host.PlannedDeadline = deadline;
            Enqueue(deadline, new SimulationEvent(host, null, null, null, 0));
        }
    }

    /// <summary>Something planned: a packet that arrives or that a link has sent, an action, or, with none of these, a deadline.</summary>
    private readonly record struct SimulationEvent(SimulatedNode? Node, SimulatedLink? Link, Action<Timestamp>? Action, byte[]? Packet, int PacketLength);
}
