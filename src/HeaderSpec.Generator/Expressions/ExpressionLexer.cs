using System.Globalization;
using System.Numerics;
using System.Text;

namespace HeaderSpec.Expressions;

internal enum TokenKind
{
    Integer,
    Float,
    Text,
    Name,
    Symbol,
    End,
}

/// <summary>A token. <paramref name="Text"/> is a name, a symbol, a literal's digits, or a text literal's content; <paramref name="Length"/> counts the characters of the source.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, BigInteger Value, int Start, int Length);

/// <summary>Cuts an expression into tokens.</summary>
internal sealed class ExpressionLexer
{
    // Longer symbols come before their prefixes.
    private static readonly string[] Symbols =
        ["::", "<<", ">>", "<=", ">=", "==", "!=", "+", "-", "*", "/", "%", "&", "|", "^", "~", "<", ">", "?", ":", "(", ")", ".", "[", "]", ","];

    private readonly string _text;
    private int _at;

    private ExpressionLexer(string text) => _text = text;

    public static List<Token> Tokenize(string text)
    {
        ExpressionLexer lexer = new(text);
        List<Token> tokens = [];
        while (lexer.Next() is { } token)
        {
            tokens.Add(token);
        }

        tokens.Add(new Token(TokenKind.End, "", default, text.Length, 1));
        return tokens;
    }

    private static bool IsNameStart(char c) => c is '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private Token? Next()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        if (_at == _text.Length)
        {
            return null;
        }

        int start = _at;
        char c = _text[_at];
        if (char.IsDigit(c))
        {
            return ReadNumber();
        }

        if (c is '"' or '\'')
        {
            string content = ReadText(c);
            return new Token(TokenKind.Text, content, default, start, _at - start);
        }

        if (IsNameStart(c))
        {
            while (_at < _text.Length && (IsNameStart(_text[_at]) || char.IsDigit(_text[_at])))
            {
                _at++;
            }

            return new Token(TokenKind.Name, _text.Substring(start, _at - start), default, start, _at - start);
        }

        string symbol = Array.Find(Symbols, s => string.CompareOrdinal(_text, start, s, 0, s.Length) == 0)
            ?? throw new ExpressionSyntaxException($"'{c}' has no meaning here", start, 1);
        _at += symbol.Length;
        return new Token(TokenKind.Symbol, symbol, default, start, symbol.Length);
    }

    private Token ReadNumber()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '_'))
        {
            _at++;
        }

        bool isFloat = _at + 1 < _text.Length && _text[_at] == '.' && char.IsDigit(_text[_at + 1]);
        if (isFloat)
        {
            _at++;
            while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || (_text[_at] is '+' or '-' && _text[_at - 1] is 'e' or 'E')))
            {
                _at++;
            }
        }

        string raw = _text.Substring(start, _at - start);
        string digits = raw.Replace("_", "");
        if (isFloat)
        {
            return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                ? new Token(TokenKind.Float, digits, default, start, raw.Length)
                : throw new ExpressionSyntaxException($"'{raw}' is no number", start, raw.Length);
        }

        return ParseInteger(digits) is { } value
            ? new Token(TokenKind.Integer, raw, value, start, raw.Length)
            : throw new ExpressionSyntaxException($"'{raw}' is no integer", start, raw.Length);
    }

    private static BigInteger? ParseInteger(string digits)
    {
        int radix = digits.Length > 2 && digits[0] == '0' ? char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'b' => 2, 'o' => 8, _ => 10 } : 10;
        BigInteger value = BigInteger.Zero;
        foreach (char c in radix == 10 ? digits : digits.Substring(2))
        {
            int digit = char.IsDigit(c) ? c - '0' : char.ToLowerInvariant(c) is >= 'a' and <= 'f' ? char.ToLowerInvariant(c) - 'a' + 10 : 99;
            if (digit >= radix)
            {
                return null;
            }

            value = (value * radix) + digit;
        }

        return value < BigInteger.One << 64 ? value : null;
    }

    // Between single quotes all characters stand for themselves; between double quotes a backslash escapes.
    private string ReadText(char quote)
    {
        int start = _at++;
        StringBuilder content = new();
        while (_at < _text.Length && _text[_at] != quote)
        {
            char c = _text[_at++];
            content.Append(quote == '"' && c == '\\' ? ReadEscape(start) : c.ToString());
        }

        if (_at == _text.Length)
        {
            throw new ExpressionSyntaxException($"the text has no closing {quote}", start, _text.Length - start);
        }

        _at++;
        return content.ToString();
    }

    private string ReadEscape(int start)
    {
        char c = _at < _text.Length ? _text[_at++] : '\0';
        const string Letters = "abtnvfre0\"'\\";
        const string Meanings = "\a\b\t\n\v\f\r\x1b\0\"'\\";
        int known = Letters.IndexOf(c);
        if (known >= 0)
        {
            return Meanings[known].ToString();
        }

        bool isUnicode = c == 'u' && _at + 4 <= _text.Length && int.TryParse(_text.Substring(_at, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out _);
        if (!isUnicode)
        {
            throw new ExpressionSyntaxException($"'\\{c}' is no escape", start, Math.Max(1, _at - start));
        }

        char unit = (char)int.Parse(_text.Substring(_at, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        _at += 4;
        return unit.ToString();
    }
}
