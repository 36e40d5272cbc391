using HeaderSpec.Expressions;

namespace HeaderSpec.Model;

/// <summary>What part a type of a closed spec plays in the generated code.</summary>
internal enum TypeShape
{
    /// <summary>A view with a writer: the root of a closed spec.</summary>
    Header,

    /// <summary>Fields of fixed sizes, integers only: a value.</summary>
    Record,

    /// <summary>A list of elements, and what follows them.</summary>
    List,

    /// <summary>One element of a list: a view without a writer of its own.</summary>
    Element,

    /// <summary>A body that is one list of records.</summary>
    RecordList,

    /// <summary>Nothing at all: its presence is all that it says.</summary>
    Empty,

    /// <summary>What a checksum covers beside the header; never read.</summary>
    PseudoHeader,

    /// <summary>A type of a spec that is not closed.</summary>
    Walked,
}

/// <summary>A type of a spec, the root included.</summary>
/// <param name="Key">The path from the spec's id on: <c>tcp</c>, <c>tcp::option</c>.</param>
/// <param name="Id">The last part of the key.</param>
/// <param name="Name">The C# name.</param>
/// <param name="Path">The place in the spec, as errors tell it: <c>/types/option</c>.</param>
internal sealed record TypeModel(string Key, string Id, string Name, string Path)
{
    public TypeShape Shape { get; init; } = TypeShape.Walked;

    public string Doc { get; init; } = "";

    public EquatableArray<string> References { get; init; }

    /// <summary>The parameters that a use of the type must give.</summary>
    public EquatableArray<FieldModel> Parameters { get; init; }

    /// <summary>The fields, in wire order.</summary>
    public EquatableArray<FieldModel> Fields { get; init; }

    /// <summary>What is computed, or read from another place, when asked for.</summary>
    public EquatableArray<FieldModel> Instances { get; init; }

    /// <summary>How the byte order of fields without one of their own is found at run time; null where it is fixed.</summary>
    public EndianSwitch? Endian { get; init; }

    public bool IsRoot => Key == Id;

    /// <summary>The key of the type around this one; empty for the root.</summary>
    public string Outer => IsRoot ? "" : Key.Substring(0, Key.Length - Id.Length - 2);

    /// <summary>The id of the spec.</summary>
    public string Spec => IsRoot ? Key : Key.Substring(0, Key.IndexOf(':'));

    /// <summary>The number of leading bytes whose fields lie at constant offsets and are always there.</summary>
    public int FixedSize => Fields.Where(f => f.IsFixed).Select(f => (f.BitOffset + f.BitSize + 7) / 8).DefaultIfEmpty(0).Max();

    public IEnumerable<FieldModel> FixedFields => Fields.Where(f => f.IsFixed);

    public IEnumerable<FieldModel> VariableFields => Fields.Where(f => !f.IsFixed);

    /// <summary>Whether a walked type can be written: not where its byte order is found while it is read.</summary>
    public bool HasWalkedWriter => Shape == TypeShape.Walked && Endian is null;

    /// <summary>Everything that an expression can name: fields, then parameters, then instances.</summary>
    public IEnumerable<FieldModel> Members => Fields.Concat(Parameters).Concat(Instances);

    public FieldModel? Member(string id) => Members.FirstOrDefault(member => member.Id == id);
}

/// <summary>A byte order that a value chooses.</summary>
/// <param name="Cases">The values and whether they mean little-endian; a null value is the default.</param>
internal sealed record EndianSwitch(Expression On, EquatableArray<EndianCase> Cases)
{
    /// <summary>The order of the type around.</summary>
    public static readonly EndianSwitch Inherited = new(new NameExpression("_parent", 0, 0), default);
}

internal sealed record EndianCase(Expression? Value, bool IsLittleEndian);
