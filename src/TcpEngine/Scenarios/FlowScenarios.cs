using static TcpEngine.ScenarioActionKind;
using static TcpEngine.ScenarioParts;
using static TcpEngine.ScenarioTriggerKind;

namespace TcpEngine;

/// <summary>Flow control: windows, and who waits for whom.</summary>
internal static class FlowScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new()
        {
            Name = "zero-window",
            Title = "B's application stops reading, and goes on after 10 s",
            Story = "B's window closes to 0. A asks again and again whether it still is closed, after longer and longer pauses, for a window update alone could be lost. When B reads, the window opens and all arrives (RFC 9293, 3.8.6.1).",
            Steps =
            [
                BListens, AConnects,
                On("A", Connected, Send(100_000)), AClosesWhenSent,
                On("B", Connected, Do(StopReading)), At("B", 10_000, Do(Read)), BClosesToo,
            ],
            Connections = TcpConnectionOptions.Default with { ReceiveBufferSize = 20_000 },
        },
        new()
        {
            Name = "urgent",
            Title = "A sends urgent data while B's window is closed",
            Story = "No data may be sent, but the urgent pointer may: B's application is told that there is urgent data before that data can come. It then reads all up to it (RFC 9293, 3.8.5).",
            Steps =
            [
                BListens, AConnects,
                On("A", Connected, Send(20_000)),
                On("B", Connected, Do(StopReading)),
                At("A", 400, new(SendUrgent, 100)),
                On("B", UrgentData, Do(Read), 500),
                At("A", 5000, Do(Close)), BClosesToo,
            ],
            Connections = TcpConnectionOptions.Default with { ReceiveBufferSize = 8_000 },
        },
        new()
        {
            Name = "nagle",
            Title = "A writes 100 bytes each 5 ms",
            Story = "While data is in flight, small writes wait and become one segment: 20 writes make a few segments. Each waits for an acknowledgment, and B's acknowledgments wait for data of B's own, which never comes: up to 40 ms (RFC 9293, 3.8.6.3).",
            Steps = [BListens, AConnects, On("A", Connected, SendPieces(20, 100, 5)), AClosesWhenSent, BClosesToo],
        },
        new()
        {
            Name = "no-delay",
            Title = "A writes 100 bytes each 5 ms, with Nagle's algorithm off",
            Story = "Each write is a segment of its own, at once: 20 of them, with 52 bytes of headers and options each (RFC 9293, 3.8).",
            Steps = [BListens, AConnects, On("A", Connected, SendPieces(20, 100, 5)), AClosesWhenSent, BClosesToo],
            Connections = TcpConnectionOptions.Default with { NoDelay = true },
        },
        new()
        {
            Name = "delayed-ack",
            Title = "A sends one segment each 200 ms, then two at once",
            Story = "B's acknowledgment of a single segment waits 40 ms for data to go with it. Of two full segments the second is acknowledged at once (RFC 9293, 3.8.6.3).",
            Steps = [BListens, AConnects, On("A", Connected, SendPieces(4, 100, 200)), At("A", 1000, Send(2 * 1448)), At("A", 1200, Do(Close)), BClosesToo],
        },
        new()
        {
            Name = "silly-window",
            Title = "B reads 100 bytes at a time",
            Story = "B does not offer each 100 bytes anew, and A does not send such crumbs: the window opens by a whole segment or half of the buffer at a time (RFC 9293, 3.8.6.2.2).",
            Steps =
            [
                BListens, AConnects,
                On("A", Connected, Send(20_000)), AClosesWhenSent,
                On("B", Connected, new(Read) { Piece = 100, Interval = Duration.FromMilliseconds(5) }), BClosesToo,
            ],
            Connections = TcpConnectionOptions.Default with { ReceiveBufferSize = 4_000 },
        },
        new()
        {
            Name = "auto-tuning",
            Title = "100 Mbit/s and 100 ms: A's and B's buffers grow with what the path carries; D has 64 KiB for good",
            Story = "B begins with a window of 64 KiB. Each round trip in which its application reads more than before makes the buffer grow, ahead of A's slow start, and A's send buffer grows with cwnd: within a second the pipe is full. C sends over a path like that one, but D's buffer is of a size that was set: 64 KiB in a round trip are 5 Mbit/s, whatever the link could carry (RFC 9293, 3.8). Draw tcpengine.rcv_wnd over time for B and D.",
            Nodes =
            [
                new("A", "192.0.2.1"), new("B", "192.0.2.2"), new("C", "198.51.100.1"),
                new("D", "198.51.100.2") { Connections = TcpConnectionOptions.Default with { ReceiveBufferSize = 64 * 1024 } },
            ],
            Links = [new("A", "B"), new("C", "D")],
            Steps =
            [
                BListens, At("D", 0, Do(Listen)),
                AConnects, At("C", 1, new(Connect) { Peer = "D" }),
                On("A", Connected, Send(20_000_000)), AClosesWhenSent, BClosesToo,
                On("C", Connected, Send(1_500_000)), On("C", Connected, Do(Close)), On("D", PeerClosed, Do(Close)),
            ],
            Link = new LinkSettings { BitsPerSecond = 100_000_000, Delay = Duration.FromMilliseconds(50), QueueLimit = 5000 },
        },
    ];
}
