using System.Globalization;
using HeaderSpec.Diagnostics;
using HeaderSpec.Syntax;

namespace HeaderSpec.Model;

/// <summary>Makes a model of a spec's YAML: names resolved, expressions typed, layout computed.</summary>
internal sealed class SpecResolver
{
    private readonly DiagnosticBag _diagnostics;
    private readonly List<EnumModel> _enums = [];
    private readonly Dictionary<string, TypeModel> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, YamlMapping> _typeNodes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _underWay = [];
    private readonly HashSet<string> _pseudoHeaders = [];

    private SpecResolver(DiagnosticBag diagnostics, string prefix, bool isLittleEndian)
    {
        _diagnostics = diagnostics;
        Prefix = prefix;
        IsLittleEndian = isLittleEndian;
    }

    public string Prefix { get; }

    public bool IsLittleEndian { get; }

    public IReadOnlyList<EnumModel> Enums => _enums;

    public IEnumerable<string> TypeIds => _typeNodes.Keys;

    /// <summary>The model; null where the spec has errors, which are then reported.</summary>
    public static SpecModel? Resolve(string path, string text, DiagnosticBag diagnostics)
    {
        if (YamlReader.Read(text, diagnostics) is not { } document)
        {
            return null;
        }

        YamlAccess access = new(diagnostics);
        if (access.AsMapping(document, "the spec") is not { } root || access.Mapping(root, "meta", "a spec", "it names the spec: 'meta: { id: my_header, endian: be }'") is not { } meta)
        {
            return null;
        }

        KeyTable.Spec.Check(root, diagnostics);
        KeyTable.Meta.Check(meta, diagnostics);
        YamlScalar? id = access.Scalar(meta, "id", "'meta'", "the spec's name");
        string? endian = access.Choice(meta, "endian", "be", "le");
        access.Choice(meta, "bit-endian", "be");
        if (id is null || !access.CheckIdentifier(id))
        {
            return null;
        }

        string prefix = Names.Pascal(id.Value);
        SpecResolver resolver = new(diagnostics, prefix, endian == "le");
        resolver.ReadEnums(access, root);
        resolver.IndexTypes(access, root);
        TypeModel? rootType = resolver.ReadType(id.Value, root, "", isRoot: true, (meta["-hs-name"] as YamlScalar)?.Value ?? prefix + "Header");
        foreach (string type in resolver._typeNodes.Keys)
        {
            resolver.Type(type);
        }

        if (rootType is not null && !diagnostics.HasErrors && Emit.WriterPlan.TryCreate(rootType, out string field, out string reason) is null)
        {
            diagnostics.Report(SpecDiagnostics.NotDerivable, resolver.PlaceOf(root, field), field, reason);
        }

        return rootType is null || diagnostics.HasErrors
            ? null
            : new SpecModel(
                Path.GetFileName(path),
                (meta["-hs-namespace"] as YamlScalar)?.Value ?? prefix,
                rootType.Name,
                prefix,
                new EquatableArray<TypeModel>([rootType, .. resolver._typeNodes.Keys.Select(key => resolver._types[key])]),
                new EquatableArray<EnumModel>([.. resolver._enums.Select(item => resolver.WithWidth(item, rootType))]));
    }

    /// <summary>The type of that id, resolved; null where there is none or it is wrong, which is reported elsewhere.</summary>
    public TypeModel? Type(string id)
    {
        if (_types.TryGetValue(id, out TypeModel? known))
        {
            return known;
        }

        if (!_typeNodes.TryGetValue(id, out YamlMapping? node))
        {
            return null;
        }

        if (!_underWay.Add(id))
        {
            _diagnostics.Report(SpecDiagnostics.Unsupported, node.Position, $"A type that contains itself ('{id}')", "end the nesting with plain bytes");
            return null;
        }

        TypeModel? type = ReadType(id, node, $"/types/{id}", isRoot: false, Prefix + Names.Pascal(id));
        if (type is not null)
        {
            _types[id] = type;
        }

        return type;
    }

    /// <summary>Marks a type as one that only a checksum covers.</summary>
    public void MarkPseudoHeader(string id) => _pseudoHeaders.Add(id);

    private static TypeShape ShapeOf(bool isRoot, IReadOnlyList<FieldModel> fields, Func<string, TypeModel?> type)
    {
        if (isRoot)
        {
            return TypeShape.Header;
        }

        if (fields.Count == 0)
        {
            return TypeShape.Empty;
        }

        if (fields[0] is { Repeat: not RepeatKind.None, Kind: FieldKind.User } list)
        {
            bool records = type(list.Type)?.Shape == TypeShape.Record;
            return records && fields.Count == 1 && list.Repeat == RepeatKind.Eos ? TypeShape.RecordList : TypeShape.List;
        }

        return fields.All(field => field.IsFixed && field.IsNumber) ? TypeShape.Record : TypeShape.Element;
    }

    private TypeModel? ReadType(string id, YamlMapping node, string path, bool isRoot, string name)
    {
        YamlAccess access = new(_diagnostics);
        if (!isRoot)
        {
            KeyTable.Type.Check(node, _diagnostics);
        }

        List<FieldModel> fields = [];
        if (access.OptionalSequence(node, "seq") is { } seq)
        {
            FieldResolver resolver = new(this, access, _diagnostics, fields, path);
            foreach (YamlNode item in seq.Items)
            {
                resolver.Read(item);
            }

            resolver.Finish(seq.Position);
        }

        TypeShape shape = _pseudoHeaders.Contains(id) ? TypeShape.PseudoHeader : ShapeOf(isRoot, fields, Type);
        if (shape == TypeShape.List && (fields.Count > 2 || (fields.Count == 2 && !fields[1].IsSizeToEnd)))
        {
            _diagnostics.Report(SpecDiagnostics.Unsupported, node.Position, "A list with other fields beside it", "give the list a type of its own, with at most a 'size-eos' field for the padding");
        }

        string docRef = access.Text(node, "doc-ref");
        EquatableArray<string> references = new(docRef.Length == 0 ? [] : docRef.Split(['\n'], StringSplitOptions.RemoveEmptyEntries));
        return new TypeModel(id, name, isRoot, shape, path, access.Text(node, "doc"), references, new EquatableArray<FieldModel>([.. fields]));
    }

    private void IndexTypes(YamlAccess access, YamlMapping root)
    {
        foreach (KeyValuePair<YamlScalar, YamlNode> entry in access.OptionalMapping(root, "types")?.Entries ?? [])
        {
            if (access.CheckIdentifier(entry.Key) && access.AsMapping(entry.Value, $"type '{entry.Key.Value}'") is { } type)
            {
                _typeNodes[entry.Key.Value] = type;
            }
        }

        // Checksums are known before the types that they name are read.
        foreach (YamlMapping field in AllFields(access, root))
        {
            if (field["-hs-checksum"] is YamlScalar checksum)
            {
                foreach (string type in _typeNodes.Keys.Where(key => checksum.Value.Contains(key)))
                {
                    MarkPseudoHeader(type);
                }
            }
        }
    }

    private SourcePosition PlaceOf(YamlMapping root, string field) =>
        AllFields(new YamlAccess(_diagnostics), root).Select(node => node["id"]).OfType<YamlScalar>().FirstOrDefault(id => id.Value == field)?.Position ?? root.Position;

    private static IEnumerable<YamlMapping> AllFields(YamlAccess access, YamlMapping root) =>
        (access.OptionalSequence(root, "seq")?.Items ?? []).OfType<YamlMapping>();

    private void ReadEnums(YamlAccess access, YamlMapping root)
    {
        foreach (KeyValuePair<YamlScalar, YamlNode> entry in access.OptionalMapping(root, "enums")?.Entries ?? [])
        {
            if (!access.CheckIdentifier(entry.Key) || access.AsMapping(entry.Value, $"enum '{entry.Key.Value}'") is not { } values)
            {
                continue;
            }

            List<EnumItem> items = [];
            foreach (KeyValuePair<YamlScalar, YamlNode> value in values.Entries)
            {
                if (ReadEnumItem(access, value.Key, value.Value) is not { } item)
                {
                    continue;
                }

                if (items.Exists(other => other.Name == item.Name || other.Value == item.Value))
                {
                    _diagnostics.Report(SpecDiagnostics.DuplicateName, value.Key.Position, item.Id, $"enum '{entry.Key.Value}'");
                }

                items.Add(item);
            }

            string name = Prefix + Names.Pascal(entry.Key.Value);
            _enums.Add(new EnumModel(entry.Key.Value, name, "", 8, new EquatableArray<EnumItem>([.. items])));
        }
    }

    private EnumItem? ReadEnumItem(YamlAccess access, YamlScalar key, YamlNode value)
    {
        bool isHex = key.Value.StartsWith("0x", StringComparison.Ordinal);
        bool ok = long.TryParse(isHex ? key.Value.Substring(2) : key.Value, isHex ? NumberStyles.HexNumber : NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number);
        if (!ok)
        {
            _diagnostics.Report(SpecDiagnostics.InvalidValue, key.Position, key.Value, "enums", "an integer is needed");
            return null;
        }

        YamlScalar? id = value as YamlScalar;
        string doc = "";
        if (value is YamlMapping mapping)
        {
            KeyTable.EnumItem.Check(mapping, _diagnostics);
            id = access.Scalar(mapping, "id", "an enum's value", "its name");
            doc = access.Text(mapping, "doc");
        }

        return id is not null && access.CheckIdentifier(id) ? new EnumItem(id.Value, Names.Pascal(id.Value), number, doc) : null;
    }

    private EnumModel WithWidth(EnumModel model, TypeModel root)
    {
        int width = _types.Values.Append(root).SelectMany(type => type.Fields).Where(field => field.Enum == model.Id).Select(field => field.BitSize).DefaultIfEmpty(8).Max();
        return model with { BitSize = width };
    }
}
