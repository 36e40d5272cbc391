using HeaderSpec;
using TcpCodec;
using TcpCodec.Dissection;

namespace TcpEngine.Inference;

/// <summary>
/// A segment as a capture shows it. Other than a <see cref="Segment"/>, which an endpoint takes in, it may be cut by the capture, and its checksum may be the network card's to fill in.
/// </summary>
public readonly ref struct ObservedSegment
{
    private const byte ProtocolTcp = 6;

    /// <summary>When it was captured.</summary>
    public required Timestamp Time { get; init; }

    /// <summary>The sender's socket.</summary>
    public required TcpEndpoint Source { get; init; }

    /// <summary>The receiver's socket.</summary>
    public required TcpEndpoint Destination { get; init; }

    /// <summary>SEG.SEQ.</summary>
    public required SequenceNumber SequenceNumber { get; init; }

    /// <summary>SEG.ACK; meaningful with ACK.</summary>
    public required SequenceNumber Acknowledgment { get; init; }

    /// <summary>The control bits.</summary>
    public required TcpFlags Flags { get; init; }

    /// <summary>SEG.WND as it stands in the header, unscaled.</summary>
    public required ushort Window { get; init; }

    /// <summary>How much data it carries, in bytes, by the lengths on the wire.</summary>
    public required uint PayloadLength { get; init; }

    /// <summary>The identification of an IPv4 packet; 0 where there is none, or none that tells packets apart.</summary>
    public ushort Identification { get; init; }

    /// <summary>The checksum field.</summary>
    public ushort Checksum { get; init; }

    /// <summary>What that says.</summary>
    public ChecksumVerdict ChecksumVerdict { get; init; }

    /// <summary>The MSS option's value, in bytes; 0 where there is none.</summary>
    public ushort MaximumSegmentSize { get; init; }

    /// <summary>The window scale option's value; null where there is none.</summary>
    public byte? WindowShift { get; init; }

    /// <summary>Whether there is a timestamps option.</summary>
    public bool HasTimestamps { get; init; }

    /// <summary>TSval.</summary>
    public uint TimestampValue { get; init; }

    /// <summary>TSecr.</summary>
    public uint TimestampEcho { get; init; }

    /// <summary>The blocks of a SACK option.</summary>
    public TcpSack SackBlocks { get; init; }

    /// <summary>Whether a SYN has an option of TCP Fast Open (RFC 7413).</summary>
    public bool HasFastOpen { get; init; }

    /// <summary>SEG.LEN.</summary>
    public uint Length => PayloadLength + (IsSyn ? 1u : 0u) + (IsFin ? 1u : 0u);

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

    /// <summary>Reads the segment at which a walk has come to TCP.</summary>
    /// <param name="packet">The captured packet.</param>
    /// <param name="walker">The walk through it, at TCP.</param>
    /// <param name="identification">The identification of the IPv4 header before it, or 0.</param>
    /// <param name="time">When it was captured.</param>
    /// <param name="segment">The segment.</param>
    /// <returns>False where the header is malformed, or not all there.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> packet, in PacketWalker walker, ushort identification, Timestamp time, out ObservedSegment segment)
    {
        segment = default;
        PacketLayer layer = walker.Current;
        if (layer.Error.Fault != ParseFault.None || !TcpHeader.TryParse(layer.Bytes(packet), out TcpHeader tcp, out _))
        {
            return false;
        }

        ushort maximumSegmentSize = 0;
        byte? shift = null;
        bool hasTimestamps = false;
        uint value = 0;
        uint echo = 0;
        TcpSack blocks = default;
        bool hasFastOpen = false;
        foreach (TcpOption option in tcp.Options)
        {
            switch (option.Kind)
            {
                case TcpOptionKind.Mss when option.TryGetMss(out ushort mss):
                    maximumSegmentSize = mss;
                    break;
                case TcpOptionKind.WindowScale when option.TryGetWindowScale(out byte exponent):
                    shift = Math.Min(exponent, (byte)14); // RFC 7323, section 2.3
                    break;
                case TcpOptionKind.Timestamps when option.TryGetTimestamps(out uint sent, out uint echoed):
                    (hasTimestamps, value, echo) = (true, sent, echoed);
                    break;
                case TcpOptionKind.Sack when option.TryGetSack(out TcpSack sack):
                    blocks = sack;
                    break;
                case FastOpenOption.Kind or FastOpenOption.ExperimentalKind when tcp.Syn && FastOpenOption.IsValid(option):
                    hasFastOpen = true;
                    break;
            }
        }

        segment = new ObservedSegment
        {
            Time = time,
            Source = new TcpEndpoint(IpAddress.FromBytes(walker.SourceAddress), tcp.SrcPort),
            Destination = new TcpEndpoint(IpAddress.FromBytes(walker.DestinationAddress), tcp.DstPort),
            SequenceNumber = new SequenceNumber(tcp.SeqNum),
            Acknowledgment = new SequenceNumber(tcp.AckNum),
            Flags = tcp.Flags,
            Window = tcp.Window,
            PayloadLength = (uint)Math.Max(0, layer.End - layer.Offset - layer.HeaderSize),
            Identification = identification,
            Checksum = tcp.Checksum,
            ChecksumVerdict = layer.End > packet.Length ? ChecksumVerdict.Unknown : Judge(tcp, walker, layer.End - layer.Offset),
            MaximumSegmentSize = maximumSegmentSize,
            WindowShift = shift,
            HasTimestamps = hasTimestamps,
            TimestampValue = value,
            TimestampEcho = echo,
            SackBlocks = blocks,
            HasFastOpen = hasFastOpen,
        };
        return true;
    }

    private static ChecksumVerdict Judge(in TcpHeader tcp, in PacketWalker walker, int length)
    {
        if (tcp.IsChecksumValid(walker.SourceAddress, walker.DestinationAddress))
        {
            return ChecksumVerdict.Right;
        }

        ushort left = (ushort)~InternetChecksum.Finish(InternetChecksum.AddPseudoHeader(0, walker.SourceAddress, walker.DestinationAddress, ProtocolTcp, (uint)length));
        ushort leftBySplitting = (ushort)~InternetChecksum.Finish(InternetChecksum.AddPseudoHeader(0, walker.SourceAddress, walker.DestinationAddress, ProtocolTcp, 0)); // the length is each part's own
        return tcp.Checksum == left || tcp.Checksum == leftBySplitting ? ChecksumVerdict.LeftToHardware : ChecksumVerdict.Wrong;
    }
}
