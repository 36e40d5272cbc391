using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Extcap.Tests.Linux;

/// <summary>Takes the calling thread into another network namespace: <c>setns</c>.</summary>
internal static partial class ThreadNamespace
{
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int NetworkKind = 0x40000000; // CLONE_NEWNET

    public static void Enter(string path)
    {
        int handle = Open(path, ReadOnlyCloseOnExec);
        int error = handle < 0 || SetNamespace(handle, NetworkKind) < 0 ? Marshal.GetLastPInvokeError() : 0;
        _ = Close(handle);
        if (error != 0)
        {
            throw new Win32Exception(error);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int handle, int kind);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
