namespace TcpEngine.Inference;

/// <summary>What was counted of the segments that one end sent.</summary>
public sealed record EndCounts
{
    /// <summary>Segments.</summary>
    public long Segments { get; internal set; }

    /// <summary>Bytes of data, those that went again too.</summary>
    public long Bytes { get; internal set; }

    /// <summary>Segments that went again, whatever made them.</summary>
    public long Retransmissions { get; internal set; }

    /// <summary>Of these, those that acknowledgments had asked for.</summary>
    public long FastRetransmissions { get; internal set; }

    /// <summary>Of these, those that were acknowledged already.</summary>
    public long SpuriousRetransmissions { get; internal set; }

    /// <summary>Segments that were overtaken on their way to the capture.</summary>
    public long Reordered { get; internal set; }

    /// <summary>Segments that fill a gap, of which it cannot be told whether they were overtaken or went again.</summary>
    public long Late { get; internal set; }

    /// <summary>Packets that the capture has twice.</summary>
    public long Doubled { get; internal set; }

    /// <summary>Segments with a wrong checksum.</summary>
    public long Damaged { get; internal set; }

    /// <summary>Segments that do not fit the connection.</summary>
    public long Doubtful { get; internal set; }

    /// <summary>Duplicate acknowledgments that it sent (RFC 5681, section 2).</summary>
    public long DuplicateAcks { get; internal set; }

    /// <summary>Segments that it told to have had twice (RFC 2883).</summary>
    public long ReportedDuplicates { get; internal set; }

    /// <summary>How often it closed its window.</summary>
    public long ZeroWindows { get; internal set; }

    /// <summary>For how long its window was closed.</summary>
    public Duration ZeroWindowTime { get; internal set; }

    /// <summary>Probes of the other's closed window.</summary>
    public long ZeroWindowProbes { get; internal set; }

    /// <summary>Keep-alive probes.</summary>
    public long KeepAlives { get; internal set; }

    /// <summary>Octets of it that the other acknowledged and the capture does not have.</summary>
    public long MissedBytes { get; internal set; }

    /// <summary>Segments with more data than the other's MSS option allows: its network card cuts them.</summary>
    public long SuperSegments { get; internal set; }

    /// <summary>Segments whose checksum its network card was to fill in.</summary>
    public long ChecksumsLeftToHardware { get; internal set; }

    /// <summary>The most that was in flight, in bytes.</summary>
    public uint MostInFlight { get; internal set; }
}
