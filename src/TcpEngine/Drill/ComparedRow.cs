namespace TcpEngine.Drill;

/// <summary>One thing that a script says beside what was seen.</summary>
/// <param name="What">What is compared.</param>
/// <param name="Expected">What the script says.</param>
/// <param name="Actual">What was seen.</param>
/// <param name="Differs">Whether that is a difference.</param>
public readonly record struct ComparedRow(string What, string Expected, string Actual, bool Differs);
