using System.Globalization;
using HeaderSpec.Model;
using HeaderSpec.Typing;

namespace HeaderSpec.Lua;

/// <summary>Writes what Wireshark is told of each field: a ProtoField, and beside it what reading needs to know.</summary>
internal sealed class LuaFields(World world, LuaNames names)
{
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private readonly LuaWriter _lines = new();

    /// <summary>The definitions, in the order in which they were asked for.</summary>
    public string Lines => _lines.ToString();

    /// <summary>The description of a field that is read; with a variant that of a body of a switch.</summary>
    public string Of(TypeModel type, FieldModel field, string variant = "", LuaBitWord? word = null)
    {
        string name = names.Field(type, field, variant);
        if (!_written.Add(name))
        {
            return LuaNames.Description(name);
        }

        List<string> more = [];
        string constructor = field.Kind switch
        {
            FieldKind.Integer => Integer(field, more),
            FieldKind.Bits => Bits(field, word, more),
            FieldKind.Float => Float(field, more),
            FieldKind.Text => "string",
            FieldKind.User => "none",
            _ => "bytes",
        };
        if (field.Kind is FieldKind.Bytes or FieldKind.Text or FieldKind.Switch)
        {
            AddByteRules(field, more);
        }

        Add(more, field.IsSizeToEnd, "to_end = true");
        Add(more, field.IsReserved, "reserved = true");
        Add(more, field.Unit.Length > 0 && !HasUnitString(field), $"unit = {LuaText.Quote(field.Unit)}");
        if (field.Checksum is not null)
        {
            more.Add($"status = {Status(type, field)}");
        }

        Write(name, field, constructor, variant, more, word);
        return LuaNames.Description(name);
    }

    /// <summary>The description of a value that is computed; null where such a value is not shown.</summary>
    public string? OfValue(TypeModel type, FieldModel instance, ExpressionType value)
    {
        List<string> more = [];
        string values = instance.Enum.Length > 0 ? ValueStrings(instance.Enum) : value is EnumType item ? ValueStrings(item.Key) : "nil";
        string? constructor = value switch
        {
            IntegerType range => Computed(range, more),
            EnumType known => Computed(known.Range, more),
            BooleanType => "bool",
            FloatType => "double",
            TextType => "string",
            BytesType => "string",
            _ => null,
        };
        if (constructor is null)
        {
            return null;
        }

        Add(more, value is TextType, "text = true");
        Add(more, value is BytesType, "raw = true");
        Add(more, instance.Unit.Length > 0, $"unit = {LuaText.Quote(instance.Unit)}");
        string display = constructor is "bool" or "string" or "double" ? Tail(constructor, instance)
            : Tail(instance.IsHex && constructor[0] == 'u' ? "base.HEX" : "base.DEC", values, "nil", instance);
        string name = names.Field(type, instance);
        Define(name, constructor, LuaText.Title(instance.Id), display, instance.Path, more);
        return LuaNames.Description(name);
    }

    private static void Add(List<string> more, bool isThere, string option)
    {
        if (isThere)
        {
            more.Add(option);
        }
    }

    private static string Computed(IntegerType range, List<string> more)
    {
        if (range.Min.Sign >= 0 && range.Max <= uint.MaxValue)
        {
            return "uint32";
        }

        if (range.Min >= int.MinValue && range.Max <= int.MaxValue)
        {
            return "int32";
        }

        more.Add("wide = true");
        return "int64";
    }

    private static string Integer(FieldModel field, List<string> more)
    {
        more.Add($"size = {field.BitSize / 8}");
        Add(more, field.IsSigned, "signed = true");
        return (field.IsSigned ? "int" : "uint") + field.BitSize.ToString(CultureInfo.InvariantCulture);
    }

    private static string Bits(FieldModel field, LuaBitWord? word, List<string> more)
    {
        more.Add($"bits = {field.BitSize}");
        bool isBoolean = field.BitSize == 1 && field.Enum.Length == 0;
        Add(more, isBoolean, "boolean = true");
        if (word is not null)
        {
            more.Add($"word = {word.Bytes}");
            more.Add($"back = {word.Back}");
        }

        if (isBoolean)
        {
            return "bool";
        }

        int width = word is null ? field.BitSize : word.Bytes * 8;
        return width <= 8 ? "uint8" : width <= 16 ? "uint16" : width <= 24 ? "uint24" : width <= 32 ? "uint32" : "uint64";
    }

    private static string Float(FieldModel field, List<string> more)
    {
        more.Add($"size = {field.BitSize / 8}");
        more.Add("float = true");
        return field.BitSize == 32 ? "float" : "double";
    }

    private static void AddByteRules(FieldModel field, List<string> more)
    {
        Add(more, field.Contents.Count > 0, $"contents = {LuaText.Quote(field.Contents)}");
        Add(more, field.Kind == FieldKind.Text, $"encoding = {LuaText.Quote(field.Encoding)}");
        Add(more, field.PadRight is not null, $"padding = {field.PadRight}");
        if (field.Terminator.Count > 0)
        {
            more.Add($"terminator = {LuaText.Quote(field.Terminator)}");
            Add(more, field.IsTerminatorRequired, "required = true");
            Add(more, field.IsTerminatorConsumed, "consumed = true");
            Add(more, field.IsTerminatorIncluded, "included = true");
        }
    }

    private static bool HasUnitString(FieldModel field) =>
        field.Unit.Length > 0 && field.IsNumber && field.Enum.Length == 0 && !field.IsHex && !(field.Kind == FieldKind.Bits && field.BitSize == 1);

    private static string Documentation(FieldModel field) => field.Doc.Length == 0 ? "nil" : LuaText.Quote(LuaText.Sentence(field.Doc));

    private static string Tail(string constructor, FieldModel field) => constructor switch
    {
        "bool" => $", base.NONE, nil, 0, {Documentation(field)}",
        "float" or "double" => $", nil, {Documentation(field)}",
        "none" => $", {Documentation(field)}",
        _ => $", base.NONE, {Documentation(field)}",
    };

    private static string Tail(string display, string values, string mask, FieldModel field) => $", {display}, {values}, {mask}, {Documentation(field)}";

    private void Write(string name, FieldModel field, string constructor, string variant, List<string> more, LuaBitWord? word)
    {
        string title = LuaText.Title(field.Id) + (variant.Length == 0 ? "" : $" ({variant})");
        string mask = word is null ? "nil" : "0x" + word.Mask.ToString("x" + (word.Bytes * 2), CultureInfo.InvariantCulture);
        string tail;
        if (!field.IsNumber)
        {
            tail = Tail(constructor, field);
        }
        else if (constructor == "bool")
        {
            tail = word is null ? Tail(constructor, field) : $", {word.Bytes * 8}, nil, {mask}, {Documentation(field)}";
        }
        else if (HasUnitString(field))
        {
            tail = Tail("base.UNIT_STRING", $"{{ {LuaText.Quote(" " + field.Unit)} }}", mask, field);
        }
        else
        {
            tail = Tail(field.IsHex && !field.IsSigned ? "base.HEX" : "base.DEC", field.Enum.Length > 0 ? ValueStrings(field.Enum) : "nil", mask, field);
        }

        Define(name, constructor, title, tail, field.Path, more);
    }

    private void Define(string name, string constructor, string title, string tail, string path, List<string> more)
    {
        while (tail.EndsWith(", nil", StringComparison.Ordinal))
        {
            tail = tail.Substring(0, tail.Length - 5);
        }

        string options = more.Count == 0 ? "" : $", {{ {string.Join(", ", more)} }}";
        string quoted = LuaText.Quote(title);
        _lines.Line($"{LuaNames.Description(name)} = define(ProtoField.{constructor}(prefix .. {LuaText.Quote("." + name)}, {quoted}{tail}), {quoted}, {LuaText.Quote(path)}{options})");
    }

    // Whether a checksum is right, with the words that Wireshark's own dissectors have for it.
    private string Status(TypeModel type, FieldModel field)
    {
        string name = names.Field(type, field, "status");
        string title = LuaText.Quote(LuaText.Title(field.Id) + " status");
        _lines.Line($"{LuaNames.Description(name)} = define(ProtoField.uint8(prefix .. {LuaText.Quote("." + name)}, {title}, base.DEC, {{ [0] = \"Bad\", [1] = \"Good\", [2] = \"Unverified\" }}), {title}, {LuaText.Quote(field.Path)})");
        return LuaNames.Description(name);
    }

    private string ValueStrings(string key) => LuaText.Member("v", names.Of(world.Enum(key).Key));
}
