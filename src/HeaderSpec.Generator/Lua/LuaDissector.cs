using HeaderSpec.Model;
using HeaderSpec.Reading;
using HeaderSpec.Syntax;
using HeaderSpec.Typing;

namespace HeaderSpec.Lua;

/// <summary>Writes a Wireshark dissector of a spec: one file of Lua that needs no other.</summary>
internal static class LuaDissector
{
    /// <summary>The text of the dissector.</summary>
    /// <param name="world">The spec, resolved.</param>
    /// <param name="title">What Wireshark calls the protocol, as the spec's <c>meta/title</c>.</param>
    /// <param name="bindings">Where Wireshark shall look for it by itself.</param>
    public static string Generate(World world, string title, LuaBindings bindings)
    {
        MemberTyping typing = new(world);
        LuaNames names = new(world);
        LuaFields fields = new(world, names);
        TypeModel[] types = [.. Reached(world)];
        LuaWriter code = new();
        foreach (TypeModel type in types)
        {
            new LuaTypeEmitter(typing, names, fields, type, code).Emit();
        }

        LuaWriter file = new();
        file.Line($"-- {title}: a dissector for Wireshark, made from {world.Spec.FileName} by `tcpengine headerspec lua`. Edit the spec, not this file.");
        file.Line($"local NAME, TITLE, FILE = {LuaText.Quote(world.Spec.Id)}, {LuaText.Quote(title)}, {LuaText.Quote(world.Spec.FileName)}");
        file.Line();
        file.Append(LuaDrawing.Protocol);
        EmitEnums(file, world, names);
        file.Line("local d = {}");
        file.Append(fields.Lines);
        file.Line();
        file.Append(LuaRuntime.Reading);
        file.Append(LuaRuntime.Arithmetic);
        file.Line("local verify_checksum, unverified_checksum");
        file.Line();
        file.Line("-- The types of the spec.");
        file.Line();
        EmitTypes(file, typing, names, types);
        file.Append(code.ToString());
        file.Line();
        file.Append(LuaDrawing.Drawing);
        EmitBindings(file, bindings);
        return file.ToString();
    }

    /// <summary>What a spec says of itself in <c>meta/title</c>; its id where it says nothing.</summary>
    public static string TitleOf(SpecDocument document, World world)
    {
        YamlNode? node = YamlReader.Read(document.Text, new Diagnostics.DiagnosticBag(document.Path));
        YamlNode? title = ((node as YamlMapping)?["meta"] as YamlMapping)?["title"];
        return title is YamlScalar { Value.Length: > 0 } text ? text.Value : world.Spec.Id;
    }

    // The types that a message can hold: others, as pseudo-headers, are never read.
    private static IEnumerable<TypeModel> Reached(World world)
    {
        List<TypeModel> found = [world.Spec.Root];
        for (int i = 0; i < found.Count; i++)
        {
            foreach (FieldModel use in found[i].Fields.Concat(found[i].Instances).SelectMany(MemberTyping.Uses))
            {
                TypeModel type = world.Type(use.Type);
                if (!found.Exists(other => other.Key == type.Key))
                {
                    found.Add(type);
                }
            }
        }

        return found;
    }

    private static void EmitEnums(LuaWriter file, World world, LuaNames names)
    {
        file.Line("local e, v = {}, {} -- the enums: values by name, names by value");
        foreach (EnumModel item in world.Specs.SelectMany(spec => spec.Enums))
        {
            string values = string.Join(", ", item.Items.Select(value => $"{LuaText.Key(value.Id)} = {LuaText.Number(value.Value)}"));
            file.Line($"{names.Enum(item)} = {{ {values} }}");
            file.Line($"{LuaText.Member("v", names.Of(item.Key))} = names({names.Enum(item)})");
        }

        file.Line();
    }

    private static void EmitTypes(LuaWriter file, MemberTyping typing, LuaNames names, TypeModel[] types)
    {
        file.Line("local root");
        file.Line("local t = {}");
        foreach (TypeModel type in types)
        {
            string path = LuaText.Quote(type.Path.Length == 0 ? "/" : type.Path);
            file.Line($"{names.Type(type)} = new_type({path}, {LuaText.Quote(type.Spec)}, {(type.IsRoot ? "true" : "false")}, {(typing.IsRecursive(type) ? "true" : "false")})");
        }
    }

    private static void EmitBindings(LuaWriter file, LuaBindings bindings)
    {
        file.Line("p.fields = fields");
        file.Line("p.experts = experts");
        file.Line();
        foreach ((string table, IReadOnlyList<int> values) in bindings.Tables)
        {
            file.Line($"DissectorTable.get(\"{table}\"):add_for_decode_as(p)");
            foreach (int value in values)
            {
                file.Line($"DissectorTable.get(\"{table}\"):add({value}, p)");
            }
        }
    }
}
