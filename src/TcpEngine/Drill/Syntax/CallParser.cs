namespace TcpEngine.Drill;

/// <summary>Parses system calls: <c>name(arguments) = result [ERRNO (words)] [(note)]</c>.</summary>
internal sealed class CallParser(TokenStream tokens)
{
    public CallEvent Parse()
    {
        string name = tokens.Take().Text;
        tokens.Expect('(', "before a call's arguments");
        List<CallExpression> arguments = ParseItems(')');
        tokens.Expect('=', "and a call's result");
        CallExpression result = ParseExpression();
        string? error = tokens.Current.Kind == TokenKind.Word ? tokens.Take().Text : null;
        while (tokens.Current.IsSymbol('('))
        {
            SkipNote();
        }

        return new CallEvent(name, arguments, result, error);
    }

    private void SkipNote()
    {
        SourcePosition start = tokens.Current.Position;
        while (!tokens.Take().IsSymbol(')'))
        {
            if (tokens.Current.Kind == TokenKind.End)
            {
                throw new DrillScriptException(start, "The note that begins here has no end: ')' is missing.");
            }
        }
    }

    private List<CallExpression> ParseItems(char end)
    {
        List<CallExpression> items = [];
        while (!tokens.TryTake(end))
        {
            if (items.Count > 0)
            {
                tokens.Expect(',', $"or '{end}' in a list");
            }

            items.Add(ParseExpression());
        }

        return items;
    }

    private CallExpression ParseExpression()
    {
        CallExpression first = ParseTerm();
        if (!tokens.Current.IsSymbol('|'))
        {
            return first;
        }

        List<CallExpression> terms = [first];
        while (tokens.TryTake('|'))
        {
            terms.Add(ParseTerm());
        }

        return new OrExpression(first.Position, terms);
    }

    private CallExpression ParseTerm()
    {
        Token token = tokens.Current;
        switch (token.Kind)
        {
            case TokenKind.Integer or TokenKind.Hex when token.TryGetInteger(out long value):
                tokens.Take();
                return new IntegerExpression(token.Position, value);
            case TokenKind.String or TokenKind.Ipv4 or TokenKind.Ipv6:
                tokens.Take();
                return new StringExpression(token.Position, token.Text);
            case TokenKind.Ellipsis:
                tokens.Take();
                return new EllipsisExpression(token.Position);
            case TokenKind.Word:
                tokens.Take();
                return tokens.TryTake('(')
                    ? new FunctionExpression(token.Position, token.Text, ParseItems(')'))
                    : new NameExpression(token.Position, token.Text);
            case TokenKind.Symbol when token.Text == "[":
                tokens.Take();
                return new ListExpression(token.Position, ParseItems(']'));
            case TokenKind.Symbol when token.Text == "{":
                tokens.Take();
                return new StructExpression(token.Position, ParseFields());
            default:
                throw tokens.Unexpected("an argument: a number, a name, a text, ..., [...] or {...}");
        }
    }

    private List<StructField> ParseFields()
    {
        List<StructField> fields = [];
        while (!tokens.TryTake('}'))
        {
            if (fields.Count > 0)
            {
                tokens.Expect(',', "or '}' in a structure");
            }

            CallExpression left = ParseExpression();
            if (!tokens.TryTake('='))
            {
                fields.Add(new StructField(null, null, left));
                continue;
            }

            fields.Add(left switch
            {
                NameExpression name => new StructField(name.Name, null, ParseExpression()),
                FunctionExpression { Arguments.Count: 1 } function => new StructField(function.Name, function.Arguments[0], ParseExpression()),
                _ => throw new DrillScriptException(left.Position, "Before '=' stands the name of a field."),
            });
        }

        return fields;
    }
}
