using HeaderSpec.Diagnostics;
using HeaderSpec.Model;

namespace HeaderSpec.Syntax;

/// <summary>Takes values of the wanted kind out of YAML, and reports those of another.</summary>
internal sealed class YamlAccess(DiagnosticBag diagnostics)
{
    public YamlMapping? AsMapping(YamlNode node, string what)
    {
        if (node is YamlMapping mapping)
        {
            return mapping;
        }

        // `seq: []` with nothing else, or an empty type, is a scalar of no characters.
        if (node is YamlScalar { Value: "" } empty)
        {
            return new YamlMapping(empty.Position, []);
        }

        diagnostics.Report(SpecDiagnostics.InvalidValue, node.Position, (node as YamlScalar)?.Value ?? "a list", what, "keys and values are needed");
        return null;
    }

    public YamlMapping? Mapping(YamlMapping parent, string key, string owner, string why)
    {
        if (parent[key] is { } node)
        {
            return AsMapping(node, key);
        }

        diagnostics.Report(SpecDiagnostics.MissingKey, parent.Position, owner, key, why);
        return null;
    }

    public YamlMapping? OptionalMapping(YamlMapping parent, string key) => parent[key] is { } node ? AsMapping(node, key) : null;

    public YamlSequence? OptionalSequence(YamlMapping parent, string key)
    {
        switch (parent[key])
        {
            case null:
                return null;
            case YamlSequence sequence:
                return sequence;
            case { } node:
                diagnostics.Report(SpecDiagnostics.InvalidValue, node.Position, (node as YamlScalar)?.Value ?? "a mapping", key, "a list is needed");
                return null;
        }
    }

    public YamlScalar? Scalar(YamlMapping parent, string key, string owner, string why)
    {
        if (parent[key] is not { } node)
        {
            diagnostics.Report(SpecDiagnostics.MissingKey, parent.Position, owner, key, why);
            return null;
        }

        return AsScalar(node, key);
    }

    public YamlScalar? OptionalScalar(YamlMapping parent, string key) => parent[key] is { } node ? AsScalar(node, key) : null;

    public string Text(YamlMapping parent, string key) => OptionalScalar(parent, key)?.Value.Trim() ?? "";

    public bool Flag(YamlMapping parent, string key) => Choice(parent, key, "true", "false") == "true";

    /// <summary>One of several words; null where the key is absent or holds another, which is then reported.</summary>
    public string? Choice(YamlMapping parent, string key, params string[] words)
    {
        if (OptionalScalar(parent, key) is not { } scalar)
        {
            return null;
        }

        if (Array.IndexOf(words, scalar.Value) >= 0)
        {
            return scalar.Value;
        }

        diagnostics.Report(SpecDiagnostics.InvalidValue, scalar.Position, scalar.Value, key, $"write {string.Join(" or ", words.Select(word => $"'{word}'"))}");
        return null;
    }

    public bool CheckIdentifier(YamlScalar id)
    {
        bool ok = Names.IsIdentifier(id.Value);
        if (!ok)
        {
            diagnostics.Report(SpecDiagnostics.InvalidIdentifier, id.Position, id.Value);
        }

        return ok;
    }

    private YamlScalar? AsScalar(YamlNode node, string key)
    {
        if (node is YamlScalar scalar)
        {
            return scalar;
        }

        diagnostics.Report(SpecDiagnostics.InvalidValue, node.Position, node is YamlSequence ? "a list" : "a mapping", key, "plain text is needed");
        return null;
    }
}
