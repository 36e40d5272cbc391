using TcpCodec;
using static TcpEngine.ScenarioActionKind;
using static TcpEngine.ScenarioParts;
using static TcpEngine.ScenarioTriggerKind;

namespace TcpEngine;

/// <summary>Why TCP is built as it is: each rule, and the mishap that it is there for.</summary>
internal static class ReasonScenarios
{
    private const ushort OldPort = 50_000;
    private const uint OldSequence = 90;

    private static readonly ForgedSegment OldSyn = new("A", "B", TcpFlags.Syn) { FromPort = OldPort, Sequence = new(ForgedNumberBase.Absolute, OldSequence) };
    private static readonly ScenarioAction OldSynArrives = new(Inject) { Forged = OldSyn, IsOldDuplicate = true };

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new()
        {
            Name = "old-duplicate-syn",
            Title = "A SYN of an earlier connection arrives late; A knows nothing of it",
            Story = "B cannot tell an old SYN from a new one, so it answers. A, which has no such connection, answers RST (RFC 9293, 3.10.7.1), and B returns to LISTEN: no half of a connection is left. That is why two segments are not enough to open a connection (RFC 9293, figure 9).",
            Steps = [BListens, At("A", 5, OldSynArrives)],
        },
        new()
        {
            Name = "stale-syn-during-connect",
            Title = "The same, while A itself is opening that very connection",
            Story = "A, in SYN-SENT, gets an acknowledgment of a SYN that it never sent, and answers RST: B returns to LISTEN. A's own SYN, which was slower, then opens the connection (RFC 9293, 3.5, figure 8).",
            Steps = [BListens, At("A", 5, OldSynArrives), At("A", 20, new(Connect) { LocalPort = OldPort }), On("A", Connected, Send(100))],
            Faults = [new("A", PacketFaultKind.Delay, PacketClass.Syn, 1) { Delay = Duration.FromMilliseconds(30) }],
        },
        new()
        {
            Name = "half-open",
            Title = "B crashes and starts again; A, which knows nothing of it, sends",
            Story = "B's new life has no such connection and answers RST: A's application is told 'connection reset', and connects again (RFC 9293, 3.5.1).",
            Steps =
            [
                BListens, AConnects,
                At("B", 100, Do(Crash)), At("B", 200, Do(Restart)), At("B", 201, Do(Listen)),
                At("A", 300, Send(1000)),
                On("A", Closed, Do(Connect), 100),
            ],
        },
        new()
        {
            Name = "lost-syn",
            Title = "A's first two SYNs are lost",
            Story = "No answer within the RTO of 1 s: the SYN goes again, then after 2 s once more. The third arrives, and the connection stands (RFC 6298, 5.5).",
            Steps = [BListens, AConnects],
            Faults = [Lose("A", PacketClass.Syn, 0, 2)],
        },
        new()
        {
            Name = "no-answer",
            Title = "Every SYN of A is lost",
            Story = "The SYN goes again after 1 s, 2 s, 4 s, and so on, seven times, the last time after 2 min. After four minutes A's application is told 'connection timed out' (RFC 9293, 3.8.3).",
            Steps = [BListens, AConnects],
            Faults = [Lose("A", PacketClass.Syn, 0, int.MaxValue)],
        },
        new()
        {
            Name = "lost-final-ack",
            Title = "The ACK that completes the handshake is lost",
            Story = "A is ESTABLISHED, B is not. B, after an RTO of 1 s, sends its SYN,ACK again, and A acknowledges it again (RFC 6298, 5.4).",
            Steps = [BListens, AConnects, At("A", 2000, Send(100))],
            Faults = [Lose("A", PacketClass.Ack, 0)],
        },
        new()
        {
            Name = "lost-final-ack-data",
            Title = "The ACK that completes the handshake is lost, and data follows",
            Story = "A's data acknowledges B's SYN too: it completes the handshake on B's side, and nothing has to be sent again (RFC 9293, 3.10.7.4).",
            Steps = [BListens, AConnects, At("A", 200, Send(100))],
            Faults = [Lose("A", PacketClass.Ack, 0)],
        },
        new()
        {
            Name = "lost-fin",
            Title = "B's FIN is lost",
            Story = "B, in LAST-ACK, gets no acknowledgment and sends its FIN again, as a probe of the tail (RFC 8985, 7.3). Only then does A leave FIN-WAIT-2.",
            Steps = [BListens, AConnects, On("A", Connected, Do(Close), 50), On("B", PeerClosed, Do(Close), 100)],
            Faults = [Lose("B", PacketClass.Fin, 0)],
        },
        new()
        {
            Name = "lost-last-ack",
            Title = "The last ACK of a close is lost",
            Story = "B, in LAST-ACK, sends its FIN again. A is still there to answer: that is why TIME-WAIT exists. Its wait of twice the maximum segment lifetime starts again (RFC 9293, 3.6.1).",
            Steps = [BListens, AConnects, On("A", Connected, Do(Close), 50), BClosesToo],
            Faults = [Lose("A", PacketClass.Ack, 1)],
        },
        new()
        {
            Name = "time-wait-reuse",
            Title = "A connects again from the same port while B is in TIME-WAIT",
            Story = "The new SYN has a larger timestamp than anything of the old connection, so it cannot be an old duplicate of it: B opens anew, and its TIME-WAIT ends (RFC 6191, 2).",
            Steps =
            [
                BListens, At("A", 1, new(Connect) { LocalPort = OldPort }),
                At("B", 100, Do(Close)), On("A", PeerClosed, Do(Close)),
                At("A", 1000, new(Connect) { LocalPort = OldPort }) with { Socket = "again" },
                On("A", Connected, Send(100)) with { Socket = "again" },
            ],
        },
        new()
        {
            Name = "keep-alive",
            Title = "A dies; B, which has keep-alive on, finds out",
            Story = "After two hours without a word B asks whether A still lives, and then each 75 s. After ten questions without an answer its application is told 'connection timed out' (RFC 9293, 3.8.4).",
            Steps = [BListens, AConnects, At("A", 100, Do(Crash))],
            Connections = TcpConnectionOptions.Default with { KeepAlive = true },
        },
        new()
        {
            Name = "corrupted",
            Title = "A bit of a data segment is flipped on the way",
            Story = "B's checksum is wrong: the segment is dropped as if it had never come, and nothing is said to A. The segments behind it tell A of the gap; it sends again, and the bytes are as they were (RFC 9293, 3.1).",
            Steps = Transfer(10_000),
            Faults = [new("A", PacketFaultKind.Corrupt, PacketClass.Data, 1)],
        },
        new()
        {
            Name = "duplicated",
            Title = "The link repeats a data segment",
            Story = "B's application gets the bytes once (RFC 9293, 3.10.7.4). The acknowledgment of the copy has a SACK block for what came twice (D-SACK, RFC 2883), so that A knows that nothing was lost.",
            Steps = Transfer(20_000),
            Faults = [new("A", PacketFaultKind.Duplicate, PacketClass.Data, 2) { Delay = Duration.FromMilliseconds(3) }],
        },
        new()
        {
            Name = "reordered",
            Title = "A data segment is overtaken by others",
            Story = "B keeps what comes early, tells A by SACK (RFC 5681, 4.2), and gives its application all in order. A waits for a quarter of a round trip before it takes the late one for lost (RFC 8985), and sends nothing again.",
            Steps = Transfer(20_000),
            Faults = [new("A", PacketFaultKind.Delay, PacketClass.Data, 8) { Delay = Duration.FromMilliseconds(3) }],
        },
    ];
}
