namespace TcpEngine;

// What the sender knows of the segments in flight, counted.
public sealed partial class TcpConnection
{
    /// <summary>Whether ECN was negotiated.</summary>
    internal bool UsesEcn => EcnMode != EcnMode.None;

    /// <summary>Counts the segments that are sent and not acknowledged.</summary>
    internal SentCounts CountSent()
    {
        SentCounts counts = new(_sent.Count, 0, 0, 0);
        for (int i = 0; i < _sent.Count; i++)
        {
            ref SentSegment segment = ref _sent[i];
            counts = new SentCounts(
                counts.Segments,
                counts.Sacked + (segment.IsSacked ? 1 : 0),
                counts.Lost + (segment.IsLost ? 1 : 0),
                counts.Retransmitted + (segment.Transmissions > 1 && !segment.IsLost && !segment.IsSacked ? 1 : 0));
        }

        bool hadSynData = _fastOpen is { Client: not null } && IsSynDataAccepted;
        return counts with
        {
            Delivered = _sent.DeliveredSegments - (hadSynData && _sent.DeliveredSegments > 1 ? 1u : 0u),
            ReorderingExtent = _sent.ReorderingExtent,
            ReorderingSeen = _sent.ReorderingSeen,
            UnansweredProbes = _unansweredProbes,
            LargestReceived = _largestReceived,
        };
    }
}
