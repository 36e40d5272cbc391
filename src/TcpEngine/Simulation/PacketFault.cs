namespace TcpEngine;

/// <summary>Something done on purpose to chosen packets.</summary>
/// <param name="From">The name of the host or router that puts the packets on a link.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Class">Which kind of packets is meant.</param>
/// <param name="Index">Which of those: 0 for the first.</param>
/// <param name="Count">How many in a row, from that one on.</param>
public sealed record PacketFault(string From, PacketFaultKind Kind, PacketClass Class, int Index, int Count = 1)
{
    /// <summary>The name of the host or router to which they go; null for any.</summary>
    public string? To { get; init; }

    /// <summary>How much later the packet, or its copy, arrives.</summary>
    public Duration Delay { get; init; }

    /// <summary>Which byte is changed, counted from the packet's last, 0: the data, where there is some.</summary>
    public int ByteFromEnd { get; init; }

    /// <summary>The bits of that byte that are flipped.</summary>
    public byte Bits { get; init; } = 0x01;
}

/// <summary>What can be done to a packet on purpose.</summary>
public enum PacketFaultKind : byte
{
    /// <summary>It is lost.</summary>
    Drop,

    /// <summary>It arrives later, and others overtake it.</summary>
    Delay,

    /// <summary>It arrives twice.</summary>
    Duplicate,

    /// <summary>Bits of it are flipped.</summary>
    Corrupt,

    /// <summary>It is marked, as if a router were congested (RFC 3168, section 5), if its sender takes part.</summary>
    Mark,
}
