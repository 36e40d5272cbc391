namespace TcpEngine;

/// <summary>What an adaptive acknowledgment delay goes by when a segment comes.</summary>
/// <param name="Now">The time.</param>
/// <param name="SegmentSize">The largest segment that came, in bytes.</param>
/// <param name="QuickAcks">How many acknowledgments may go at once when data begins to come: no more than the window has pairs of segments.</param>
/// <param name="RoundTrip">SRTT; zero before the first measurement.</param>
/// <param name="Timeout">The RTO.</param>
/// <param name="KeepsWindow">Whether the window that can be offered now is as large as the last that was.</param>
internal readonly record struct AckPace(Timestamp Now, uint SegmentSize, int QuickAcks, Duration RoundTrip, Duration Timeout, bool KeepsWindow)
{
    /// <summary>Whether what came lets the window open further: its acknowledgment tells of that at once.</summary>
    public bool OpensWindow { get; init; }

    /// <summary>Whether less than half of the window is left: acknowledgments do not hurry.</summary>
    public bool IsWindowShort { get; init; }
}
