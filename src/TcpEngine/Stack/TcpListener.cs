namespace TcpEngine;

/// <summary>A port that waits for connections: RFC 9293's LISTEN.</summary>
public sealed partial class TcpListener
{
    internal TcpListener(TcpEndpoint local, Func<TcpConnection, ITcpApplication> accept, TcpConnectionOptions options, int backlog, bool synCookies)
    {
        Local = local;
        Accept = accept;
        Options = options;
        Backlog = backlog;
        SynCookies = synCookies;
    }

    /// <summary>Where it listens; the unspecified address means all of the host's.</summary>
    public TcpEndpoint Local { get; }

    /// <summary>How many connections may be in SYN-RECEIVED at once.</summary>
    public int Backlog { get; }

    /// <summary>How many are.</summary>
    public int PendingConnections { get; internal set; }

    /// <summary>Whether SYNs beyond the backlog are answered with SYN cookies (RFC 4987, section 3.6).</summary>
    public bool SynCookies { get; }

    /// <summary>Until when an acknowledgment may be that of a SYN cookie.</summary>
    internal Timestamp CookiesUntil { get; set; } = new(long.MinValue);

    internal Func<TcpConnection, ITcpApplication> Accept { get; }

    /// <summary>How the connections that come through it behave, from the next one on.</summary>
    public TcpConnectionOptions Options { get; set; }
}
