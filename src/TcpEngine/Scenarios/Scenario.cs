namespace TcpEngine;

/// <summary>A run in the simulator: which hosts, over which links, who does what and when, and what happens to chosen packets.</summary>
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

    /// <summary>The hosts and routers; the first two are the client and the server where nothing else is said. Default: A, 192.0.2.1, and B, 192.0.2.2.</summary>
    public IReadOnlyList<ScenarioNode> Nodes { get; init; } = [new("A", "192.0.2.1"), new("B", "192.0.2.2")];

    /// <summary>The links; with none, one between the first two nodes that does what <see cref="Link"/> says.</summary>
    public IReadOnlyList<ScenarioLink> Links { get; init; } = [];

    /// <summary>What links do to packets where nothing else is said.</summary>
    public LinkSettings Link { get; init; } = new();

    /// <summary>What is done to chosen packets.</summary>
    public IReadOnlyList<PacketFault> Faults { get; init; } = [];

    /// <summary>How the connections of all hosts behave that have no options of their own.</summary>
    public TcpConnectionOptions Connections { get; init; } = TcpConnectionOptions.Default;

    /// <summary>The virtual time at which the run is stopped, if it has not come to its end. Default one day.</summary>
    public Duration Limit { get; init; } = Duration.FromSeconds(24 * 3600);

    /// <summary>The link that a user's settings change: the first.</summary>
    public LinkSettings MainLink => Links.Count > 0 ? Links[0].Settings ?? Link : Link;
}
