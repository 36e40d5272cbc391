using TcpCodec;

namespace TcpEngine.Drill;

/// <summary>One event of a script: something that is done, or that must be seen.</summary>
internal abstract record DrillEvent
{
    /// <summary>When.</summary>
    public EventTime Time { get; init; }

    /// <summary>Where it begins in the script.</summary>
    public SourcePosition Position { get; init; }

    /// <summary>How it stands there, on one line.</summary>
    public string Text { get; init; } = "";
}

/// <summary>A shell command in back quotes.</summary>
internal sealed record CommandEvent(string Command) : DrillEvent;

/// <summary>A code block, <c>%{ ... }%</c>.</summary>
/// <param name="Code">What stands in it.</param>
/// <param name="CodePosition">Where it begins, with its <c>%{</c>.</param>
internal sealed record CodeEvent(string Code, SourcePosition CodePosition) : DrillEvent;

/// <summary>A system call, and what it is to return.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Result">The value that it is to return.</param>
/// <param name="Error">The errno that it is to set; null where none is named.</param>
internal sealed record CallEvent(string Name, IReadOnlyList<CallExpression> Arguments, CallExpression Result, string? Error) : DrillEvent;

/// <summary>A packet that is put into the stack, or must come out of it.</summary>
internal abstract record PacketEvent : DrillEvent
{
    /// <summary>Whether it is put in.</summary>
    public bool IsInbound { get; init; }

    /// <summary>What is said of its IP header.</summary>
    public IpInformation Ip { get; init; }
}

/// <summary>A TCP segment, in the script's numbers.</summary>
/// <param name="Ports">The ports, where the script gives them.</param>
/// <param name="Flags">The control bits.</param>
/// <param name="Sequence">The first sequence number.</param>
/// <param name="Length">How many bytes of data it carries.</param>
/// <param name="Acknowledgment">The acknowledgment number; 0 where none is given.</param>
/// <param name="Window">The window field as it stands in the header; null where it is not checked.</param>
/// <param name="UrgentPointer">The urgent pointer.</param>
/// <param name="Options">The options in wire order; null where they are not checked.</param>
internal sealed record TcpPacketEvent(
    PortPair? Ports, TcpFlags Flags, uint Sequence, int Length, uint Acknowledgment, ushort? Window, ushort UrgentPointer, IReadOnlyList<ScriptTcpOption>? Options) : PacketEvent
{
    /// <summary>Whether it is a SYN without ACK: the first segment of a connection.</summary>
    public bool IsFirst => (Flags & (TcpFlags.Syn | TcpFlags.Ack)) == TcpFlags.Syn;

    /// <summary>Whether SYN is set.</summary>
    public bool IsSyn => (Flags & TcpFlags.Syn) != 0;

    /// <summary>Whether ACK is set.</summary>
    public bool IsAck => (Flags & TcpFlags.Ack) != 0;
}

/// <summary>An ICMP message.</summary>
/// <param name="Type">Its type as the script names it.</param>
/// <param name="Code">Its code as the script names it; null for 0.</param>
/// <param name="Mtu">The next hop's MTU of 'fragmentation needed' and 'packet too big'; 0 where none is given.</param>
/// <param name="Identifier">The identifier of an echo.</param>
/// <param name="EchoedSequence">The first sequence number in the quoted TCP header.</param>
/// <param name="EchoedLength">How many bytes of data the quoted segment had.</param>
internal sealed record IcmpPacketEvent(string Type, string? Code, uint Mtu, ushort Identifier, uint EchoedSequence, int EchoedLength) : PacketEvent;

/// <summary>A packet's ports, its sender's first.</summary>
internal readonly record struct PortPair(ushort Source, ushort Destination);

/// <summary>What a script says of an IP header. What is null is not said.</summary>
/// <param name="Ecn">The ECN bits, 0 to 3.</param>
/// <param name="IsAnyEct">Either ECT code point will do.</param>
/// <param name="TypeOfService">The whole TOS or traffic class byte.</param>
/// <param name="TimeToLive">The TTL or hop limit.</param>
/// <param name="FlowLabel">The flow label.</param>
internal readonly record struct IpInformation(byte? Ecn, bool IsAnyEct, byte? TypeOfService, byte? TimeToLive, uint? FlowLabel);
