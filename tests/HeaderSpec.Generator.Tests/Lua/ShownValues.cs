using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;

namespace HeaderSpec.Generator.Tests.Lua;

/// <summary>The values of one message in wire order: as tshark shows them, or as generated code reads them.</summary>
internal static partial class ShownValues
{
    // JSON tells no object that lies deeper.
    private const int Deepest = 6;

    /// <summary>The leaves of tshark's tree: the last part of each field's name, and its value.</summary>
    /// <param name="message">The protocol's element.</param>
    /// <param name="script">The dissector, which says what is a type, and what is said about a checksum.</param>
    public static List<(string Name, string Value)> Of(XmlElement message, string script)
    {
        HashSet<string> types = [.. Types().Matches(script).Select(match => match.Groups[1].Value)];
        HashSet<string> notes = [.. Notes().Matches(script).Select(match => match.Groups[1].Value)];
        List<(string, string)> found = [];
        Gather(message, 1);
        return found;

        void Gather(XmlElement parent, int depth)
        {
            foreach (XmlElement field in parent.ChildNodes.OfType<XmlElement>())
            {
                string name = field.GetAttribute("name");
                string path = name.Contains('.', StringComparison.Ordinal) ? name[name.IndexOf('.', StringComparison.Ordinal)..] : "";
                if (name.StartsWith("_ws.", StringComparison.Ordinal) && name != "_ws.lua.text")
                {
                    continue;
                }

                if (path.Length == 0 || name == "_ws.lua.text")
                {
                    Gather(field, depth);
                }
                else if (types.Contains(path))
                {
                    if (depth < Deepest)
                    {
                        Gather(field, depth + 1);
                    }
                }
                else if (!notes.Contains(path) && !path.Contains("._unnamed", StringComparison.Ordinal))
                {
                    found.Add((path[(path.LastIndexOf('.') + 1)..], field.GetAttribute("show")));
                }
            }
        }
    }

    /// <summary>The names of the expert infos of a message: <c>truncated</c>.</summary>
    public static HashSet<string> Findings(XmlElement message) =>
        [.. message.SelectNodes(".//field[@name='_ws.expert']/field[contains(@name, '.expert.') and not(starts-with(@name, '_ws.'))]")!.OfType<XmlElement>().Select(field => field.GetAttribute("name")).Select(name => name[(name.LastIndexOf('.') + 1)..])];

    /// <summary>The leaves of what generated code reads.</summary>
    public static List<(string Name, JsonElement Value)> Of(JsonElement message)
    {
        List<(string, JsonElement)> found = [];
        Gather("", message);
        return found;

        void Gather(string name, JsonElement value)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Array:
                    foreach (JsonElement item in value.EnumerateArray())
                    {
                        Gather(name, item);
                    }

                    break;

                case JsonValueKind.Object when value.TryGetProperty("b", out JsonElement bytes) && bytes.ValueKind == JsonValueKind.String && IsOnly(value):
                case JsonValueKind.Object when value.TryGetProperty("f", out JsonElement bits) && bits.ValueKind == JsonValueKind.String && IsOnly(value):
                    found.Add((name, value));
                    break;

                case JsonValueKind.Object when value.TryGetProperty("error", out _) && IsOnly(value):
                case JsonValueKind.Object when value.TryGetProperty("deep", out JsonElement deep) && deep.ValueKind == JsonValueKind.True && IsOnly(value):
                case JsonValueKind.Null:
                    break;

                case JsonValueKind.Object:
                    foreach (JsonProperty member in value.EnumerateObject())
                    {
                        Gather(member.Name, member.Value);
                    }

                    break;

                default:
                    found.Add((name, value));
                    break;
            }
        }
    }

    /// <summary>The names of instances that generated code cannot read.</summary>
    public static HashSet<string> Unreadable(string json) => [.. Errors().Matches(json).Select(match => match.Groups[1].Value)];

    /// <summary>Whether tshark shows what was read.</summary>
    public static bool IsSame((string Name, string Value) shown, (string Name, JsonElement Value) read)
    {
        // A body of a switch is called after its type too.
        bool isNamed = shown.Name == read.Name || shown.Name.StartsWith(read.Name + "_", StringComparison.Ordinal);
        return isNamed && read.Value.ValueKind switch
        {
            JsonValueKind.True => shown.Value is "1" or "True",
            JsonValueKind.False => shown.Value is "0" or "False",
            JsonValueKind.String => IsSameScalar(shown.Value, read.Value.GetString()!),
            _ => read.Value.TryGetProperty("b", out JsonElement bytes)
                ? shown.Value.Replace(":", "", StringComparison.Ordinal) == bytes.GetString()
                : IsSameFloat(shown.Value, read.Value.GetProperty("f").GetString()!),
        };
    }

    private static bool IsOnly(JsonElement value) => value.EnumerateObject().Count() == 1;

    private static bool IsSameScalar(string shown, string read) =>
        shown == read
        || (shown.StartsWith("0x", StringComparison.Ordinal) && ulong.Parse(shown.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) == read)
        || shown == Escape(read);

    // As tshark writes text into XML.
    private static string Escape(string text) => string.Concat(text.Select(c => c switch
    {
        '\0' => "␀",
        < ' ' or '\x7f' => $"\\x{(int)c:x}",
        _ => c.ToString(),
    }));

    // tshark rounds: to 15 digits, or to 6 where there are 32 bits on the wire.
    private static bool IsSameFloat(string shown, string bits)
    {
        bool isSingle = bits.Length == 8;
        double read = isSingle ? BitConverter.UInt32BitsToSingle(Convert.ToUInt32(bits, 16)) : BitConverter.UInt64BitsToDouble(Convert.ToUInt64(bits, 16));
        string text = shown.Replace("-nan", "NaN", StringComparison.Ordinal).Replace("nan", "NaN", StringComparison.Ordinal).Replace("inf", "Infinity", StringComparison.Ordinal);
        double drawn = double.Parse(text, CultureInfo.InvariantCulture);
        return drawn.Equals(read) || (double.IsFinite(read) && Math.Abs(drawn - read) <= Math.Abs(read) * (isSingle ? 1e-5 : 1e-14));
    }

    [GeneratedRegex(@"""(\w+)"":\{""error"":\}")]
    private static partial Regex Errors();

    [GeneratedRegex(@"ProtoField\.none\(prefix \.\. ""([^""]+)""")]
    private static partial Regex Types();

    [GeneratedRegex(@"ProtoField\.uint8\(prefix \.\. ""([^""]+)"", ""[^""]+"", base\.DEC, \{ \[0\] = ""Bad""")]
    private static partial Regex Notes();
}
