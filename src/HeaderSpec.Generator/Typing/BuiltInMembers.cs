using System.Numerics;
using HeaderSpec.Expressions;

namespace HeaderSpec.Typing;

/// <summary>The members that values have by themselves: <c>to_i</c>, <c>length</c>, <c>first</c>.</summary>
internal static class BuiltInMembers
{
    private static readonly IntegerType Length = new(0, int.MaxValue);

    private static readonly IntegerType Long = new(long.MinValue, long.MaxValue);

    /// <summary>The names of the members of a type.</summary>
    public static IReadOnlyList<string> Of(ExpressionType type) => type switch
    {
        EnumType or BooleanType or FloatType => ["to_i"],
        IntegerType => ["to_s"],
        TextType => ["length", "to_i"],
        BytesType => ["length", "size", "first", "last", "min", "max"],
        ListType => ["size", "length", "first", "last", "min", "max"],
        _ => [],
    };

    /// <summary>The member of a value; null where there is none of that name.</summary>
    public static TypedExpression? Compile(MemberExpression member, TypedExpression target, Func<Expression, TypedExpression?> compile)
    {
        string code = target.Operand;
        TypedExpression Plain(string text, ExpressionType type, string csharp) => new(text, type, csharp, IsAtomic: true, target.CanFault);
        switch (target.Type, member.Name)
        {
            case (EnumType item, "to_i"):
                string number = item.Range.CSharp ?? "Int128";
                return Plain($"(({number}){code})", item.Range, number);

            case (BooleanType, "to_i"):
                return Plain($"({code} ? 1 : 0)", new IntegerType(0, 1), "int");

            case (FloatType, "to_i"):
                return Plain($"((long){code})", Long, "long");

            case (IntegerType, "to_s"):
                return Plain($"{code}.ToString(System.Globalization.CultureInfo.InvariantCulture)", ExpressionType.Text, "string");

            case (TextType, "length"):
                return Plain($"{code}.Length", Length, "int");

            case (TextType, "to_i") when target.CSharp == "HeaderText":
                BigInteger radix = member.Arguments.Count == 1 && compile(member.Arguments[0])?.Type is IntegerType { Min: var only } ? only : 10;
                return new TypedExpression($"{code}.ToInteger({radix}, ref fault)", Long, "long", IsAtomic: true, CanFault: true);

            case (BytesType, "length" or "size"):
                return Plain($"{code}.Length", Length, "int");

            case (BytesType, "first"):
                return ByteAt(target, Arithmetic.Literal(0));

            case (BytesType, "last"):
                return ByteAt(target, new TypedExpression($"{code}.Length - 1", Length, "int", IsAtomic: false));

            case (BytesType, "min" or "max"):
                string method = member.Name == "min" ? "Least" : "Greatest";
                return new TypedExpression($"HeaderArithmetic.{method}({target.Code}, ref fault)", new IntegerType(0, 255), "byte", IsAtomic: true, CanFault: true);

            case (ListType, "size" or "length"):
                return Plain($"{code}.Count", Length, "int");

            case (ListType list, "first"):
                return ItemAt(target, list, Arithmetic.Literal(0));

            case (ListType list, "last"):
                return ItemAt(target, list, new TypedExpression($"{code}.Count - 1", Length, "int", IsAtomic: false));

            case (ListType { Item: IntegerType or FloatType } list, "min" or "max"):
                return new TypedExpression($"{code}.{(member.Name == "min" ? "Min" : "Max")}(ref fault)", list.Item, list.ItemCSharp, IsAtomic: true, CanFault: true);

            default:
                return null;
        }
    }

    public static TypedExpression ItemAt(TypedExpression target, ListType list, TypedExpression index) =>
        new($"{target.Operand}.At({Index(index)}, ref fault)", list.Item, list.ItemCSharp, IsAtomic: true, CanFault: true);

    public static TypedExpression ByteAt(TypedExpression target, TypedExpression index) =>
        new($"HeaderArithmetic.ByteAt({target.Code}, {Index(index)}, ref fault)", new IntegerType(0, 255), "byte", IsAtomic: true, CanFault: true);

    private static string Index(TypedExpression index) => index.CSharp is "ulong" or "Int128" ? $"HeaderArithmetic.Saturate({index.Code})" : index.Code;
}
