namespace TcpEngine;

/// <summary>A run of two hosts in the simulator: who does what, when, over which link.</summary>
public sealed record Scenario
{
    /// <summary>The name by which it is called.</summary>
    public required string Name { get; init; }

    /// <summary>What happens, in one line.</summary>
    public required string Title { get; init; }

    /// <summary>What to watch, in a few sentences.</summary>
    public required string Story { get; init; }

    /// <summary>What the hosts do.</summary>
    public required IReadOnlyList<ScenarioStep> Steps { get; init; }

    /// <summary>The link between them.</summary>
    public LinkSettings Link { get; init; } = new();

    /// <summary>The packets that are lost on purpose.</summary>
    public IReadOnlyList<ScriptedLoss> Losses { get; init; } = [];

    /// <summary>How the connections behave.</summary>
    public TcpConnectionOptions Connections { get; init; } = TcpConnectionOptions.Default;
}
