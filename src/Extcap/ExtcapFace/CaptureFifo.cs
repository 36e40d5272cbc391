namespace Extcap.ExtcapFace;

/// <summary>The pipe on which Wireshark takes a capture.</summary>
internal static class CaptureFifo
{
    /// <summary>Opens the pipe. This comes before anything that can fail: a program that ends before it has opened the pipe leaves Wireshark waiting.</summary>
    /// <exception cref="UserErrorException">There is no pipe to open.</exception>
    public static FileStream Open(ExtcapArguments arguments)
    {
        string path = arguments["--fifo"] ?? throw new UserErrorException("Where to? Wireshark says it with --fifo.", UserErrorException.Usage);
        try
        {
            // No buffer: the capture writer hands over whole blocks.
            return new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The pipe '{path}' cannot be opened: {UserErrorException.OneLine(exception)}");
        }
    }
}
