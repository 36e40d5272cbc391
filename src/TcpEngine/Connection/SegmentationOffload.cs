namespace TcpEngine;

/// <summary>
/// How much a sender gathers before it sends, and how much it hands over as one, for its network card to cut into segments. With <see cref="HostHabits.Linux"/>: a burst that the windows
/// cut short waits for the next acknowledgment, unless that is far.
/// </summary>
public sealed record SegmentationOffload
{
    private const int LargestPacket = 65215; // what headers leave of 64 KiB
    private const int LeastHalvedWindow = 536; // bytes

    /// <summary>What is used where nothing else is said.</summary>
    public static SegmentationOffload Default { get; } = new();

    /// <summary>How many segments go as one, however slow the path is. Default 2.</summary>
    public int LeastSegments { get; init; } = 2;

    /// <summary>How much faster than a window in a round trip the path is taken to be in slow start, in percent. Default 200.</summary>
    public int SlowStartRatio { get; init; } = 200;

    /// <summary>The same afterwards. Default 120.</summary>
    public int AvoidanceRatio { get; init; } = 120;

    /// <summary>What part of the window goes in any case: a third where it is 3; 0 for more than three segments. Default 3.</summary>
    public int WindowDivisor { get; init; } = 3;

    /// <summary>How many bytes are gathered: whole segments, and no more than half of the largest window.</summary>
    internal static int GatheredBytes(uint largestWindow, int segment)
    {
        long most = Math.Min(LargestPacket, HalfOf(largestWindow));
        return (int)Math.Max(segment, most / segment * segment);
    }

    /// <summary>Half of a window, unless it is small itself: a segment takes no more of it. A window that is not known yet limits nothing.</summary>
    internal static long HalfOf(uint window) => window > LeastHalvedWindow ? window / 2 : window > 0 ? window : LargestPacket;

    /// <summary>How many segments go as one: what the path takes in a millisecond, more where it is short.</summary>
    /// <param name="segment">SMSS, in bytes.</param>
    /// <param name="window">cwnd, in bytes.</param>
    /// <param name="threshold">ssthresh, in bytes.</param>
    /// <param name="roundTrip">SRTT.</param>
    internal int BurstSegments(int segment, uint window, uint threshold, Duration roundTrip)
    {
        long microseconds = roundTrip.Nanoseconds / 1000;
        int ratio = window < threshold / 2 ? SlowStartRatio : AvoidanceRatio;
        double rate = microseconds == 0 ? LargestPacket * 1024.0 : window * 1e6 / microseconds * ratio / 100;
        long near = microseconds >> 9 < 16 ? 65536 >> (int)(microseconds >> 9) : 0;
        double bytes = Math.Min(LargestPacket, (rate / 1024) + near);
        return (int)Math.Clamp((long)bytes / segment, LeastSegments, Math.Max(LeastSegments, LargestPacket / segment));
    }
}
