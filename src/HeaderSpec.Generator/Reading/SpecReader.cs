using System.Numerics;
using HeaderSpec.Diagnostics;
using HeaderSpec.Expressions;
using HeaderSpec.Model;
using HeaderSpec.Syntax;

namespace HeaderSpec.Reading;

/// <summary>Reads the YAML of one spec into a model whose types and enums are named as the spec names them, not yet resolved.</summary>
internal sealed class SpecReader
{
    private readonly DiagnosticBag _diagnostics;
    private readonly YamlAccess _access;
    private readonly SpecPlaces _places;
    private readonly List<TypeModel> _types = [];
    private readonly List<EnumModel> _enums = [];
    private readonly HashSet<string> _names = [];
    private readonly string _prefix;

    private SpecReader(DiagnosticBag diagnostics, SpecPlaces places, string prefix)
    {
        _diagnostics = diagnostics;
        _access = new YamlAccess(diagnostics);
        _places = places;
        _prefix = prefix;
    }

    /// <summary>The model; null where there is too little to make one, which is reported.</summary>
    public static SpecModel? Read(SpecDocument document, DiagnosticBag diagnostics, SpecPlaces places)
    {
        if (YamlReader.Read(document.Text, diagnostics) is not { } node)
        {
            return null;
        }

        YamlAccess access = new(diagnostics);
        if (access.AsMapping(node, "the spec") is not { } root || access.Mapping(root, "meta", "a spec", "it names the spec: 'meta: { id: my_header, endian: be }'") is not { } meta)
        {
            return null;
        }

        KeyTable.Spec.Check(root, diagnostics);
        KeyTable.Meta.Check(meta, diagnostics);
        YamlScalar? id = access.Scalar(meta, "id", "'meta'", "the spec's name");
        if (id is null || !access.CheckIdentifier(id))
        {
            return null;
        }

        string prefix = Names.Pascal(id.Value);
        SpecReader reader = new(diagnostics, places, prefix);
        foreach (YamlScalar import in SpecDocument.ImportsOf(meta["imports"]))
        {
            places.Add("imports:" + import.Value, import.Position);
        }

        string name = (meta["-hs-name"] as YamlScalar)?.Value ?? prefix + "Header";
        reader.ReadType(root, id.Value, id.Value, name, "", TypeDefaults.None);
        return new SpecModel(
            id.Value,
            Path.GetFileName(document.Path),
            (meta["-hs-namespace"] as YamlScalar)?.Value ?? prefix,
            prefix,
            new EquatableArray<TypeModel>([.. reader._types]),
            new EquatableArray<EnumModel>([.. reader._enums]));
    }

    /// <summary>The integer that a scalar writes; null where it writes none.</summary>
    public static BigInteger? ParseInteger(string text)
    {
        bool isNegative = text.StartsWith("-", StringComparison.Ordinal);
        try
        {
            return ExpressionParser.Parse(isNegative ? text.Substring(1) : text) is IntegerLiteral literal ? isNegative ? -literal.Value : literal.Value : null;
        }
        catch (ExpressionSyntaxException)
        {
            return null;
        }
    }

    private static string Unused(string name, HashSet<string> taken, string longer)
    {
        string unused = taken.Add(name) ? name : longer;
        for (int i = 2; unused != name && !taken.Add(unused); i++)
        {
            unused = longer + i;
        }

        return unused;
    }

    private void ReadType(YamlMapping node, string key, string id, string name, string path, TypeDefaults outer)
    {
        _names.Add(name);
        _places.Add(path.Length == 0 ? "/" : path, node.Position);
        TypeDefaults defaults = outer;
        if (_access.OptionalMapping(node, "meta") is { } meta)
        {
            if (path.Length > 0)
            {
                KeyTable.TypeMeta.Check(meta, _diagnostics);
            }

            defaults = ReadDefaults(meta, outer);
        }

        int at = _types.Count;
        TypeModel type = new(key, id, name, path)
        {
            Doc = _access.Text(node, "doc"),
            References = FieldReader.References(node),
            Endian = defaults.Switch,
        };
        _types.Add(type);
        ReadEnums(node, key, path);
        foreach (KeyValuePair<YamlScalar, YamlNode> entry in _access.OptionalMapping(node, "types")?.Entries ?? [])
        {
            if (_access.CheckIdentifier(entry.Key) && _access.AsMapping(entry.Value, $"type '{entry.Key.Value}'") is { } inner)
            {
                KeyTable.Type.Check(inner, _diagnostics);
                string innerName = Names.Pascal(entry.Key.Value);
                string longer = (path.Length == 0 ? _prefix : name) + innerName + "Type";
                ReadType(inner, $"{key}::{entry.Key.Value}", entry.Key.Value, Unused(_prefix + innerName, _names, longer), $"{path}/types/{entry.Key.Value}", defaults with { Switch = defaults.Switch is null ? null : EndianSwitch.Inherited });
            }
        }

        FieldReader fields = new(_access, _diagnostics, _places, defaults, path);
        TypeModel read = type with
        {
            Parameters = fields.ReadParameters(_access.OptionalSequence(node, "params")),
            Fields = fields.ReadSequence(_access.OptionalSequence(node, "seq")),
            Instances = fields.ReadInstances(_access.OptionalMapping(node, "instances")),
        };
        HashSet<string> members = [.. read.Members.Select(member => member.Name)];
        _types[at] = read with { Fields = new EquatableArray<FieldModel>([.. read.Fields.Select(field => members.Contains(field.Presence) ? field with { Presence = $"Is{field.Name}Present" } : field)]) };
    }

    private TypeDefaults ReadDefaults(YamlMapping meta, TypeDefaults outer)
    {
        TypeDefaults defaults = outer;
        switch (meta["endian"])
        {
            case YamlMapping choice:
                KeyTable.EndianSwitch.Check(choice, _diagnostics);
                defaults = defaults with { Switch = ReadEndianSwitch(choice) };
                break;

            case not null:
                defaults = defaults with { IsLittleEndian = _access.Choice(meta, "endian", "be", "le") == "le", HasEndian = true, Switch = null };
                break;
        }

        if (meta["bit-endian"] is not null)
        {
            defaults = defaults with { IsLittleBitEndian = _access.Choice(meta, "bit-endian", "be", "le") == "le" };
        }

        return meta["encoding"] is YamlScalar encoding ? defaults with { Encoding = encoding.Value } : defaults;
    }

    private EndianSwitch? ReadEndianSwitch(YamlMapping choice)
    {
        FieldReader reader = new(_access, _diagnostics, _places, TypeDefaults.None, "");
        if (reader.Parse(_access.Scalar(choice, "switch-on", "a switched 'endian'", "the value that chooses")) is not { } on
            || _access.Mapping(choice, "cases", "a switched 'endian'", "the orders to choose from") is not { } cases)
        {
            return null;
        }

        List<EndianCase> read = [];
        foreach (KeyValuePair<YamlScalar, YamlNode> entry in cases.Entries)
        {
            string? order = _access.Choice(cases, entry.Key.Value, "le", "be");
            Expression? value = entry.Key.Value == "_" ? null : reader.Parse(entry.Key);
            read.Add(new EndianCase(value, order == "le"));
        }

        return new EndianSwitch(on, new EquatableArray<EndianCase>([.. read]));
    }

    private void ReadEnums(YamlMapping node, string typeKey, string path)
    {
        foreach (KeyValuePair<YamlScalar, YamlNode> entry in _access.OptionalMapping(node, "enums")?.Entries ?? [])
        {
            if (!_access.CheckIdentifier(entry.Key) || _access.AsMapping(entry.Value, $"enum '{entry.Key.Value}'") is not { } values)
            {
                continue;
            }

            List<EnumItem> items = [];
            foreach (KeyValuePair<YamlScalar, YamlNode> value in values.Entries)
            {
                if (ReadEnumItem(value.Key, value.Value, items) is not { } item)
                {
                    continue;
                }

                if (items.Exists(other => other.Id == item.Id || other.Value == item.Value))
                {
                    _diagnostics.Report(SpecDiagnostics.DuplicateName, value.Key.Position, item.Id, $"enum '{entry.Key.Value}'");
                }

                items.Add(item);
            }

            string key = $"{typeKey}::{entry.Key.Value}";
            string name = Unused(_prefix + Names.Pascal(entry.Key.Value), _names, _types[_types.Count - 1].Name + Names.Pascal(entry.Key.Value) + "Enum");
            _enums.Add(new EnumModel(key, entry.Key.Value, name, "", 8, new EquatableArray<EnumItem>([.. items])));
            _places.Add($"{path}/enums/{entry.Key.Value}", entry.Key.Position);
        }
    }

    private EnumItem? ReadEnumItem(YamlScalar key, YamlNode value, List<EnumItem> before)
    {
        if (ParseInteger(key.Value) is not { } number)
        {
            _diagnostics.Report(SpecDiagnostics.InvalidValue, key.Position, key.Value, "enums", "an integer is needed");
            return null;
        }

        YamlScalar? id = value as YamlScalar;
        string doc = "";
        if (value is YamlMapping mapping)
        {
            KeyTable.EnumItem.Check(mapping, _diagnostics);
            id = _access.Scalar(mapping, "id", "an enum's value", "its name");
            doc = _access.Text(mapping, "doc");
        }

        if (id is null || !_access.CheckIdentifier(id))
        {
            return null;
        }

        string name = Names.Pascal(id.Value);
        return new EnumItem(id.Value, before.Exists(other => other.Name == name) ? Names.PascalWithUnderscores(id.Value) : name, number, doc);
    }
}
