namespace Extcap.CommandLine;

/// <summary>The capture that a command reads.</summary>
internal static class InputFile
{
    /// <summary>Opens it; <c>-</c> is standard input.</summary>
    /// <exception cref="UserErrorException">It cannot be read.</exception>
    public static Stream Open(string path)
    {
        try
        {
            return path == "-"
                ? Console.OpenStandardInput()
                : new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan, Share = FileShare.ReadWrite });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be read: {UserErrorException.OneLine(exception)}", UserErrorException.Usage);
        }
    }
}
