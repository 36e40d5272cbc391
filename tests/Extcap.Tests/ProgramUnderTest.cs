using Shared;

namespace Extcap.Tests;

/// <summary>The program that the tests run: what TCPENGINE_PROGRAM names, as test.sh sets it, or else what was built beside the tests.</summary>
internal static class ProgramUnderTest
{
    public static string Path { get; } = Environment.GetEnvironmentVariable("TCPENGINE_PROGRAM") is { Length: > 0 } named
        ? named
        : System.IO.Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Extcap.exe" : "Extcap");

    public static ExternalProgram Run(params string[] arguments) => ExternalProgram.Run(Path, arguments);

    public static ExternalProgram RunAt(string home, params string[] arguments) => ExternalProgram.Run(Path, arguments, home);
}
