using HeaderSpec.Model;
using HeaderSpec.Syntax;

namespace HeaderSpec.Diagnostics;

/// <summary>Gathers what is wrong with one spec file.</summary>
internal sealed class DiagnosticBag(string path)
{
    private readonly List<SpecDiagnostic> _items = [];

    public bool HasErrors => _items.Exists(item => item.Rule.Severity == SpecSeverity.Error);

    public void Report(SpecRule rule, SourcePosition position, params string[] arguments)
    {
        SpecDiagnostic item = new(rule, path, position, new EquatableArray<string>(arguments));
        if (!_items.Contains(item))
        {
            _items.Add(item);
        }
    }

    public EquatableArray<SpecDiagnostic> ToArray() => new(_items.ToArray());
}
