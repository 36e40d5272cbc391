using Capture.Plugin;

namespace Extcap.Installation;

/// <summary>What <c>install</c> puts where Wireshark looks, and <c>uninstall</c> takes away.</summary>
internal static class WiresharkInstallation
{
    /// <summary>This program's file.</summary>
    /// <exception cref="UserErrorException">It has none that Wireshark could start.</exception>
    public static string Program => Environment.ProcessPath is { } path && !Path.GetFileNameWithoutExtension(path).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
        ? path
        : throw new UserErrorException("Wireshark starts a program, not 'dotnet': publish it first, as run.sh does, and install from there.");

    /// <summary>All of it.</summary>
    public static IReadOnlyList<InstalledFile> Files(WiresharkFolders folders)
    {
        string programName = OperatingSystem.IsWindows() ? "tcpengine.exe" : "tcpengine";
        return
        [
            .. folders.Extcap.Select(folder => new InstalledFile(Path.Combine(folder, programName), null)),
            new InstalledFile(Path.Combine(folders.Plugins, PluginSource.FileName), PluginSource.Generate()),
            new InstalledFile(Path.Combine(folders.Profile, "preferences"), ProfileSource.Preferences, IsSeed: true),
            new InstalledFile(Path.Combine(folders.Profile, "recent"), ProfileSource.Recent, IsSeed: true),
            new InstalledFile(Path.Combine(folders.Profile, "io_graphs"), ProfileSource.Graphs, IsSeed: true),
        ];
    }
}
