using System.Globalization;
using HeaderSpec.Syntax;
using TcpEngine;
using YamlDotNet.RepresentationModel;
using YamlNode = YamlDotNet.RepresentationModel.YamlNode;

namespace Extcap.Lab.Files;

/// <summary>The keys of one mapping of a scenario file, with their values by kind. It remembers what it was asked for: what else stands there is a mistake.</summary>
internal sealed class Fields
{
    private readonly Dictionary<string, (YamlNode Key, YamlNode Value)> _values = [];
    private readonly HashSet<string> _known = [];
    private readonly string _what;

    /// <summary>Takes a mapping.</summary>
    /// <param name="node">The mapping.</param>
    /// <param name="what">What it describes, for messages: <c>a link</c>.</param>
    /// <exception cref="ScenarioFileException">It is none.</exception>
    public Fields(YamlNode node, string what)
    {
        Node = node;
        _what = what;
        if (node is not YamlMappingNode mapping)
        {
            throw new ScenarioFileException(node, $"Here must stand {what}, with keys and values.");
        }

        foreach (KeyValuePair<YamlNode, YamlNode> entry in mapping)
        {
            _values[TextOf(entry.Key, "A key")] = (entry.Key, entry.Value);
        }
    }

    /// <summary>Where the mapping stands.</summary>
    public YamlNode Node { get; }

    /// <summary>All keys with their values, where the keys are names that the file chooses.</summary>
    public IEnumerable<(string Name, YamlNode Key, YamlNode Value)> Named => _values.Select(entry => (entry.Key, entry.Value.Key, entry.Value.Value));

    /// <summary>The text of a scalar.</summary>
    /// <exception cref="ScenarioFileException">It is none.</exception>
    public static string TextOf(YamlNode node, string what) => node is YamlScalarNode { Value: { } text } ? text : throw new ScenarioFileException(node, $"{what} must be plain text.");

    /// <summary>The value of a key; null where it is absent.</summary>
    public YamlNode? this[string key]
    {
        get
        {
            _known.Add(key);
            return _values.TryGetValue(key, out (YamlNode Key, YamlNode Value) entry) ? entry.Value : null;
        }
    }

    /// <summary>Complains of keys that nobody has asked for.</summary>
    /// <exception cref="ScenarioFileException">There is one.</exception>
    public void End()
    {
        foreach ((string name, (YamlNode key, _)) in _values)
        {
            if (!_known.Contains(name))
            {
                throw new ScenarioFileException(key, $"There is no '{name}' in {_what}{Suggestion.For(name, _known)}{(Suggestion.For(name, _known).Length > 0 ? "" : ".")}");
            }
        }
    }

    public string? Text(string key) => this[key] is { } node ? TextOf(node, $"'{key}'") : null;

    public string Required(string key) => Text(key) ?? throw new ScenarioFileException(Node, $"'{key}' is missing in {_what}.");

    public Fields? Mapping(string key, string what) => this[key] is { } node ? new Fields(node, what) : null;

    public IEnumerable<YamlNode> Sequence(string key) => this[key] switch
    {
        null => [],
        YamlSequenceNode sequence => sequence,
        { } node => throw new ScenarioFileException(node, $"'{key}' must be a list."),
    };

    public Duration? Time(string key) => Read(key, (string text, out Duration time, out string expected) => Quantity.TryParse(text, out time, out expected));

    public long? Size(string key, long most = int.MaxValue) => Limited(key, Read(key, (string text, out long bytes, out string expected) => Quantity.TryParseSize(text, out bytes, out expected)), 0, most);

    public long? Rate(string key) => Limited(key, Read(key, (string text, out long rate, out string expected) => Quantity.TryParseRate(text, out rate, out expected)), 1000, 1_000_000_000_000);

    public double? Share(string key) => Read(key, (string text, out double share, out string expected) => Quantity.TryParseShare(text, out share, out expected));

    public int? Number(string key, long least, long most) => (int?)Limited(
        key,
        Read(key, (string text, out long number, out string expected) =>
        {
            expected = string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}");
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
        }),
        least,
        most);

    public bool? Flag(string key) => Choice(key, ("true", true), ("false", false), ("yes", true), ("no", false));

    /// <summary>One of several words.</summary>
    public T? Choice<T>(string key, params (string Word, T Value)[] choices)
        where T : struct => Read(key, (string text, out T value, out string expected) =>
        {
            int index = Array.FindIndex(choices, choice => choice.Word == text);
            expected = $"one of {string.Join(", ", choices.Select(choice => choice.Word))}";
            value = index >= 0 ? choices[index].Value : default;
            return index >= 0;
        });

    private delegate bool Reader<T>(string text, out T value, out string expected);

    private T? Read<T>(string key, Reader<T> read)
        where T : struct
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        return read(text, out T value, out string expected) ? value : throw new ScenarioFileException(_values[key].Value, $"'{key}' must be {expected}, not '{text}'.");
    }

    private long? Limited(string key, long? value, long least, long most) => value is null || (value >= least && value <= most)
        ? value
        : throw new ScenarioFileException(_values[key].Value, string.Create(CultureInfo.InvariantCulture, $"'{key}' must be from {least} to {most}."));
}
