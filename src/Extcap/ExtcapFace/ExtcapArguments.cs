namespace Extcap.ExtcapFace;

/// <summary>Wireshark's arguments: <c>--name value</c>, <c>--name=value</c>, or a bare <c>--name</c>.</summary>
internal sealed class ExtcapArguments
{
    private readonly Dictionary<string, string?> _values = new(StringComparer.Ordinal);

    public ExtcapArguments(string[] arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            int equals = arguments[i].IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                _values[arguments[i][..equals]] = arguments[i][(equals + 1)..];
            }
            else if (i + 1 < arguments.Length && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                _values[arguments[i]] = arguments[i + 1];
                i++;
            }
            else
            {
                _values[arguments[i]] = null;
            }
        }
    }

    /// <summary>The value of an argument; null where it is absent, or has none.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Whether an argument is there.</summary>
    public bool Has(string name) => _values.ContainsKey(name);
}
