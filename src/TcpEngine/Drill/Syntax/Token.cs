using System.Globalization;

namespace TcpEngine.Drill;

/// <summary>A token of a script.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; of strings, commands and code blocks what stands between the quotes.</param>
/// <param name="Position">Where it begins.</param>
/// <param name="Start">The same as an offset into the script.</param>
/// <param name="End">The offset after its last character.</param>
internal readonly record struct Token(TokenKind Kind, string Text, SourcePosition Position, int Start, int End)
{
    /// <summary>Whether it is this single character.</summary>
    public bool IsSymbol(char symbol) => Kind == TokenKind.Symbol && Text[0] == symbol;

    /// <summary>Whether it is this word.</summary>
    public bool IsWord(string word) => Kind == TokenKind.Word && Text == word;

    /// <summary>Whether it stands for a number without a fraction, which is then <paramref name="value"/>.</summary>
    public bool TryGetInteger(out long value)
    {
        value = 0;
        return Kind switch
        {
            TokenKind.Integer => long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value),
            TokenKind.Hex => long.TryParse(Text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value),
            _ => false,
        };
    }

    /// <summary>The token as a message names it.</summary>
    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end of the script",
        TokenKind.String => $"\"{Text}\"",
        TokenKind.BackQuoted => "a shell command",
        TokenKind.Code => "a code block",
        _ => $"'{Text}'",
    };
}
