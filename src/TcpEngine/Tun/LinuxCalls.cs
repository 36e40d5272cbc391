using System.Runtime.InteropServices;

namespace TcpEngine;

/// <summary>The system calls that a TUN device takes.</summary>
internal static partial class LinuxCalls
{
    public const int ReadWrite = 2;        // O_RDWR
    public const int NonBlocking = 0x800;  // O_NONBLOCK
    public const int CloseOnExec = 0x80000; // O_CLOEXEC
    public const int DatagramSocket = 2;   // SOCK_DGRAM
    public const int InternetFamily = 2;   // AF_INET
    public const int Internet6Family = 10; // AF_INET6
    public const short PollIn = 1;

    public const int PermissionDenied = 1; // EPERM
    public const int NoSuchFile = 2;       // ENOENT
    public const int Interrupted = 4;      // EINTR
    public const int TryAgain = 11;        // EAGAIN
    public const int AccessDenied = 13;    // EACCES
    public const int Busy = 16;            // EBUSY
    public const int NotSupported = 22;    // EINVAL

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static unsafe partial int Control(int descriptor, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static unsafe partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static unsafe partial nint Write(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    public static unsafe partial int Poll(PollDescriptor* descriptors, nuint count, TimeSpecification* timeout, void* signalMask);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint initial, int flags);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    /// <summary>struct timespec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpecification
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
