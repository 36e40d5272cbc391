using System.Text;

namespace HeaderSpec.Emit;

/// <summary>Writes indented lines.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line = "")
    {
        if (line.Length > 0)
        {
            _text.Append(' ', _depth * 4).Append(line);
        }

        _text.Append('\n');
    }

    public void Open(string line)
    {
        Line(line);
        Line("{");
        _depth++;
    }

    /// <summary>Marks the member that follows for inlining: what it is given by reference, and the struct that it is a member of, then stay in registers.</summary>
    public void Inline() => Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");

    public void Close(string end = "}")
    {
        _depth--;
        Line(end);
    }

    public override string ToString() => _text.ToString();
}
