namespace TcpEngine.Drill;

/// <summary>What a system call came to.</summary>
/// <param name="Value">What it returns; -1 with an error.</param>
/// <param name="Error">errno.</param>
/// <param name="Checks">What it wrote into memory, beside what the script says of that.</param>
internal sealed record CallOutcome(long Value, Errno Error, IReadOnlyList<ComparedRow> Checks)
{
    /// <summary>It worked.</summary>
    public static CallOutcome Success(long value = 0, params IReadOnlyList<ComparedRow> checks) => new(value, Errno.None, checks);

    /// <summary>It failed.</summary>
    public static CallOutcome Failure(Errno error) => new(-1, error, []);
}
