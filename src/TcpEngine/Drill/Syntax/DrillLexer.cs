using System.Text;
using System.Text.RegularExpressions;

namespace TcpEngine.Drill;

/// <summary>Cuts a script into tokens: at each place the longest one.</summary>
internal sealed partial class DrillLexer(ScriptReader reader, IReadOnlyDictionary<string, string> definitions)
{
    /// <summary>All tokens from here on, the end as the last one.</summary>
    public List<Token> ReadAll()
    {
        List<Token> tokens = [];
        do
        {
            reader.SkipBlanks();
            tokens.Add(Substitute(Next()));
        }
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    // What can be confused stands before what it could be confused with.
    [GeneratedRegex(@"\G(?:(?<ipv4>\d+\.\d+\.\d+\.\d+)|(?<ellipsis>\.\.\.)|(?<hex>0[xX][0-9a-fA-F]+)(?![A-Za-z0-9_])|(?<word>[A-Za-z0-9_]*[A-Za-z_][A-Za-z0-9_]*)|(?<float>-?\d*\.\d+)|(?<integer>-?\d+))")]
    private static partial Regex Plain();

    // At least one '::', or eight groups: 1:1001 is a range of sequence numbers.
    [GeneratedRegex(@"\G(?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4})*)?::(?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4})*)?(?:(?<=:)\d+\.\d+\.\d+\.\d+)?|\G[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4}){7}")]
    private static partial Regex Ipv6();

    private Token Next()
    {
        SourcePosition position = reader.Position;
        int start = reader.Offset;
        switch (reader.Peek())
        {
            case '\0' when reader.IsAtEnd:
                return new Token(TokenKind.End, "", position, start, start);
            case '"':
                return new Token(TokenKind.String, TakeString(position), position, start, reader.Offset);
            case '`':
                reader.Advance(1);
                return new Token(TokenKind.BackQuoted, reader.TakeUntil("`", "command", position), position, start, reader.Offset);
            case '%' when reader.Peek(1) == '{':
                reader.Advance(2);
                return new Token(TokenKind.Code, reader.TakeUntil("}%", "code block", position), position, start, reader.Offset);
        }

        Match address = Ipv6().Match(reader.Text, start);
        if (address.Success)
        {
            return Take(TokenKind.Ipv6, address.Length, position);
        }

        Match plain = Plain().Match(reader.Text, start);
        return plain.Success ? Take(KindOf(plain), plain.Length, position) : Take(TokenKind.Symbol, 1, position);
    }

    private static TokenKind KindOf(Match match) =>
        match.Groups["ipv4"].Success ? TokenKind.Ipv4
        : match.Groups["ellipsis"].Success ? TokenKind.Ellipsis
        : match.Groups["hex"].Success ? TokenKind.Hex
        : match.Groups["word"].Success ? TokenKind.Word
        : match.Groups["float"].Success ? TokenKind.Float
        : TokenKind.Integer;

    private Token Take(TokenKind kind, int length, SourcePosition position)
    {
        int start = reader.Offset;
        reader.Advance(length);
        return new Token(kind, reader.Text.Substring(start, length), position, start, start + length);
    }

    private string TakeString(SourcePosition position)
    {
        StringBuilder text = new();
        reader.Advance(1);
        while (reader.Peek() != '"')
        {
            if (reader.IsAtEnd)
            {
                throw new DrillScriptException(position, "The string that begins here has no end: \" is missing.");
            }

            bool isEscaped = reader.Peek() == '\\';
            char c = isEscaped ? reader.Peek(1) : reader.Peek();
            if (isEscaped && c == 'x' && char.IsAsciiHexDigit(reader.Peek(2)))
            {
                int digits = char.IsAsciiHexDigit(reader.Peek(3)) ? 2 : 1; // a byte
                text.Append((char)Convert.ToInt32(reader.Text.Substring(reader.Offset + 2, digits), 16));
                reader.Advance(2 + digits);
                continue;
            }

            text.Append(!isEscaped ? c : c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', '0' => '\0', _ => c });
            reader.Advance(isEscaped ? 2 : 1);
        }

        reader.Advance(1);
        return text.ToString();
    }

    private Token Substitute(in Token token)
    {
        if (token.Kind != TokenKind.Word || !definitions.TryGetValue(token.Text, out string? value))
        {
            return token;
        }

        bool isQuoted = value.Length >= 2 && value[0] == value[^1] && value[0] is '"' or '`';
        return isQuoted
            ? token with { Kind = value[0] == '"' ? TokenKind.String : TokenKind.BackQuoted, Text = value[1..^1] }
            : Plain().Match(value) is { Success: true } match && match.Length == value.Length
                ? token with { Kind = KindOf(match), Text = value }
                : token with { Text = value };
    }
}
