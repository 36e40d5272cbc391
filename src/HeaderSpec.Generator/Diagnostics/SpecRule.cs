namespace HeaderSpec.Diagnostics;

internal enum SpecSeverity
{
    Info,
    Warning,
    Error,
}

/// <summary>One thing that can be wrong with a spec.</summary>
/// <param name="Id">Its id, <c>HS0001</c>; one id has one meaning.</param>
/// <param name="Message">A format with the arguments' places.</param>
internal sealed record SpecRule(string Id, string Title, string Message, SpecSeverity Severity);
