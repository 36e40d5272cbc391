namespace TcpEngine;

/// <summary>
/// Hosts and links on virtual time. One seed decides everything that is random, and what happens at the same time happens in the order in which it was
/// planned: the same seed gives the same run, byte for byte.
/// </summary>
public sealed class Simulation
{
    private readonly PriorityQueue<SimulationEvent, (long Time, long Order)> _events = new();
    private readonly Stack<byte[]> _freeBuffers = new();
    private readonly byte[] _packet = new byte[ushort.MaxValue];
    private readonly IEngineObserver? _observer;
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

    /// <summary>Adds a host.</summary>
    public SimulatedHost AddHost(string name, IpAddress address, TcpConnectionOptions? options = null, int mtu = 1500)
    {
        TcpStackOptions stack = new() { Name = name, Addresses = [address], Secret = Random.NextUInt64(), Mtu = mtu, Connections = options ?? TcpConnectionOptions.Default };
        return new SimulatedHost(new TcpStack(stack, _observer), address);
    }

    /// <summary>Links two hosts; each direction does the same to packets.</summary>
    public void Connect(SimulatedHost left, SimulatedHost right, LinkSettings settings, IReadOnlyList<ScriptedLoss>? losses = null)
    {
        left.Link = new SimulatedLink(this, left, right, settings, losses ?? []);
        right.Link = new SimulatedLink(this, right, left, settings, losses ?? []);
    }

    /// <summary>Plans something on a host: what it does to the stack takes effect at once.</summary>
    public void Plan(Timestamp time, SimulatedHost host, Action<Timestamp> action) => Enqueue(time, new SimulationEvent(host, action, null, 0));

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
            Pump(e.Host);
        }

        return true;
    }

    internal void Deliver(SimulatedHost to, ReadOnlySpan<byte> packet, Timestamp arrival, int flippedBit)
    {
        byte[] buffer = _freeBuffers.TryPop(out byte[]? free) && free.Length >= packet.Length ? free : new byte[Math.Max(2048, packet.Length)];
        packet.CopyTo(buffer);
        if (flippedBit >= 0)
        {
            buffer[flippedBit / 8] ^= (byte)(1 << (flippedBit % 8));
        }

        Enqueue(arrival, new SimulationEvent(to, null, buffer, packet.Length));
    }

    internal void ObserveLink(string link, Reason reason, ReadOnlySpan<byte> packet) =>
        _observer?.Observe(new EngineEvent { Kind = EngineEventKind.LinkFault, Time = Now, Endpoint = link, Reason = reason, Packet = packet });

    private void Enqueue(Timestamp time, SimulationEvent e) => _events.Enqueue(e, (time.Nanoseconds, _order++));

    private void Run(in SimulationEvent e)
    {
        if (e.Packet is { } buffer)
        {
            PacketsDelivered++;
            e.Host.Stack.Receive(buffer.AsSpan(0, e.PacketLength), Now);
            _freeBuffers.Push(buffer);
        }
        else if (e.Action is { } action)
        {
            action(Now);
        }
        else if (e.Host.PlannedDeadline <= Now)
        {
            e.Host.PlannedDeadline = Timestamp.Never;
            e.Host.Stack.OnDeadline(Now);
        }
    }

    // Sends what a host has to send, and plans its next deadline.
    private void Pump(SimulatedHost host)
    {
        while (host.Stack.TryTransmit(Now, _packet, out int written))
        {
            host.Link?.Send(_packet.AsSpan(0, written), Now);
        }

        Timestamp deadline = host.Stack.NextDeadline;
        if (deadline < host.PlannedDeadline)
        {
            host.PlannedDeadline = deadline;
            Enqueue(deadline, new SimulationEvent(host, null, null, 0));
        }
    }

    /// <summary>Something planned: a packet that arrives, an action, or, with neither, a deadline.</summary>
    private readonly record struct SimulationEvent(SimulatedHost Host, Action<Timestamp>? Action, byte[]? Packet, int PacketLength);
}
