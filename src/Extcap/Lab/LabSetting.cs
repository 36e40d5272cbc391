using System.Globalization;
using TcpEngine;

namespace Extcap.Lab;

/// <summary>One thing that a user may change of a scenario: an option of <c>tcpengine lab</c>, and an argument of the extcap interface.</summary>
/// <param name="Name">Its name, without dashes.</param>
/// <param name="Value">What its value is called.</param>
/// <param name="Description">What it does.</param>
/// <param name="Label">What Wireshark's dialog calls it.</param>
/// <param name="Choices">The words that it takes; empty for a number.</param>
/// <param name="Set">Takes a value over from its text.</param>
internal sealed record LabSetting(string Name, string Value, string Description, string Label, string[] Choices, Func<ScenarioSettings, string, ScenarioSettings> Set)
{
    /// <summary>The word by which a dialog leaves a setting as the scenario has it.</summary>
    public const string Unchanged = "unchanged";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<LabSetting> All { get; } =
    [
        new("seed", "N", "Decides everything that is random. Default 1.", "Seed", [], (settings, text) => settings with
        {
            Seed = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) ? seed : throw Wrong($"The seed '{text}' is no whole number from 0 to {ulong.MaxValue}."),
        }),
        new("loss", "PERCENT", "How many of 100 packets the link loses.", "Loss (%)", [], (settings, text) => settings with { Loss = Share("loss", text) }),
        new("delay", "MS", "How long a packet travels one way.", "Delay one way (ms)", [], (settings, text) => settings with { Delay = Milliseconds("delay", text) }),
        new("jitter", "MS", "How much longer a packet may travel, at random.", "Jitter (ms)", [], (settings, text) => settings with { Jitter = Milliseconds("jitter", text) }),
        new("reordering", "PERCENT", "How many of 100 packets the link holds back.", "Reordering (%)", [], (settings, text) => settings with { Reordering = Share("reordering", text) }),
        new("duplication", "PERCENT", "How many of 100 packets the link repeats.", "Duplication (%)", [], (settings, text) => settings with { Duplication = Share("duplication", text) }),
        new("corruption", "PERCENT", "Of how many of 100 packets the link flips a bit.", "Corruption (%)", [], (settings, text) => settings with { Corruption = Share("corruption", text) }),
        new("rate", "KBITS", "How many kilobits a second the link carries; 0 for no limit.", "Rate (kbit/s)", [], (settings, text) => settings with { BitsPerSecond = (long)(Math.Min(Number("rate", text), 1e9) * 1000) }),
        new("queue", "PACKETS", "How many packets wait for a link that has a rate.", "Queue (packets)", [], (settings, text) => settings with { QueueLimit = (int)Math.Clamp(Number("queue", text), int.MinValue, int.MaxValue) }),
        new("codel", "on|off", "Whether CoDel keeps that queue short.", "CoDel", ["on", "off"], (settings, text) => settings with { CoDel = Switch("codel", text) }),
        new("congestion", "cubic|newreno", "The congestion control of all hosts.", "Congestion control", ["cubic", "newreno"], (settings, text) => settings with
        {
            CongestionControl = text switch
            {
                "cubic" => CongestionControlAlgorithm.Cubic,
                "newreno" => CongestionControlAlgorithm.NewReno,
                _ => throw Wrong($"The congestion control is cubic or newreno, not '{text}'."),
            },
        }),
        new("ecn", "on|accurate|off", "Whether all hosts ask for ECN, and with accurate feedback, and the link marks.", "ECN", ["on", "accurate", "off"], (settings, text) => settings with
        {
            Ecn = text switch
            {
                "on" => EcnUse.Request,
                "accurate" => EcnUse.RequestAccurate,
                "off" => EcnUse.Off,
                _ => throw Wrong($"ecn is on, accurate or off, not '{text}'."),
            },
        }),
        new("syn-cookies", "on|off", "Whether listeners send SYN cookies when their backlog is full.", "SYN cookies", ["on", "off"], (settings, text) => settings with { SynCookies = Switch("syn-cookies", text) }),
    ];

    private static Duration Milliseconds(string name, string text) => Duration.FromSeconds(Math.Clamp(Number(name, text), -1, 1e9) / 1000);

    private static double Share(string name, string text) => Number(name, text.TrimEnd('%')) / 100;

    private static bool Switch(string name, string text) => text switch
    {
        "on" => true,
        "off" => false,
        _ => throw Wrong($"{name} is on or off, not '{text}'."),
    };

    private static double Number(string name, string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
        ? value
        : throw Wrong($"The {name} '{text}' is no number.");

    private static UserErrorException Wrong(string message) => new(message, UserErrorException.Usage);
}
