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
    /// <param name="overrides">Options that win over the script's own: the command line's.</param>
    /// <exception cref="DrillScriptException">It is not in the language.</exception>
    public static DrillScript Parse(string text, IReadOnlyDictionary<string, string>? definitions = null, IReadOnlyList<DrillOption>? overrides = null)
    {
        ScriptReader reader = new(text);
        List<DrillOption> options = OptionLines.Read(reader);
        Dictionary<string, string> words = Predefined(options.Concat(overrides ?? []).Aggregate(new DrillSettings(), (settings, option) => settings.With(option)));
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

    // What packetdrill's own runner defines, differently for each IP version.
    private static Dictionary<string, string> Predefined(DrillSettings settings) => new()
    {
        ["TFO_COOKIE"] = FastOpenSysctls.CookieOf(settings.Remote, settings.Local),
        ["TFO_COOKIE_ZERO"] = FastOpenSysctls.ZeroCookieOf(settings.Remote, settings.Local),
        ["CMSG_LEVEL_IP"] = settings.IpVersion == DrillIpVersion.Ipv4 ? "SOL_IP" : "SOL_IPV6",
        ["CMSG_TYPE_RECVERR"] = settings.IpVersion == DrillIpVersion.Ipv4 ? "IP_RECVERR" : "IPV6_RECVERR",
    };

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
