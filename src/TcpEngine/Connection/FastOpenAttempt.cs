namespace TcpEngine;

/// <summary>What a connection that uses Fast Open has to remember of it.</summary>
/// <param name="client">The client's memory; null on a server.</param>
internal sealed class FastOpenAttempt(FastOpenClient? client)
{
    /// <summary>Who remembers cookies and refusals; null on a server.</summary>
    public FastOpenClient? Client => client;

    /// <summary>The cookie that goes in the first SYN, or SYN,ACK; null where there is no option.</summary>
    public FastOpenCookie? Cookie { get; init; }

    /// <summary>The MSS that the server had, in bytes: the data in the SYN and all options fit into it.</summary>
    public ushort SegmentSize { get; init; }

    /// <summary>Whether Fast Open was paused, and this is the first to try it again.</summary>
    public bool IsTrial { get; init; }

    /// <summary>An attempt that asks for a cookie in place of this one.</summary>
    public FastOpenAttempt Asking() => new(client) { Cookie = new FastOpenCookie([], isExperimental: Cookie?.IsExperimental ?? false), IsTrial = IsTrial, State = FastOpenState.CookieRequested };

    /// <summary>How far it came.</summary>
    public FastOpenState State { get; set; }
}
