using System.Text;

namespace HeaderSpec.Lua;

/// <summary>Writes indented lines of Lua.</summary>
internal sealed class LuaWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line = "") => _text.Append(' ', line.Length == 0 ? 0 : _depth * 2).Append(line).Append('\n');

    /// <summary>Lines that were written elsewhere.</summary>
    public void Append(string lines) => _text.Append(lines);

    public void Open(string line)
    {
        Line(line);
        _depth++;
    }

    /// <summary>The middle of a block: <c>else</c>.</summary>
    public void Turn(string line)
    {
        _depth--;
        Open(line);
    }

    public void Close(string line = "end")
    {
        _depth--;
        Line(line);
    }

    public override string ToString() => _text.ToString();
}
