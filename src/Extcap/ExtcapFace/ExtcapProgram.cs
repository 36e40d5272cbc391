namespace Extcap.ExtcapFace;

/// <summary>What Wireshark asks of an extcap program, and the answers. What is printed to standard error Wireshark shows as an error: there is nothing else there.</summary>
internal static class ExtcapProgram
{
    /// <summary>Whether these arguments are Wireshark's.</summary>
    public static bool IsMeant(string[] arguments) =>
        Array.Exists(arguments, argument => argument.StartsWith("--extcap-", StringComparison.Ordinal) || argument == "--capture");

    /// <summary>Answers.</summary>
    /// <exception cref="UserErrorException">An argument is wrong.</exception>
    public static int Run(string[] arguments)
    {
        ExtcapArguments parsed = new(arguments);
        if (parsed.Has("--extcap-interfaces"))
        {
            Print(ExtcapSentences.Interfaces());
            return 0;
        }

        string name = parsed["--extcap-interface"] ?? throw new UserErrorException("Which interface? Wireshark says it with --extcap-interface.", UserErrorException.Usage);
        (Func<ExtcapArguments, int> capture, Func<IEnumerable<string>> configuration) = name switch
        {
            ExtcapSentences.LabInterface => ((Func<ExtcapArguments, int>)LabCapture.Run, (Func<IEnumerable<string>>)ExtcapSentences.LabConfiguration),
            ExtcapSentences.LiveInterface => (LiveCapture.Run, ExtcapSentences.LiveConfiguration),
            ExtcapSentences.ObserveInterface => (ObserveCapture.Run, ExtcapSentences.ObserveConfiguration),
            _ => throw new UserErrorException($"There is no interface '{name}': there are {ExtcapSentences.LabInterface}, {ExtcapSentences.LiveInterface} and {ExtcapSentences.ObserveInterface}.", UserErrorException.Usage),
        };
        if (parsed.Has("--capture"))
        {
            return capture(parsed);
        }

        if (parsed["--extcap-capture-filter"] is { } filter)
        {
            // Nothing printed says that the filter is valid; a text is the error.
            Print(string.IsNullOrWhiteSpace(filter) ? [] : ["These interfaces take no capture filter: use a display filter."]);
        }
        else if (parsed.Has("--extcap-dlts"))
        {
            Print(ExtcapSentences.LinkTypes());
        }
        else if (parsed["--extcap-reload-option"] is { } option)
        {
            Print(ExtcapSentences.Reload(name, option));
        }
        else if (parsed.Has("--extcap-config"))
        {
            Print(configuration());
        }

        return 0;
    }

    private static void Print(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            Console.Out.WriteLine(line);
        }
    }
}
