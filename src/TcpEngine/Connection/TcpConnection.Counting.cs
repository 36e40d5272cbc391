namespace TcpEngine;

// What the sender knows of the segments in flight, counted.
public sealed partial class TcpConnection
{
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

        return counts;
    }
}
