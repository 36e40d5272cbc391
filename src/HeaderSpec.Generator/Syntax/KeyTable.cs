using HeaderSpec.Diagnostics;

namespace HeaderSpec.Syntax;

/// <summary>The keys that a part of a spec may have, and what to write instead of those that are Kaitai's but not supported here.</summary>
internal sealed class KeyTable
{
    public static readonly KeyTable Spec = new(
        "a spec",
        ["meta", "doc", "doc-ref", "seq", "types", "enums"],
        [],
        new() { ["instances"] = "compute the value in C#", ["params"] = "only a pseudo-header takes parameters", ["to-string"] = "leave it out" });

    public static readonly KeyTable Meta = new(
        "'meta'",
        ["id", "title", "application", "file-extension", "xref", "license", "ks-version", "ks-debug", "endian", "bit-endian", "tags"],
        ["-hs-namespace", "-hs-name"],
        new() { ["imports"] = "write the types into this file", ["encoding"] = "strings are not read", ["ks-opaque-types"] = "write the type into this file" });

    public static readonly KeyTable Type = new(
        "a type",
        ["seq", "doc", "doc-ref", "params", "meta"],
        [],
        new()
        {
            ["types"] = "write the type beside this one", ["enums"] = "write the enum at the end of the file",
            ["instances"] = "compute the value in C#", ["to-string"] = "leave it out",
        });

    public static readonly KeyTable Field = new(
        "a field",
        ["id", "type", "doc", "doc-ref", "enum", "size", "size-eos", "if", "repeat", "repeat-until", "contents", "valid"],
        [
            "-hs-write", "-hs-fill", "-hs-reserved", "-hs-checksum", "-hs-mismatch", "-hs-filter", "-hs-display", "-hs-unit", "-hs-flags",
        ],
        new()
        {
            ["repeat-expr"] = "give the list a size and write 'repeat: eos'", ["encoding"] = "leave the text as bytes",
            ["terminator"] = "give the field a size", ["consume"] = "give the field a size", ["include"] = "give the field a size",
            ["eos-error"] = "give the field a size", ["pad-right"] = "give the field a size", ["process"] = "leave the bytes as they are",
            ["pos"] = "describe what lies between as fields", ["io"] = "describe what lies between as fields",
            ["value"] = "compute the value in C#", ["parent"] = "leave it out",
        });

    public static readonly KeyTable Switch = new("a type that is switched", ["switch-on", "cases"], ["-hs-mismatch"], []);

    public static readonly KeyTable Valid = new("'valid'", ["min", "max", "eq", "any-of"], [], new() { ["expr"] = "write 'min' and 'max'", ["in-enum"] = "list the values under 'any-of'" });

    public static readonly KeyTable EnumItem = new("an enum's value", ["id", "doc", "doc-ref"], [], []);

    private readonly string _owner;
    private readonly string[] _keys;
    private readonly string[] _extensions;
    private readonly Dictionary<string, string> _unsupported;

    private KeyTable(string owner, string[] keys, string[] extensions, Dictionary<string, string> unsupported)
    {
        _owner = owner;
        _keys = keys;
        _extensions = extensions;
        _unsupported = unsupported;
    }

    /// <summary>Reports every key of the mapping that is not in the table.</summary>
    public void Check(YamlMapping mapping, DiagnosticBag diagnostics)
    {
        foreach (KeyValuePair<YamlScalar, YamlNode> entry in mapping.Entries)
        {
            string key = entry.Key.Value;
            if (key.StartsWith("-hs-", StringComparison.Ordinal))
            {
                if (Array.IndexOf(_extensions, key) < 0)
                {
                    diagnostics.Report(SpecDiagnostics.UnknownExtension, entry.Key.Position, key, _owner, Suggestion.For(key, _extensions));
                }
            }
            else if (_unsupported.TryGetValue(key, out string? instead))
            {
                diagnostics.Report(SpecDiagnostics.Unsupported, entry.Key.Position, $"'{key}'", instead);
            }
            else if (key[0] != '-' && Array.IndexOf(_keys, key) < 0)
            {
                diagnostics.Report(SpecDiagnostics.UnknownKey, entry.Key.Position, key, _owner, Suggestion.For(key, _keys));
            }
        }
    }
}
