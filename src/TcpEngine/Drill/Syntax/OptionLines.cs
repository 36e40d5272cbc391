namespace TcpEngine.Drill;

/// <summary>Reads the options at the head of a script. Their values have a syntax of their own: whatever stands up to the next blank outside of quotes.</summary>
internal static class OptionLines
{
    public static List<DrillOption> Read(ScriptReader reader)
    {
        List<DrillOption> options = [];
        reader.SkipBlanks();
        while (reader.StartsWith("--") && IsNamePart(reader.Peek(2)))
        {
            SourcePosition position = reader.Position;
            reader.Advance(2);
            string name = TakeName(reader);
            string? value = null;
            if (reader.Peek() == '=')
            {
                reader.Advance(1);
                value = TakeValue(reader);
            }

            options.Add(new DrillOption(name, value, position));
            reader.SkipBlanks();
        }

        return options;
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    private static string TakeName(ScriptReader reader)
    {
        int start = reader.Offset;
        while (IsNamePart(reader.Peek()))
        {
            reader.Advance(1);
        }

        return reader.Text[start..reader.Offset];
    }

    private static string TakeValue(ScriptReader reader)
    {
        int start = reader.Offset;
        while (!reader.IsAtEnd && !char.IsWhiteSpace(reader.Peek()))
        {
            char quote = reader.Peek();
            SourcePosition position = reader.Position;
            reader.Advance(1);
            if (quote is '"' or '`')
            {
                reader.TakeUntil(quote.ToString(), "value", position);
            }
        }

        return reader.Text[start..reader.Offset];
    }
}
