using System.Numerics;

namespace HeaderSpec.Typing;

/// <summary>The type of an expression, as diagnostics name it.</summary>
internal abstract record ExpressionType
{
    public static readonly ExpressionType Boolean = new BooleanType();

    public static readonly ExpressionType Bytes = new BytesType();

    public static readonly ExpressionType Text = new TextType();

    public static readonly ExpressionType Stream = new StreamType();

    /// <summary>Whether a value of the one type can stand where one of the other does.</summary>
    public virtual bool Matches(ExpressionType other) => Equals(other);

    /// <summary>An integer with its least and its greatest value.</summary>
    public static ExpressionType Integer(BigInteger min, BigInteger max) => new IntegerType(min, max);
}

/// <summary>An integer, with the least and the greatest value that it can have.</summary>
internal sealed record IntegerType(BigInteger Min, BigInteger Max) : ExpressionType
{
    private static readonly BigInteger Int128Limit = BigInteger.One << 127;

    /// <summary>The smallest of C#'s types that computes with such values; null where none is wide enough.</summary>
    public string? CSharp => Fits(int.MinValue, int.MaxValue) ? "int"
        : Fits(long.MinValue, long.MaxValue) ? "long"
        : Fits(0, ulong.MaxValue) ? "ulong"
        : Fits(-Int128Limit, Int128Limit - 1) ? "Int128" : null;

    public IntegerType Union(IntegerType other) => new(BigInteger.Min(Min, other.Min), BigInteger.Max(Max, other.Max));

    public override bool Matches(ExpressionType other) => other is IntegerType or FloatType;

    public override string ToString() => "an integer";

    private bool Fits(BigInteger min, BigInteger max) => Min >= min && Max <= max;
}

internal sealed record BooleanType : ExpressionType
{
    public override string ToString() => "a truth value";
}

internal sealed record FloatType(bool IsSingle) : ExpressionType
{
    public override bool Matches(ExpressionType other) => other is FloatType;

    public override string ToString() => "a floating-point number";
}

internal sealed record BytesType : ExpressionType
{
    public override string ToString() => "bytes";
}

internal sealed record TextType : ExpressionType
{
    public override string ToString() => "text";
}

internal sealed record StreamType : ExpressionType
{
    public override string ToString() => "the stream";
}

/// <summary>A value of an enum, with the values that it can have.</summary>
internal sealed record EnumType(string Key, IntegerType Range) : ExpressionType
{
    public override bool Matches(ExpressionType other) => other is EnumType item && item.Key == Key;

    public override string ToString() => $"a value of enum '{Key.Substring(Key.LastIndexOf(':') + 1)}'";
}

internal sealed record UserType(string Key) : ExpressionType
{
    public override string ToString() => $"a '{Key.Substring(Key.LastIndexOf(':') + 1)}'";
}

/// <summary>A list. <paramref name="CSharp"/> is the name of the generated type.</summary>
internal sealed record ListType(ExpressionType Item, string ItemCSharp, string CSharp) : ExpressionType
{
    public override string ToString() => $"a list of {Item}";
}

/// <summary>A field whose type a switch chooses.</summary>
internal sealed record SwitchedType : ExpressionType
{
    public override string ToString() => "a value whose type is switched";
}
