using System.Numerics;
using HeaderSpec.Model;

namespace HeaderSpec.Expressions;

/// <summary>A node of Kaitai's expression language. <see cref="Start"/> and <see cref="Length"/> count characters inside the expression's text.</summary>
internal abstract record Expression(int Start, int Length)
{
    /// <summary>The parts of this node, in the order of the text.</summary>
    public virtual IEnumerable<Expression> Children => [];

    /// <summary>This node and all below it.</summary>
    public IEnumerable<Expression> All => Children.SelectMany(child => child.All).Prepend(this);
}

internal sealed record IntegerLiteral(BigInteger Value, int Start, int Length) : Expression(Start, Length);

internal sealed record FloatLiteral(double Value, int Start, int Length) : Expression(Start, Length);

internal sealed record BooleanLiteral(bool Value, int Start, int Length) : Expression(Start, Length);

internal sealed record TextLiteral(string Value, int Start, int Length) : Expression(Start, Length);

/// <summary><c>[0x50, 0x4b]</c>.</summary>
internal sealed record ArrayLiteral(EquatableArray<Expression> Items, int Start, int Length) : Expression(Start, Length)
{
    public override IEnumerable<Expression> Children => Items;
}

/// <summary>A field, a parameter, or one of <c>_</c>, <c>_index</c>, <c>_io</c>, <c>_parent</c>, <c>_root</c>.</summary>
internal sealed record NameExpression(string Name, int Start, int Length) : Expression(Start, Length);

/// <summary>A member of a value, with the arguments where it is a method.</summary>
internal sealed record MemberExpression(Expression Target, string Name, EquatableArray<Expression> Arguments, int Start, int Length) : Expression(Start, Length)
{
    public override IEnumerable<Expression> Children => Arguments.Prepend(Target);
}

/// <summary><c>list[index]</c>.</summary>
internal sealed record IndexExpression(Expression Target, Expression Index, int Start, int Length) : Expression(Start, Length)
{
    public override IEnumerable<Expression> Children => [Target, Index];
}

/// <summary><c>enum::item</c>; the enum may be a path, <c>type::enum</c>.</summary>
internal sealed record EnumLiteral(string Enum, string Item, int Start, int Length) : Expression(Start, Length);

internal sealed record UnaryExpression(string Operator, Expression Operand, int Start, int Length) : Expression(Start, Length)
{
    public override IEnumerable<Expression> Children => [Operand];
}

internal sealed record BinaryExpression(string Operator, Expression Left, Expression Right, int Start, int Length) : Expression(Start, Length)
{
    public override IEnumerable<Expression> Children => [Left, Right];
}

internal sealed record ConditionalExpression(Expression Condition, Expression Then, Expression Otherwise, int Start, int Length)
    : Expression(Start, Length)
{
    public override IEnumerable<Expression> Children => [Condition, Then, Otherwise];
}
