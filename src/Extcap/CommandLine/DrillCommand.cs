using System.CommandLine;
using System.Globalization;
using Capture.Annotating;
using TcpEngine.Drill;

namespace Extcap.CommandLine;

/// <summary><c>tcpengine drill</c>: plays packetdrill scripts against the engine.</summary>
internal static class DrillCommand
{
    // packetdrill's options with their names there; DrillSettings knows what they mean and which values they take.
    // What has no value is a switch.
    private static readonly (string Name, string Value, string Description)[] Settings =
    [
        ("ip_version", "VERSION", "ipv4, ipv6 or ipv4-mapped-ipv6. Default ipv4."),
        ("local_ip", "ADDRESS", "The stack's address."),
        ("remote_ip", "ADDRESS", "The peer's address."),
        ("bind_port", "PORT", "The port that bind takes for '...'. Default 8080."),
        ("connect_port", "PORT", "The port that connect takes for '...'. Default 8080."),
        ("mtu", "BYTES", "The path's MTU. Default 1500."),
        ("mss", "BYTES", "Taken, without a meaning here."),
        ("speed", "MBITS", "Taken, without a meaning here."),
        ("gateway_ip", "ADDRESS", "Taken, without a meaning here."),
        ("netmask_ip", "MASK", "Taken, without a meaning here."),
        ("tolerance_usecs", "US", "By how many microseconds a time may be off. Default 4000."),
        ("tolerance_percent", "PERCENT", "By how much of the time since the event before a time may be off. Default 12.5; the larger of both counts."),
        ("tcp_ts_tick_usecs", "US", "How long a tick of the timestamp clock is: TSval is checked then. Default 0: it is not."),
        ("tcp_ts_ecr_scaled", "", "An echoed timestamp that was never sent counts from the first one."),
        ("strict_segments", "", "Several segments are not taken for one large one."),
        ("strict", "", "A packet that no line expects is a failure."),
        ("non_fatal", "KINDS", "Taken, without a meaning here."),
        ("dry_run", "", "Only read the script."),
    ];

    public static Command Create()
    {
        Argument<string[]> scripts = new("SCRIPT") { Description = "The scripts.", Arity = ArgumentArity.OneOrMore };
        Option<string?> write = new("--write", "-w") { Description = "Write the annotated capture to this file, - for standard output. For one script.", HelpName = "FILE" };
        Option<bool> verbose = new("--verbose", "-v") { Description = "Print each event before it is played." };
        Option<string[]> define = new("--define", "-D") { Description = "A word that stands for another, a \"text\" or a `command`.", HelpName = "SYMBOL=VALUE" };
        Command command = new("drill", "Plays packetdrill scripts against the engine, on virtual time.") { scripts, write, verbose, define };
        List<(string Name, Option Option)> settings = [];
        foreach ((string name, string value, string description) in Settings)
        {
            Option option = value.Length == 0
                ? new Option<bool>("--" + name) { Description = description, Arity = ArgumentArity.Zero }
                : new Option<string>("--" + name) { Description = description, HelpName = value };
            settings.Add((name, option));
            command.Add(option);
        }

        command.SetAction(result =>
        {
            List<DrillOption> options = [.. settings.Where(setting => result.GetResult(setting.Option) is { Implicit: false }).Select(setting => new DrillOption(setting.Name, setting.Option is Option<string> named ? result.GetValue(named) : null, default))];
            return Play(result.GetRequiredValue(scripts), options, Definitions(result.GetValue(define) ?? []), result.GetValue(write), result.GetValue(verbose));
        });
        return command;
    }

    private static Dictionary<string, string> Definitions(string[] texts)
    {
        Dictionary<string, string> definitions = [];
        foreach (string text in texts)
        {
            (string symbol, string value) = Guard("--define", () => DrillScript.SplitDefinition(new DrillOption("define", text, default)));
            definitions[symbol] = value;
        }

        return definitions;
    }

    private static int Play(string[] paths, List<DrillOption> options, Dictionary<string, string> definitions, string? capturePath, bool isVerbose)
    {
        if (capturePath is not null && paths.Length > 1)
        {
            throw new UserErrorException("A capture is written for one script at a time.", UserErrorException.Usage);
        }

        int exitCode = 0;
        foreach (string path in paths)
        {
            // The capture may go to standard output: then nothing else does.
            TextWriter output = capturePath == "-" ? Console.Error : Console.Out;
            DrillResult result = Play(path, options, definitions, capturePath, isVerbose ? output.WriteLine : null, output);
            foreach (string note in result.Notes)
            {
                output.WriteLine($"{path}: {note}");
            }

            if (result.Failure is { } failure)
            {
                Console.Error.Write(failure.Describe(path));
                exitCode = 1;
            }
            else
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: passed, {result.EventsPlayed} events, {result.Elapsed.TotalSeconds:0.######} s of virtual time"));
            }
        }

        return exitCode;
    }

    private static DrillResult Play(string path, List<DrillOption> options, Dictionary<string, string> definitions, string? capturePath, Action<string>? trace, TextWriter output)
    {
        DrillScript script = Guard(path, () => DrillScript.Parse(Read(path), definitions, options));
        if (capturePath is null)
        {
            return Guard(path, () => DrillRun.Play(script, new DrillSettings(), options, null, trace));
        }

        using CaptureFile file = CaptureFile.Create(capturePath);
        AnnotatedCaptureWriter writer = file.Begin("tcpengine-drill", $"The script {Path.GetFileName(path)}", PacketFrames.SentAndReceived);
        DrillResult? result = null;
        file.Guard(() =>
        {
            result = Guard(path, () => DrillRun.Play(script, new DrillSettings(), options, writer, trace));
            writer.Finish();
        });
        if (capturePath != "-")
        {
            output.WriteLine($"{writer.FrameCount} frames written to {capturePath}");
        }

        return result!;
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be read: {UserErrorException.OneLine(exception)}", UserErrorException.Usage);
        }
    }

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DrillScriptException exception)
        {
            string place = exception.Position.Line > 0 ? $"{path}:{exception.Position}" : path;
            throw new UserErrorException($"{place}: {exception.Message}", UserErrorException.Usage);
        }
    }
}
