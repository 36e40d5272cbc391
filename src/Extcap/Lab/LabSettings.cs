using System.Globalization;
using TcpEngine;

namespace Extcap.Lab;

/// <summary>Reads a scenario's settings from text, wherever it comes from.</summary>
internal static class LabSettings
{
    /// <summary>The scenario of that name.</summary>
    /// <exception cref="UserErrorException">There is none: the message lists those that there are.</exception>
    public static Scenario FindScenario(string name) => ScenarioCatalog.TryFind(name, out Scenario? scenario)
        ? scenario
        : throw new UserErrorException($"There is no scenario '{name}'. There are: {string.Join(", ", ScenarioCatalog.All.Select(known => known.Name))}.", UserErrorException.Usage);

    /// <summary>The settings; what is null or empty is left to the scenario.</summary>
    /// <param name="seed">An integer of 64 bits without sign.</param>
    /// <param name="loss">Per cent, 0 to 100.</param>
    /// <param name="delay">Milliseconds, 0 to 10,000.</param>
    /// <exception cref="UserErrorException">A value is no number, or out of range.</exception>
    public static ScenarioSettings Parse(string? seed, string? loss, string? delay)
    {
        ScenarioSettings settings = new();
        if (!string.IsNullOrEmpty(seed))
        {
            settings = settings with
            {
                Seed = ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
                    ? value
                    : throw new UserErrorException($"The seed '{seed}' is no whole number from 0 to {ulong.MaxValue}.", UserErrorException.Usage),
            };
        }

        if (!string.IsNullOrEmpty(loss))
        {
            settings = settings with { Loss = Number("loss", loss.TrimEnd('%')) / 100 };
        }

        if (!string.IsNullOrEmpty(delay))
        {
            settings = settings with { Delay = Duration.FromSeconds(Number("delay", delay) / 1000) };
        }

        return settings.FindFault() is { } fault ? throw new UserErrorException(fault, UserErrorException.Usage) : settings;
    }

    private static double Number(string name, string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
        ? value
        : throw new UserErrorException($"The {name} '{text}' is no number.", UserErrorException.Usage);
}
