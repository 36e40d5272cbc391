namespace TcpEngine;

/// <summary>Something that links end at: a host or a router.</summary>
public abstract class SimulatedNode
{
    private protected SimulatedNode(Simulation simulation, string name)
    {
        Simulation = simulation;
        Name = name;
    }

    /// <summary>Its name, as observers are told.</summary>
    public string Name { get; }

    private protected Simulation Simulation { get; }

    /// <summary>The links that begin here.</summary>
    internal List<SimulatedLink> Links { get; } = [];

    /// <summary>Which of them leads to an address; addresses that have no entry cannot be reached.</summary>
    internal Dictionary<IpAddress, SimulatedLink> Routes { get; } = [];

    /// <summary>A packet has arrived. It may be changed.</summary>
    internal abstract void Receive(Span<byte> packet, Timestamp now);

    /// <summary>The link on which a packet leaves; null where there is none.</summary>
    private protected SimulatedLink? RouteOf(ReadOnlySpan<byte> packet)
    {
        Simulation.UpdateRoutes();
        return Links.Count == 1 ? Links[0] : PacketAddresses.TryRead(packet, out _, out IpAddress destination) ? Routes.GetValueOrDefault(destination) : null;
    }
}
