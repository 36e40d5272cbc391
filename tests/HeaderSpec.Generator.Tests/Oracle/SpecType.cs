using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace HeaderSpec.Generator.Tests.Oracle;

/// <summary>A type of a spec, as its YAML has it, and the scopes around it.</summary>
internal sealed class SpecType
{
    private readonly SpecType? _outer;
    private readonly Dictionary<string, SpecType> _types = [];
    private readonly Dictionary<string, Dictionary<string, long>> _enums = [];

    private SpecType(YamlMappingNode yaml, SpecType? outer)
    {
        Yaml = yaml;
        _outer = outer;
        foreach ((string name, YamlNode type) in Entries(Get(yaml, "types")))
        {
            _types[name] = new SpecType((YamlMappingNode)type, this);
        }

        foreach ((string name, YamlNode values) in Entries(Get(yaml, "enums")))
        {
            _enums[name] = Entries(values).ToDictionary(entry => Scalar(Get(entry.Value, "id") ?? entry.Value)!, entry => Integer(entry.Key));
        }
    }

    public YamlMappingNode Yaml { get; }

    public IEnumerable<YamlMappingNode> Fields => Items(Get(Yaml, "seq")).Cast<YamlMappingNode>();

    public IEnumerable<string> Parameters => Items(Get(Yaml, "params")).Select(parameter => Scalar(Get(parameter, "id"))!);

    /// <summary>Reads a spec, and what it imports from files beside it.</summary>
    public static SpecType Load(string path)
    {
        YamlStream stream = [];
        using (StreamReader reader = new(path))
        {
            stream.Load(reader);
        }

        SpecType root = new((YamlMappingNode)stream.Documents[0].RootNode, null);
        foreach (YamlNode import in Items(Get(Get(root.Yaml, "meta"), "imports")))
        {
            root._types[Scalar(import)!] = Load(Path.Combine(Path.GetDirectoryName(path)!, Scalar(import) + ".ksy"));
        }

        return root;
    }

    public static YamlNode? Get(YamlNode? node, string key) => node is YamlMappingNode mapping && mapping.Children.TryGetValue(key, out YamlNode? value) ? value : null;

    public static string? Scalar(YamlNode? node) => (node as YamlScalarNode)?.Value;

    public static IEnumerable<YamlNode> Items(YamlNode? node) => node as YamlSequenceNode ?? Enumerable.Empty<YamlNode>();

    public static IEnumerable<(string Key, YamlNode Value)> Entries(YamlNode? node) => (node as YamlMappingNode)?.Children.Select(entry => (Scalar(entry.Key)!, entry.Value)) ?? [];

    /// <summary>An integer in one of the language's bases.</summary>
    public static long Integer(string text)
    {
        string digits = text.Replace("_", "", StringComparison.Ordinal);
        return digits switch
        {
            ['0', 'x' or 'X', ..] => unchecked((long)Convert.ToUInt64(digits[2..], 16)),
            ['0', 'b' or 'B', ..] => unchecked((long)Convert.ToUInt64(digits[2..], 2)),
            ['0', 'o' or 'O', ..] => unchecked((long)Convert.ToUInt64(digits[2..], 8)),
            _ => long.Parse(digits, CultureInfo.InvariantCulture),
        };
    }

    /// <summary>A key of <c>meta</c>, here or in a type around this one.</summary>
    public YamlNode? Meta(string key) => Get(Get(Yaml, "meta"), key) ?? _outer?.Meta(key);

    /// <summary>The type of that name or path, as it is seen from here.</summary>
    public SpecType? Find(string path)
    {
        string[] names = path.Split("::");
        for (SpecType? scope = this; scope is not null; scope = scope._outer)
        {
            if (scope._types.TryGetValue(names[0], out SpecType? found))
            {
                return names.Skip(1).Aggregate((SpecType?)found, (type, name) => type?._types.GetValueOrDefault(name));
            }
        }

        return null;
    }

    /// <summary>The enumeration of that name or path, as it is seen from here.</summary>
    public Dictionary<string, long>? FindEnum(string path)
    {
        int last = path.LastIndexOf("::", StringComparison.Ordinal);
        if (last >= 0)
        {
            return Find(path[..last])?._enums.GetValueOrDefault(path[(last + 2)..]);
        }

        for (SpecType? scope = this; scope is not null; scope = scope._outer)
        {
            if (scope._enums.TryGetValue(path, out Dictionary<string, long>? found))
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>This type, those in it, and those in what it imports.</summary>
    public IEnumerable<SpecType> All() => _types.Values.SelectMany(type => type.All()).Prepend(this);
}
