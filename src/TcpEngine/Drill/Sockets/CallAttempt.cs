namespace TcpEngine.Drill;

/// <summary>A system call that is on its way: it is tried until it comes to something, or its time is over.</summary>
/// <param name="Try">Tries; null means that it has to wait.</param>
internal sealed record CallAttempt(Func<CallOutcome?> Try)
{
    /// <summary>When the call stops waiting by itself.</summary>
    public Timestamp Deadline { get; init; } = Timestamp.Never;

    /// <summary>What it comes to then.</summary>
    public Func<CallOutcome>? OnDeadline { get; init; }

    /// <summary>A call that never waits.</summary>
    public static CallAttempt Done(CallOutcome outcome) => new(() => outcome);

    /// <summary>A call that fails at once.</summary>
    public static CallAttempt Failed(Errno error) => Done(CallOutcome.Failure(error));
}
