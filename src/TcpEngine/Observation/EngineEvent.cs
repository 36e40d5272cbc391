using HeaderSpec;

namespace TcpEngine;

/// <summary>One thing that happened, with its reason. Passed by reference, valid during the call only.</summary>
public readonly ref struct EngineEvent
{
    /// <summary>What kind of thing happened: says which of the other members mean something.</summary>
    public required EngineEventKind Kind { get; init; }

    /// <summary>When, by the host's clock.</summary>
    public required Timestamp Time { get; init; }

    /// <summary>Which endpoint it happened to: the name its stack was given, <c>A</c> or <c>B</c> in a scenario; the link's, as <c>A->B</c>, for a <see cref="EngineEventKind.LinkFault"/>.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Which of the stack's connections: 1 for its first. 0 where no connection is concerned.</summary>
    public uint ConnectionId { get; init; }

    /// <summary>The connection's two sockets.</summary>
    public ConnectionKey Key { get; init; }

    /// <summary>Why it happened.</summary>
    public required Reason Reason { get; init; }

    /// <summary>The state before.</summary>
    public TcpState StateBefore { get; init; }

    /// <summary>The state after.</summary>
    public TcpState StateAfter { get; init; }

    /// <summary>The IP packet, from the first byte of its IP header; empty where the event is not about one.</summary>
    public ReadOnlySpan<byte> Packet { get; init; }

    /// <summary>What is wrong with a malformed packet, and where: offsets are from the header's start.</summary>
    public ParseError ParseError { get; init; }

    /// <summary>The timer that ran out.</summary>
    public TimerKind Timer { get; init; }

    /// <summary>What the application called.</summary>
    public ApplicationCall Call { get; init; }

    /// <summary>What the application was told.</summary>
    public ApplicationNotice Notice { get; init; }

    /// <summary>How much the call moved, how much is there to read, or by how much a buffer has grown, in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>How often this segment, or one that holds its first octet, was sent before: 0 for the first time.</summary>
    public int Retransmissions { get; init; }

    /// <summary>Whether <see cref="Snapshot"/> holds a connection's variables.</summary>
    public bool HasSnapshot { get; init; }

    /// <summary>The connection's variables after the event.</summary>
    public ConnectionSnapshot Snapshot { get; init; }
}
