namespace TcpEngine;

/// <summary>What a step does.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">How much <see cref="ScenarioActionKind.Send"/> and <see cref="ScenarioActionKind.SendUrgent"/> send, and <see cref="ScenarioActionKind.Read"/> reads: 0 for all; what <see cref="ScenarioActionKind.Connect"/> writes before the SYN is sent.</param>
public sealed record ScenarioAction(ScenarioActionKind Kind, long Bytes = 0)
{
    /// <summary>The port to listen on or to connect to. Default 80.</summary>
    public ushort Port { get; init; } = 80;

    /// <summary>The host to connect to; null for the other one of the scenario's first two.</summary>
    public string? Peer { get; init; }

    /// <summary>The port to connect from; 0 for an ephemeral one.</summary>
    public ushort LocalPort { get; init; }

    /// <summary>Connect when the clock behind initial sequence numbers is so far before 2^32: the numbers wrap in mid transfer. 0 to connect at once.</summary>
    public uint BytesBeforeWrap { get; init; }

    /// <summary>How the connections of this listener, or this connection, behave; null for the host's.</summary>
    public TcpConnectionOptions? Options { get; init; }

    /// <summary>How many connections of a listener may be half open at once. Default 128.</summary>
    public int Backlog { get; init; } = 128;

    /// <summary>Whether SYNs beyond the backlog are answered with SYN cookies. Default true.</summary>
    public bool SynCookies { get; init; } = true;

    /// <summary>How many connections of a listener that Fast Open has opened may be in their handshake (RFC 7413, section 5.1). Default 0: no Fast Open.</summary>
    public int FastOpenLimit { get; init; }

    /// <summary>How much one call sends or reads, where there is an <see cref="Interval"/>; 0 for as much as there is room for.</summary>
    public int Piece { get; init; }

    /// <summary>How much time lies between two calls that send or read a <see cref="Piece"/>, or between two packets of a flood.</summary>
    public Duration Interval { get; init; }

    /// <summary>The other end of the link to change.</summary>
    public string? LinkTo { get; init; }

    /// <summary>What the link does to packets from now on, both ways.</summary>
    public LinkSettings? Link { get; init; }

    /// <summary>A segment to put on the wire, past the host's TCP.</summary>
    public ForgedSegment? Forged { get; init; }

    /// <summary>Packets to put on the wire, past the host's TCP, as they are.</summary>
    public IReadOnlyList<byte[]> Packets { get; init; } = [];

    /// <summary>Whether what is put on the wire is no forgery: the network held it for long.</summary>
    public bool IsOldDuplicate { get; init; }

    /// <summary>How many packets a flood has.</summary>
    public int Count { get; init; }
}

/// <summary>What a step can do.</summary>
public enum ScenarioActionKind
{
    /// <summary>Listen on a port.</summary>
    Listen,

    /// <summary>Connect to another host's port.</summary>
    Connect,

    /// <summary>Send text that the receiver can check.</summary>
    Send,

    /// <summary>Send such text as urgent data.</summary>
    SendUrgent,

    /// <summary>Read nothing any more. Without this, all is read as it comes.</summary>
    StopReading,

    /// <summary>Read: all that there is and comes; or so many bytes, once or, with an interval, again and again.</summary>
    Read,

    /// <summary>Close: nothing more will be sent.</summary>
    Close,

    /// <summary>Close both directions: nothing more will be sent or read.</summary>
    Release,

    /// <summary>Abort.</summary>
    Abort,

    /// <summary>The host dies, and nobody is told.</summary>
    Crash,

    /// <summary>The host starts again, and knows of nothing.</summary>
    Restart,

    /// <summary>Put packets on the wire that no TCP sent.</summary>
    Inject,

    /// <summary>Send SYNs from addresses that do not exist.</summary>
    SynFlood,

    /// <summary>Change what the link to a neighbour does.</summary>
    ChangeLink,
}
