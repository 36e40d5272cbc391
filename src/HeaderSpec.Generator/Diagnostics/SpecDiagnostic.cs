using System.Globalization;
using HeaderSpec.Model;
using HeaderSpec.Syntax;

namespace HeaderSpec.Diagnostics;

/// <summary>Something that is wrong with a spec, and where: a value, so that the pipeline can compare it.</summary>
internal sealed record SpecDiagnostic(SpecRule Rule, string Path, SourcePosition Position, EquatableArray<string> Arguments)
{
    public string Message => string.Format(CultureInfo.InvariantCulture, Rule.Message, [.. Arguments]);

    /// <summary>As compilers write it: <c>tcp.ksy(23,11): error HS0005: There is no type 'x'</c>.</summary>
    public override string ToString() => $"{Path}({Position.Line + 1},{Position.Column + 1}): {Rule.Severity.ToString().ToLowerInvariant()} {Rule.Id}: {Message}";
}
