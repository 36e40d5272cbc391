using HeaderSpec.Model;
using HeaderSpec.Syntax;
using Microsoft.CodeAnalysis;

namespace HeaderSpec.Diagnostics;

/// <summary>Gathers what is wrong with one spec file.</summary>
internal sealed class DiagnosticBag(string path)
{
    private readonly List<DiagnosticInfo> _items = [];

    public bool HasErrors => _items.Exists(item => item.Descriptor.DefaultSeverity == DiagnosticSeverity.Error);

    public void Report(DiagnosticDescriptor descriptor, SourcePosition position, params string[] arguments) =>
        _items.Add(new DiagnosticInfo(descriptor, path, position, new EquatableArray<string>(arguments)));

    public EquatableArray<DiagnosticInfo> ToArray() => new(_items.ToArray());
}
