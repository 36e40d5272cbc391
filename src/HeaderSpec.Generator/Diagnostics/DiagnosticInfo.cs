using HeaderSpec.Model;
using HeaderSpec.Syntax;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace HeaderSpec.Diagnostics;

/// <summary>A diagnostic as a value: what the pipeline can compare, and turn into Roslyn's own at the end.</summary>
internal sealed record DiagnosticInfo(DiagnosticDescriptor Descriptor, string Path, SourcePosition Position, EquatableArray<string> Arguments)
{
    public Diagnostic ToDiagnostic()
    {
        LinePosition start = new(Position.Line, Position.Column);
        LinePosition end = new(Position.Line, Position.Column + Math.Max(1, Position.Length));
        Location location = Location.Create(Path, new TextSpan(0, 0), new LinePositionSpan(start, end));
        return Diagnostic.Create(Descriptor, location, [.. Arguments]);
    }
}
