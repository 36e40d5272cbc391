using TcpCodec;

namespace TcpEngine.Inference;

/// <summary>What was inferred from one segment of a capture.</summary>
public readonly record struct SegmentObservation
{
    /// <summary>The connection, as it stands after the segment.</summary>
    public required ObservedConnection Connection { get; init; }

    /// <summary>Whether the connection's first end sent it.</summary>
    public required bool IsFromFirst { get; init; }

    /// <summary>When it was captured.</summary>
    public required Timestamp Time { get; init; }

    /// <summary>What it is.</summary>
    public required Reason Reason { get; init; }

    /// <summary>How often its first octet was sent before, at least; null where that cannot be told: what the capture has for the first time may have gone before, and been lost on the way to it.</summary>
    public int? Retransmissions { get; init; }

    /// <summary>The state that its sender had shown before.</summary>
    public TcpState? StateBefore { get; init; }

    /// <summary>The state in which its sender sent it; null where the wire cannot tell.</summary>
    public TcpState? StateAfter { get; init; }

    /// <summary>SEG.SEQ.</summary>
    public SequenceNumber SequenceNumber { get; init; }

    /// <summary>SEG.ACK.</summary>
    public SequenceNumber Acknowledgment { get; init; }

    /// <summary>The control bits.</summary>
    public TcpFlags Flags { get; init; }

    /// <summary>How much data it carries, in bytes.</summary>
    public uint PayloadLength { get; init; }

    /// <summary>How many octets it acknowledges that the capture does not have.</summary>
    public uint MissedBytes { get; init; }

    /// <summary>Its sender.</summary>
    public ObservedEnd Sender => IsFromFirst ? Connection.First : Connection.Second;

    /// <summary>The other end.</summary>
    public ObservedEnd Receiver => IsFromFirst ? Connection.Second : Connection.First;

    /// <summary>Whether it is applied to what is known of the connection, and not set aside.</summary>
    public bool IsApplied => Reason is not (Reason.SeenDoubtful or Reason.SeenTwice or Reason.TcpChecksumWrong or Reason.SynInWindow);
}
