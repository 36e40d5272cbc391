using HeaderSpec.Diagnostics;

namespace HeaderSpec.Syntax;

/// <summary>The keys that a part of a spec may have, and what to write instead of those that are Kaitai's but not supported here.</summary>
internal sealed class KeyTable
{
    private static readonly string[] TypeKeys = ["seq", "doc", "doc-ref", "params", "meta", "types", "enums", "instances", "to-string"];

    private static readonly string[] Common = ["id", "doc", "doc-ref", "if", "valid"];

    private static readonly string[] Read = ["type", "repeat", "repeat-expr", "repeat-until", "pos", "io"];

    private static readonly string[] Delimited = ["size", "size-eos", "terminator", "consume", "include", "eos-error", "pad-right"];

    private static readonly string[] FieldKeys =
    [
        .. Common, "type", "enum", "repeat", "repeat-expr", "repeat-until", "contents", "encoding", .. Delimited,
    ];

    private static readonly string[] FieldExtensions =
    [
        "-hs-name", "-hs-write", "-hs-fill", "-hs-reserved", "-hs-checksum", "-hs-mismatch", "-hs-filter", "-hs-display", "-hs-unit", "-hs-flags", "-hs-number",
    ];

    private static readonly Dictionary<string, string> UnsupportedOfFields = new()
    {
        ["process"] = "read the bytes as they are, and process them in C#",
        ["parent"] = "leave it out: the parent is the type that holds the field",
    };

    public static readonly KeyTable Spec = new("a spec", TypeKeys, [], []);

    public static readonly KeyTable Type = new("a type", TypeKeys, [], []);

    public static readonly KeyTable Meta = new(
        "'meta'",
        ["id", "title", "application", "file-extension", "xref", "license", "ks-version", "ks-debug", "endian", "bit-endian", "encoding", "imports", "tags"],
        ["-hs-namespace", "-hs-name"],
        new() { ["ks-opaque-types"] = "write the type into this file, or import it" });

    public static readonly KeyTable TypeMeta = new(
        "a type's 'meta'",
        ["id", "title", "endian", "bit-endian", "encoding"],
        [],
        []);

    public static readonly KeyTable Field = new("a field", FieldKeys, FieldExtensions, UnsupportedOfFields);

    public static readonly KeyTable Instance = new("an instance", [.. FieldKeys, "pos", "io", "value"], FieldExtensions, UnsupportedOfFields);

    /// <summary>What an instance with <c>value</c> may have: it is computed, not read.</summary>
    public static readonly KeyTable ValueInstance = new("an instance with 'value'", [.. Common, "value", "enum"], FieldExtensions, []);

    /// <summary>What a number that is an integer, of whole bytes or of bits, may have.</summary>
    public static readonly KeyTable Integer = new("a field whose type is an integer", [.. Common, .. Read, "enum"], FieldExtensions, []);

    /// <summary>What a floating-point number may have.</summary>
    public static readonly KeyTable Float = new("a field whose type is a floating-point number", [.. Common, .. Read], FieldExtensions, []);

    /// <summary>What a field of a type of the spec may have.</summary>
    public static readonly KeyTable User = new("a field whose type is one of the spec's", [.. Common, .. Read, .. Delimited], FieldExtensions, []);

    /// <summary>What plain bytes may have.</summary>
    public static readonly KeyTable Bytes = new("a field of bytes", [.. Common, .. Read, .. Delimited, "contents"], FieldExtensions, []);

    /// <summary>What text may have.</summary>
    public static readonly KeyTable Text = new("a field of text", [.. Common, .. Read, .. Delimited, "encoding"], FieldExtensions, []);

    public static readonly KeyTable Parameter = new("a parameter", ["id", "type", "enum", "doc", "doc-ref"], [], []);

    public static readonly KeyTable EndianSwitch = new("a switched 'endian'", ["switch-on", "cases"], [], []);

    public static readonly KeyTable Switch = new("a type that is switched", ["switch-on", "cases"], ["-hs-mismatch"], []);

    public static readonly KeyTable Valid = new("'valid'", ["min", "max", "eq", "any-of", "expr", "in-enum"], [], []);

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
    /// <param name="mapping">The mapping.</param>
    /// <param name="diagnostics">Where to.</param>
    /// <param name="checkedBefore">A table whose keys alone are looked at: what is not in it was reported already.</param>
    public void Check(YamlMapping mapping, DiagnosticBag diagnostics, KeyTable? checkedBefore = null)
    {
        foreach (KeyValuePair<YamlScalar, YamlNode> entry in mapping.Entries)
        {
            string key = entry.Key.Value;
            if (checkedBefore is not null && Array.IndexOf(checkedBefore._keys, key) < 0)
            {
                continue;
            }

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
