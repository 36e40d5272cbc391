using TcpCodec;

namespace TcpEngine;

/// <summary>A segment to be sent: its fields, without its data.</summary>
internal ref struct OutgoingSegment
{
    /// <summary>The room that options have in a header, in bytes.</summary>
    public const int MaximumOptionsSize = TcpHeaderWriter.MaxHeaderSize - TcpHeader.FixedSize;

    public required SequenceNumber SequenceNumber { get; init; }

    public required SequenceNumber Acknowledgment { get; init; }

    public required TcpFlags Flags { get; init; }

    /// <summary>SEG.WND as it goes into the header, scaled down.</summary>
    public required ushort Window { get; init; }

    /// <summary>The DiffServ code point, 0 to 63.</summary>
    public byte Dscp { get; init; }

    public EcnCodepoint Ecn { get; init; }

    /// <summary>The time to live, or hop limit; 0 for <see cref="TcpConnectionOptions.TimeToLive"/>'s default.</summary>
    public byte TimeToLive { get; init; }

    /// <summary>SEG.UP: the offset of the octet after the urgent data; sent with URG.</summary>
    public ushort UrgentPointer { get; init; }

    /// <summary>The MSS option's value; 0 for no option.</summary>
    public ushort MaximumSegmentSize { get; init; }

    public bool HasWindowShift { get; init; }

    public byte WindowShift { get; init; }

    public bool SackPermitted { get; init; }

    public bool HasTimestamps { get; init; }

    public uint TimestampValue { get; init; }

    public uint TimestampEcho { get; init; }

    public ReadOnlySpan<TcpSackBlock> SackBlocks { get; init; }

    /// <summary>The Fast Open option's cookie; null for no option.</summary>
    public FastOpenCookie? FastOpen { get; init; }

    /// <summary>The option of accurate ECN; null for none. In a SYN whose options leave no room it is shorter, or left out.</summary>
    public AccurateEcnOption? AccurateEcn { get; init; }

    /// <summary>Who signs it; null for nobody.</summary>
    public SegmentAuthenticator? Authenticator { get; init; }

    /// <summary>The User Timeout option's time; zero for no option. In a SYN whose options leave no room it is left out.</summary>
    public Duration UserTimeout { get; init; }
}
