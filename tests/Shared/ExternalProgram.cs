using System.Diagnostics;

namespace Shared;

/// <summary>Another program, run by a test.</summary>
internal sealed record ExternalProgram(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>What it printed, without the line that tells root of dangers.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether a program of that name can be started.</summary>
    public static bool Exists(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Append("/sbin").Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <summary>Runs it to its end.</summary>
    public static ExternalProgram Run(string program, IEnumerable<string> arguments, string? home = null)
    {
        using Process process = Start(program, arguments, home);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {Patience}.");
        }

        return new ExternalProgram(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Starts it.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, string? home = null)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        if (home is not null)
        {
            start.Environment["HOME"] = home;
            start.Environment.Remove("XDG_CONFIG_HOME");
        }

        return Process.Start(start)!;
    }
}
