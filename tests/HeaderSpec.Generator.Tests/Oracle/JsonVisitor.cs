using System.Globalization;
using System.Text;

namespace HeaderSpec.Generator.Tests.Oracle;

/// <summary>Writes what generated code reads as the oracle writes what Kaitai reads.</summary>
public struct JsonVisitor(StringBuilder json) : IFieldVisitor
{
    private const int DeepestObject = 6;

    private int _depth;
    private int _lists;

    /// <summary>Begins the root's object.</summary>
    public void Begin()
    {
        json.Append('{');
        _depth = 1;
    }

    /// <summary>Ends the root's object.</summary>
    public readonly void End() => json.Append('}');

    public readonly void Integer(FieldName field, Int128 value)
    {
        if (Name(field))
        {
            json.Append('"').Append(CultureInfo.InvariantCulture, $"{value}").Append('"');
        }
    }

    public readonly void Boolean(FieldName field, bool value) => Plain(field, value ? "true" : "false");

    public readonly void Float(FieldName field, double value, bool isSingle)
    {
        string bits = isSingle
            ? (double.IsNaN(value) ? 0x7fc00000u : BitConverter.SingleToUInt32Bits((float)value)).ToString("x8", CultureInfo.InvariantCulture)
            : (double.IsNaN(value) ? 0x7ff8000000000000ul : BitConverter.DoubleToUInt64Bits(value)).ToString("x16", CultureInfo.InvariantCulture);
        Plain(field, $"{{\"f\":\"{bits}\"}}");
    }

    public readonly void Bytes(FieldName field, ReadOnlySpan<byte> value)
    {
        if (Name(field))
        {
            json.Append("{\"b\":\"").Append(Convert.ToHexStringLower(value)).Append("\"}");
        }
    }

    public readonly void Text(FieldName field, HeaderText value) => Text(field, value.ToString());

    public readonly void Text(FieldName field, string value)
    {
        if (!Name(field))
        {
            return;
        }

        json.Append('"');
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            bool isPaired = (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1])) || (char.IsLowSurrogate(c) && i > 0 && char.IsHighSurrogate(value[i - 1]));
            _ = c switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ when char.IsSurrogate(c) && !isPaired => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => json.Append(c),
            };
        }

        json.Append('"');
    }

    public bool EnterType(FieldName field)
    {
        if (!Name(field))
        {
            return false;
        }

        if (_depth == DeepestObject)
        {
            json.Append("{\"deep\":true}");
            return false;
        }

        _depth++;
        json.Append('{');
        _lists <<= 1;
        return true;
    }

    public void LeaveType(FieldName field)
    {
        _depth--;
        _lists >>= 1;
        json.Append('}');
    }

    public void EnterList(FieldName field, int count)
    {
        if (Name(field))
        {
            json.Append('[');
        }

        _lists |= 1;
    }

    public void LeaveList(FieldName field)
    {
        _lists &= ~1;
        json.Append(']');
    }

    public readonly void Absent(FieldName field) => Plain(field, "null");

    public readonly void Unreadable(FieldName field, ParseError error) => Plain(field, "{\"error\":}");

    private readonly void Plain(FieldName field, string value)
    {
        if (Name(field))
        {
            json.Append(value);
        }
    }

    // The comma and, outside of lists, the name. False for a field that is not shown.
    private readonly bool Name(FieldName field)
    {
        if (field.Id[0] == '_')
        {
            return false;
        }

        if (json[^1] is not ('{' or '['))
        {
            json.Append(',');
        }

        if ((_lists & 1) == 0)
        {
            json.Append('"').Append(field.Id).Append("\":");
        }

        return true;
    }
}
