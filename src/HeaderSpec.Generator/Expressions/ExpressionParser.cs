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

    /// <exception cref="ExpressionSyntaxException">The text is no expression.</exception>
    public static Expression Parse(string text)
    {
        ExpressionParser parser = new(ExpressionLexer.Tokenize(text));
        Expression expression = parser.ParseConditional();
        return parser.Current.Kind == TokenKind.End
            ? expression
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
        while (TryTake("."))
        {
            int end = Current.Start + Current.Length;
            string name = ExpectName();
            expression = new MemberExpression(expression, name, expression.Start, end - expression.Start);
        }

        return expression;
    }

    private Expression ParsePrimary()
    {
        Token token = Current;
        switch (token.Kind)
        {
            case TokenKind.Integer:
                _at++;
                return new IntegerLiteral(token.Value, token.Start, token.Length);

            case TokenKind.Name when token.Text is "true" or "false":
                _at++;
                return new BooleanLiteral(token.Text == "true", token.Start, token.Length);

            case TokenKind.Name when token.Text is not ("and" or "or" or "not"):
                _at++;
                if (TryTake("::"))
                {
                    int end = Current.Start + Current.Length;
                    string item = ExpectName();
                    return new EnumLiteral(token.Text, item, token.Start, end - token.Start);
                }

                return new NameExpression(token.Text, token.Start, token.Length);

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
