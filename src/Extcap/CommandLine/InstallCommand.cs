using System.CommandLine;
using Extcap.Installation;

namespace Extcap.CommandLine;

/// <summary><c>tcpengine install</c>: puts the interfaces, the plugin and the profile where Wireshark looks.</summary>
internal static class InstallCommand
{
    public static Command Create()
    {
        Command command = new("install", "Makes Wireshark show the interfaces, for the current user.");
        command.SetAction(_ =>
        {
            foreach (InstalledFile file in WiresharkInstallation.Files(WiresharkFolders.OfCurrentUser()))
            {
                try
                {
                    file.Write(WiresharkInstallation.Program);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    throw new UserErrorException($"'{file.Path}' cannot be written: {UserErrorException.OneLine(exception)}");
                }

                Console.WriteLine($"installed {file.Path}");
            }

            Console.WriteLine("Start Wireshark, or reload its interfaces (F5): the TCP engine's are at the end of the list. The profile is called tcpengine.");
            return 0;
        });
        return command;
    }
}
