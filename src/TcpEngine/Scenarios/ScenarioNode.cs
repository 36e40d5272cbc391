namespace TcpEngine;

/// <summary>A host or a router of a scenario.</summary>
/// <param name="Name">Its name: one letter is drawn best.</param>
/// <param name="Addresses">Its IP addresses; a router without one sends no ICMP errors.</param>
public sealed record ScenarioNode(string Name, params IReadOnlyList<string> Addresses)
{
    /// <summary>Whether it forwards packets and has no TCP.</summary>
    public bool IsRouter { get; init; }

    /// <summary>How its connections behave; null for <see cref="Scenario.Connections"/>.</summary>
    public TcpConnectionOptions? Connections { get; init; }

    /// <summary>The largest packet that it sends, in bytes with its IP header. Default 1,500.</summary>
    public int Mtu { get; init; } = 1500;
}

/// <summary>A link of a scenario.</summary>
/// <param name="Left">The name of the node at one end.</param>
/// <param name="Right">The name of the node at the other.</param>
/// <param name="Settings">What it does to packets; null for <see cref="Scenario.Link"/>.</param>
public sealed record ScenarioLink(string Left, string Right, LinkSettings? Settings = null)
{
    /// <summary>What it does to packets from right to left; null for the same.</summary>
    public LinkSettings? Back { get; init; }
}
