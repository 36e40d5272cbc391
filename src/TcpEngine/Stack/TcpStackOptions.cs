namespace TcpEngine;

/// <summary>How a stack is set up.</summary>
public sealed record TcpStackOptions
{
    /// <summary>The endpoint's name, which the observer is told.</summary>
    public required string Name { get; init; }

    /// <summary>The host's addresses: packets to others are dropped.</summary>
    public required IReadOnlyList<IpAddress> Addresses { get; init; }

    /// <summary>The secret behind initial sequence numbers (RFC 6528, section 3) and the start of ephemeral ports. A host takes it from a good random source; a simulation from its seed.</summary>
    public required ulong Secret { get; init; }

    /// <summary>The largest IP packet, in bytes, 576 to 65,535. Default 1,500.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>How many connections may be in TIME-WAIT at once; one more ends without. Default 262,144.</summary>
    public int TimeWaitLimit { get; init; } = 262_144;

    /// <summary>How connections behave where nothing else is said.</summary>
    public TcpConnectionOptions Connections { get; init; } = TcpConnectionOptions.Default;
}
