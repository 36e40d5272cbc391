using System.Text;

namespace HeaderSpec.Emit;

/// <summary>Writes indented lines.</summary>
internal sealed class CodeWriter(int depth = 0)
{
    private readonly StringBuilder _text = new();

    /// <summary>How many braces are open.</summary>
    public int Depth { get; private set; } = depth;

    /// <summary>How many characters are written.</summary>
    public int Length => _text.Length;

    /// <summary>What is written from a character on.</summary>
    public string Since(int start) => _text.ToString(start, _text.Length - start);

    public void Line(string line = "")
    {
        if (line.Length > 0)
        {
            _text.Append(' ', Depth * 4).Append(line);
        }

        _text.Append('\n');
    }

    /// <summary>Lines that were written elsewhere, indented already. Blank ones at the end are left out.</summary>
    public void Append(string lines)
    {
        string trimmed = lines.TrimEnd('\n');
        if (trimmed.Length > 0)
        {
            _text.Append(trimmed).Append('\n');
        }
    }

    public void Open(string line)
    {
        Line(line);
        Line("{");
        Depth++;
    }

    /// <summary>Marks the member that follows for inlining: what it is given by reference, and the struct that it is a member of, then stay in registers.</summary>
    public void Inline() => Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");

    /// <summary>A case of a switch, to be ended by <see cref="EndCase"/>.</summary>
    public void Case(int value) => Label($"case {value}:");

    /// <summary>A label of a switch, to be ended by <see cref="EndCase"/>.</summary>
    public void Label(string label)
    {
        Line(label);
        Depth++;
    }

    /// <summary>Ends a case.</summary>
    public void EndCase()
    {
        Line("break;");
        Depth--;
        Line();
    }

    /// <summary>Closes a brace; a blank line before it goes.</summary>
    public void Close(string end = "}")
    {
        Depth--;
        if (_text.Length > 1 && _text[_text.Length - 1] == '\n' && _text[_text.Length - 2] == '\n')
        {
            _text.Length--;
        }

        Line(end);
    }

    public override string ToString() => _text.ToString();
}
