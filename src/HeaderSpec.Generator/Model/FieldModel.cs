using System.Numerics;
using HeaderSpec.Expressions;

namespace HeaderSpec.Model;

internal enum FieldKind
{
    /// <summary>An integer of whole bytes.</summary>
    Integer,

    /// <summary>Bits of a group.</summary>
    Bits,

    /// <summary>A floating-point number.</summary>
    Float,

    /// <summary>Plain bytes.</summary>
    Bytes,

    /// <summary>Bytes that are text of some encoding.</summary>
    Text,

    /// <summary>A field of a type of the spec.</summary>
    User,

    /// <summary>Something whose type is chosen by the value of an expression.</summary>
    Switch,

    /// <summary>An instance that is computed. A truth value among parameters.</summary>
    Value,
}

internal enum RepeatKind
{
    None,
    Eos,
    Until,
    Expression,
}

/// <summary>A field, a parameter or an instance of a type.</summary>
internal sealed record FieldModel(string Id, string Name, FieldKind Kind, string Path)
{
    public string Doc { get; init; } = "";

    /// <summary>The C# property that tells whether a field with a condition is there.</summary>
    public string Presence { get; init; } = "Has" + Name;

    public EquatableArray<string> References { get; init; }

    public string Unit { get; init; } = "";

    /// <summary>The field's name in Wireshark's own dissector; empty for none.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Whether this is no field of the sequence, but computed, or read, when asked for.</summary>
    public bool IsInstance { get; init; }

    /// <summary>Whether the field is always there, at a constant offset, with a constant size.</summary>
    public bool IsFixed { get; init; }

    /// <summary>From the type's start; of fixed fields only.</summary>
    public int BitOffset { get; init; }

    /// <summary>Of fixed fields, and of numbers anywhere.</summary>
    public int BitSize { get; init; }

    /// <summary>The byte order of a number, the bit order of bits.</summary>
    public bool IsLittleEndian { get; init; }

    /// <summary>Whether the byte order is the type's, found at run time.</summary>
    public bool IsEndianSwitched { get; init; }

    public bool IsSigned { get; init; }

    /// <summary>The key of the field's enum; empty for none.</summary>
    public string Enum { get; init; } = "";

    /// <summary>The key of the field's type; empty for none.</summary>
    public string Type { get; init; } = "";

    /// <summary>What is given for the type's parameters.</summary>
    public EquatableArray<Expression> Arguments { get; init; }

    /// <summary>The bytes that the field must hold; empty for any.</summary>
    public EquatableArray<byte> Contents { get; init; }

    /// <summary>The encoding of text, in capitals: <c>UTF-8</c>.</summary>
    public string Encoding { get; init; } = "";

    /// <summary>The bytes that end bytes or text; empty for none.</summary>
    public EquatableArray<byte> Terminator { get; init; }

    public bool IsTerminatorConsumed { get; init; } = true;

    public bool IsTerminatorIncluded { get; init; }

    public bool IsTerminatorRequired { get; init; } = true;

    /// <summary>The byte that fills the end of bytes or text of a fixed size; null for none.</summary>
    public int? PadRight { get; init; }

    /// <summary>The size of bytes or of a user type; null with <see cref="IsSizeToEnd"/>, and where the type knows its own.</summary>
    public Expression? Size { get; init; }

    public bool IsSizeToEnd { get; init; }

    public Expression? Condition { get; init; }

    public RepeatKind Repeat { get; init; }

    /// <summary>The condition that ends a list.</summary>
    public Expression? Until { get; init; }

    /// <summary>The number of a list's items.</summary>
    public Expression? Count { get; init; }

    public EquatableArray<ValidRule> Valid { get; init; }

    public Expression? SwitchOn { get; init; }

    public EquatableArray<SwitchCase> Cases { get; init; }

    /// <summary>Where an instance is read; null for other fields.</summary>
    public Expression? Position { get; init; }

    /// <summary>The stream that an instance is read from; null for the type's own.</summary>
    public Expression? Stream { get; init; }

    /// <summary>What a value instance is computed from.</summary>
    public Expression? Value { get; init; }

    public bool IsOpaqueOnMismatch { get; init; }

    public bool IsReserved { get; init; }

    /// <summary>The value of the writer's padding; null where the field is no padding.</summary>
    public int? Fill { get; init; }

    public Expression? Write { get; init; }

    /// <summary>The name of the flags that this bit belongs to; empty for none.</summary>
    public string FlagsGroup { get; init; } = "";

    /// <summary>The name of the number that this bit is part of; empty for none.</summary>
    public string NumberGroup { get; init; } = "";

    public ChecksumModel? Checksum { get; init; }

    public bool IsHex { get; init; }

    public int ByteOffset => BitOffset / 8;

    /// <summary>Whether the field is an integer or bits.</summary>
    public bool IsNumber => Kind is FieldKind.Integer or FieldKind.Bits;

    public bool IsRepeated => Repeat != RepeatKind.None;

    public bool IsSized => Size is not null || IsSizeToEnd;

    /// <summary>The least and the greatest value that the bits can hold.</summary>
    public (BigInteger Min, BigInteger Max) Range => IsSigned
        ? (-(BigInteger.One << (BitSize - 1)), (BigInteger.One << (BitSize - 1)) - 1)
        : (BigInteger.Zero, (BigInteger.One << BitSize) - 1);

    /// <summary>One item of a repeated field, or the field itself without its condition.</summary>
    public FieldModel Item => this with { Repeat = RepeatKind.None, Condition = null, Until = null, Count = null };

    /// <summary>All expressions of the field.</summary>
    public IEnumerable<Expression> Expressions
    {
        get
        {
            IEnumerable<Expression?> own = [Size, Condition, Until, Count, SwitchOn, Position, Stream, Value];
            return own.OfType<Expression>()
                .Concat(Arguments)
                .Concat(Valid.SelectMany(rule => rule.Operands))
                .Concat(Cases.SelectMany(choice => choice.Body.Expressions.Concat(choice.Value is null ? [] : [choice.Value])));
        }
    }
}

/// <summary>A rule that a value must keep: <c>==</c>, <c>&gt;=</c> or <c>&lt;=</c> an expression, <c>any</c> of several, <c>expr</c> over <c>_</c>, or <c>in-enum</c>.</summary>
internal sealed record ValidRule(string Operator, EquatableArray<Expression> Operands);

/// <summary>One case of a switch.</summary>
/// <param name="Value">The value that chooses it; null for <c>_</c>, all others.</param>
/// <param name="Body">What is read then.</param>
internal sealed record SwitchCase(Expression? Value, FieldModel Body)
{
    /// <summary>The key of the type that is read; empty where it is no type of a spec.</summary>
    public string Type => Body.Type;
}

/// <summary>An Internet checksum over the fields of a pseudo-header, where there is one, and the header from its start.</summary>
/// <param name="PseudoHeader">The key of the pseudo-header's type; empty for none.</param>
/// <param name="Before">The id of the field before which the covered bytes end; empty for all bytes.</param>
internal sealed record ChecksumModel(string PseudoHeader, string Before);
