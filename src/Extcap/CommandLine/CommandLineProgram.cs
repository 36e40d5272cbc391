using System.CommandLine;

namespace Extcap.CommandLine;

/// <summary>The program's face to the terminal.</summary>
internal static class CommandLineProgram
{
    public static int Run(string[] arguments)
    {
        RootCommand root = new("A TCP endpoint whose inside you can watch in Wireshark.")
        {
            LabCommand.Create(),
            ServeCommand.Create(),
            ConnectCommand.Create(),
            DrillCommand.Create(),
            DissectCommand.Create(),
            ObserveCommand.Create(),
            HeaderSpecCommand.Create(),
            InstallCommand.Create(),
            UninstallCommand.Create(),
            DoctorCommand.Create(),
        };
        return root.Parse(arguments).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }
}
