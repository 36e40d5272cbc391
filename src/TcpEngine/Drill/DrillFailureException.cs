namespace TcpEngine.Drill;

/// <summary>Ends a run: the script fails.</summary>
internal sealed class DrillFailureException(DrillEvent at, string message, IReadOnlyList<ComparedRow>? rows = null) : Exception(message)
{
    /// <summary>How.</summary>
    public DrillFailure Failure { get; } = new(at.Position, at.Text, message, rows ?? []);
}
