namespace TcpEngine;

/// <summary>A port that waits for connections: RFC 9293's LISTEN.</summary>
public sealed class TcpListener
{
    internal TcpListener(TcpEndpoint local, Func<TcpConnection, ITcpApplication> accept, TcpConnectionOptions options, int backlog)
    {
        Local = local;
        Accept = accept;
        Options = options;
        Backlog = backlog;
    }

    /// <summary>Where it listens; the unspecified address means all of the host's.</summary>
    public TcpEndpoint Local { get; }

    /// <summary>How many connections may be in SYN-RECEIVED at once.</summary>
    public int Backlog { get; }

    /// <summary>How many are.</summary>
    public int PendingConnections { get; internal set; }

    internal Func<TcpConnection, ITcpApplication> Accept { get; }

    /// <summary>How the connections that come through it behave, from the next one on.</summary>
    public TcpConnectionOptions Options { get; set; }
}
