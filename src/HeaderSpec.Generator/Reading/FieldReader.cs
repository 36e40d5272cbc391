using HeaderSpec.Diagnostics;
using HeaderSpec.Expressions;
using HeaderSpec.Model;
using HeaderSpec.Syntax;

namespace HeaderSpec.Reading;

/// <summary>Reads the fields, instances and parameters of one type. Names of types and enums stay as they are written.</summary>
internal sealed partial class FieldReader(YamlAccess access, DiagnosticBag diagnostics, SpecPlaces places, TypeDefaults defaults, string typePath)
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
