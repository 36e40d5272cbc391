namespace TcpEngine;

// What the sender knows of the segments in flight, counted.
public sealed partial class TcpConnection
{
    /// <summary>Whether ECN was negotiated.</summary>
    internal bool UsesEcn => _usesEcn;

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
                counts.Lost + (segment is { WasLost: true, IsSacked: false } ? 1 : 0),
                counts.Retransmitted + (segment is { WasLost: true, IsLost: false, IsSacked: false } ? 1 : 0));
        }

        bool hadSynData = _fastOpen is { Client: not null } && IsSynDataAccepted;
        return counts with
        {
            Sacked = counts.Sacked + (_segmentCongestion is not null && !_usesSack ? _duplicateAcks : 0),
            Timeouts = _retransmissionsInARow,
            Backoff = _persistBackoff > 0 ? _persistBackoff : _rto.Backoff,
            Delivered = _sent.DeliveredSegments - (hadSynData && _sent.DeliveredSegments > 1 ? 1u : 0u),
            ReorderingExtent = _sent.ReorderingExtent,
            ReorderingSeen = _sent.ReorderingSeen,
            UnansweredProbes = Math.Max(_unansweredProbes, _keepAlivesUnanswered),
            LargestReceived = _largestReceived,
        };
    }
}
