namespace TcpEngine;

// What the sender knows of the segments in flight, counted.
public sealed partial class TcpConnection
{
    /// <summary>Whether ECN was negotiated.</summary>
    internal bool UsesEcn => EcnMode != EcnMode.None;

    /// <summary>Counts the segments that are sent and not acknowledged.</summary>
    internal SentCounts CountSent()
    {
        SentCounts counts = new(Work.Sent.Count, 0, 0, 0);
        for (int i = 0; i < Work.Sent.Count; i++)
        {
            ref SentSegment segment = ref Work.Sent[i];
            counts = new SentCounts(
                counts.Segments,
                counts.Sacked + (segment.IsSacked ? 1 : 0),
                counts.Lost + (segment is { WasLost: true, IsSacked: false } ? 1 : 0),
                counts.Retransmitted + (segment is { WasLost: true, IsLost: false, IsSacked: false } ? 1 : 0));
        }

        bool hadSynData = Attempt is { Client: not null } && IsSynDataAccepted;
        return counts with
        {
            Sacked = counts.Sacked + (Segments is not null && !_usesSack ? Work.DuplicateAcks : 0),
            Timeouts = Work.RetransmissionsInARow,
            Backoff = Work.PersistBackoff > 0 ? Work.PersistBackoff : _rto.Backoff,
            Delivered = Work.Sent.DeliveredSegments - (hadSynData && Work.Sent.DeliveredSegments > 1 ? 1u : 0u),
            ReorderingExtent = Work.Sent.ReorderingExtent,
            ReorderingSeen = Work.Sent.ReorderingSeen,
            UnansweredProbes = Math.Max(Work.UnansweredProbes, _extras?.KeepAlivesUnanswered ?? 0),
            LargestReceived = _largestReceived,
        };
    }
}
