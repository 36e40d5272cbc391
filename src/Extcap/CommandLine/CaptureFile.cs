using Capture.Annotating;

namespace Extcap.CommandLine;

/// <summary>The file that a command writes a capture to. What goes wrong with it is told with its name.</summary>
internal sealed class CaptureFile : IDisposable
{
    private readonly string _path;
    private readonly Stream _stream;

    private CaptureFile(string path, Stream stream)
    {
        _path = path;
        _stream = stream;
    }

    /// <summary>Creates the file, over one that may be there; <c>-</c> is standard output.</summary>
    /// <exception cref="UserErrorException">It cannot be created.</exception>
    public static CaptureFile Create(string path)
    {
        try
        {
            // No buffer: the capture writer hands over whole blocks.
            return new CaptureFile(path, path == "-"
                ? Console.OpenStandardOutput()
                : new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 }));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be written: {UserErrorException.OneLine(exception)}");
        }
    }

    /// <summary>What a capture writer writes to, within <see cref="Guard"/>.</summary>
    public Stream Stream => _stream;

    /// <summary>Begins the capture in it.</summary>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public AnnotatedCaptureWriter Begin(string interfaceName, string description, PacketFrames packetFrames)
    {
        AnnotatedCaptureWriter? writer = null;
        Guard(() =>
        {
            writer = new AnnotatedCaptureWriter(_stream, interfaceName, description, packetFrames);
            writer.Flush();
        });
        return writer!;
    }

    /// <summary>Does something that writes to the file.</summary>
    /// <exception cref="UserErrorException">It cannot be written: the disk is full, or the pipe is closed.</exception>
    public void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (IOException exception)
        {
            throw Failure(exception);
        }
    }

    /// <summary>What to tell of an error that came while writing.</summary>
    public UserErrorException Failure(IOException exception) =>
        new($"Writing {(_path == "-" ? "the capture" : $"'{_path}'")} failed: {UserErrorException.OneLine(exception)} What was written before is whole.");

    public void Dispose() => _stream.Dispose();
}
