namespace TcpEngine;

/// <summary>What a user may change of a scenario.</summary>
public sealed record ScenarioSettings
{
    /// <summary>Decides everything that is random. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The probability that a packet is lost, 0 to 1; null for the scenario's own.</summary>
    public double? Loss { get; init; }

    /// <summary>How long a packet travels one way, up to 10 s; null for the scenario's own.</summary>
    public Duration? Delay { get; init; }

    /// <summary>What is wrong with the settings, in one sentence; null where nothing is.</summary>
    public string? FindFault() => this switch
    {
        { Loss: < 0 or > 1 or double.NaN } => "The loss must be a probability from 0 to 1 (0 % to 100 %).",
        { Delay: { } delay } when delay < Duration.Zero || delay > Duration.FromSeconds(10) => "The delay must be from 0 to 10,000 ms.",
        _ => null,
    };
}
