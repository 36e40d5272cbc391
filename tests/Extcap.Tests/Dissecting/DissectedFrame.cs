namespace Extcap.Tests.Dissecting;

/// <summary>What somebody says of a frame: the values of each field, in wire order, as text.</summary>
internal sealed class DissectedFrame
{
    private static readonly string[] None = [];

    /// <summary>The protocols, from the outermost in.</summary>
    public required string[] Protocols { get; init; }

    public Dictionary<string, string[]> Fields { get; } = [];

    /// <summary>What is said to be wrong: the layer and the field.</summary>
    public List<(string Layer, string Field, string Message)> Findings { get; } = [];

    public string[] this[string field] => Fields.GetValueOrDefault(field, None);

    /// <summary>The first value of a number; -1 where there is none.</summary>
    public long Number(string field) => this[field] is [string first, ..] ? long.Parse(first, System.Globalization.CultureInfo.InvariantCulture) : -1;
}
