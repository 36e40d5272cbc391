using Microsoft.Win32.SafeHandles;

namespace Extcap.CommandLine;

/// <summary>The standard output for much data: buffered, and telling when nobody reads a pipe any more, which the console's own stream keeps to itself.</summary>
internal static class StandardOutput
{
    private const int BufferSize = 64 * 1024;
    private const int BrokenPipe = 32; // EPIPE
    private const int Descriptor = 1;

    /// <summary>Opens it.</summary>
    public static Stream Open()
    {
        if (!OperatingSystem.IsWindows())
        {
            // A file's stream writes at a place of its own, and another program may write to the same file afterwards: pipes only.
            FileStream pipe = new(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, BufferSize);
            if (!pipe.CanSeek)
            {
                return pipe;
            }
        }

        return new BufferedStream(Console.OpenStandardOutput(), BufferSize);
    }

    /// <summary>Whether an error of writing says that the reader has gone, as <c>head</c> does: that is no fault.</summary>
    public static bool IsClosed(IOException exception) => (exception.HResult & 0xffff) == BrokenPipe;
}
