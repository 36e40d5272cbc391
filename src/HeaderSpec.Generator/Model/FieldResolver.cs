using System.Globalization;
using HeaderSpec.Diagnostics;
using HeaderSpec.Expressions;
using HeaderSpec.Syntax;

namespace HeaderSpec.Model;

/// <summary>Reads the fields of one type in their order, and lays them out.</summary>
internal sealed class FieldResolver(SpecResolver spec, YamlAccess access, DiagnosticBag diagnostics, List<FieldModel> fields, string typePath)
{
    private int _bitOffset;
    private bool _isFixed = true;

    public void Read(YamlNode node)
    {
        if (access.AsMapping(node, "a field") is not { } mapping)
        {
            return;
        }

        KeyTable.Field.Check(mapping, diagnostics);
        YamlScalar? id = access.Scalar(mapping, "id", "a field", "its name");
        if (id is null || !access.CheckIdentifier(id))
        {
            return;
        }

        if (fields.Exists(field => field.Id == id.Value))
        {
            diagnostics.Report(SpecDiagnostics.DuplicateName, id.Position, id.Value, "this type");
            return;
        }

        FieldModel? read = ReadKind(mapping, id);
        if (read is null)
        {
            return;
        }

        FieldModel field = ReadRest(mapping, read);
        if (field.Kind != FieldKind.Bits)
        {
            CheckAligned(id.Position, field.Id);
        }

        int? fixedBits = FixedBits(field);
        _isFixed &= fixedBits is not null;
        if (_isFixed)
        {
            field = field with { IsFixed = true, BitOffset = _bitOffset, BitSize = fixedBits!.Value };
            _bitOffset += fixedBits.Value;
        }
        else if (field.Kind == FieldKind.Bits)
        {
            diagnostics.Report(SpecDiagnostics.Unsupported, id.Position, "A bit field after a field of variable size", "give the part after it a type of its own");
        }

        fields.Add(field);
    }

    /// <summary>Sees that the last bit group is whole.</summary>
    public void Finish(SourcePosition end) => CheckAligned(end, "the end");

    private void CheckAligned(SourcePosition place, string before)
    {
        int odd = _bitOffset % 8;
        if (odd != 0)
        {
            diagnostics.Report(
                SpecDiagnostics.UnalignedBits, place, before, odd.ToString(CultureInfo.InvariantCulture), (8 - odd).ToString(CultureInfo.InvariantCulture));
            _bitOffset += 8 - odd;
        }
    }

    private int? FixedBits(FieldModel field)
    {
        if (field.Condition is not null || field.Repeat != RepeatKind.None || field.IsSizeToEnd)
        {
            return null;
        }

        switch (field.Kind)
        {
            case FieldKind.Integer or FieldKind.Bits:
                return field.BitSize;

            case FieldKind.Bytes when field.Contents.Count > 0:
                return field.Contents.Count * 8;

            case FieldKind.Bytes when field.Size is IntegerLiteral size:
                return (int)size.Value * 8;

            case FieldKind.User when spec.Type(field.Type) is { Shape: TypeShape.Record } record:
                return record.FixedSize * 8;

            default:
                return null;
        }
    }

    private FieldModel? ReadKind(YamlMapping mapping, YamlScalar id)
    {
        FieldModel field = new(id.Value, Names.Pascal(id.Value), FieldKind.Bytes, $"{typePath}/seq/{id.Value}");
        switch (mapping["type"])
        {
            case null when mapping["contents"] is { } contents:
                return ReadContents(contents) is { } bytes ? field with { Contents = bytes } : null;

            case null:
                return mapping["size"] is null && mapping["size-eos"] is null
                    ? Missing(mapping, id)
                    : field;

            case YamlMapping choice:
                return ReadSwitch(choice, field);

            case YamlScalar type:
                return ReadType(type, field, mapping);

            case { } other:
                diagnostics.Report(SpecDiagnostics.InvalidValue, other.Position, "a list", "type", "write a type's name, or 'switch-on' and 'cases'");
                return null;
        }
    }

    private FieldModel? Missing(YamlMapping mapping, YamlScalar id)
    {
        diagnostics.Report(SpecDiagnostics.MissingKey, mapping.Position, $"field '{id.Value}'", "type", "or write 'size', 'size-eos' or 'contents'");
        return null;
    }

    private FieldModel? ReadType(YamlScalar type, FieldModel field, YamlMapping mapping)
    {
        string name = type.Value;
        if (name.Length > 1 && name[0] == 'b' && int.TryParse(name.Substring(1), NumberStyles.None, CultureInfo.InvariantCulture, out int bits))
        {
            if (bits is < 1 or > 64)
            {
                diagnostics.Report(SpecDiagnostics.InvalidValue, type.Position, name, "type", "bit fields have 1 to 64 bits");
                return null;
            }

            return field with { Kind = FieldKind.Bits, BitSize = bits };
        }

        string integer = name.EndsWith("le", StringComparison.Ordinal) || name.EndsWith("be", StringComparison.Ordinal) ? name.Substring(0, name.Length - 2) : name;
        if (integer is "u1" or "u2" or "u4" or "u8" or "s1" or "s2" or "s4" or "s8")
        {
            bool little = name.EndsWith("le", StringComparison.Ordinal) || (spec.IsLittleEndian && !name.EndsWith("be", StringComparison.Ordinal));
            return field with { Kind = FieldKind.Integer, BitSize = (integer[1] - '0') * 8, IsSigned = integer[0] == 's', IsLittleEndian = little };
        }

        if (integer is "f4" or "f8" || name is "str" or "strz")
        {
            diagnostics.Report(SpecDiagnostics.Unsupported, type.Position, $"Type '{name}'", integer[0] == 'f' ? "read it as an integer" : "read it as bytes with a 'size'");
            return null;
        }

        if (spec.Type(name) is not { } user)
        {
            if (!spec.TypeIds.Contains(name))
            {
                diagnostics.Report(SpecDiagnostics.UnknownType, type.Position, name, Suggestion.For(name, spec.TypeIds));
            }

            return null;
        }

        bool bounded = mapping["size"] is not null || mapping["size-eos"] is not null || mapping["repeat"] is not null;
        if (!bounded && user.Shape != TypeShape.Record)
        {
            diagnostics.Report(SpecDiagnostics.Unsupported, type.Position, $"A field of type '{name}' without a size", "add 'size' or 'size-eos: true'");
            return null;
        }

        return field with { Kind = FieldKind.User, Type = name };
    }

    private FieldModel? ReadSwitch(YamlMapping choice, FieldModel field)
    {
        KeyTable.Switch.Check(choice, diagnostics);
        if (access.Scalar(choice, "switch-on", "a type that is switched", "the value that chooses") is not { } on
            || Bind(on, null) is not { } switchOn
            || access.Mapping(choice, "cases", "a type that is switched", "the types to choose from") is not { } caseNode)
        {
            return null;
        }

        List<SwitchCase> cases = [];
        foreach (KeyValuePair<YamlScalar, YamlNode> entry in caseNode.Entries)
        {
            if (entry.Key.Value == "_")
            {
                diagnostics.Report(SpecDiagnostics.Unsupported, entry.Key.Position, "The case '_'", "leave it out: other values keep their bytes");
            }
            else if (Bind(entry.Key, null) is { } value && entry.Value is YamlScalar type)
            {
                if (spec.Type(type.Value) is null && !spec.TypeIds.Contains(type.Value))
                {
                    diagnostics.Report(SpecDiagnostics.UnknownType, type.Position, type.Value, Suggestion.For(type.Value, spec.TypeIds));
                }

                cases.Add(new SwitchCase(value, type.Value));
            }
        }

        return field with
        {
            Kind = FieldKind.Switch,
            SwitchOn = switchOn,
            Cases = new EquatableArray<SwitchCase>([.. cases]),
            IsOpaqueOnMismatch = access.Choice(choice, "-hs-mismatch", "opaque") is not null,
        };
    }

    private EquatableArray<byte>? ReadContents(YamlNode contents)
    {
        if (contents is YamlScalar text)
        {
            return new EquatableArray<byte>(System.Text.Encoding.UTF8.GetBytes(text.Value));
        }

        List<byte> bytes = [];
        foreach (YamlNode item in (contents as YamlSequence)?.Items ?? [])
        {
            string raw = (item as YamlScalar)?.Value ?? "";
            bool hex = raw.StartsWith("0x", StringComparison.Ordinal);
            if (!byte.TryParse(hex ? raw.Substring(2) : raw, hex ? NumberStyles.HexNumber : NumberStyles.None, CultureInfo.InvariantCulture, out byte value))
            {
                diagnostics.Report(SpecDiagnostics.InvalidValue, item.Position, raw, "contents", "bytes are 0 to 255");
                return null;
            }

            bytes.Add(value);
        }

        return new EquatableArray<byte>([.. bytes]);
    }

    private FieldModel ReadRest(YamlMapping mapping, FieldModel field)
    {
        string? repeat = access.Choice(mapping, "repeat", "eos", "until");
        YamlScalar? until = access.OptionalScalar(mapping, "repeat-until");
        if (repeat == "until" && until is null)
        {
            diagnostics.Report(SpecDiagnostics.MissingKey, mapping.Position, "'repeat: until'", "repeat-until", "the condition that ends the list");
        }

        IReadOnlyList<FieldModel> itemFields = field.Kind == FieldKind.User ? [.. spec.Type(field.Type)!.Fields] : [];
        return field with
        {
            Doc = access.Text(mapping, "doc"),
            References = new EquatableArray<string>(access.Text(mapping, "doc-ref") is { Length: > 0 } reference ? [reference] : []),
            Unit = access.Text(mapping, "-hs-unit"),
            Filter = access.Text(mapping, "-hs-filter"),
            Enum = ReadEnum(mapping),
            Size = Bind(access.OptionalScalar(mapping, "size"), ExpressionType.Integer),
            IsSizeToEnd = access.Flag(mapping, "size-eos"),
            Condition = Bind(access.OptionalScalar(mapping, "if"), ExpressionType.Boolean),
            Repeat = repeat switch { "eos" => RepeatKind.Eos, "until" => RepeatKind.Until, _ => RepeatKind.None },
            Until = until is null ? null : Bind(until, ExpressionType.Boolean, itemFields),
            Valid = ReadValid(mapping),
            IsReserved = access.Flag(mapping, "-hs-reserved"),
            Fill = ReadFill(mapping),
            Write = Bind(access.OptionalScalar(mapping, "-hs-write"), ExpressionType.Integer),
            FlagsGroup = access.OptionalScalar(mapping, "-hs-flags") is { } group && access.CheckIdentifier(group) ? group.Value : "",
            Checksum = ReadChecksum(mapping),
            IsHex = access.Choice(mapping, "-hs-display", "hex", "dec") == "hex",
        };
    }

    private Expression? Bind(YamlScalar? text, ExpressionType? expected, IReadOnlyList<FieldModel>? itemFields = null) =>
        text is null ? null : new ExpressionBinder(new ExpressionScope(fields, itemFields ?? [], spec.Enums), text, diagnostics).Bind(expected);

    private string ReadEnum(YamlMapping mapping)
    {
        if (access.OptionalScalar(mapping, "enum") is not { } name)
        {
            return "";
        }

        if (!spec.Enums.Any(model => model.Id == name.Value))
        {
            diagnostics.Report(SpecDiagnostics.UnknownEnum, name.Position, name.Value, Suggestion.For(name.Value, spec.Enums.Select(model => model.Id)));
            return "";
        }

        return name.Value;
    }

    private int? ReadFill(YamlMapping mapping)
    {
        if (access.OptionalScalar(mapping, "-hs-fill") is not { } fill)
        {
            return null;
        }

        if (byte.TryParse(fill.Value, NumberStyles.None, CultureInfo.InvariantCulture, out byte value))
        {
            return value;
        }

        diagnostics.Report(SpecDiagnostics.InvalidValue, fill.Position, fill.Value, "-hs-fill", "a byte, 0 to 255, is needed");
        return null;
    }

    private EquatableArray<ValidRule> ReadValid(YamlMapping mapping)
    {
        List<ValidRule> rules = [];
        switch (mapping["valid"])
        {
            case YamlScalar value:
                Add("==", value);
                break;

            case YamlMapping detailed:
                KeyTable.Valid.Check(detailed, diagnostics);
                Add("==", access.OptionalScalar(detailed, "eq"));
                Add(">=", access.OptionalScalar(detailed, "min"));
                Add("<=", access.OptionalScalar(detailed, "max"));
                IEnumerable<YamlScalar> any = (access.OptionalSequence(detailed, "any-of")?.Items ?? []).OfType<YamlScalar>();
                Expression[] values = [.. any.Select(item => Bind(item, null)).OfType<Expression>()];
                if (values.Length > 0)
                {
                    rules.Add(new ValidRule("any", new EquatableArray<Expression>(values)));
                }

                break;
        }

        return new EquatableArray<ValidRule>([.. rules]);

        void Add(string op, YamlScalar? text)
        {
            if (Bind(text, null) is { } operand)
            {
                rules.Add(new ValidRule(op, new EquatableArray<Expression>([operand])));
            }
        }
    }

    // `internet(_)`, `internet(pseudo_header, _)`, `internet(before(payload))`.
    private ChecksumModel? ReadChecksum(YamlMapping mapping)
    {
        if (access.OptionalScalar(mapping, "-hs-checksum") is not { } text)
        {
            return null;
        }

        string value = text.Value.Replace(" ", "");
        if (value.StartsWith("internet(", StringComparison.Ordinal) && value.EndsWith(")", StringComparison.Ordinal))
        {
            string[] parts = value.Substring(9, value.Length - 10).Split(',');
            string covered = parts[parts.Length - 1];
            string pseudo = parts.Length == 2 ? parts[0] : "";
            string before = covered.StartsWith("before(", StringComparison.Ordinal) ? covered.Substring(7).TrimEnd(')') : "";
            if (parts.Length <= 2 && (covered == "_" || before.Length > 0) && (pseudo.Length == 0 || spec.TypeIds.Contains(pseudo)))
            {
                return new ChecksumModel(pseudo, before);
            }
        }

        diagnostics.Report(SpecDiagnostics.InvalidValue, text.Position, text.Value, "-hs-checksum", "write 'internet(_)', 'internet(before(FIELD))' or 'internet(PSEUDO_HEADER_TYPE, _)'");
        return null;
    }
}
