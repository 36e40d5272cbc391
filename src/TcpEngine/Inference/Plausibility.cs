namespace TcpEngine.Inference;

/// <summary>Whether a segment may be of a connection at all: what lies beyond every window that was offered is an old duplicate, forged, or follows what the capture has missed (RFC 5961).</summary>
internal static class Plausibility
{
    private const uint Slack = 1; // a probe goes beyond the window

    public static bool Fits(in ObservedSegment segment, ObservedEnd x, ObservedEnd y) =>
        FitsSequence(segment, x, y) && FitsAcknowledgment(segment, x, y) && (!segment.IsReset || FitsReset(segment, x, y));

    private static bool FitsSequence(in ObservedSegment segment, ObservedEnd x, ObservedEnd y)
    {
        if (!x.HasSent || (segment.IsReset && (x.Unacknowledged is null || x.HasReset)))
        {
            return true;
        }

        if (segment.IsSyn)
        {
            return !x.HasSyn || segment.SequenceNumber == x.Initial;
        }

        bool isOldTimestamp = segment.HasTimestamps && y.LatestEcho is { } recent && unchecked((int)(segment.TimestampValue - recent)) < 0;
        if (isOldTimestamp && segment.Length > 0 && segment.SequenceNumber >= x.Next)
        {
            return false; // PAWS (RFC 7323, section 5)
        }

        SequenceNumber limit = (y.HasAcknowledged ? SequenceNumber.Max(y.Acknowledged, x.Next) : x.Next) + Math.Max(y.LargestWindow, (uint)ushort.MaxValue) + Slack;
        SequenceNumber least = (x.Unacknowledged ?? x.Initial) - Math.Max(y.LargestWindow, (uint)ushort.MaxValue) - Slack;
        return segment.SequenceNumber <= limit && (segment.SequenceNumber >= least || segment.SequenceNumber == x.Initial);
    }

    // RFC 5961, section 5.2; and what y cannot have sent by x's windows was not acknowledged.
    private static bool FitsAcknowledgment(in ObservedSegment segment, ObservedEnd x, ObservedEnd y)
    {
        if (!segment.IsAck || !y.HasSent || segment.IsReset)
        {
            return true;
        }

        uint window = Math.Max(x.LargestWindow, (uint)ushort.MaxValue);
        SequenceNumber reference = x.HasAcknowledged ? SequenceNumber.Max(x.Acknowledged, y.Next) : y.Next;
        SequenceNumber oldest = x.HasAcknowledged ? SequenceNumber.Min(x.Acknowledged, y.Next) : y.Initial;
        return segment.Acknowledgment <= reference + window && segment.Acknowledgment >= oldest - window;
    }

    // A RST stands where its sender is, or where the other said it is (RFC 9293, section 3.5.2), which may be a while ago.
    private static bool FitsReset(in ObservedSegment segment, ObservedEnd x, ObservedEnd y) =>
        !x.HasSent || x.HasReset || segment.SequenceNumber == x.Next || segment.SequenceNumber == x.Unacknowledged || (y.HasAcknowledged && segment.SequenceNumber == y.Acknowledged)
        || (segment.SequenceNumber > x.Next && FitsSequence(segment, x, y)) || ((segment.SequenceNumber >= (x.Unacknowledged ?? x.Initial) || ((x.HasFin || y.HasFin) && segment.SequenceNumber >= x.Initial)) && segment.SequenceNumber <= x.Next);
}
