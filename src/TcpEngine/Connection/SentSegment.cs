namespace TcpEngine;

/// <summary>A segment that was sent and is not acknowledged: its place in the sequence space, and what is known of its fate.</summary>
internal struct SentSegment
{
    /// <summary>Its first sequence number.</summary>
    public SequenceNumber Start;

    /// <summary>Its length in sequence numbers: SYN and FIN count.</summary>
    public uint Length;

    /// <summary>When it was last sent.</summary>
    public Timestamp SentAt;

    /// <summary>How often it was sent: 1 and more.</summary>
    public byte Transmissions;

    /// <summary>Whether it is the SYN.</summary>
    public bool IsSyn;

    /// <summary>Whether it ends with the FIN.</summary>
    public bool IsFin;

    /// <summary>Whether it has the PSH flag: it keeps that however often it is sent.</summary>
    public bool IsPush;

    /// <summary>Whether it went as one with the segment before: they can be cut anew together.</summary>
    public bool IsJoined;

    /// <summary>Whether the peer holds it, by a SACK block (RFC 2018).</summary>
    public bool IsSacked;

    /// <summary>Whether an acknowledgment has told that it arrived, since it was last sent. This stays when SACK blocks are forgotten: it is measured and counted once.</summary>
    public bool IsDelivered;

    /// <summary>Whether it is taken for lost, and was not sent again since.</summary>
    public bool IsLost;

    /// <summary>Whether it was taken for lost at any time: what is sent again after that repairs a loss.</summary>
    public bool WasLost;

    /// <summary>The sequence number after its last.</summary>
    public readonly SequenceNumber End => Start + Length;

    /// <summary>How many bytes of data it carries.</summary>
    public readonly int DataLength => (int)Length - (IsSyn ? 1 : 0) - (IsFin ? 1 : 0);
}
