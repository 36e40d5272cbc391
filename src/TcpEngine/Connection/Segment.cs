using TcpCodec;

namespace TcpEngine;

/// <summary>A received segment, its fields in the engine's types: a view of the packet that it came in.</summary>
public readonly ref struct Segment
{
    /// <summary>The whole IP packet.</summary>
    public required ReadOnlySpan<byte> Packet { get; init; }

    /// <summary>The sender's socket.</summary>
    public required TcpEndpoint Source { get; init; }

    /// <summary>The receiver's socket.</summary>
    public required TcpEndpoint Destination { get; init; }

    /// <summary>SEG.SEQ: the sequence number of the first octet, or of the SYN.</summary>
    public required SequenceNumber SequenceNumber { get; init; }

    /// <summary>SEG.ACK: the next sequence number that the sender expects; meaningful with ACK.</summary>
    public required SequenceNumber Acknowledgment { get; init; }

    /// <summary>The control bits.</summary>
    public required TcpFlags Flags { get; init; }

    /// <summary>SEG.WND as it stands in the header, unscaled.</summary>
    public required ushort Window { get; init; }

    /// <summary>SEG.UP: the offset of the octet after the urgent data; meaningful with URG.</summary>
    public ushort UrgentPointer { get; init; }

    /// <summary>The DiffServ code point of the IP header.</summary>
    public byte Dscp { get; init; }

    /// <summary>The ECN bits of the IP header.</summary>
    public EcnCodepoint Ecn { get; init; }

    /// <summary>The data.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>The MSS option's value, in bytes; 0 where there is none (RFC 9293, section 3.7.1).</summary>
    public ushort MaximumSegmentSize { get; init; }

    /// <summary>Whether there is a window scale option (RFC 7323, section 2).</summary>
    public bool HasWindowShift { get; init; }

    /// <summary>The window scale option's value.</summary>
    public byte WindowShift { get; init; }

    /// <summary>Whether there is a SACK-permitted option (RFC 2018, section 2).</summary>
    public bool SackPermitted { get; init; }

    /// <summary>Whether there is a timestamps option (RFC 7323, section 3).</summary>
    public bool HasTimestamps { get; init; }

    /// <summary>TSval: the sender's clock.</summary>
    public uint TimestampValue { get; init; }

    /// <summary>TSecr: the clock value echoed.</summary>
    public uint TimestampEcho { get; init; }

    /// <summary>The blocks of a SACK option; none where there is no such option (RFC 2018, section 3).</summary>
    public TcpSack SackBlocks { get; init; }

    /// <summary>A Fast Open option that counts, from its kind on; empty where there is none (RFC 7413, section 4.1.1).</summary>
    internal ReadOnlySpan<byte> FastOpenOption { get; init; }

    /// <summary>The cookie of a Fast Open option; null where there is no such option, or one that does not count.</summary>
    public FastOpenCookie? FastOpen => FastOpenOption.IsEmpty ? null : TcpEngine.FastOpenOption.Read(FastOpenOption);

    /// <summary>The user time-out of a User Timeout option; zero where there is none, or a reserved one (RFC 5482, section 3.3).</summary>
    public Duration UserTimeout { get; init; }

    /// <summary>The option of accurate ECN; null where there is none (RFC 9768, section 3.2.3).</summary>
    internal AccurateEcnOption? AccurateEcn { get; init; }

    /// <summary>The TCP header and the data.</summary>
    internal ReadOnlySpan<byte> Tcp { get; init; }

    /// <summary>The option of TCP-AO or of an MD5 signature, from its kind on; empty where there is none.</summary>
    public ReadOnlySpan<byte> SignatureOption { get; internal init; }

    /// <summary>SEG.LEN: the data's octets, and one each for SYN and FIN (RFC 9293, section 3.4).</summary>
    public uint Length => (uint)Payload.Length + (IsSyn ? 1u : 0u) + (IsFin ? 1u : 0u);

    /// <summary>The sequence number after the segment's last.</summary>
    public SequenceNumber End => SequenceNumber + Length;

    /// <summary>Whether SYN is set.</summary>
    public bool IsSyn => (Flags & TcpFlags.Syn) != 0;

    /// <summary>Whether ACK is set.</summary>
    public bool IsAck => (Flags & TcpFlags.Ack) != 0;

    /// <summary>Whether RST is set.</summary>
    public bool IsReset => (Flags & TcpFlags.Rst) != 0;

    /// <summary>Whether FIN is set.</summary>
    public bool IsFin => (Flags & TcpFlags.Fin) != 0;

    /// <summary>Whether URG is set.</summary>
    public bool IsUrgent => (Flags & TcpFlags.Urg) != 0;

    /// <summary>Whether it is acceptable: the four cases of RFC 9293, section 3.4, with and without length, with and without window.</summary>
    /// <param name="receiveNext">RCV.NXT.</param>
    /// <param name="windowEdge">RCV.NXT+RCV.WND.</param>
    internal bool IsAcceptable(SequenceNumber receiveNext, SequenceNumber windowEdge)
    {
        if (windowEdge <= receiveNext)
        {
            return Length == 0 && SequenceNumber == receiveNext;
        }

        bool startsInside = SequenceNumber >= receiveNext && SequenceNumber < windowEdge;
        return Length == 0
            ? startsInside || SequenceNumber == receiveNext
            : startsInside || (End - 1u >= receiveNext && End - 1u < windowEdge);
    }
}
