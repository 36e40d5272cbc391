namespace TcpEngine.Drill;

/// <summary>How a script went.</summary>
/// <param name="Failure">How it failed; null where it passed.</param>
/// <param name="EventsPlayed">How many of its events were played.</param>
/// <param name="Elapsed">The virtual time that it took.</param>
/// <param name="Notes">What was left out or done otherwise, each with its line.</param>
public sealed record DrillResult(DrillFailure? Failure, int EventsPlayed, Duration Elapsed, IReadOnlyList<string> Notes);
