using HeaderSpec.Diagnostics;
using HeaderSpec.Model;
using HeaderSpec.Syntax;

namespace HeaderSpec.Reading;

/// <summary>A spec file as it came, and the names of those that it imports.</summary>
internal sealed record SpecDocument(string Path, string Text, EquatableArray<string> Imports)
{
    public static SpecDocument Of(string path, string text)
    {
        // What is wrong with the text is told when it is compiled.
        YamlNode? root = YamlReader.Read(text, new DiagnosticBag(path));
        YamlNode? imports = ((root as YamlMapping)?["meta"] as YamlMapping)?["imports"];
        return new SpecDocument(path, text, new EquatableArray<string>([.. ImportsOf(imports).Select(name => name.Value)]));
    }

    /// <summary>The names under a spec's <c>imports</c>.</summary>
    public static IEnumerable<YamlScalar> ImportsOf(YamlNode? imports) => (imports as YamlSequence)?.Items.OfType<YamlScalar>() ?? [];

    /// <summary>The document that an import of this one names; null for none. A name without a leading <c>/</c> is relative to this document's folder, any other to a folder of specs above.</summary>
    public SpecDocument? FindImport(string name, IEnumerable<SpecDocument> documents)
    {
        string[] parts = Path.Replace('\\', '/').Split('/');
        List<string> folder = [.. parts.Take(parts.Length - 1)];
        foreach (string part in name.TrimStart('/').Split('/'))
        {
            if (part == ".." && folder.Count > 0)
            {
                folder.RemoveAt(folder.Count - 1);
            }
            else if (part != ".")
            {
                folder.Add(part);
            }
        }

        string relative = string.Join("/", folder) + ".ksy";
        string rooted = "/" + name.TrimStart('/') + ".ksy";
        return documents.FirstOrDefault(other => name[0] != '/' && other.Path.Replace('\\', '/') == relative)
            ?? documents.FirstOrDefault(other => ("/" + other.Path.Replace('\\', '/')).EndsWith(rooted, StringComparison.Ordinal));
    }
}
