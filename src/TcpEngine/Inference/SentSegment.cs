namespace TcpEngine.Inference;

/// <summary>A range of sequence numbers that an end has sent, as one segment or several of like fate, or a gap between such.</summary>
internal record struct SentSegment
{
    /// <summary>Its first sequence number.</summary>
    public required SequenceNumber Start { get; set; }

    /// <summary>The sequence number after its last.</summary>
    public required SequenceNumber End { get; set; }

    /// <summary>When it was seen first; for a gap, when what is behind it was.</summary>
    public required Timestamp First { get; set; }

    /// <summary>When it was seen last.</summary>
    public required Timestamp Last { get; set; }

    /// <summary>How often it was seen; 0 for a gap.</summary>
    public int Count { get; set; }

    /// <summary>TSval at the last time, or of what is behind a gap; null without timestamps.</summary>
    public uint? TimestampValue { get; set; }

    /// <summary>The IPv4 identification at the last time, or of what is behind a gap; 0 for none.</summary>
    public ushort Identification { get; set; }

    /// <summary>Whether the receiver has told that it has it (RFC 2018).</summary>
    public bool IsSacked { get; set; }

    /// <summary>Whether acknowledgments tell nothing of its round trip: it went more than once with nothing to tell the copies apart (Karn's rule; RFC 6298, section 3).</summary>
    public bool IsAmbiguous { get; set; }

    /// <summary>Whether the capture lacks it.</summary>
    public readonly bool IsGap => Count == 0;
}
