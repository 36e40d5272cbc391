using HeaderSpec.Model;

namespace HeaderSpec.Lua;

/// <summary>The names that the parts of a spec have in a dissector: <c>option.kind</c> of <c>tcp::option</c>, after the protocol's own.</summary>
internal sealed class LuaNames(World world)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    /// <summary>The name of a type or an enum, from the spec's root; empty for the root itself. Imported ones begin with their spec's.</summary>
    public string Of(string key)
    {
        string own = world.Spec.Id + "::";
        string path = key == world.Spec.Id ? "" : key.StartsWith(own, StringComparison.Ordinal) ? key.Substring(own.Length) : key;
        return path.Replace("::", ".");
    }

    /// <summary>The Lua of a type.</summary>
    public string Type(TypeModel type) => type.Key == world.Spec.Id ? "root" : LuaText.Member("t", Of(type.Key));

    /// <summary>The Lua of an enum.</summary>
    public string Enum(EnumModel item) => LuaText.Member("e", Of(item.Key));

    /// <summary>The name of a field's description; one more for each body of a switch, and the like.</summary>
    public string Field(TypeModel type, FieldModel field, string variant = "")
    {
        string key = $"{type.Key}.{field.Id}.{variant}";
        if (!_fields.TryGetValue(key, out string? name))
        {
            string scope = Of(type.Key);
            string wanted = $"{(scope.Length == 0 ? "" : scope + ".")}{field.Id}{(variant.Length == 0 ? "" : "_" + variant)}";
            name = wanted;
            for (int i = 2; !_taken.Add(name); i++)
            {
                name = $"{wanted}_{i}";
            }

            _fields[key] = name;
        }

        return name;
    }

    /// <summary>The Lua of a field's description.</summary>
    public static string Description(string name) => LuaText.Member("d", name);
}
