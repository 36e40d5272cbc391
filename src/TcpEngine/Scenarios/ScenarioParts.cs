namespace TcpEngine;

/// <summary>What the scenarios that come with the engine are put together from.</summary>
internal static class ScenarioParts
{
    private static readonly LinkSettings Near = new() { Delay = Duration.FromMilliseconds(5) };

    /// <summary>B listens from the beginning.</summary>
    public static ScenarioStep BListens { get; } = At("B", 0, Do(ScenarioActionKind.Listen));

    /// <summary>A connects after 1 ms.</summary>
    public static ScenarioStep AConnects { get; } = At("A", 1, Do(ScenarioActionKind.Connect));

    /// <summary>A closes as soon as all is sent.</summary>
    public static ScenarioStep AClosesWhenSent { get; } = On("A", ScenarioTriggerKind.Connected, Do(ScenarioActionKind.Close));

    /// <summary>B closes when A has.</summary>
    public static ScenarioStep BClosesToo { get; } = On("B", ScenarioTriggerKind.PeerClosed, Do(ScenarioActionKind.Close));

    /// <summary>A third host, X, and a router between all three. The first link is that before B.</summary>
    public static IReadOnlyList<ScenarioNode> WithAttacker { get; } =
    [
        new("A", "192.0.2.1"), new("B", "192.0.2.2"), new("X", "203.0.113.6"), new("R", "192.0.2.254") { IsRouter = true },
    ];

    /// <summary>The links between them.</summary>
    public static IReadOnlyList<ScenarioLink> AttackerLinks { get; } =
    [
        new("R", "B", Near), new("A", "R", Near), new("X", "R", Near),
    ];

    /// <summary>A sends so much and closes; B reads it and closes too.</summary>
    public static IReadOnlyList<ScenarioStep> Transfer(long bytes) =>
        [BListens, AConnects, On("A", ScenarioTriggerKind.Connected, Send(bytes)), AClosesWhenSent, BClosesToo];

    /// <summary>A step at a virtual time, in milliseconds.</summary>
    public static ScenarioStep At(string host, double milliseconds, ScenarioAction action) => new(host, new ScenarioTrigger(ScenarioTriggerKind.Start, Milliseconds(milliseconds)), action);

    /// <summary>A step so many milliseconds after a happening.</summary>
    public static ScenarioStep On(string host, ScenarioTriggerKind happening, ScenarioAction action, double after = 0) =>
        new(host, new ScenarioTrigger(happening, Milliseconds(after)), action);

    /// <summary>An action that needs no more to be said.</summary>
    public static ScenarioAction Do(ScenarioActionKind kind) => new(kind);

    /// <summary>Sends.</summary>
    public static ScenarioAction Send(long bytes) => new(ScenarioActionKind.Send, bytes);

    /// <summary>Sends piece by piece.</summary>
    public static ScenarioAction SendPieces(int count, int size, double everyMilliseconds) =>
        new(ScenarioActionKind.Send, (long)count * size) { Piece = size, Interval = Milliseconds(everyMilliseconds) };

    /// <summary>Puts a forged segment on the wire.</summary>
    public static ScenarioAction Forge(ForgedSegment segment) => new(ScenarioActionKind.Inject) { Forged = segment };

    /// <summary>Puts packets on the wire as they are.</summary>
    public static ScenarioAction Forge(params IReadOnlyList<byte[]> packets) => new(ScenarioActionKind.Inject) { Packets = packets };

    /// <summary>Loses the packets of a class from one on, 0 being the first.</summary>
    public static PacketFault Lose(string from, PacketClass packets, int index, int count = 1) => new(from, PacketFaultKind.Drop, packets, index, count);

    private static Duration Milliseconds(double milliseconds) => Duration.FromSeconds(milliseconds / 1000);
}
