using HeaderSpec.Diagnostics;
using HeaderSpec.Expressions;
using HeaderSpec.Syntax;

namespace HeaderSpec.Model;

/// <summary>Where in the file the parts of a model stand: what diagnostics need, and the model, to stay comparable, does not hold.</summary>
internal sealed class SpecPlaces(DiagnosticBag diagnostics)
{
    private readonly Dictionary<Expression, YamlScalar> _expressions = new(ByReference.Instance);
    private readonly Dictionary<string, SourcePosition> _names = new(StringComparer.Ordinal);

    public DiagnosticBag Diagnostics { get; } = diagnostics;

    public void Add(Expression root, YamlScalar text)
    {
        foreach (Expression part in root.All)
        {
            _expressions[part] = text;
        }
    }

    /// <summary>Remembers a place by the path of what stands there: a field's, a type's; with <c>:type</c> and the like for a key's value.</summary>
    public void Add(string path, SourcePosition position) => _names[path] = position;

    public SourcePosition Of(string path) => _names.TryGetValue(path, out SourcePosition position) ? position : default;

    public SourcePosition Of(Expression part)
    {
        YamlScalar? text = _expressions.TryGetValue(part, out YamlScalar? found) ? found : null;
        return text is null ? default : text.IsPlain ? text.Position.Part(part.Start, part.Length) : text.Position;
    }

    public void Report(SpecRule rule, Expression part, params string[] arguments) => Diagnostics.Report(rule, Of(part), arguments);

    public void Report(SpecRule rule, string path, params string[] arguments) => Diagnostics.Report(rule, Of(path), arguments);

    // Expressions are equal by value, but each stands in one place.
    private sealed class ByReference : IEqualityComparer<Expression>
    {
        public static readonly ByReference Instance = new();

        public bool Equals(Expression? x, Expression? y) => ReferenceEquals(x, y);

        public int GetHashCode(Expression obj) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj);
    }
}
