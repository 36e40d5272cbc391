using System.Diagnostics.CodeAnalysis;
using TcpCodec;

namespace TcpEngine;

/// <summary>The scenarios that come with the engine.</summary>
public static class ScenarioCatalog
{
    private static readonly Duration Pause = Duration.FromMilliseconds(50);
    private static readonly Duration Moment = Duration.FromMilliseconds(20); // less than a delayed acknowledgment waits

    private static readonly ScenarioStep BListens = new("B", At(0), Do(ScenarioActionKind.Listen));
    private static readonly ScenarioStep AConnects = new("A", At(1), Do(ScenarioActionKind.Connect));

    /// <summary>All of them, in the order in which they are best learned.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new()
        {
            Name = "handshake",
            Title = "A opens a connection to B; nothing is sent",
            Story = "Three segments: SYN, SYN,ACK, ACK. Each SYN takes one sequence number. MSS, window scale, SACK and timestamps are agreed on.",
            Steps = [BListens, AConnects],
        },
        new()
        {
            Name = "transfer",
            Title = "A sends 1 MB to B, then both close",
            Story = "Slow start doubles the congestion window each round trip. B acknowledges every second segment. The bytes arrive in order.",
            Steps =
            [
                BListens, AConnects,
                new("A", new(ScenarioTriggerKind.Connected), Do(ScenarioActionKind.Send, 1_000_000)),
                new("A", new(ScenarioTriggerKind.Connected), Do(ScenarioActionKind.Close)),
                new("B", new(ScenarioTriggerKind.PeerClosed), Do(ScenarioActionKind.Close)),
            ],
        },
        new()
        {
            Name = "close",
            Title = "A closes; B finishes sending, then closes too",
            Story = "Each direction closes by itself: after A's FIN, B still sends. A, which closed first, holds TIME-WAIT for twice the maximum segment lifetime.",
            Steps =
            [
                BListens, AConnects,
                new("A", new(ScenarioTriggerKind.Connected, Pause), Do(ScenarioActionKind.Close)),
                new("B", new(ScenarioTriggerKind.PeerClosed, Pause), Do(ScenarioActionKind.Send, 1000)),
                new("B", new(ScenarioTriggerKind.PeerClosed, Pause + Moment), Do(ScenarioActionKind.Close)),
            ],
        },
        new()
        {
            Name = "close-by-server",
            Title = "B closes first; A finishes sending, then closes too",
            Story = "The same with the sides changed: who closes first holds TIME-WAIT, here the server.",
            Steps =
            [
                BListens, AConnects,
                new("B", new(ScenarioTriggerKind.Connected, Pause), Do(ScenarioActionKind.Close)),
                new("A", new(ScenarioTriggerKind.PeerClosed, Pause), Do(ScenarioActionKind.Send, 1000)),
                new("A", new(ScenarioTriggerKind.PeerClosed, Pause + Moment), Do(ScenarioActionKind.Close)),
            ],
        },
        new()
        {
            Name = "lost-syn",
            Title = "A's first two SYNs are lost",
            Story = "No answer within the RTO of 1 s: the SYN goes again, then after 2 s once more. The third arrives, and the connection stands.",
            Steps = [BListens, AConnects],
            Losses = [new("A", TcpFlags.Syn, 0), new("A", TcpFlags.Syn, 1)],
        },
        new()
        {
            Name = "refused",
            Title = "Nobody listens on B",
            Story = "B answers the SYN with RST,ACK: A's application is told that the connection was refused.",
            Steps = [AConnects],
        },
    ];

    /// <summary>Finds a scenario by its name.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out Scenario? scenario)
    {
        scenario = All.FirstOrDefault(candidate => candidate.Name == name);
        return scenario is not null;
    }

    private static ScenarioTrigger At(long milliseconds) => new(ScenarioTriggerKind.Start, Duration.FromMilliseconds(milliseconds));

    private static ScenarioAction Do(ScenarioActionKind kind, long bytes = 0) => new(kind, bytes);
}
