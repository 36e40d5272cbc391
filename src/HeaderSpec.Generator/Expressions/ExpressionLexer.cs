using System.Globalization;

namespace HeaderSpec.Expressions;

internal enum TokenKind
{
    Integer,
    Name,
    Symbol,
    End,
}

internal readonly record struct Token(TokenKind Kind, string Text, long Value, int Start)
{
    public int Length => Math.Max(1, Text.Length);
}

/// <summary>Cuts an expression into tokens.</summary>
internal static class ExpressionLexer
{
    // Longer symbols come before their prefixes.
    private static readonly string[] Symbols =
        ["::", "<<", ">>", "<=", ">=", "==", "!=", "+", "-", "*", "/", "%", "&", "|", "^", "~", "<", ">", "?", ":", "(", ")", ".", "[", "]", ","];

    public static List<Token> Tokenize(string text)
    {
        List<Token> tokens = [];
        int at = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (char.IsDigit(c))
            {
                tokens.Add(ReadInteger(text, ref at));
            }
            else if (IsNameStart(c))
            {
                int start = at;
                while (at < text.Length && (IsNameStart(text[at]) || char.IsDigit(text[at])))
                {
                    at++;
                }

                tokens.Add(new Token(TokenKind.Name, text.Substring(start, at - start), 0, start));
            }
            else
            {
                int start = at;
                string symbol = Array.Find(Symbols, s => string.CompareOrdinal(text, start, s, 0, s.Length) == 0)
                    ?? throw new ExpressionSyntaxException($"'{c}' has no meaning here", at, 1);
                tokens.Add(new Token(TokenKind.Symbol, symbol, 0, at));
                at += symbol.Length;
            }
        }

        tokens.Add(new Token(TokenKind.End, "", 0, text.Length));
        return tokens;
    }

    private static bool IsNameStart(char c) => c is '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private static Token ReadInteger(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
        {
            at++;
        }

        string raw = text.Substring(start, at - start);
        string digits = raw.Replace("_", "");
        bool ok = digits.Length > 2 && digits[0] == '0' && digits[1] is 'x' or 'X'
            ? long.TryParse(digits.Substring(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out long value)
            : digits.Length > 2 && digits[0] == '0' && digits[1] is 'b' or 'B'
                ? TryParseBinary(digits.Substring(2), out value)
                : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        return ok ? new Token(TokenKind.Integer, raw, value, start) : throw new ExpressionSyntaxException($"'{raw}' is no integer", start, raw.Length);
    }

    private static bool TryParseBinary(string digits, out long value)
    {
        value = 0;
        foreach (char c in digits)
        {
            if (c is not ('0' or '1'))
            {
                return false;
            }

            value = (value << 1) | (uint)(c - '0');
        }

        return digits.Length <= 63;
    }
}
