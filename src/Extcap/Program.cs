using Extcap;
using Extcap.CommandLine;
using Extcap.ExtcapFace;

// One program, two faces: what Wireshark asks comes first, and pays for nothing of the other.
try
{
    return ExtcapProgram.IsMeant(args) ? ExtcapProgram.Run(args) : CommandLineProgram.Run(args);
}
catch (UserErrorException exception)
{
    Console.Error.WriteLine(exception.Message);
    return exception.ExitCode;
}
