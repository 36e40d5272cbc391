using Microsoft.Win32.SafeHandles;

namespace Extcap.CommandLine;

/// <summary>The standard output for much data: buffered, and telling when nobody reads it any more, which the console's own stream keeps to itself.</summary>
internal static class StandardOutput
{
    private const int BufferSize = 64 * 1024;
    private const int BrokenPipe = 32; // EPIPE
    private const int Descriptor = 1;

    public static Stream Open() => OperatingSystem.IsWindows()
        ? new BufferedStream(Console.OpenStandardOutput(), BufferSize)
        : new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, BufferSize);

    /// <summary>Whether an error of writing says that the reader has gone, as <c>head</c> does: that is no fault.</summary>
    public static bool IsClosed(IOException exception) => (exception.HResult & 0xffff) == BrokenPipe;
}
