namespace TcpEngine;

/// <summary>Plays a scenario.</summary>
public static class ScenarioRun
{
    /// <summary>Plays a scenario to its end, on virtual time.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="settings">What the user wants changed.</param>
    /// <param name="observer">Who is told of everything; null for nobody. Of a flood it is told a part: see <see cref="ScenarioResult.EventsHidden"/>.</param>
    /// <exception cref="ArgumentException">A setting is out of range: see <see cref="ScenarioSettings.FindFault"/>.</exception>
    public static ScenarioResult Play(Scenario scenario, ScenarioSettings settings, IEngineObserver? observer = null)
    {
        if (settings.FindFault() is { } fault)
        {
            throw new ArgumentException(fault, nameof(settings));
        }

        FloodSample? sample = observer is not null && scenario.Steps.Any(step => step.Do.Kind == ScenarioActionKind.SynFlood) ? new FloodSample(observer) : null;
        Simulation simulation = new(settings.Seed, sample ?? observer);
        ScenarioNetwork network = new(scenario, settings, simulation);
        foreach (ScenarioHost host in network.Hosts)
        {
            host.Begin();
        }

        bool isComplete = simulation.Run(default(Timestamp) + scenario.Limit);
        return new ScenarioResult(isComplete, simulation.Now - default(Timestamp), simulation.PacketsDelivered, [.. network.Hosts.Select(host => host.Result)])
        {
            EventsHidden = sample?.Hidden ?? 0,
        };
    }
}
