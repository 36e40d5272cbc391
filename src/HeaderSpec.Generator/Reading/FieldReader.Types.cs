using System.Globalization;
using HeaderSpec.Diagnostics;
using HeaderSpec.Expressions;
using HeaderSpec.Model;
using HeaderSpec.Syntax;

namespace HeaderSpec.Reading;

// What a field's type is, and the keys that belong to it.
internal sealed partial class FieldReader
{
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
}
