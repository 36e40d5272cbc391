namespace HeaderSpec.Model;

/// <summary>One spec file, resolved: all that the emitters need, comparable by value, without a trace of syntax.</summary>
internal sealed record SpecModel(
    string Id,
    string FileName,
    string Namespace,
    string Prefix,
    EquatableArray<TypeModel> Types,
    EquatableArray<EnumModel> Enums)
{
    /// <summary>Whether the offsets of all fields are sums of fields of the same type. Otherwise types are walked.</summary>
    public bool IsClosed { get; init; }

    public TypeModel Root => Types[0];

    public TypeModel Type(string key) => Types.First(type => type.Key == key);
}
