using System.Text.RegularExpressions;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Turns a spec's docs into C#'s XML comments.</summary>
internal static class DocText
{
    private static readonly Regex RfcLink = new(@"rfc-editor\.org/rfc/rfc(\d+)(?:#section-([\dA-Z](?:[\d.A-Z-]*[\dA-Z])?))?", RegexOptions.CultureInvariant);

    private static readonly Regex Quoted = new("`([a-z0-9_]+)`", RegexOptions.CultureInvariant);

    public static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>A doc's text on one line, with links to the fields that it names in backquotes.</summary>
    public static string Format(string doc, TypeModel? type)
    {
        string text = Escape(string.Join(" ", doc.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)));
        return Quoted.Replace(text, match =>
        {
            FieldModel? field = type?.Fields.FirstOrDefault(f => f.Id == match.Groups[1].Value);
            return field is null ? $"<c>{match.Groups[1].Value}</c>" : $"<see cref=\"{field.Name}\"/>";
        });
    }

    public static string Link(string url)
    {
        Match match = RfcLink.Match(url);
        string title = match.Success ? $"RFC {match.Groups[1].Value}" : url;
        string section = match.Groups[2].Value;
        return $"<see href=\"{Escape(url)}\">{Escape(title)}{(section.Length > 0 ? $", section {section}" : "")}</see>";
    }

    /// <summary>Where a fixed field lies: <c>Bytes 4-7</c> or <c>Byte 12, bits 0-3</c>, from the header's start, the first bit being the highest.</summary>
    public static string Place(FieldModel field)
    {
        int first = field.BitOffset / 8;
        int last = (field.BitOffset + field.BitSize - 1) / 8;
        if (field.BitOffset % 8 == 0 && field.BitSize % 8 == 0)
        {
            return first == last ? $"Byte {first}." : $"Bytes {first}-{last}.";
        }

        int firstBit = field.BitOffset % 8;
        int lastBit = (field.BitOffset + field.BitSize - 1) % 8;
        return first == last
            ? firstBit == lastBit ? $"Byte {first}, bit {firstBit}." : $"Byte {first}, bits {firstBit}-{lastBit}."
            : $"Byte {first}, bit {firstBit}, to byte {last}, bit {lastBit}.";
    }

    public static string Field(FieldModel field, TypeModel type, string place)
    {
        string doc = field.Doc.Length > 0 ? Format(field.Doc, type) : $"The field <c>{field.Id}</c>.";
        string unit = field.Unit.Length > 0 ? $" Unit: {Escape(field.Unit)}." : "";
        string filter = field.Filter.Length > 0 ? $" Wireshark: <c>{field.Filter}</c>." : "";
        string links = string.Concat(field.References.Select(url => " " + Link(url) + "."));
        return $"{doc}{unit}{(place.Length > 0 ? " " : "")}{place}{filter}{links}";
    }
}
