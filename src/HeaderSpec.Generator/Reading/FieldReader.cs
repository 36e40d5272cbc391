using System.Globalization;
using HeaderSpec.Diagnostics;
using HeaderSpec.Expressions;
using HeaderSpec.Model;
using HeaderSpec.Syntax;

namespace HeaderSpec.Reading;

/// <summary>Reads the fields, instances and parameters of one type. Names of types and enums stay as they are written.</summary>
internal sealed class FieldReader(YamlAccess access, DiagnosticBag diagnostics, SpecPlaces places, TypeDefaults defaults, string typePath)
{
    public EquatableArray<FieldModel> ReadSequence(YamlSequence? sequence)
    {
        List<FieldModel> fields = [];
        foreach (YamlNode item in sequence?.Items ?? [])
        {
            if (access.AsMapping(item, "a field") is not { } mapping)
            {
                continue;
            }

            KeyTable.Field.Check(mapping, diagnostics);
            if (access.OptionalScalar(mapping, "id") is not { } id)
            {
                // Kaitai counts fields without a name.
                string unnamed = $"_unnamed{fields.Count}";
                id = new YamlScalar(mapping.Position, unnamed, isPlain: false);
            }
            else if (!access.CheckIdentifier(id))
            {
                continue;
            }

            Add(fields, id, ReadField(mapping, id, $"{typePath}/seq/{id.Value}", isInstance: false));
        }

        return new EquatableArray<FieldModel>([.. fields]);
    }

    public EquatableArray<FieldModel> ReadInstances(YamlMapping? instances)
    {
        List<FieldModel> fields = [];
        foreach (KeyValuePair<YamlScalar, YamlNode> entry in instances?.Entries ?? [])
        {
            if (!access.CheckIdentifier(entry.Key) || access.AsMapping(entry.Value, $"instance '{entry.Key.Value}'") is not { } mapping)
            {
                continue;
            }

            KeyTable.Instance.Check(mapping, diagnostics);
            Add(fields, entry.Key, ReadField(mapping, entry.Key, $"{typePath}/instances/{entry.Key.Value}", isInstance: true));
        }

        return new EquatableArray<FieldModel>([.. fields]);
    }

    public EquatableArray<FieldModel> ReadParameters(YamlSequence? parameters)
    {
        List<FieldModel> fields = [];
        foreach (YamlNode item in parameters?.Items ?? [])
        {
            if (access.AsMapping(item, "a parameter") is not { } mapping)
            {
                continue;
            }

            KeyTable.Parameter.Check(mapping, diagnostics);
            if (access.Scalar(mapping, "id", "a parameter", "its name") is not { } id || !access.CheckIdentifier(id))
            {
                continue;
            }

            string path = $"{typePath}/params/{id.Value}";
            places.Add(path, id.Position);
            FieldModel field = new(id.Value, Names.Member(id.Value), FieldKind.Bytes, path) { Doc = access.Text(mapping, "doc"), References = References(mapping) };
            YamlScalar? type = access.OptionalScalar(mapping, "type");
            FieldModel? read = type?.Value switch
            {
                null or "bytes" => field,
                "bool" => field with { Kind = FieldKind.Value },
                "str" => field with { Kind = FieldKind.Text, Encoding = "UTF-8" },
                "struct" or "io" or "any" => Refuse(type, $"A parameter of type '{type.Value}'", "name the type of the spec that it is"),
                _ => ReadType(type, field, mapping, isParameter: true),
            };
            Add(fields, id, read is null ? null : read with { Enum = ReadEnum(mapping, path) });
        }

        return new EquatableArray<FieldModel>([.. fields]);
    }

    /// <summary>The expression of a scalar; null where it is none, which is reported, or where there is no scalar.</summary>
    public Expression? Parse(YamlScalar? text) => text is null ? null : Attempt(text, () =>
    {
        Expression expression = ExpressionParser.Parse(text.Value);
        places.Add(expression, text);
        return expression;
    });

    /// <summary>The lines of a <c>doc-ref</c>.</summary>
    public static EquatableArray<string> References(YamlMapping mapping)
    {
        IEnumerable<YamlNode> nodes = mapping["doc-ref"] switch { YamlSequence list => list.Items, { } one => [one], null => [] };
        return new EquatableArray<string>([.. nodes.OfType<YamlScalar>().SelectMany(text => text.Value.Split(['\n'], StringSplitOptions.RemoveEmptyEntries)).Select(line => line.Trim())]);
    }

    private T? Attempt<T>(YamlScalar text, Func<T> parse, int offset = 0)
        where T : class
    {
        try
        {
            return parse();
        }
        catch (ExpressionSyntaxException exception)
        {
            SourcePosition place = text.IsPlain ? text.Position.Part(exception.Start + offset, exception.Length) : text.Position;
            diagnostics.Report(SpecDiagnostics.ExpressionSyntax, place, exception.Message);
            return null;
        }
    }

    private void Add(List<FieldModel> fields, YamlScalar id, FieldModel? field)
    {
        if (field is null)
        {
            return;
        }

        if (fields.Exists(other => other.Id == id.Value))
        {
            diagnostics.Report(SpecDiagnostics.DuplicateName, id.Position, id.Value, "this type");
            return;
        }

        fields.Add(field);
    }

    private FieldModel? ReadField(YamlMapping mapping, YamlScalar id, string path, bool isInstance)
    {
        places.Add(path, id.Position);
        string name = access.OptionalScalar(mapping, "-hs-name")?.Value ?? Names.Member(id.Value);
        FieldModel field = new(id.Value, name, FieldKind.Bytes, path)
        {
            Size = Parse(access.OptionalScalar(mapping, "size")),
            IsSizeToEnd = access.Flag(mapping, "size-eos"),
            IsInstance = isInstance,
        };
        if (ReadKind(mapping, id, field) is not { } read)
        {
            return null;
        }

        KeysOf(read.Kind)?.Check(mapping, diagnostics, isInstance ? KeyTable.Instance : KeyTable.Field);
        return ReadRest(mapping, read);
    }

    // What is switched may be of any kind.
    private static KeyTable? KeysOf(FieldKind kind) => kind switch
    {
        FieldKind.Value => KeyTable.ValueInstance,
        FieldKind.Integer or FieldKind.Bits => KeyTable.Integer,
        FieldKind.Float => KeyTable.Float,
        FieldKind.User => KeyTable.User,
        FieldKind.Bytes => KeyTable.Bytes,
        FieldKind.Text => KeyTable.Text,
        _ => null,
    };

    private FieldModel? ReadKind(YamlMapping mapping, YamlScalar id, FieldModel field)
    {
        if (mapping["value"] is YamlScalar value)
        {
            return Parse(value) is { } expression ? field with { Kind = FieldKind.Value, Value = expression } : null;
        }

        switch (mapping["type"])
        {
            case null when mapping["contents"] is { } contents:
                return ReadContents(contents) is { } bytes ? field with { Contents = bytes } : null;

            case null when field.IsSized || mapping["size"] is not null || mapping["terminator"] is not null:
                return ReadTextRules(mapping, field);

            case null:
                diagnostics.Report(SpecDiagnostics.MissingKey, mapping.Position, $"field '{id.Value}'", "type", "or write 'size', 'size-eos' or 'contents'");
                return null;

            case YamlMapping choice:
                return ReadSwitch(choice, field, mapping);

            case YamlScalar type:
                return ReadType(type, field, mapping);

            case { } other:
                diagnostics.Report(SpecDiagnostics.InvalidValue, other.Position, "a list", "type", "write a type's name, or 'switch-on' and 'cases'");
                return null;
        }
    }

    private FieldModel? Refuse(YamlScalar type, string what, string instead)
    {
        diagnostics.Report(SpecDiagnostics.Unsupported, type.Position, what, instead);
        return null;
    }

    private FieldModel? ReadType(YamlScalar type, FieldModel field, YamlMapping mapping, bool isParameter = false)
    {
        string name = type.Value;
        if (name.Length > 1 && name[0] == 'b' && char.IsDigit(name[1]))
        {
            return ReadBits(type, field, mapping);
        }

        string numeric = name.EndsWith("le", StringComparison.Ordinal) || name.EndsWith("be", StringComparison.Ordinal) ? name.Substring(0, name.Length - 2) : name;
        if (numeric is "u1" or "u2" or "u4" or "u8" or "s1" or "s2" or "s4" or "s8" or "f4" or "f8")
        {
            bool isSwitched = numeric == name && numeric[1] != '1' && defaults.Switch is not null;
            if (numeric == name && numeric[1] != '1' && !defaults.HasEndian && defaults.Switch is null && !isParameter)
            {
                diagnostics.Report(SpecDiagnostics.MissingKey, type.Position, $"type '{name}'", "endian", $"in 'meta', or write '{name}be' or '{name}le'");
            }

            return field with
            {
                Kind = numeric[0] == 'f' ? FieldKind.Float : FieldKind.Integer,
                BitSize = (numeric[1] - '0') * 8,
                IsSigned = numeric[0] == 's',
                IsLittleEndian = numeric == name ? defaults.IsLittleEndian : name.EndsWith("le", StringComparison.Ordinal),
                IsEndianSwitched = isSwitched,
            };
        }

        if (name is "str" or "strz")
        {
            return ReadText(type, field, mapping);
        }

        int open = name.IndexOf('(');
        Expression[] arguments = [];
        if (open >= 0)
        {
            if (Attempt(type, () => ExpressionParser.ParseArguments(name.Substring(open)), open) is not { } given)
            {
                return null;
            }

            // Columns inside the arguments count from the type's name.
            YamlScalar text = new(type.Position.Part(open, type.Position.Length - open), name.Substring(open), type.IsPlain);
            foreach (Expression argument in given)
            {
                places.Add(argument, text);
            }

            arguments = given;
        }

        string typeName = open < 0 ? name : name.Substring(0, open).TrimEnd();
        places.Add(field.Path + ":" + typeName, type.Position);
        return field with { Kind = FieldKind.User, Type = typeName, Arguments = new EquatableArray<Expression>(arguments) };
    }

    private FieldModel? ReadBits(YamlScalar type, FieldModel field, YamlMapping mapping)
    {
        if (mapping["repeat"] is YamlScalar { Value: "eos" or "until" } repeat)
        {
            return Refuse(repeat, $"'repeat: {repeat.Value}' of bits", "give the list a count: 'repeat: expr'");
        }

        string name = type.Value;
        bool hasOrder = name.EndsWith("le", StringComparison.Ordinal) || name.EndsWith("be", StringComparison.Ordinal);
        string digits = hasOrder ? name.Substring(1, name.Length - 3) : name.Substring(1);
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) || bits is < 1 or > 64)
        {
            diagnostics.Report(SpecDiagnostics.InvalidValue, type.Position, name, "type", "bit fields have 1 to 64 bits");
            return null;
        }

        return field with { Kind = FieldKind.Bits, BitSize = bits, IsLittleEndian = hasOrder ? name.EndsWith("le", StringComparison.Ordinal) : defaults.IsLittleBitEndian };
    }

    private FieldModel? ReadText(YamlScalar type, FieldModel field, YamlMapping mapping)
    {
        string encoding = access.OptionalScalar(mapping, "encoding")?.Value ?? defaults.Encoding;
        SourcePosition place = (mapping["encoding"] as YamlScalar)?.Position ?? type.Position;
        if (encoding.Length == 0)
        {
            diagnostics.Report(SpecDiagnostics.MissingKey, place, $"type '{type.Value}'", "encoding", "here or in 'meta'");
            return null;
        }

        string canonical = encoding.ToUpperInvariant() switch { "UTF8" => "UTF-8", "US-ASCII" => "ASCII", "UTF16LE" => "UTF-16LE", "UTF16BE" => "UTF-16BE", string other => other };
        if (canonical is not ("ASCII" or "UTF-8" or "UTF-16LE" or "UTF-16BE" or "ISO-8859-1"))
        {
            diagnostics.Report(SpecDiagnostics.Unsupported, place, $"The encoding '{encoding}'", "read the text as bytes; ASCII, UTF-8, UTF-16LE, UTF-16BE and ISO-8859-1 are known");
            return null;
        }

        bool isWide = canonical.StartsWith("UTF-16", StringComparison.Ordinal);
        FieldModel text = field with { Kind = FieldKind.Text, Encoding = canonical };
        if (type.Value == "strz")
        {
            text = text with { Terminator = new EquatableArray<byte>(isWide ? [0, 0] : [0]) };
        }

        text = ReadTextRules(mapping, text);
        if (!text.IsSized && text.Terminator.Count == 0)
        {
            diagnostics.Report(SpecDiagnostics.MissingKey, mapping.Position, "type 'str'", "size", "or write 'size-eos' or 'terminator'");
            return null;
        }

        return text;
    }

    private FieldModel ReadTextRules(YamlMapping mapping, FieldModel field)
    {
        byte[]? terminator = mapping["terminator"] is { } node ? ReadContents(node) is { } bytes ? [.. bytes] : [] : null;
        bool isConsumed = access.Choice(mapping, "consume", "true", "false") != "false";
        bool isIncluded = access.Flag(mapping, "include");
        if (isIncluded && !isConsumed)
        {
            diagnostics.Report(SpecDiagnostics.Unsupported, mapping.Position, "'include: true' with 'consume: false'", "leave one of them out");
        }

        return field with
        {
            Terminator = terminator is null ? field.Terminator : new EquatableArray<byte>(terminator),
            IsTerminatorConsumed = isConsumed,
            IsTerminatorIncluded = isIncluded,
            IsTerminatorRequired = access.Choice(mapping, "eos-error", "true", "false") != "false",
            PadRight = ReadByte(mapping, "pad-right"),
        };
    }

    private FieldModel? ReadSwitch(YamlMapping choice, FieldModel field, YamlMapping mapping)
    {
        KeyTable.Switch.Check(choice, diagnostics);
        if (mapping["repeat"] is YamlScalar repeat)
        {
            return Refuse(repeat, "A repeated field whose type is switched", "put the switched field into a type of its own, and repeat that type");
        }

        if (access.Scalar(choice, "switch-on", "a type that is switched", "the value that chooses") is not { } on
            || Parse(on) is not { } switchOn
            || access.Mapping(choice, "cases", "a type that is switched", "the types to choose from") is not { } caseNode)
        {
            return null;
        }

        List<SwitchCase> cases = [];
        foreach (KeyValuePair<YamlScalar, YamlNode> entry in caseNode.Entries)
        {
            Expression? value = entry.Key.Value == "_" ? null : Parse(entry.Key);
            if ((value is null && entry.Key.Value != "_") || access.OptionalScalar(caseNode, entry.Key.Value) is not { } type)
            {
                continue;
            }

            FieldModel body = field with { Size = null, IsSizeToEnd = false };
            if (type.Value is "str" or "strz")
            {
                body = field;
            }

            if (ReadType(type, body, mapping) is { } read)
            {
                cases.Add(new SwitchCase(value, read));
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
        List<byte> bytes = [];
        foreach (YamlNode item in (contents as YamlSequence)?.Items ?? [contents])
        {
            string raw = (item as YamlScalar)?.Value ?? "";
            if (item is YamlScalar { IsQuoted: false } && SpecReader.ParseInteger(raw) is { } number)
            {
                if (number < 0 || number > 255)
                {
                    diagnostics.Report(SpecDiagnostics.InvalidValue, item.Position, raw, "contents", "bytes are 0 to 255");
                    return null;
                }

                bytes.Add((byte)number);
            }
            else
            {
                bytes.AddRange(System.Text.Encoding.UTF8.GetBytes(raw));
            }
        }

        return new EquatableArray<byte>([.. bytes]);
    }

    private FieldModel ReadRest(YamlMapping mapping, FieldModel field)
    {
        string? repeat = access.Choice(mapping, "repeat", "eos", "until", "expr");
        YamlScalar? until = access.OptionalScalar(mapping, "repeat-until");
        YamlScalar? count = access.OptionalScalar(mapping, "repeat-expr");
        if (repeat == "until" && until is null)
        {
            diagnostics.Report(SpecDiagnostics.MissingKey, mapping.Position, "'repeat: until'", "repeat-until", "the condition that ends the list");
        }

        if (repeat is null && (count ?? until) is { } lone)
        {
            string key = count is null ? "until" : "expr";
            diagnostics.Report(SpecDiagnostics.MissingKey, lone.Position, $"'repeat-{key}'", "repeat", $"write 'repeat: {key}' too");
        }

        if (repeat == "expr" && count is null)
        {
            diagnostics.Report(SpecDiagnostics.MissingKey, mapping.Position, "'repeat: expr'", "repeat-expr", "the number of items");
        }

        return field with
        {
            Doc = access.Text(mapping, "doc"),
            References = References(mapping),
            Unit = access.Text(mapping, "-hs-unit"),
            Filter = access.Text(mapping, "-hs-filter"),
            Enum = ReadEnum(mapping, field.Path),
            Condition = Parse(access.OptionalScalar(mapping, "if")),
            Repeat = repeat switch { "eos" => RepeatKind.Eos, "until" => RepeatKind.Until, "expr" => RepeatKind.Expression, _ => RepeatKind.None },
            Until = Parse(until),
            Count = Parse(count),
            Position = Parse(access.OptionalScalar(mapping, "pos")),
            Stream = Parse(access.OptionalScalar(mapping, "io")),
            Valid = ReadValid(mapping),
            IsReserved = access.Flag(mapping, "-hs-reserved"),
            Fill = ReadByte(mapping, "-hs-fill"),
            Write = Parse(access.OptionalScalar(mapping, "-hs-write")),
            NumberGroup = access.OptionalScalar(mapping, "-hs-number") is { } run && access.CheckIdentifier(run) ? run.Value : "",
            FlagsGroup = access.OptionalScalar(mapping, "-hs-flags") is { } group && access.CheckIdentifier(group) ? group.Value : "",
            Checksum = ReadChecksum(mapping),
            IsHex = access.Choice(mapping, "-hs-display", "hex", "dec") == "hex",
        };
    }

    private string ReadEnum(YamlMapping mapping, string path)
    {
        if (access.OptionalScalar(mapping, "enum") is not { } name)
        {
            return "";
        }

        places.Add(path + ":enum", name.Position);
        return name.Value;
    }

    private int? ReadByte(YamlMapping mapping, string key)
    {
        if (access.OptionalScalar(mapping, key) is not { } text)
        {
            return null;
        }

        if (SpecReader.ParseInteger(text.Value) is { } value && value >= 0 && value <= 255)
        {
            return (int)value;
        }

        diagnostics.Report(SpecDiagnostics.InvalidValue, text.Position, text.Value, key, "a byte, 0 to 255, is needed");
        return null;
    }

    private EquatableArray<ValidRule> ReadValid(YamlMapping mapping)
    {
        List<ValidRule> rules = [];
        switch (mapping["valid"])
        {
            case { } node when mapping["value"] is not null:
                diagnostics.Report(SpecDiagnostics.Unsupported, node.Position, "'valid' of a value that is computed", "give the fields that it is computed from 'valid'");
                break;

            case YamlScalar value:
                Add("==", value);
                break;

            case YamlSequence list:
                diagnostics.Report(SpecDiagnostics.InvalidValue, list.Position, "a list", "valid", "write 'any-of' before it");
                break;

            case YamlMapping detailed:
                KeyTable.Valid.Check(detailed, diagnostics);
                Add("==", access.OptionalScalar(detailed, "eq"));
                Add(">=", access.OptionalScalar(detailed, "min"));
                Add("<=", access.OptionalScalar(detailed, "max"));
                Add("expr", access.OptionalScalar(detailed, "expr"));
                if (access.Flag(detailed, "in-enum"))
                {
                    rules.Add(new ValidRule("in-enum", default));
                }

                IEnumerable<YamlScalar> any = (access.OptionalSequence(detailed, "any-of")?.Items ?? []).OfType<YamlScalar>();
                Expression[] values = [.. any.Select(Parse).OfType<Expression>()];
                if (values.Length > 0)
                {
                    rules.Add(new ValidRule("any", new EquatableArray<Expression>(values)));
                }

                break;
        }

        return new EquatableArray<ValidRule>([.. rules]);

        void Add(string op, YamlScalar? text)
        {
            if (Parse(text) is { } operand)
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
            string before = covered.StartsWith("before(", StringComparison.Ordinal) ? covered.Substring(7).TrimEnd(')') : "";
            if (parts.Length <= 2 && (covered == "_" || before.Length > 0))
            {
                return new ChecksumModel(parts.Length == 2 ? parts[0] : "", before);
            }
        }

        diagnostics.Report(SpecDiagnostics.InvalidValue, text.Position, text.Value, "-hs-checksum", "write 'internet(_)', 'internet(before(FIELD))' or 'internet(PSEUDO_HEADER_TYPE, _)'");
        return null;
    }
}
