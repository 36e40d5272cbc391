using System.Diagnostics.CodeAnalysis;

namespace TcpEngine;

/// <summary>The scenarios that come with the engine.</summary>
public static class ScenarioCatalog
{
    /// <summary>The scenarios, topic by topic, in the order in which they are best learned.</summary>
    public static IReadOnlyList<ScenarioTopic> Topics { get; } =
    [
        new("Life of a connection", LifeScenarios.All),
        new("Why it is built so", ReasonScenarios.All),
        new("Flow control", FlowScenarios.All),
        new("Loss and congestion", CongestionScenarios.All),
        new("Attacks and malformed packets", AttackScenarios.All),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Scenario> All { get; } = [.. Topics.SelectMany(topic => topic.Scenarios)];

    /// <summary>Finds a scenario by its name.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out Scenario? scenario)
    {
        scenario = All.FirstOrDefault(candidate => candidate.Name == name);
        return scenario is not null;
    }
}

/// <summary>Scenarios that belong together.</summary>
/// <param name="Title">What they are about.</param>
/// <param name="Scenarios">The scenarios.</param>
public sealed record ScenarioTopic(string Title, IReadOnlyList<Scenario> Scenarios);
