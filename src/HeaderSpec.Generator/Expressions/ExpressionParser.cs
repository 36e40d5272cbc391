using System.Globalization;
using HeaderSpec.Model;

namespace HeaderSpec.Expressions;

/// <summary>Parses Kaitai's expression language, with its precedence: <c>? :</c>, <c>or</c>, <c>and</c>, <c>not</c>, comparison, <c>|</c>, <c>^</c>, <c>&amp;</c>, shifts, sums, products, unary.</summary>
internal sealed class ExpressionParser
{
    // From the loosest to the tightest; each level is left-associative.
    private static readonly string[][] Levels =
    [
        ["==", "!=", "<", ">", "<=", ">="],
        ["|"],
        ["^"],
        ["&"],
        ["<<", ">>"],
        ["+", "-"],
        ["*", "/", "%"],
    ];

    private readonly List<Token> _tokens;
    private int _at;

    private ExpressionParser(List<Token> tokens) => _tokens = tokens;

    private Token Current => _tokens[_at];

    private int PreviousEnd => _tokens[_at - 1].Start + _tokens[_at - 1].Length;

    /// <exception cref="ExpressionSyntaxException">The text is no expression.</exception>
    public static Expression Parse(string text)
    {
        ExpressionParser parser = new(ExpressionLexer.Tokenize(text));
        Expression expression = parser.ParseConditional();
        return parser.Current.Kind == TokenKind.End
            ? expression
            : throw new ExpressionSyntaxException($"'{parser.Current.Text}' was not expected here", parser.Current.Start, parser.Current.Length);
    }

    /// <summary>The arguments of <c>type(argument, argument)</c>, from the opening parenthesis on.</summary>
    /// <exception cref="ExpressionSyntaxException">The text is no list of arguments.</exception>
    public static Expression[] ParseArguments(string text)
    {
        ExpressionParser parser = new(ExpressionLexer.Tokenize(text));
        parser.Expect("(");
        Expression[] arguments = parser.ParseList(")");
        return parser.Current.Kind == TokenKind.End
            ? arguments
            : throw new ExpressionSyntaxException($"'{parser.Current.Text}' was not expected here", parser.Current.Start, parser.Current.Length);
    }

    private static int End(Expression expression) => expression.Start + expression.Length;

    private static BinaryExpression Binary(string op, Expression left, Expression right) =>
        new(op, left, right, left.Start, End(right) - left.Start);

    private bool TryTake(string text)
    {
        bool taken = Current.Kind is TokenKind.Symbol or TokenKind.Name && Current.Text == text;
        _at += taken ? 1 : 0;
        return taken;
    }

    private void Expect(string text)
    {
        if (!TryTake(text))
        {
            string found = Current.Kind == TokenKind.End ? "the expression ends" : $"'{Current.Text}' stands";
            throw new ExpressionSyntaxException($"'{text}' was expected where {found}", Current.Start, Current.Length);
        }
    }

    private string ExpectName()
    {
        Token token = Current;
        if (token.Kind != TokenKind.Name)
        {
            throw new ExpressionSyntaxException("a name was expected", token.Start, token.Length);
        }

        _at++;
        return token.Text;
    }

    private Expression ParseConditional()
    {
        Expression condition = ParseOr();
        if (!TryTake("?"))
        {
            return condition;
        }

        Expression then = ParseConditional();
        Expect(":");
        Expression otherwise = ParseConditional();
        return new ConditionalExpression(condition, then, otherwise, condition.Start, End(otherwise) - condition.Start);
    }

    private Expression ParseOr()
    {
        Expression left = ParseAnd();
        while (TryTake("or"))
        {
            left = Binary("or", left, ParseAnd());
        }

        return left;
    }

    private Expression ParseAnd()
    {
        Expression left = ParseNot();
        while (TryTake("and"))
        {
            left = Binary("and", left, ParseNot());
        }

        return left;
    }

    private Expression ParseNot()
    {
        int start = Current.Start;
        if (!TryTake("not"))
        {
            return ParseLevel(0);
        }

        Expression operand = ParseNot();
        return new UnaryExpression("not", operand, start, End(operand) - start);
    }

    private Expression ParseLevel(int level)
    {
        if (level == Levels.Length)
        {
            return ParseUnary();
        }

        Expression left = ParseLevel(level + 1);
        while (Current.Kind == TokenKind.Symbol && Array.IndexOf(Levels[level], Current.Text) >= 0)
        {
            string op = _tokens[_at++].Text;
            left = Binary(op, left, ParseLevel(level + 1));
        }

        return left;
    }

    private Expression ParseUnary()
    {
        Token token = Current;
        if (TryTake("-") || TryTake("~"))
        {
            Expression operand = ParseUnary();
            return new UnaryExpression(token.Text, operand, token.Start, End(operand) - token.Start);
        }

        return ParsePostfix();
    }

    private Expression ParsePostfix()
    {
        Expression expression = ParsePrimary();
        while (true)
        {
            if (TryTake("."))
            {
                Token name = Current;
                ExpectName();
                if (name.Text == "as" && Current.Text == "<")
                {
                    throw new ExpressionSyntaxException("a cast, 'as<…>', is not supported: switch on the same value again where the type is known", name.Start, name.Length);
                }

                Expression[] arguments = TryTake("(") ? ParseList(")") : [];
                expression = new MemberExpression(expression, name.Text, new EquatableArray<Expression>(arguments), expression.Start, PreviousEnd - expression.Start);
            }
            else if (TryTake("["))
            {
                Expression index = ParseConditional();
                Expect("]");
                expression = new IndexExpression(expression, index, expression.Start, PreviousEnd - expression.Start);
            }
            else
            {
                return expression;
            }
        }
    }

    private Expression[] ParseList(string close)
    {
        List<Expression> items = [];
        while (!TryTake(close))
        {
            if (items.Count > 0)
            {
                Expect(",");
            }

            items.Add(ParseConditional());
        }

        return [.. items];
    }

    private Expression ParseName(Token token)
    {
        List<string> path = [token.Text];
        while (TryTake("::"))
        {
            path.Add(ExpectName());
        }

        if (token.Text is "sizeof" or "bitsizeof" && Current.Text == "<")
        {
            throw new ExpressionSyntaxException($"'{token.Text}' is not supported: write the number", token.Start, token.Length);
        }

        return path.Count == 1
            ? new NameExpression(token.Text, token.Start, token.Length)
            : new EnumLiteral(string.Join("::", path.Take(path.Count - 1)), path[path.Count - 1], token.Start, PreviousEnd - token.Start);
    }

    private Expression ParsePrimary()
    {
        Token token = Current;
        switch (token.Kind)
        {
            case TokenKind.Integer:
                _at++;
                return new IntegerLiteral(token.Value, token.Start, token.Length);

            case TokenKind.Float:
                _at++;
                return new FloatLiteral(double.Parse(token.Text, CultureInfo.InvariantCulture), token.Start, token.Length);

            case TokenKind.Text:
                _at++;
                return new TextLiteral(token.Text, token.Start, token.Length);

            case TokenKind.Symbol when token.Text == "[":
                _at++;
                Expression[] items = ParseList("]");
                return new ArrayLiteral(new EquatableArray<Expression>(items), token.Start, PreviousEnd - token.Start);

            case TokenKind.Name when token.Text is "true" or "false":
                _at++;
                return new BooleanLiteral(token.Text == "true", token.Start, token.Length);

            case TokenKind.Name when token.Text is not ("and" or "or" or "not"):
                _at++;
                return ParseName(token);

            case TokenKind.Symbol when token.Text == "(":
                _at++;
                Expression inner = ParseConditional();
                Expect(")");
                return inner;

            case TokenKind.End:
                throw new ExpressionSyntaxException("the expression ends where a value was expected", token.Start, 1);

            default:
                throw new ExpressionSyntaxException($"'{token.Text}' stands where a value was expected", token.Start, token.Length);
        }
    }
}
