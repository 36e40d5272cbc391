namespace HeaderSpec.Expressions;

/// <summary>A node of Kaitai's expression language. <see cref="Start"/> and <see cref="Length"/> count characters inside the expression's text.</summary>
internal abstract record Expression(int Start, int Length);

internal sealed record IntegerLiteral(long Value, int Start, int Length) : Expression(Start, Length);

internal sealed record BooleanLiteral(bool Value, int Start, int Length) : Expression(Start, Length);

/// <summary>A field, a parameter, or one of <c>_</c>, <c>_io</c>, <c>_parent</c>, <c>_root</c>.</summary>
internal sealed record NameExpression(string Name, int Start, int Length) : Expression(Start, Length);

internal sealed record MemberExpression(Expression Target, string Name, int Start, int Length) : Expression(Start, Length);

/// <summary><c>enum::item</c>.</summary>
internal sealed record EnumLiteral(string Enum, string Item, int Start, int Length) : Expression(Start, Length);

internal sealed record UnaryExpression(string Operator, Expression Operand, int Start, int Length) : Expression(Start, Length);

internal sealed record BinaryExpression(string Operator, Expression Left, Expression Right, int Start, int Length) : Expression(Start, Length);

internal sealed record ConditionalExpression(Expression Condition, Expression Then, Expression Otherwise, int Start, int Length)
    : Expression(Start, Length);
