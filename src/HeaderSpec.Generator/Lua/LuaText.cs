using System.Globalization;
using System.Numerics;
using System.Text;

namespace HeaderSpec.Lua;

/// <summary>Names and literals of Lua.</summary>
internal static class LuaText
{
    private static readonly HashSet<string> Keywords =
        ["and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while"];

    /// <summary>A text as a literal, in UTF-8.</summary>
    public static string Quote(string text) => Quote(Encoding.UTF8.GetBytes(text));

    /// <summary>Bytes as a literal.</summary>
    public static string Quote(IEnumerable<byte> bytes)
    {
        StringBuilder literal = new("\"");
        foreach (byte value in bytes)
        {
            if (value is (byte)'"' or (byte)'\\')
            {
                literal.Append('\\').Append((char)value);
            }
            else if (value is >= 0x20 and < 0x7f)
            {
                literal.Append((char)value);
            }
            else
            {
                literal.Append('\\').Append(value.ToString("D3", CultureInfo.InvariantCulture));
            }
        }

        return literal.Append('"').ToString();
    }

    public static string Number(BigInteger value) => value.Sign < 0 ? $"({value.ToString(CultureInfo.InvariantCulture)})" : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The member of a table.</summary>
    public static string Member(string table, string name) => IsName(name) ? $"{table}.{name}" : $"{table}[{Quote(name)}]";

    /// <summary>A key in a table's constructor.</summary>
    public static string Key(string name) => IsName(name) ? name : $"[{Quote(name)}]";

    /// <summary>A spec's name as people read it: <c>station_name</c> is <c>Station name</c>.</summary>
    public static string Title(string id)
    {
        string words = id.Replace('_', ' ').Trim();
        return words.Length == 0 ? id : char.ToUpperInvariant(words[0]) + words.Substring(1);
    }

    /// <summary>The first sentence of a doc comment, on one line.</summary>
    public static string Sentence(string doc)
    {
        string line = string.Join(" ", doc.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
        int end = line.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? line : line.Substring(0, end + 1);
    }

    private static bool IsName(string name) => !Keywords.Contains(name) && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_') && !char.IsDigit(name[0]);
}
