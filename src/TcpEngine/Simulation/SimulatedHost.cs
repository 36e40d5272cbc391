namespace TcpEngine;

/// <summary>A host of a simulation: a stack, and its end of a link.</summary>
public sealed class SimulatedHost : SimulatedNode
{
    private readonly TcpStackOptions _options;
    private readonly IEngineObserver? _observer;

    internal SimulatedHost(Simulation simulation, TcpStackOptions options, IEngineObserver? observer)
        : base(simulation, options.Name)
    {
        _options = options;
        _observer = observer;
        Stack = new TcpStack(options, observer);
        Address = options.Addresses[0];
    }

    /// <summary>The host's TCP: another one after <see cref="Restart"/>.</summary>
    public TcpStack Stack { get; private set; }

    /// <summary>The host's address, the first of them where there are several.</summary>
    public IpAddress Address { get; }

    /// <summary>The host's addresses.</summary>
    public IReadOnlyList<IpAddress> Addresses => _options.Addresses;

    /// <summary>Whether the host runs: one that does not neither sends nor receives.</summary>
    public bool IsUp { get; private set; } = true;

    /// <summary>The most connections that the stack has had at a time.</summary>
    public int PeakConnections { get; private set; }

    /// <summary>The earliest time for which the simulation has planned to run the stack's timers.</summary>
    internal Timestamp PlannedDeadline { get; set; } = Timestamp.Never;

    /// <summary>The host dies: nobody is told.</summary>
    public void Crash()
    {
        IsUp = false;
        Simulation.ObserveNode(Name, Reason.HostCrashed);
    }

    /// <summary>The host starts again after <see cref="Crash"/>, without connections and listeners.</summary>
    public void Restart()
    {
        Stack = new TcpStack(_options with { Secret = Simulation.Random.NextUInt64() }, _observer);
        PlannedDeadline = Timestamp.Never;
        IsUp = true;
        Simulation.ObserveNode(Name, Reason.HostRestarted);
    }

    /// <summary>Puts a packet on the host's link that its TCP knows nothing of: a forged one, or one that the network held for long. It may be anything.</summary>
    /// <param name="packet">The packet, from the first byte of its IP header.</param>
    /// <param name="reason">What the observer is told: <see cref="Reason.ForgedPacket"/> or <see cref="Reason.OldDuplicate"/>.</param>
    public void Inject(ReadOnlySpan<byte> packet, Reason reason)
    {
        Simulation.ObserveInjected(Name, reason, packet);
        Send(packet, Simulation.Now);
    }

    internal override void Receive(Span<byte> packet, Timestamp now)
    {
        if (IsUp)
        {
            Stack.Receive(packet, now);
        }
        else
        {
            Simulation.ObserveLink(Name, Reason.HostIsDown, packet);
        }
    }

    internal void OnDeadline(Timestamp now)
    {
        if (PlannedDeadline <= now)
        {
            PlannedDeadline = Timestamp.Never;
            if (IsUp)
            {
                Stack.OnDeadline(now);
            }
        }
    }

    // Sends what there is to send.
    internal void Pump(Span<byte> buffer, Timestamp now)
    {
        PeakConnections = Math.Max(PeakConnections, Stack.ConnectionCount);
        while (IsUp && Stack.TryTransmit(now, buffer, out int written))
        {
            Send(buffer[..written], now);
        }
    }

    private void Send(ReadOnlySpan<byte> packet, Timestamp now) => RouteOf(packet)?.Send(packet, now);
}
