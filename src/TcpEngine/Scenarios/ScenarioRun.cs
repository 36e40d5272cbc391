namespace TcpEngine;

/// <summary>Plays a scenario.</summary>
public static class ScenarioRun
{
    private const ushort Port = 80;
    private static readonly Timestamp Limit = new(Duration.FromSeconds(24 * 3600).Nanoseconds);
    private static readonly IpAddress AddressA = IpAddress.Parse("192.0.2.1");
    private static readonly IpAddress AddressB = IpAddress.Parse("192.0.2.2");

    /// <summary>Plays a scenario to its end, on virtual time.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="settings">What the user wants changed.</param>
    /// <param name="observer">Who is told of everything; null for nobody.</param>
    /// <exception cref="ArgumentException">A setting is out of range: see <see cref="ScenarioSettings.FindFault"/>.</exception>
    public static ScenarioResult Play(Scenario scenario, ScenarioSettings settings, IEngineObserver? observer = null)
    {
        if (settings.FindFault() is { } fault)
        {
            throw new ArgumentException(fault, nameof(settings));
        }

        Simulation simulation = new(settings.Seed, observer);
        SimulatedHost a = simulation.AddHost("A", AddressA, scenario.Connections);
        SimulatedHost b = simulation.AddHost("B", AddressB, scenario.Connections);
        LinkSettings link = scenario.Link with { Loss = settings.Loss ?? scenario.Link.Loss, Delay = settings.Delay ?? scenario.Link.Delay };
        simulation.Connect(a, b, link, scenario.Losses);
        ScenarioApplication onA = new(simulation, a, scenario);
        ScenarioApplication onB = new(simulation, b, scenario);
        onA.Begin(new TcpEndpoint(AddressB, Port));
        onB.Begin(new TcpEndpoint(AddressA, Port));
        bool isComplete = simulation.Run(Limit);
        return new ScenarioResult(isComplete, simulation.Now - default(Timestamp), simulation.PacketsDelivered, onA.Result, onB.Result);
    }
}
