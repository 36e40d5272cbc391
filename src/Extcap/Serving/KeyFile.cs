using Extcap.Lab.Files;
using TcpEngine;

namespace Extcap.Serving;

/// <summary>Reads keys from a file: on a command line everyone on the machine could see them.</summary>
internal static class KeyFile
{
    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserErrorException">It cannot be read, others can read it, or something in it is wrong: the message says what, and where, and nothing of a key.</exception>
    public static AuthenticationKeys Read(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OfOthers) != 0)
            {
                throw new UserErrorException($"'{path}' holds keys and is open to others: chmod 600 '{path}'", UserErrorException.Usage);
            }

            return KeyReader.Read(ScenarioFile.Root(File.ReadAllText(path)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be read: {UserErrorException.OneLine(exception)}", UserErrorException.Usage);
        }
        catch (ScenarioFileException exception)
        {
            throw new UserErrorException($"{path}:{exception.Line}:{exception.Column}: {exception.Message}", UserErrorException.Usage);
        }
    }
}
