namespace TcpEngine;

/// <summary>How a connection searches for the path's MTU (RFC 4821). It needs SACK, which alone tells that a probe is lost and nothing else.</summary>
public sealed record PathMtuSearchOptions
{
    /// <summary>What the connection uses where nothing else is said.</summary>
    public static PathMtuSearchOptions Default { get; } = new();

    /// <summary>When it does. Default: after a black hole.</summary>
    public PathMtuProbing When { get; init; } = PathMtuProbing.AfterBlackHole;

    /// <summary>The size of segment that is tried first, in bytes of data, 48 to 65,535. Default 0: what packets of 1,024 bytes hold over IPv4, of 1,280 over IPv6 (RFC 4821, section 7.2).</summary>
    public int BaseSize { get; init; }

    /// <summary>The least size that time-outs lead to, in bytes of data, 48 to 65,535. Default 0: what packets of 576 bytes hold over IPv4, of 1,280 over IPv6.</summary>
    public int FloorSize { get; init; }

    /// <summary>The search is over when the largest size known to get through and the least known not to are nearer than that, in bytes. Default 8.</summary>
    public int Threshold { get; init; } = 8;

    /// <summary>How long after that larger sizes are tried again. Default 10 min; not less than 5 min (RFC 4821, section 7.3).</summary>
    public Duration RaiseInterval { get; init; } = Duration.FromSeconds(600);

    /// <summary>How many time-outs in a row make a black hole, where no segment as large has got through yet. Default 2.</summary>
    public int Timeouts { get; init; } = 2;

    /// <summary>The same where one has. Default 4.</summary>
    public int TimeoutsOncePassed { get; init; } = 4;

    /// <summary>Whether the passive side sends segments as large as the peer takes until the first probe has got through, as many hosts do. Default false (RFC 4821, section 7.1).</summary>
    public bool PassiveStartsLarge { get; init; }
}
