using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Extcap.Live;

/// <summary>Where running endpoints offer their captures: one Unix socket each, named after the endpoint.</summary>
internal static partial class LiveDirectory
{
    private const string Extension = ".sock";
    private const string SystemFolder = "/run/tcpengine";

    /// <summary>The folder in which this user's endpoints are.</summary>
    public static string Folder => Environment.IsPrivilegedProcess || Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is not { Length: > 0 } runtime
        ? SystemFolder
        : Path.Combine(runtime, "tcpengine");

    /// <summary>The socket of an endpoint that this process runs.</summary>
    public static string SocketOf(string endpoint) => Path.Combine(Folder, endpoint + Extension);

    /// <summary>The names of the endpoints that run, those of root among them.</summary>
    public static IReadOnlyList<string> Endpoints() => [.. Sockets().Select(path => Path.GetFileNameWithoutExtension(path)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Finds the socket of a running endpoint.</summary>
    public static bool TryFind(string endpoint, [NotNullWhen(true)] out string? path)
    {
        path = Sockets().FirstOrDefault(candidate => Path.GetFileNameWithoutExtension(candidate) == endpoint);
        return path is not null;
    }

    /// <summary>Lets the user who called sudo, and nobody else, connect to a socket of root's.</summary>
    public static void GiveToUser(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (uint.TryParse(Environment.GetEnvironmentVariable("SUDO_UID"), out uint user) && ChangeOwner(path, user, uint.MaxValue) != 0)
        {
            throw new IOException($"The owner of '{path}' cannot be changed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    private static IEnumerable<string> Sockets() =>
        new[] { Folder, SystemFolder }.Distinct().Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*" + Extension));
}
