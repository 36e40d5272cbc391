namespace TcpEngine;

/// <summary>A host of a simulation: a stack, and its end of a link.</summary>
public sealed class SimulatedHost
{
    internal SimulatedHost(TcpStack stack, IpAddress address)
    {
        Stack = stack;
        Address = address;
    }

    /// <summary>The host's TCP.</summary>
    public TcpStack Stack { get; }

    /// <summary>The host's address.</summary>
    public IpAddress Address { get; }

    internal SimulatedLink? Link { get; set; }

    /// <summary>The earliest time for which the simulation has planned to run the stack's timers.</summary>
    internal Timestamp PlannedDeadline { get; set; } = Timestamp.Never;
}
