namespace TcpEngine;

/// <summary>What a host does, and when.</summary>
/// <param name="Host">The host: <c>A</c>, the client, or <c>B</c>, the server, where the scenario has no others.</param>
/// <param name="When">What it waits for.</param>
/// <param name="Do">What it does then.</param>
public sealed record ScenarioStep(string Host, ScenarioTrigger When, ScenarioAction Do)
{
    /// <summary>Which of the host's sockets the step is about, where it has several. Connections that a listening socket accepts are that socket's.</summary>
    public string Socket { get; init; } = "";
}

/// <summary>What a step waits for.</summary>
/// <param name="Kind">The happening.</param>
/// <param name="Delay">How long after it; for <see cref="ScenarioTriggerKind.Start"/>, the virtual time.</param>
public sealed record ScenarioTrigger(ScenarioTriggerKind Kind, Duration Delay = default)
{
    /// <summary>For <see cref="ScenarioTriggerKind.Received"/>: how much must have come.</summary>
    public long Bytes { get; init; }
}

/// <summary>The happenings that a step can wait for.</summary>
public enum ScenarioTriggerKind
{
    /// <summary>The run begins.</summary>
    Start,

    /// <summary>A connection of the socket is established.</summary>
    Connected,

    /// <summary>The peer has closed.</summary>
    PeerClosed,

    /// <summary>The application has read so much.</summary>
    Received,

    /// <summary>The application is told of urgent data.</summary>
    UrgentData,

    /// <summary>A connection of the socket is gone, in order or not.</summary>
    Closed,
}
