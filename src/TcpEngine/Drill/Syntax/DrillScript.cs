namespace TcpEngine.Drill;

/// <summary>A packetdrill script, as a tree.</summary>
public sealed class DrillScript
{
    internal DrillScript(IReadOnlyList<DrillOption> options, Token? initialCommand, IReadOnlyList<DrillEvent> events, Token? finalCommand)
    {
        Options = options;
        InitialCommand = initialCommand;
        Events = events;
        FinalCommand = finalCommand;
    }

    /// <summary>The options at its head.</summary>
    public IReadOnlyList<DrillOption> Options { get; }

    /// <summary>How many events it has.</summary>
    public int EventCount => Events.Count;

    /// <summary>The shell command before the first event.</summary>
    internal Token? InitialCommand { get; }

    internal IReadOnlyList<DrillEvent> Events { get; }

    /// <summary>The shell command after the last event.</summary>
    internal Token? FinalCommand { get; }

    /// <summary>Reads a script.</summary>
    /// <param name="text">The script.</param>
    /// <param name="definitions">Words that stand for others, as <c>--define</c> gives them: they win over the script's own.</param>
    /// <exception cref="DrillScriptException">It is not in the language.</exception>
    public static DrillScript Parse(string text, IReadOnlyDictionary<string, string>? definitions = null)
    {
        ScriptReader reader = new(text);
        List<DrillOption> options = OptionLines.Read(reader);
        Dictionary<string, string> words = [];
        foreach (DrillOption option in options)
        {
            if (option.Name == "define")
            {
                (string symbol, string value) = SplitDefinition(option);
                words[symbol] = value;
            }
        }

        foreach ((string symbol, string value) in definitions ?? new Dictionary<string, string>())
        {
            words[symbol] = value;
        }

        return new DrillParser(text, new DrillLexer(reader, words).ReadAll()).Parse(options);
    }

    /// <summary>Cuts the value of <c>--define</c>: <c>SYMBOL=value</c>.</summary>
    /// <exception cref="DrillScriptException">It is not of that form.</exception>
    public static (string Symbol, string Value) SplitDefinition(DrillOption option)
    {
        int equals = option.Value?.IndexOf('=', StringComparison.Ordinal) ?? -1;
        return equals > 0
            ? (option.Value![..equals], option.Value[(equals + 1)..])
            : throw new DrillScriptException(option.Position, $"'{option.Value}' defines nothing: it must be SYMBOL=value.");
    }
}
