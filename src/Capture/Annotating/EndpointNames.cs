using TcpEngine;

namespace Capture.Annotating;

/// <summary>The names of sockets as text, those that were asked for last kept.</summary>
internal static class EndpointNames
{
    private const int Limit = 4096;

    [ThreadStatic]
    private static Dictionary<TcpEndpoint, string>? _names;

    /// <summary>The socket as text.</summary>
    public static string Of(in TcpEndpoint endpoint)
    {
        _names ??= [];
        if (_names.TryGetValue(endpoint, out string? name))
        {
            return name;
        }

        if (_names.Count >= Limit)
        {
            _names.Clear();
        }

        name = endpoint.ToString();
        _names.Add(endpoint, name);
        return name;
    }
}
