using System.CommandLine;

namespace Extcap.CommandLine;

internal static class ServeCommand
{
    public static Command Create() => new("serve");
}
