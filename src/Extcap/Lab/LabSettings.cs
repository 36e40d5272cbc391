using Extcap.Lab.Files;
using TcpEngine;

namespace Extcap.Lab;

/// <summary>Finds scenarios, and reads their settings from text, wherever it comes from.</summary>
internal static class LabSettings
{
    /// <summary>The scenario of that name, or in that file.</summary>
    /// <exception cref="UserErrorException">There is none: the message lists those that there are. Or the file is wrong.</exception>
    public static Scenario FindScenario(string name)
    {
        if (ScenarioFile.IsMeant(name))
        {
            return ScenarioFile.Read(name);
        }

        return ScenarioCatalog.TryFind(name, out Scenario? scenario)
            ? scenario
            : throw new UserErrorException($"There is no scenario '{name}'. There are: {string.Join(", ", ScenarioCatalog.All.Select(known => known.Name))}.", UserErrorException.Usage);
    }

    /// <summary>The settings; what is null or empty is left to the scenario.</summary>
    /// <param name="valueOf">The text of a setting, by its name.</param>
    /// <exception cref="UserErrorException">A value cannot be read, or is out of range.</exception>
    public static ScenarioSettings Parse(Func<string, string?> valueOf)
    {
        ScenarioSettings settings = new();
        foreach (LabSetting setting in LabSetting.All)
        {
            settings = valueOf(setting.Name) is { Length: > 0 } text && text != LabSetting.Unchanged ? setting.Set(settings, text) : settings;
        }

        return settings.FindFault() is { } fault ? throw new UserErrorException(fault, UserErrorException.Usage) : settings;
    }

    /// <summary>Plays a scenario.</summary>
    /// <exception cref="UserErrorException">A step of it cannot be taken.</exception>
    public static ScenarioResult Play(Scenario scenario, ScenarioSettings settings, IEngineObserver observer)
    {
        try
        {
            return ScenarioRun.Play(scenario, settings, observer);
        }
        catch (ScenarioException exception)
        {
            throw new UserErrorException($"{scenario.Name}: {exception.Message}");
        }
    }
}
