using HeaderSpec.Expressions;

namespace HeaderSpec.Emit;

/// <summary>Conditions over the kind of an element alone, evaluated for one kind at compile time.</summary>
internal static class KindCondition
{
    /// <summary>Whether a condition holds for one value of the kind; true for what it cannot evaluate.</summary>
    public static bool IsTrueFor(Expression condition, string kind, string item) => condition switch
    {
        UnaryExpression { Operator: "not" } unary => !IsTrueFor(unary.Operand, kind, item),
        BinaryExpression { Operator: "and" } binary => IsTrueFor(binary.Left, kind, item) && IsTrueFor(binary.Right, kind, item),
        BinaryExpression { Operator: "or" } binary => IsTrueFor(binary.Left, kind, item) || IsTrueFor(binary.Right, kind, item),
        BinaryExpression { Operator: "==", Left: NameExpression name, Right: EnumLiteral literal } when name.Name == kind => literal.Item == item,
        BinaryExpression { Operator: "!=", Left: NameExpression name, Right: EnumLiteral literal } when name.Name == kind => literal.Item != item,
        _ => true,
    };

    /// <summary>Whether a condition is over the kind alone, so that <see cref="IsTrueFor"/> says all of it.</summary>
    public static bool IsOver(Expression condition, string kind) => condition switch
    {
        UnaryExpression { Operator: "not" } unary => IsOver(unary.Operand, kind),
        BinaryExpression { Operator: "and" or "or" } binary => IsOver(binary.Left, kind) && IsOver(binary.Right, kind),
        BinaryExpression { Operator: "==" or "!=", Left: NameExpression name, Right: EnumLiteral } => name.Name == kind,
        _ => false,
    };
}
