using System.CommandLine;
using Extcap.Installation;

namespace Extcap.CommandLine;

/// <summary><c>tcpengine uninstall</c>: takes away what <c>install</c> put in place, and nothing else.</summary>
internal static class UninstallCommand
{
    public static Command Create()
    {
        Command command = new("uninstall", "Takes the interfaces, the plugin and the profile away again.");
        command.SetAction(_ =>
        {
            WiresharkFolders folders = WiresharkFolders.OfCurrentUser();
            foreach (InstalledFile file in WiresharkInstallation.Files(folders))
            {
                if (!File.Exists(file.Path) && new FileInfo(file.Path).LinkTarget is null)
                {
                    continue;
                }

                try
                {
                    File.Delete(file.Path);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    throw new UserErrorException($"'{file.Path}' cannot be removed: {UserErrorException.OneLine(exception)}");
                }

                Console.WriteLine($"removed {file.Path}");
            }

            // Wireshark may have saved files of its own beside ours: only an empty folder goes.
            if (Directory.Exists(folders.Profile) && !Directory.EnumerateFileSystemEntries(folders.Profile).Any())
            {
                Directory.Delete(folders.Profile);
            }

            return 0;
        });
        return command;
    }
}
