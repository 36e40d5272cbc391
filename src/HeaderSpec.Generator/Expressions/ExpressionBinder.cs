using HeaderSpec.Diagnostics;
using HeaderSpec.Model;
using HeaderSpec.Syntax;

namespace HeaderSpec.Expressions;

/// <summary>What an expression may name.</summary>
/// <param name="Fields">The fields before the one that holds the expression.</param>
/// <param name="ItemFields">The fields of <c>_</c>, in <c>repeat-until</c>.</param>
/// <param name="Enums">The spec's enums.</param>
internal sealed record ExpressionScope(IReadOnlyList<FieldModel> Fields, IReadOnlyList<FieldModel> ItemFields, IReadOnlyList<EnumModel> Enums);

/// <summary>Parses an expression and gives it its type; what does not fit is reported with its place inside the text.</summary>
internal sealed class ExpressionBinder(ExpressionScope scope, YamlScalar text, DiagnosticBag diagnostics)
{
    /// <summary>The expression; null where it is wrong, which is then reported.</summary>
    public Expression? Bind(ExpressionType? expected)
    {
        Expression expression;
        try
        {
            expression = ExpressionParser.Parse(text.Value);
        }
        catch (ExpressionSyntaxException exception)
        {
            diagnostics.Report(SpecDiagnostics.ExpressionSyntax, Place(exception.Start, exception.Length), exception.Message);
            return null;
        }

        if (TypeOf(expression) is not { } type)
        {
            return null;
        }

        if (expected is { } wanted && type != wanted)
        {
            ReportType(expression, $"{wanted} is needed here, not {type}");
            return null;
        }

        return expression;
    }

    private SourcePosition Place(int start, int length) => text.IsPlain ? text.Position.Part(start, length) : text.Position;

    private ExpressionType? ReportType(Expression at, string message)
    {
        diagnostics.Report(SpecDiagnostics.ExpressionType, Place(at.Start, at.Length), message);
        return null;
    }

    private ExpressionType? ReportName(Expression at, string name, IEnumerable<string> candidates)
    {
        diagnostics.Report(SpecDiagnostics.UnknownName, Place(at.Start, at.Length), name, Suggestion.For(name, candidates));
        return null;
    }

    private ExpressionType? TypeOf(Expression expression) => expression switch
    {
        IntegerLiteral => ExpressionType.Integer,
        BooleanLiteral => ExpressionType.Boolean,
        NameExpression { Name: "_io" } => ExpressionType.Stream,
        NameExpression name => TypeOfField(name, name.Name, scope.Fields),
        MemberExpression member => TypeOfMember(member),
        EnumLiteral literal => TypeOfEnumLiteral(literal),
        UnaryExpression unary => TypeOfUnary(unary),
        BinaryExpression binary => TypeOfBinary(binary),
        ConditionalExpression conditional => TypeOfConditional(conditional),
        _ => throw new InvalidOperationException($"An expression of kind {expression.GetType().Name} has no type rule."),
    };

    private ExpressionType? TypeOfField(Expression at, string name, IReadOnlyList<FieldModel> fields)
    {
        FieldModel? field = fields.FirstOrDefault(f => f.Id == name);
        if (field is null)
        {
            return ReportName(at, name, fields.Select(f => f.Id));
        }

        return field switch
        {
            { Enum.Length: > 0 } => ExpressionType.OfEnum(field.Enum),
            { Kind: FieldKind.Bits, BitSize: 1 } => ExpressionType.Boolean,
            { IsNumber: true } => ExpressionType.Integer,
            _ => ExpressionType.Bytes,
        };
    }

    private ExpressionType? TypeOfMember(MemberExpression member)
    {
        if (member.Target is NameExpression { Name: "_" })
        {
            return member.Name == "size" ? ExpressionType.Integer : TypeOfField(member, member.Name, scope.ItemFields);
        }

        ExpressionType? target = TypeOf(member.Target);
        return (target?.Kind, member.Name) switch
        {
            (null, _) => null,
            ("the stream", "eof") => ExpressionType.Boolean,
            ("the stream", "size") => ExpressionType.Integer,
            ("bytes", "size") => ExpressionType.Integer,
            ("enum", "to_i") => ExpressionType.Integer,
            _ => ReportName(member, member.Name, ["eof", "size", "to_i"]),
        };
    }

    private ExpressionType? TypeOfEnumLiteral(EnumLiteral literal)
    {
        EnumModel? model = scope.Enums.FirstOrDefault(e => e.Id == literal.Enum);
        if (model is null)
        {
            diagnostics.Report(SpecDiagnostics.UnknownEnum, Place(literal.Start, literal.Length), literal.Enum, Suggestion.For(literal.Enum, scope.Enums.Select(e => e.Id)));
            return null;
        }

        return model.Items.Any(item => item.Id == literal.Item)
            ? ExpressionType.OfEnum(model.Id)
            : ReportName(literal, literal.Item, model.Items.Select(item => item.Id));
    }

    private ExpressionType? TypeOfUnary(UnaryExpression unary)
    {
        ExpressionType wanted = unary.Operator == "not" ? ExpressionType.Boolean : ExpressionType.Integer;
        return TypeOf(unary.Operand) switch
        {
            null => null,
            { } type when type == wanted => wanted,
            { } type => ReportType(unary.Operand, $"'{unary.Operator}' needs {wanted}, not {type}"),
        };
    }

    private ExpressionType? TypeOfBinary(BinaryExpression binary)
    {
        if (TypeOf(binary.Left) is not { } left || TypeOf(binary.Right) is not { } right)
        {
            return null;
        }

        switch (binary.Operator)
        {
            case "==" or "!=":
                return left == right ? ExpressionType.Boolean : ReportType(binary, $"{left} cannot be compared with {right}");

            case "and" or "or":
                Expression wrong = left == ExpressionType.Boolean ? binary.Right : binary.Left;
                return left == ExpressionType.Boolean && right == ExpressionType.Boolean
                    ? ExpressionType.Boolean
                    : ReportType(wrong, $"'{binary.Operator}' needs truth values on both sides");

            default:
                bool integers = left == ExpressionType.Integer && right == ExpressionType.Integer;
                Expression culprit = left == ExpressionType.Integer ? binary.Right : binary.Left;
                return !integers
                    ? ReportType(culprit, $"'{binary.Operator}' needs integers on both sides")
                    : binary.Operator is "<" or ">" or "<=" or ">=" ? ExpressionType.Boolean : ExpressionType.Integer;
        }
    }

    private ExpressionType? TypeOfConditional(ConditionalExpression conditional)
    {
        if (TypeOf(conditional.Condition) is not { } condition || TypeOf(conditional.Then) is not { } then || TypeOf(conditional.Otherwise) is not { } otherwise)
        {
            return null;
        }

        return condition != ExpressionType.Boolean
            ? ReportType(conditional.Condition, $"a truth value is needed before '?', not {condition}")
            : then == otherwise ? then : ReportType(conditional, $"both results must be of one type, not {then} and {otherwise}");
    }
}
