using System.Globalization;
using System.Numerics;
using HeaderSpec.Expressions;
using HeaderSpec.Typing;

namespace HeaderSpec.Lua;

/// <summary>Writes the expressions of one type as Lua. Each result can be an operand as it is.</summary>
/// <param name="typing">The types of members.</param>
/// <param name="names">The names of enums.</param>
/// <param name="context">Where the expressions stand.</param>
/// <param name="item">The Lua of <c>_</c>.</param>
internal sealed class LuaExpressions(MemberTyping typing, LuaNames names, ExpressionContext context, string item = "_")
{
    // Lua's numbers are those of IEEE 754 with 64 bits.
    private static readonly BigInteger Exact = BigInteger.One << 53;

    /// <summary>The type of an expression; null where it has none by itself, as <c>_parent</c>.</summary>
    public ExpressionType? TypeOf(Expression expression) => new ExpressionCompiler(typing, context, (_, _, _) => { }).Compile(expression)?.Type;

    /// <summary>The Lua of an expression. An integer is exact, or raises a fault.</summary>
    public string Emit(Expression expression) =>
        expression is not BinaryExpression && TypeOf(expression) is IntegerType range && IsWide(range) ? $"exact({Near(expression)})" : Near(expression);

    // The Lua of an expression. An integer of a field may not be exact, but is beyond all that are.
    private string Near(Expression expression) => expression switch
    {
        IntegerLiteral literal => LuaText.Number(literal.Value),
        FloatLiteral literal => $"({literal.Value.ToString("R", CultureInfo.InvariantCulture)})",
        BooleanLiteral literal => literal.Value ? "true" : "false",
        TextLiteral literal => LuaText.Quote(literal.Value),
        ArrayLiteral array => LuaText.Quote(array.Items.OfType<IntegerLiteral>().Select(value => (byte)value.Value)),
        EnumLiteral literal => TypeOf(literal) is EnumType type ? LuaText.Member(names.Enum(typing.World.Enum(type.Key)), literal.Item) : "0",
        NameExpression name => Name(name.Name),
        MemberExpression member => Member(member),
        IndexExpression index => $"{(TypeOf(index.Target) is BytesType ? "byte_at" : "item_at")}({Emit(index.Target)}, {Emit(index.Index)})",
        UnaryExpression unary => unary.Operator switch
        {
            "not" => $"(not {Emit(unary.Operand)})",
            "~" => $"(-{Emit(unary.Operand)} - 1)",
            _ => $"(-{Emit(unary.Operand)})",
        },
        BinaryExpression binary => Binary(binary),
        ConditionalExpression conditional => Conditional(conditional),
        _ => throw new InvalidOperationException($"An expression of kind {expression.GetType().Name} has no Lua."),
    };

    private static bool IsWide(IntegerType range) => range.Min <= -Exact || range.Max >= Exact;

    private string Name(string name) => name switch
    {
        "_" => item,
        "_index" => "_index",
        _ => LuaText.Member("self", name),
    };

    private string Member(MemberExpression member)
    {
        ExpressionType? type = TypeOf(member.Target);
        string target = Emit(member.Target);
        return (type, member.Name) switch
        {
            (StreamType, "size") => $"{target}.size",
            (StreamType, "pos") => $"position({target})",
            (StreamType, "eof") => $"is_end({target})",
            (EnumType, "to_i") => target,
            (BooleanType, "to_i") => $"({target} and 1 or 0)",
            (FloatType, "to_i") => $"truncate({target})",
            (IntegerType, "to_s") => $"text_of({target})",
            (TextType, "length") => $"text_length({target})",
            (TextType, "to_i") => $"integer_of({target}, {(member.Arguments.Count == 1 ? Emit(member.Arguments[0]) : "10")})",
            (BytesType, "length" or "size") => $"#{target}",
            (BytesType, "first") => $"byte_at({target}, 0)",
            (BytesType, "last") => $"last_byte({target})",
            (BytesType, "min" or "max") => $"{Best(member.Name)}(bytes_of({target}))",
            (ListType, "length" or "size") => $"{target}.n",
            (ListType, "first") => $"item_at({target}, 0)",
            (ListType, "last") => $"last_item({target})",
            (ListType, "min" or "max") => $"{Best(member.Name)}({target})",
            (null or UserType, _) => LuaText.Member(target, member.Name),
            _ => throw new InvalidOperationException($"'{member.Name}' of {type} has no Lua."),
        };
    }

    private static string Best(string member) => member == "min" ? "least" : "greatest";

    private string Conditional(ConditionalExpression conditional)
    {
        string condition = Emit(conditional.Condition);
        string then = Emit(conditional.Then);
        string otherwise = Emit(conditional.Otherwise);

        // A false result must not fall through to the other one.
        return TypeOf(conditional) is BooleanType
            ? $"({condition} and {then} or not {condition} and {otherwise})"
            : $"({condition} and {then} or {otherwise})";
    }

    private string Binary(BinaryExpression binary)
    {
        ExpressionType? left = TypeOf(binary.Left);
        ExpressionType? right = TypeOf(binary.Right);
        switch (binary.Operator)
        {
            case "and" or "or":
                return $"({Emit(binary.Left)} {binary.Operator} {Emit(binary.Right)})";

            case "+" when left is TextType:
                return $"({Emit(binary.Left)} .. {Emit(binary.Right)})";

            case "<" or ">" or "<=" or ">=" when left is TextType or BytesType:
                return Order(binary.Operator, Emit(binary.Left), Emit(binary.Right));

            case "<" or ">" or "<=" or ">=" or "==" or "!=":
                bool isNear = left is IntegerType first && right is IntegerType second && (!IsWide(first) || !IsWide(second));
                string op = binary.Operator == "!=" ? "~=" : binary.Operator;
                return isNear ? $"({Near(binary.Left)} {op} {Near(binary.Right)})" : $"({Emit(binary.Left)} {op} {Emit(binary.Right)})";
        }

        string l = Emit(binary.Left);
        string r = Emit(binary.Right);
        if (left is FloatType || right is FloatType)
        {
            return $"({l} {binary.Operator} {r})";
        }

        string code = binary.Operator switch
        {
            "/" => $"divide({l}, {r})",
            "%" => $"modulo({l}, {r})",
            "&" => $"bit_and({l}, {r})",
            "|" => $"bit_or({l}, {r})",
            "^" => $"bit_xor({l}, {r})",
            "<<" => $"shift_left({l}, {r})",
            ">>" => $"shift_right({l}, {r})",
            _ => $"({l} {binary.Operator} {r})",
        };
        return binary.Operator is "+" or "-" or "*" && TypeOf(binary) is IntegerType range && IsWide(range) ? $"exact{code}" : code;
    }

    private static string Order(string op, string left, string right) => op switch
    {
        "<" => $"is_less({left}, {right})",
        ">" => $"is_less({right}, {left})",
        "<=" => $"(not is_less({right}, {left}))",
        _ => $"(not is_less({left}, {right}))",
    };
}
