namespace TcpEngine.Drill;

/// <summary>An option: <c>--name=value</c>, from the head of a script or from the command line.</summary>
/// <param name="Name">The name, without its dashes.</param>
/// <param name="Value">The value; null for none.</param>
/// <param name="Position">Where it stands in the script; line 0 for the command line.</param>
public readonly record struct DrillOption(string Name, string? Value, SourcePosition Position);
