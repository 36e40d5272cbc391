using static TcpEngine.ScenarioActionKind;
using static TcpEngine.ScenarioParts;
using static TcpEngine.ScenarioTriggerKind;

namespace TcpEngine;

/// <summary>The life of a connection: how it is opened, used and closed.</summary>
internal static class LifeScenarios
{
    private const double Pause = 50;  // ms
    private const double Moment = 20; // ms: less than a delayed acknowledgment waits

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new()
        {
            Name = "handshake",
            Title = "A opens a connection to B; nothing is sent",
            Story = "Three segments: SYN, SYN,ACK, ACK. Each SYN takes one sequence number. MSS, window scale, SACK and timestamps are agreed on (RFC 9293, 3.5).",
            Steps = [BListens, AConnects],
        },
        new()
        {
            Name = "handshake-data",
            Title = "The segment that completes the handshake carries data already",
            Story = "A's third segment acknowledges and carries 100 bytes, so it takes 100 sequence numbers: A's next one is 101. B's bare ACK takes none: B's next one stays 1 (RFC 9293, 3.10.7.3).",
            Steps = [BListens, AConnects, On("A", Connected, Send(100))],
        },
        new()
        {
            Name = "fast-open",
            Title = "A connects with data again and again; B has TCP Fast Open",
            Story = "First A asks for a cookie, and its data waits for the handshake. The second time it has the cookie: the data goes with the SYN, and B answers it before the handshake is over, a round trip earlier. Then B starts again, with other keys: A's cookie is wrong, so B takes the SYN without its data and gives a new cookie, and A sends the data again. With the new cookie all is as before (RFC 7413, 4.2.2).",
            Steps =
            [
                BListensFast, .. ConnectsWithData("first", 1), .. ConnectsWithData("second", 1000),
                At("B", 2000, Do(Crash)), At("B", 2100, Do(Restart)), At("B", 2101, BListensFast.Do), .. ConnectsWithData("third", 3000), .. ConnectsWithData("fourth", 4000),
                On("B", Connected, Send(500)), BClosesToo,
            ],
            Connections = TcpConnectionOptions.Default with { FastOpen = FastOpenUse.WithCookie },
        },
        new()
        {
            Name = "transfer",
            Title = "A sends 1 MB to B, then both close",
            Story = "Slow start doubles the congestion window each round trip. B acknowledges every second segment. The bytes arrive in order (RFC 9293, 3.8.6.3).",
            Steps = Transfer(1_000_000),
        },
        new()
        {
            Name = "both-ways",
            Title = "A and B send 100 kB to each other at once",
            Story = "Each data segment carries the acknowledgment of what came the other way: bare ACKs are few (RFC 9293, 3.8.6.3).",
            Steps =
            [
                BListens, AConnects,
                On("A", Connected, Send(100_000)), On("B", Connected, Send(100_000)),
                On("A", Connected, Do(Close)), On("B", Connected, Do(Close)),
            ],
        },
        new()
        {
            Name = "close",
            Title = "A closes; B finishes sending, then closes too",
            Story = "Each direction closes by itself: after A's FIN, B still sends. A, which closed first, holds TIME-WAIT for twice the maximum segment lifetime (RFC 9293, 3.6.1).",
            Steps =
            [
                BListens, AConnects,
                On("A", Connected, Do(Close), Pause),
                On("B", PeerClosed, Send(1000), Pause),
                On("B", PeerClosed, Do(Close), Pause + Moment),
            ],
        },
        new()
        {
            Name = "close-by-server",
            Title = "B closes first; A finishes sending, then closes too",
            Story = "The same with the sides changed: who closes first holds TIME-WAIT, here the server (RFC 9293, 3.6.1).",
            Steps =
            [
                BListens, AConnects,
                On("B", Connected, Do(Close), Pause),
                On("A", PeerClosed, Send(1000), Pause),
                On("A", PeerClosed, Do(Close), Pause + Moment),
            ],
        },
        new()
        {
            Name = "close-three",
            Title = "A closes; B has nothing left to send and closes at once",
            Story = "B's acknowledgment of A's FIN and B's own FIN are one segment: three segments close the connection, not four (RFC 9293, 3.6).",
            Steps = [BListens, AConnects, On("A", Connected, Do(Close), Pause), BClosesToo],
        },
        new()
        {
            Name = "half-close",
            Title = "A closes at once; B sends for a long time before it closes",
            Story = "A, in FIN-WAIT-2, sends no data any more but receives and acknowledges 500 kB. Only B's FIN takes it to TIME-WAIT (RFC 9293, 3.6).",
            Steps =
            [
                BListens, AConnects,
                On("A", Connected, Do(Close), Pause),
                On("B", PeerClosed, Send(500_000), Pause),
                On("B", PeerClosed, Do(Close), Pause),
            ],
        },
        new()
        {
            Name = "simultaneous-open",
            Title = "A and B connect to each other at the same time",
            Story = "The SYNs cross. Each end goes from SYN-SENT to SYN-RECEIVED and answers SYN,ACK: one connection comes of it, not two, and nobody listened (RFC 9293, 3.5).",
            Steps =
            [
                At("A", 1, new(Connect) { LocalPort = 4000, Port = 5000 }),
                At("B", 1, new(Connect) { LocalPort = 5000, Port = 4000 }),
            ],
        },
        new()
        {
            Name = "simultaneous-close",
            Title = "A and B close at the same time",
            Story = "The FINs cross. Each end, waiting for the acknowledgment of its own FIN, sees the other's: CLOSING, then TIME-WAIT on both (RFC 9293, 3.6).",
            Steps = [BListens, AConnects, At("A", 100, Do(Close)), At("B", 100, Do(Close))],
        },
        new()
        {
            Name = "refused",
            Title = "Nobody listens on B",
            Story = "B answers the SYN with RST,ACK: A's application is told that the connection was refused (RFC 9293, 3.10.7.1).",
            Steps = [AConnects],
        },
        new()
        {
            Name = "abort",
            Title = "A aborts in mid transfer",
            Story = "A sends RST and forgets the connection at once, with all that was in flight: nothing is sent again. B's application is told 'connection reset' (RFC 9293, 3.10.5).",
            Steps = [BListens, AConnects, On("A", Connected, Send(1_000_000)), At("A", 35, Do(Abort))],
        },
    ];

    private static ScenarioStep BListensFast => At("B", 0, new(Listen) { FastOpenLimit = 16 });

    // Both close once A has the answer.
    private static ScenarioStep[] ConnectsWithData(string socket, double milliseconds) =>
    [
        At("A", milliseconds, new(Connect, 300)) with { Socket = socket },
        new("A", new ScenarioTrigger(Received) { Bytes = 500 }, Do(Close)) { Socket = socket },
    ];
}
