using System.Globalization;
using System.Text;
using Capture.Annotations;
using Google.Protobuf.Reflection;

namespace Capture.Plugin;

/// <summary>Writes the Wireshark plugin: a Lua dissector for annotations, made from their protobuf descriptors.</summary>
public static class PluginSource
{
    /// <summary>The name of the plugin's file.</summary>
    public const string FileName = "tcpengine.lua";

    /// <summary>The plugin's text.</summary>
    public static string Generate()
    {
        MessageDescriptor annotation = Annotation.Descriptor;
        StringBuilder enums = new();
        foreach (EnumDescriptor values in annotation.File.EnumTypes)
        {
            AppendEnum(enums, values);
        }

        StringBuilder fields = new();
        StringBuilder decoders = new();
        foreach (FieldDescriptor field in annotation.Fields.InDeclarationOrder())
        {
            fields.Append(CultureInfo.InvariantCulture, $"f.{field.Name} = ProtoField.{LuaType(field)}(\"tcpengine.{field.Name}\", \"{Title(field.Name)}\"{LuaBase(field)})\n");
            string names = field.FieldType == FieldType.Enum ? $", names = {EnumTable(field.EnumType)}" : "";
            decoders.Append(CultureInfo.InvariantCulture, $"  [{field.FieldNumber}] = {{ key = \"{field.Name}\", field = f.{field.Name}, kind = \"{Kind(field)}\", wire = {WireType(field)}{names} }},\n");
        }

        return PluginTemplate.Text
            .Replace("@ENUMS@", enums.ToString(), StringComparison.Ordinal)
            .Replace("@FIELDS@", fields.ToString(), StringComparison.Ordinal)
            .Replace("@DECODERS@", decoders.ToString(), StringComparison.Ordinal);
    }

    /// <summary>An enum's value as it is shown: without the prefix that protobuf's style asks for.</summary>
    public static string ValueName(EnumValueDescriptor value)
    {
        string prefix = Snake(value.EnumDescriptor.Name) + "_";
        return value.Name.StartsWith(prefix, StringComparison.Ordinal) ? value.Name[prefix.Length..] : value.Name;
    }

    private static void AppendEnum(StringBuilder lua, EnumDescriptor values)
    {
        lua.Append(CultureInfo.InvariantCulture, $"local {EnumTable(values)} = {{\n");
        foreach (EnumValueDescriptor value in values.Values)
        {
            lua.Append(CultureInfo.InvariantCulture, $"  [{value.Number}] = \"{ValueName(value)}\",\n");
        }

        lua.Append("}\n");
    }

    private static string EnumTable(EnumDescriptor values) => Snake(values.Name).ToLowerInvariant() + "_names";

    private static string Snake(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : c.ToString())).ToUpperInvariant();

    private static string LuaType(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.UInt32 => "uint32",
        FieldType.UInt64 => "uint64",
        FieldType.Bytes => "bytes",
        FieldType.String or FieldType.Enum => "string",
        _ => throw new NotSupportedException($"The plugin has no form for the field '{field.Name}' of type {field.FieldType}."),
    };

    private static string LuaBase(FieldDescriptor field) => LuaType(field) switch
    {
        "uint32" or "uint64" => ", base.DEC",
        _ => "",
    };

    private static string Kind(FieldDescriptor field) => field.FieldType == FieldType.Enum ? "enum" : LuaType(field);

    // Protobuf's wire types: 0 for a varint, 2 for what has a length.
    private static int WireType(FieldDescriptor field) => LuaType(field) is "uint32" or "uint64" || field.FieldType == FieldType.Enum ? 0 : 2;

    // The RFCs' names for the RFCs' variables, words for the rest.
    private static string Title(string name)
    {
        string unit = name.EndsWith("_us", StringComparison.Ordinal) ? " (microseconds)" : "";
        string bare = unit.Length > 0 ? name[..^3] : name;
        string[] words = bare.Split('_');
        if (words[0] is "snd" or "rcv" or "seg" && words.Length > 1)
        {
            return string.Join('.', words).ToUpperInvariant() + unit;
        }

        if (bare is "iss" or "irs" or "srtt" or "rttvar" or "rtt" or "rto")
        {
            return bare.ToUpperInvariant() + unit;
        }

        return bare is "cwnd" or "ssthresh" ? bare : char.ToUpperInvariant(bare[0]) + bare[1..].Replace('_', ' ') + unit;
    }
}
