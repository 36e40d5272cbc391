namespace HeaderSpec.Model;

/// <summary>A spec and all that it imports, directly or not.</summary>
internal sealed record World(SpecModel Spec, EquatableArray<SpecModel> Imported)
{
    public IEnumerable<SpecModel> Specs => Imported.Prepend(Spec);

    public SpecModel? FindSpec(string id) => Specs.FirstOrDefault(spec => spec.Id == id);

    public TypeModel? FindType(string key) => FindSpec(SpecOf(key))?.Types.FirstOrDefault(type => type.Key == key);

    public EnumModel? FindEnum(string key) => FindSpec(SpecOf(key))?.Enums.FirstOrDefault(item => item.Key == key);

    public TypeModel Type(string key) => FindType(key) ?? throw new InvalidOperationException($"There is no type '{key}'.");

    public EnumModel Enum(string key) => FindEnum(key) ?? throw new InvalidOperationException($"There is no enum '{key}'.");

    /// <summary>The C# name of a type or an enum, from the namespace of this world's spec.</summary>
    public string NameOf(string spec, string name) => spec == Spec.Id ? name : $"global::{FindSpec(spec)!.Namespace}.{name}";

    public string NameOf(TypeModel type) => NameOf(type.Spec, type.Name);

    public string NameOf(EnumModel item) => NameOf(SpecOf(item.Key), item.Name);

    private static string SpecOf(string key)
    {
        int end = key.IndexOf(':');
        return end < 0 ? key : key.Substring(0, end);
    }
}
