using Shared;

namespace Extcap.Tests.Wireshark;

/// <summary>A home folder of the tests' own, into which the program was installed.</summary>
public sealed class WiresharkHome : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public WiresharkHome()
    {
        ExternalProgram installed = ProgramUnderTest.RunAt(_folder.Path, "install");
        Assert.True(installed.ExitCode == 0, installed.Error);
    }

    public string Path => _folder.Path;

    public string File(string name) => _folder.File(name);

    internal ExternalProgram Tshark(params string[] arguments) => ExternalProgram.Run("tshark", arguments, Path);

    /// <summary>Captures a scenario with the real tshark, and gives the file.</summary>
    public string Capture(string scenario, params string[] settings)
    {
        string file = File($"{scenario}-{Guid.NewGuid():N}.pcapng");
        ExternalProgram captured = Tshark(["-i", "tcpengine-lab", "-w", file, "-o", $"extcap.tcpengine_lab.scenario:{scenario}", .. settings]);
        Assert.True(captured.ExitCode == 0, captured.Error);
        return file;
    }

    public void Dispose() => _folder.Dispose();
}
