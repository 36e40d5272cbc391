namespace TcpEngine;

/// <summary>What a host does, and when.</summary>
/// <param name="Host">The host: <c>A</c>, the client, or <c>B</c>, the server.</param>
/// <param name="When">What it waits for.</param>
/// <param name="Do">What it does then.</param>
public sealed record ScenarioStep(string Host, ScenarioTrigger When, ScenarioAction Do);

/// <summary>What a step waits for.</summary>
/// <param name="Kind">The happening.</param>
/// <param name="Delay">How long after it; for <see cref="ScenarioTriggerKind.Start"/>, the virtual time.</param>
public sealed record ScenarioTrigger(ScenarioTriggerKind Kind, Duration Delay = default);

/// <summary>The happenings that a step can wait for.</summary>
public enum ScenarioTriggerKind
{
    /// <summary>The run begins.</summary>
    Start,

    /// <summary>The host's connection is established.</summary>
    Connected,

    /// <summary>The peer has closed.</summary>
    PeerClosed,
}

/// <summary>What a step does.</summary>
/// <param name="Kind">The call.</param>
/// <param name="Bytes">How much <see cref="ScenarioActionKind.Send"/> sends.</param>
public sealed record ScenarioAction(ScenarioActionKind Kind, long Bytes = 0);

/// <summary>What a step can do.</summary>
public enum ScenarioActionKind
{
    /// <summary>Listen on port 80.</summary>
    Listen,

    /// <summary>Connect to the other host's port 80.</summary>
    Connect,

    /// <summary>Send text that the receiver can check.</summary>
    Send,

    /// <summary>Close.</summary>
    Close,

    /// <summary>Abort.</summary>
    Abort,
}
