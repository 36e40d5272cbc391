using System.Globalization;
using HeaderSpec.Diagnostics;
using HeaderSpec.Expressions;
using HeaderSpec.Model;
using HeaderSpec.Resolving;
using HeaderSpec.Syntax;

namespace HeaderSpec.Typing;

/// <summary>Gives an expression its type and its C#, where it stands.</summary>
/// <param name="typing">The types of members and captures.</param>
/// <param name="context">Where the expression stands.</param>
/// <param name="report">Told what is wrong: the rule, the part of the expression, the arguments.</param>
internal sealed class ExpressionCompiler(MemberTyping typing, ExpressionContext context, Action<SpecRule, Expression, string[]> report)
{
    private World World => typing.World;

    /// <summary>The typed expression; null where it is wrong, which is then reported.</summary>
    public TypedExpression? Compile(Expression expression) => expression switch
    {
        IntegerLiteral literal => Arithmetic.Literal(literal.Value),
        FloatLiteral literal => new TypedExpression(literal.Value.ToString("R", CultureInfo.InvariantCulture) + "D", new FloatType(false), "double"),
        BooleanLiteral literal => new TypedExpression(literal.Value ? "true" : "false", ExpressionType.Boolean, "bool"),
        TextLiteral literal => new TypedExpression(Quote(literal.Value), ExpressionType.Text, "string"),
        ArrayLiteral array => CompileArray(array),
        NameExpression name => CompileName(name.Name, name),
        EnumLiteral literal => CompileEnum(literal),
        MemberExpression member => CompileMember(member),
        IndexExpression index => CompileIndex(index),
        UnaryExpression unary => CompileUnary(unary),
        BinaryExpression binary => CompileBinary(binary),
        ConditionalExpression conditional => CompileConditional(conditional),
        _ => throw new InvalidOperationException($"An expression of kind {expression.GetType().Name} has no type rule."),
    };

    /// <summary>The typed expression, of a type that matches the wanted one; null where it is wrong, which is then reported.</summary>
    public TypedExpression? Compile(Expression expression, ExpressionType wanted)
    {
        if (Compile(expression) is not { } typed)
        {
            return null;
        }

        return typed.Type.Matches(wanted) ? typed : Wrong(expression, $"{wanted} is needed here, not {typed.Type}");
    }

    /// <summary>A text as a C# literal.</summary>
    public static string Quote(string text)
    {
        System.Text.StringBuilder literal = new("\"");
        foreach (char c in text)
        {
            literal.Append(c is '"' or '\\' ? "\\" + c : c is >= ' ' and < (char)127 ? c.ToString() : $"\\u{(int)c:x4}");
        }

        return literal.Append('"').ToString();
    }

    private TypedExpression? Wrong(Expression at, string message)
    {
        report(SpecDiagnostics.ExpressionType, at, [message]);
        return null;
    }

    private TypedExpression? Unknown(Expression at, string name, IEnumerable<string> candidates)
    {
        report(SpecDiagnostics.UnknownName, at, [name, Suggestion.For(name, candidates)]);
        return null;
    }

    private TypedExpression? Refuse(Expression at, string what, string instead)
    {
        report(SpecDiagnostics.Unsupported, at, [what, instead]);
        return null;
    }

    private TypedExpression? CompileArray(ArrayLiteral array)
    {
        List<byte> bytes = [];
        foreach (Expression item in array.Items)
        {
            if (item is not IntegerLiteral { Value: var value } || value < 0 || value > 255)
            {
                return Wrong(item, "a list that is written out holds bytes, 0 to 255");
            }

            bytes.Add((byte)value);
        }

        return new TypedExpression(BytesLiteral(bytes), ExpressionType.Bytes, "ReadOnlySpan<byte>", IsAtomic: false);
    }

    /// <summary>Bytes as a C# literal.</summary>
    public static string BytesLiteral(IEnumerable<byte> bytes) => $"(ReadOnlySpan<byte>)[{string.Join(", ", bytes)}]";

    private TypedExpression? CompileName(string name, Expression at)
    {
        switch (name)
        {
            case "_":
                return context.Item ?? Refuse(at, "'_'", "it is known in 'repeat-until' and 'valid' only");

            case "_index":
                return context.HasIndex
                    ? new TypedExpression(context.Index, ExpressionType.Integer(0, int.MaxValue), "int", IsAtomic: context.Index == "index")
                    : Refuse(at, "'_index'", "it is known in the expressions of a repeated field only");

            case "_io":
                return new TypedExpression("_io", ExpressionType.Stream, "ReadOnlySpan<byte>");

            case "_parent" or "_root":
                return Refuse(at, $"'{name}' by itself", $"name the field that is wanted, as '{name}.length'");
        }

        return context.Type.Member(name) is { } member
            ? CompileMemberOf("", context.Type, member)
            : Unknown(at, name, context.Type.Members.Select(other => other.Id));
    }

    // What is wrong with a member's definition is told there.
    private TypedExpression? CompileMemberOf(string prefix, TypeModel type, FieldModel member)
    {
        if (typing.TypeOf(type, member) is not { } found)
        {
            return null;
        }

        string code = found.CanFault ? $"{prefix}Read{member.Name}(ref fault)" : prefix + member.Name;
        return new TypedExpression(code, found.Type, found.CSharp, IsAtomic: true, found.CanFault);
    }

    private TypedExpression? CompileEnum(EnumLiteral literal)
    {
        if (NameResolver.FindEnum(World, context.Type.Key, literal.Enum) is not { } key)
        {
            report(SpecDiagnostics.UnknownEnum, literal, [literal.Enum, Suggestion.For(literal.Enum, World.Spec.Enums.Select(item => item.Id))]);
            return null;
        }

        EnumModel model = World.Enum(key);
        return model.Items.FirstOrDefault(item => item.Id == literal.Item) is { } found
            ? new TypedExpression($"{World.NameOf(model)}.{found.Name}", new EnumType(key, new IntegerType(found.Value, found.Value)), World.NameOf(model))
            : Unknown(literal, literal.Item, model.Items.Select(item => item.Id));
    }

    private TypedExpression? CompileMember(MemberExpression member)
    {
        if (typing.ChainOf(context.Type, member) is { } chain)
        {
            return CompileChain(member, chain);
        }

        if (member.Target is NameExpression { Name: "_root" } && context.Type.IsRoot)
        {
            return CompileName(member.Name, member);
        }

        if (Compile(member.Target) is not { } target)
        {
            return null;
        }

        return target.Type switch
        {
            UserType user => CompileUserMember(member, target, World.Type(user.Key)),
            StreamType => CompileStreamMember(member, target),
            _ => BuiltInMembers.Compile(member, target, Compile) ?? Missing(member, target),
        };
    }

    private TypedExpression? Missing(MemberExpression member, TypedExpression target)
    {
        // A wrong argument has been told.
        return member.Arguments.Count > 0 && BuiltInMembers.Of(target.Type).Contains(member.Name) ? null : Unknown(member, member.Name, BuiltInMembers.Of(target.Type));
    }

    // `_parent.x` and `_root.x` are handed in by whoever reads this type.
    private TypedExpression? CompileChain(MemberExpression member, Chain chain)
    {
        if (chain.Error is { } error)
        {
            report(error.Rule, member, error.Arguments);
            return null;
        }

        if (typing.CaptureOf(context.Type, chain.Capture!, member, report) is not { } captured)
        {
            return null;
        }

        // What is left of the expression is a member of the captured value.
        Expression rest = member;
        Stack<MemberExpression> outer = new();
        for (int i = 0; i < chain.Rest; i++)
        {
            outer.Push((MemberExpression)rest);
            rest = ((MemberExpression)rest).Target;
        }

        TypedExpression? value = captured;
        while (outer.Count > 0 && value is not null)
        {
            MemberExpression next = outer.Pop();
            value = value.Type switch
            {
                UserType user => CompileUserMember(next, value, World.Type(user.Key)),
                StreamType => CompileStreamMember(next, value),
                _ => BuiltInMembers.Compile(next, value, Compile) ?? Missing(next, value),
            };
        }

        return value;
    }

    private TypedExpression? CompileUserMember(MemberExpression member, TypedExpression target, TypeModel type)
    {
        if (member.Name == "_io")
        {
            return new TypedExpression($"{target.Operand}._io", ExpressionType.Stream, "ReadOnlySpan<byte>", IsAtomic: true, target.CanFault);
        }

        if (type.Member(member.Name) is not { } found)
        {
            return Unknown(member, member.Name, type.Members.Select(other => other.Id));
        }

        TypedExpression? value = CompileMemberOf(target.Operand + ".", type, found);
        return value is null ? null : value with { CanFault = value.CanFault || target.CanFault };
    }

    private TypedExpression? CompileStreamMember(MemberExpression member, TypedExpression target)
    {
        bool isOwn = target.Code == "_io";
        switch (member.Name)
        {
            case "size":
                return new TypedExpression(isOwn && context.IsReading ? "io.Length" : $"{target.Operand}.Length", ExpressionType.Integer(0, int.MaxValue), "int", IsAtomic: true, target.CanFault);

            case "pos" or "eof" when !isOwn:
                return Refuse(member, $"'{member.Name}' of another stream", "a position is known of '_io' only");

            // After the type has been read, its stream stands where the type ends.
            case "pos" when !context.IsReading:
                return new TypedExpression("End", ExpressionType.Integer(0, int.MaxValue), "int");

            case "eof" when !context.IsReading:
                return new TypedExpression("End >= _io.Length", ExpressionType.Boolean, "bool", IsAtomic: false);

            case "pos":
                return new TypedExpression(context.Position, ExpressionType.Integer(0, int.MaxValue), "int");

            case "eof":
                return new TypedExpression($"{context.Position} >= io.Length", ExpressionType.Boolean, "bool", IsAtomic: false);

            default:
                return Unknown(member, member.Name, ["size", "pos", "eof"]);
        }
    }

    private TypedExpression? CompileIndex(IndexExpression index)
    {
        if (Compile(index.Target) is not { } target || Compile(index.Index, ExpressionType.Integer(0, 0)) is not { } position)
        {
            return null;
        }

        return target.Type switch
        {
            ListType list => BuiltInMembers.ItemAt(target, list, position),
            BytesType => BuiltInMembers.ByteAt(target, position),
            _ => Wrong(index, $"a list or bytes are needed before '[', not {target.Type}"),
        };
    }

    private TypedExpression? CompileUnary(UnaryExpression unary)
    {
        if (Compile(unary.Operand) is not { } operand)
        {
            return null;
        }

        switch (unary.Operator, operand.Type)
        {
            case ("not", BooleanType):
                return new TypedExpression("!" + operand.Operand, ExpressionType.Boolean, "bool", IsAtomic: true, operand.CanFault);
            case ("-", IntegerType):
                return Arithmetic.Negate(operand);
            case ("~", IntegerType):
                return Arithmetic.Complement(operand);
            case ("-", FloatType):
                return operand with { Code = "-" + operand.Operand, IsAtomic = false };
            default:
                string wanted = unary.Operator == "not" ? "a truth value" : "an integer";
                return Wrong(unary.Operand, $"'{unary.Operator}' needs {wanted}, not {operand.Type}");
        }
    }

    private TypedExpression? CompileBinary(BinaryExpression binary)
    {
        TypedExpression? left = Compile(binary.Left);
        TypedExpression? right = Compile(binary.Right);
        if (left is null || right is null)
        {
            return null;
        }

        bool canFault = left.CanFault || right.CanFault;
        if (binary.Operator is "and" or "or")
        {
            Expression wrong = left.Type is BooleanType ? binary.Right : binary.Left;
            return left.Type is BooleanType && right.Type is BooleanType
                ? new TypedExpression($"{left.Operand} {(binary.Operator == "and" ? "&&" : "||")} {right.Operand}", ExpressionType.Boolean, "bool", IsAtomic: false, canFault)
                : Wrong(wrong, $"'{binary.Operator}' needs truth values on both sides");
        }

        switch (left.Type, right.Type)
        {
            case (IntegerType, IntegerType):
                return Arithmetic.Binary(binary.Operator, left, right) ?? Wrong(binary, "the result may need more than 128 bits");

            case (FloatType or IntegerType, FloatType or IntegerType) when binary.Operator is not ("&" or "|" or "^" or "<<" or ">>" or "%"):
                bool isComparison = binary.Operator is "<" or ">" or "<=" or ">=" or "==" or "!=";
                string code = $"{Arithmetic.As("double", left)} {binary.Operator} {Arithmetic.As("double", right)}";
                return new TypedExpression(code, isComparison ? ExpressionType.Boolean : new FloatType(false), isComparison ? "bool" : "double", IsAtomic: false, canFault);

            case (TextType, TextType) when binary.Operator is "<" or ">" or "<=" or ">=":
                return new TypedExpression($"string.CompareOrdinal({AsString(left)}, {AsString(right)}) {binary.Operator} 0", ExpressionType.Boolean, "bool", IsAtomic: false, canFault);

            case (TextType, TextType) when binary.Operator == "+":
                return new TypedExpression($"string.Concat({AsString(left)}, {AsString(right)})", ExpressionType.Text, "string", IsAtomic: true, canFault);
        }

        if (binary.Operator is "==" or "!=")
        {
            string not = binary.Operator == "!=" ? "!" : "";
            switch (left.Type, right.Type)
            {
                case (TextType, TextType):
                    (TypedExpression text, TypedExpression other) = left.CSharp == "HeaderText" ? (left, right) : (right, left);
                    return text.CSharp == "HeaderText"
                        ? new TypedExpression($"{not}{text.Operand}.Equals({other.Code})", ExpressionType.Boolean, "bool", IsAtomic: true, canFault)
                        : new TypedExpression($"{left.Operand} {binary.Operator} {right.Operand}", ExpressionType.Boolean, "bool", IsAtomic: false, canFault);

                case (BytesType, BytesType):
                    return new TypedExpression($"{not}{left.Operand}.SequenceEqual({right.Code})", ExpressionType.Boolean, "bool", IsAtomic: true, canFault);

                case (BooleanType, BooleanType) or (EnumType, EnumType) when left.Type.Matches(right.Type):
                    return new TypedExpression($"{left.Operand} {binary.Operator} {right.Operand}", ExpressionType.Boolean, "bool", IsAtomic: false, canFault);

                default:
                    return Wrong(binary, $"{left.Type} cannot be compared with {right.Type}");
            }
        }

        Expression culprit = left.Type is IntegerType ? binary.Right : binary.Left;
        return Wrong(culprit, $"'{binary.Operator}' needs integers on both sides");
    }

    private static string AsString(TypedExpression text) => text.CSharp == "string" ? text.Code : $"{text.Operand}.ToString()";

    private TypedExpression? CompileConditional(ConditionalExpression conditional)
    {
        TypedExpression? condition = Compile(conditional.Condition);
        TypedExpression? then = Compile(conditional.Then);
        TypedExpression? otherwise = Compile(conditional.Otherwise);
        if (condition is null || then is null || otherwise is null)
        {
            return null;
        }

        if (condition.Type is not BooleanType)
        {
            return Wrong(conditional.Condition, $"a truth value is needed before '?', not {condition.Type}");
        }

        bool canFault = condition.CanFault || then.CanFault || otherwise.CanFault;
        switch (then.Type, otherwise.Type)
        {
            case (IntegerType first, IntegerType second):
                IntegerType union = first.Union(second);
                string computed = union.CSharp!;
                string code = then.CSharp == otherwise.CSharp
                    ? $"{condition.Operand} ? {then.Operand} : {otherwise.Operand}"
                    : $"{condition.Operand} ? {Arithmetic.As(computed, then)} : {Arithmetic.As(computed, otherwise)}";
                return new TypedExpression(code, union, then.CSharp == otherwise.CSharp ? then.CSharp : computed, IsAtomic: false, canFault);

            case (EnumType first, EnumType second) when first.Key == second.Key:
                return new TypedExpression($"{condition.Operand} ? {then.Operand} : {otherwise.Operand}", first with { Range = first.Range.Union(second.Range) }, then.CSharp, IsAtomic: false, canFault);

            case (TextType, TextType) when then.CSharp != otherwise.CSharp:
                return new TypedExpression($"{condition.Operand} ? {AsString(then)} : {AsString(otherwise)}", ExpressionType.Text, "string", IsAtomic: false, canFault);

            default:
                return then.Type.Matches(otherwise.Type) && then.CSharp == otherwise.CSharp
                    ? new TypedExpression($"{condition.Operand} ? {then.Operand} : {otherwise.Operand}", then.Type, then.CSharp, IsAtomic: false, canFault)
                    : Wrong(conditional, $"both results must be of one type, not {then.Type} and {otherwise.Type}");
        }
    }
}
