namespace HeaderSpec.Syntax;

/// <summary>A node of the YAML document, with its place.</summary>
internal abstract class YamlNode(SourcePosition position)
{
    public SourcePosition Position { get; } = position;
}

/// <summary>Text, a number or a truth value: YAML's scalars are all text here.</summary>
internal sealed class YamlScalar(SourcePosition position, string value, bool isPlain, bool isQuoted = false) : YamlNode(position)
{
    public string Value { get; } = value;

    /// <summary>Whether the text stands unquoted on one line, so that columns inside it are columns of the file.</summary>
    public bool IsPlain { get; } = isPlain;

    /// <summary>Whether the text stands in quotes: then it is text even where it looks like a number.</summary>
    public bool IsQuoted { get; } = isQuoted;
}

internal sealed class YamlSequence(SourcePosition position, IReadOnlyList<YamlNode> items) : YamlNode(position)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;
}

internal sealed class YamlMapping(SourcePosition position, IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> entries) : YamlNode(position)
{
    public IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> Entries { get; } = entries;

    public YamlNode? this[string key]
    {
        get
        {
            foreach (KeyValuePair<YamlScalar, YamlNode> entry in Entries)
            {
                if (entry.Key.Value == key)
                {
                    return entry.Value;
                }
            }

            return null;
        }
    }
}
