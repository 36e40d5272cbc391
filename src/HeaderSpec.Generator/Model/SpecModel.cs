using HeaderSpec.Expressions;

namespace HeaderSpec.Model;

/// <summary>One spec file, resolved: all that the emitter needs, comparable by value, without a trace of syntax.</summary>
internal sealed record SpecModel(
    string FileName,
    string Namespace,
    string RootName,
    string Prefix,
    EquatableArray<TypeModel> Types,
    EquatableArray<EnumModel> Enums)
{
    public TypeModel Root => Types[0];

    public TypeModel Type(string id) => Types.First(type => type.Id == id && !type.IsRoot);
}

/// <summary>What part a type plays in the generated code.</summary>
internal enum TypeShape
{
    /// <summary>A view with a writer: the root of a spec.</summary>
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
}

internal sealed record TypeModel(
    string Id,
    string Name,
    bool IsRoot,
    TypeShape Shape,
    string Path,
    string Doc,
    EquatableArray<string> References,
    EquatableArray<FieldModel> Fields)
{
    /// <summary>The number of leading bytes whose fields lie at constant offsets and are always there.</summary>
    public int FixedSize => Fields.Where(f => f.IsFixed).Select(f => (f.BitOffset + f.BitSize + 7) / 8).DefaultIfEmpty(0).Max();

    public IEnumerable<FieldModel> FixedFields => Fields.Where(f => f.IsFixed);

    public IEnumerable<FieldModel> VariableFields => Fields.Where(f => !f.IsFixed);
}

internal enum FieldKind
{
    /// <summary>An integer of whole bytes.</summary>
    Integer,

    /// <summary>Bits of a group.</summary>
    Bits,

    /// <summary>Plain bytes.</summary>
    Bytes,

    /// <summary>A field of a type of the spec.</summary>
    User,

    /// <summary>Bytes whose type is chosen by the value of another field.</summary>
    Switch,
}

internal enum RepeatKind
{
    None,
    Eos,
    Until,
}

internal sealed record FieldModel(string Id, string Name, FieldKind Kind, string Path)
{
    public string Doc { get; init; } = "";

    public EquatableArray<string> References { get; init; }

    public string Unit { get; init; } = "";

    public string Filter { get; init; } = "";

    /// <summary>Whether the field is always there, at a constant offset, with a constant size.</summary>
    public bool IsFixed { get; init; }

    /// <summary>From the type's start; of fixed fields only.</summary>
    public int BitOffset { get; init; }

    /// <summary>Of fixed fields, and of integers anywhere.</summary>
    public int BitSize { get; init; }

    public bool IsLittleEndian { get; init; }

    public bool IsSigned { get; init; }

    /// <summary>The id of the field's enum; empty for none.</summary>
    public string Enum { get; init; } = "";

    /// <summary>The id of the field's type; empty for none.</summary>
    public string Type { get; init; } = "";

    /// <summary>The bytes that the field must hold; empty for any.</summary>
    public EquatableArray<byte> Contents { get; init; }

    /// <summary>The size of bytes or of a user type; null with <see cref="IsSizeToEnd"/>, and where the type knows its own.</summary>
    public Expression? Size { get; init; }

    public bool IsSizeToEnd { get; init; }

    public Expression? Condition { get; init; }

    public RepeatKind Repeat { get; init; }

    public Expression? Until { get; init; }

    public EquatableArray<ValidRule> Valid { get; init; }

    public Expression? SwitchOn { get; init; }

    public EquatableArray<SwitchCase> Cases { get; init; }

    public bool IsOpaqueOnMismatch { get; init; }

    public bool IsReserved { get; init; }

    /// <summary>The value of the writer's padding; null where the field is no padding.</summary>
    public int? Fill { get; init; }

    public Expression? Write { get; init; }

    /// <summary>The name of the flags that this bit belongs to; empty for none.</summary>
    public string FlagsGroup { get; init; } = "";

    public ChecksumModel? Checksum { get; init; }

    public bool IsHex { get; init; }

    public int ByteOffset => BitOffset / 8;

    /// <summary>Whether the field is an integer or bits.</summary>
    public bool IsNumber => Kind is FieldKind.Integer or FieldKind.Bits;
}

/// <summary>A rule that a value must keep: <c>==</c>, <c>&gt;=</c> or <c>&lt;=</c> an expression, or any of several.</summary>
internal sealed record ValidRule(string Operator, EquatableArray<Expression> Operands);

internal sealed record SwitchCase(Expression Value, string Type);

/// <summary>An Internet checksum over the fields of a pseudo-header, where there is one, and the header from its start.</summary>
/// <param name="PseudoHeader">The id of the pseudo-header's type; empty for none.</param>
/// <param name="Before">The id of the field before which the covered bytes end; empty for all bytes.</param>
internal sealed record ChecksumModel(string PseudoHeader, string Before);

internal sealed record EnumModel(string Id, string Name, string Doc, int BitSize, EquatableArray<EnumItem> Items);

internal sealed record EnumItem(string Id, string Name, long Value, string Doc);
