namespace TcpEngine.Drill;

/// <summary>When something may happen.</summary>
/// <param name="Start">The earliest time that the script gives.</param>
/// <param name="End">The latest.</param>
/// <param name="Tolerance">By how much it may be earlier or later.</param>
internal readonly record struct TimeWindow(Timestamp Start, Timestamp End, Duration Tolerance)
{
    /// <summary>Whether a time is within.</summary>
    public bool Contains(Timestamp time) => time >= Start - Tolerance && time <= End + Tolerance;

    /// <inheritdoc/>
    public override string ToString() => Start == End ? DrillRun.Clock(Start) : $"{DrillRun.Clock(Start)} to {DrillRun.Clock(End)}";
}
