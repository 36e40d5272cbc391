namespace TcpEngine.Drill;

/// <summary>Walks over a script's text: knows the line and the column, and skips blanks and comments.</summary>
internal sealed class ScriptReader(string text)
{
    private int _line = 1;
    private int _lineStart;

    /// <summary>The script.</summary>
    public string Text => text;

    /// <summary>The offset of the next character.</summary>
    public int Offset { get; private set; }

    /// <summary>Whether there is none.</summary>
    public bool IsAtEnd => Offset >= text.Length;

    /// <summary>The place of the next character.</summary>
    public SourcePosition Position => new(_line, Offset - _lineStart + 1);

    /// <summary>The character so many after the next one; NUL behind the end.</summary>
    public char Peek(int ahead = 0) => Offset + ahead < text.Length ? text[Offset + ahead] : '\0';

    /// <summary>Whether the script goes on with that.</summary>
    public bool StartsWith(string value) => string.CompareOrdinal(text, Offset, value, 0, value.Length) == 0;

    /// <summary>Steps over characters.</summary>
    public void Advance(int count)
    {
        for (; count > 0 && !IsAtEnd; count--)
        {
            if (text[Offset++] == '\n')
            {
                _line++;
                _lineStart = Offset;
            }
        }
    }

    /// <summary>Takes the text up to an end mark, and steps over both.</summary>
    /// <exception cref="DrillScriptException">The mark is missing.</exception>
    public string TakeUntil(string end, string what, SourcePosition start)
    {
        int found = text.IndexOf(end, Offset, StringComparison.Ordinal);
        if (found < 0)
        {
            throw new DrillScriptException(start, $"The {what} that begins here has no end: {end} is missing.");
        }

        string taken = text[Offset..found];
        Advance(found + end.Length - Offset);
        return taken;
    }

    /// <summary>Steps over blanks, line ends and comments.</summary>
    public void SkipBlanks()
    {
        while (!IsAtEnd)
        {
            if (char.IsWhiteSpace(Peek()))
            {
                Advance(1);
            }
            else if (StartsWith("//"))
            {
                int end = text.IndexOf('\n', Offset);
                Advance((end < 0 ? text.Length : end) - Offset);
            }
            else if (StartsWith("/*"))
            {
                SourcePosition start = Position;
                Advance(2);
                TakeUntil("*/", "comment", start);
            }
            else
            {
                return;
            }
        }
    }
}
