using System.ComponentModel;
using System.Diagnostics;

namespace Extcap.Installation;

/// <summary>Runs another program for what it prints.</summary>
internal static class ToolOutput
{
    /// <summary>What the program prints to standard output; null where it cannot be started, or fails.</summary>
    public static string? Of(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
