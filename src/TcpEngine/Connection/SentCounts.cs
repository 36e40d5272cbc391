namespace TcpEngine;

/// <summary>The segments that are sent and not acknowledged, counted.</summary>
/// <param name="Segments">All of them.</param>
/// <param name="Sacked">Those that the peer holds, by its SACK blocks.</param>
/// <param name="Lost">Those that are taken for lost, sent again or not.</param>
/// <param name="Retransmitted">Those that were sent again, and whose acknowledgment is awaited.</param>
internal readonly record struct SentCounts(int Segments, int Sacked, int Lost, int Retransmitted)
{
    /// <summary>How often the retransmission timer ran out in a row.</summary>
    public int Timeouts { get; init; }

    /// <summary>How often the wait for a retransmission or a window probe was doubled.</summary>
    public int Backoff { get; init; }

    /// <summary>How many segments were delivered so far, the SYN among them; data that went with it counts with it.</summary>
    public uint Delivered { get; init; }

    /// <summary>By how many segments the network was seen to reorder, at the most; 3 before it was seen to.</summary>
    public int ReorderingExtent { get; init; }

    /// <summary>How often it was seen to reorder.</summary>
    public int ReorderingSeen { get; init; }

    /// <summary>How many window probes in a row were not answered.</summary>
    public int UnansweredProbes { get; init; }

    /// <summary>The largest segment that has come, or its estimate, in bytes.</summary>
    public ushort LargestReceived { get; init; }
}
