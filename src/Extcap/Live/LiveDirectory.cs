using System.Diagnostics.CodeAnalysis;

namespace Extcap.Live;

/// <summary>Where running endpoints offer their captures: one Unix socket each, named after the endpoint.</summary>
internal static class LiveDirectory
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

    private static IEnumerable<string> Sockets() =>
        new[] { Folder, SystemFolder }.Distinct().Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*" + Extension));
}
