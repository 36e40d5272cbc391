namespace TcpEngine.Inference;

/// <summary>How much an observer remembers.</summary>
public sealed record ObservationLimits
{
    /// <summary>How many connections at a time, from 1; the one that was silent for longest goes first.</summary>
    public int MaximumConnections { get; init; } = 65_536;

    /// <summary>How long a connection may be silent before it is told of and forgotten. More than the two hours after which keep-alive probes begin (RFC 9293, section 3.8.4).</summary>
    public Duration Idle { get; init; } = Duration.FromSeconds(3 * 3600);

    /// <summary>The same for one that is over: twice the maximum segment lifetime (RFC 9293, section 3.4.2).</summary>
    public Duration IdleAfterEnd { get; init; } = Duration.FromSeconds(240);
}
