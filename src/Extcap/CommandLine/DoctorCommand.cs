using System.CommandLine;
using Extcap.ExtcapFace;
using Extcap.Installation;

namespace Extcap.CommandLine;

/// <summary><c>tcpengine doctor</c>: looks at each thing that must be right, and says what is wrong and what to do.</summary>
internal static class DoctorCommand
{
    private const string TunDevice = "/dev/net/tun";

    public static Command Create()
    {
        Command command = new("doctor", "Says what is wrong with the installation, and what to do.");
        command.SetAction(_ => Examine() ? 0 : 1);
        return command;
    }

    private static bool Examine()
    {
        bool isWell = true;
        foreach (InstalledFile file in WiresharkInstallation.Files(WiresharkFolders.OfCurrentUser()))
        {
            string? fault = file.FindFault(WiresharkInstallation.Program);
            isWell &= Tell(fault is null, file.Path, $"{fault}: run 'tcpengine install'");
        }

        string? version = ToolOutput.Of("tshark", "--version");
        isWell &= Tell(version is not null, "tshark", "cannot be started: install Wireshark (Debian: apt install tshark wireshark)");
        if (version is not null)
        {
            string[] lines = version.Split('\n');
            isWell &= Tell(lines[0].Contains("TShark", StringComparison.Ordinal), lines[0].Trim(), "is no tshark");
            isWell &= Tell(version.Contains("with Lua", StringComparison.Ordinal), "Lua in Wireshark", "is missing: this Wireshark cannot run the plugin; install one that was built with Lua");
            string listed = ToolOutput.Of("tshark", "-D") ?? "";
            isWell &= Tell(listed.Contains(ExtcapSentences.LabInterface, StringComparison.Ordinal), "the interfaces in tshark -D", "are missing: run 'tcpengine install', and see that its folder is not on a file system mounted 'noexec'");
            string plugins = ToolOutput.Of("tshark", "-G", "plugins") ?? "";
            isWell &= Tell(plugins.Contains(Capture.Plugin.PluginSource.FileName, StringComparison.Ordinal), "the plugin in tshark -G plugins", "is missing: run 'tcpengine install'; some builds run no Lua as root");
        }

        // What serve needs, and nothing else does: told, but no fault of the installation.
        Tell(!OperatingSystem.IsLinux() || File.Exists(TunDevice), TunDevice, "is missing: 'tcpengine serve' needs it (modprobe tun)", isNeeded: false);
        Tell(Environment.IsPrivilegedProcess, "rights to create TUN devices", "are root's: for 'tcpengine serve' use sudo, or 'ip tuntap add dev NAME mode tun user $USER' as root beforehand", isNeeded: false);
        return isWell;
    }

    private static bool Tell(bool isRight, string what, string fault, bool isNeeded = true)
    {
        Console.WriteLine(isRight ? $"  ok    {what}" : $"  {(isNeeded ? "WRONG" : "note ")} {what} {fault}");
        return isRight;
    }
}
