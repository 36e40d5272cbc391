namespace TcpEngine;

/// <summary>
/// What a host remembers as a client of Fast Open: for each pair of addresses the cookie and the MSS that the server gave; which sockets did not take it; and
/// whether it is paused, since something on the way seems to swallow it. All of it is bounded: the oldest is forgotten.
/// </summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc7413#section-4.1.3">RFC 7413, section 4.1.3</see></remarks>
public sealed class FastOpenClient
{
    /// <summary>How many servers, and how many refusals, are remembered.</summary>
    public const int Limit = 1024;

    private const int MostDoublings = 6;

    private readonly Dictionary<(IpAddress Local, IpAddress Remote), Server> _servers = [];
    private readonly Queue<(IpAddress Local, IpAddress Remote)> _serversInOrder = new();
    private readonly Dictionary<(IpAddress Local, TcpEndpoint Remote), Timestamp> _refusals = [];
    private readonly Queue<(IpAddress Local, TcpEndpoint Remote)> _refusalsInOrder = new();
    private int _blackHoles;
    private Timestamp _blackHoleAt;

    /// <summary>How long Fast Open is not tried with a socket that did not take it, or did not answer. Default 5 min; zero for not remembering (RFC 7413, section 4.1.3.1).</summary>
    public Duration RefusalLifetime { get; set; } = Duration.FromSeconds(300);

    /// <summary>How long Fast Open is not tried at all once connections that used it got no answer again and again: doubled each time, up to 64 times. Default 1 h; zero for no such pause.</summary>
    public Duration BlackHoleTimeout { get; set; } = Duration.FromSeconds(3600);

    /// <summary>How many servers' cookies are remembered.</summary>
    public int ServerCount => _servers.Count;

    /// <summary>Whether a connection to that socket could send data with its SYN now.</summary>
    public bool HasCookie(IpAddress local, TcpEndpoint remote, Timestamp now) =>
        MayTry(local, remote, now) && _servers.TryGetValue((local, remote.Address), out Server? server) && server.Cookie is not null;

    /// <summary>Forgets all cookies and refusals, and ends a pause.</summary>
    public void Clear()
    {
        _servers.Clear();
        _serversInOrder.Clear();
        _refusals.Clear();
        _refusalsInOrder.Clear();
        _blackHoles = 0;
    }

    /// <summary>What the SYN of a connection bears; null for nothing.</summary>
    internal FastOpenAttempt? Prepare(in ConnectionKey key, FastOpenUse use, Timestamp now)
    {
        if (use == FastOpenUse.Off || !MayTry(key.Local.Address, key.Remote, now))
        {
            return null;
        }

        Server? server = _servers.GetValueOrDefault((key.Local.Address, key.Remote.Address));
        bool isTrial = _blackHoles > 0;
        if (use == FastOpenUse.WithoutCookie)
        {
            return new FastOpenAttempt(this) { SegmentSize = server?.SegmentSize ?? ushort.MaxValue, IsTrial = isTrial, State = FastOpenState.SynSent };
        }

        return server?.Cookie is { } cookie
            ? new FastOpenAttempt(this) { Cookie = cookie, SegmentSize = server.SegmentSize, IsTrial = isTrial, State = FastOpenState.SynSent }
            : new FastOpenAttempt(this) { Cookie = new FastOpenCookie([], server?.TriesExperiment ?? false), IsTrial = isTrial, State = FastOpenState.CookieRequested };
    }

    /// <summary>A server has answered the first SYN: the newest cookie counts.</summary>
    /// <param name="key">The connection.</param>
    /// <param name="segmentSize">Its MSS, in bytes; the default one where it told none.</param>
    /// <param name="cookie">The cookie that it gave; null for none.</param>
    /// <param name="request">The empty cookie that asked for one; null where none was asked for.</param>
    /// <param name="now">The time.</param>
    internal void Learn(in ConnectionKey key, ushort segmentSize, FastOpenCookie? cookie, FastOpenCookie? request, Timestamp now)
    {
        (IpAddress, IpAddress) pair = (key.Local.Address, key.Remote.Address);
        if (!_servers.TryGetValue(pair, out Server? server))
        {
            MakeRoom(_servers, _serversInOrder);
            server = new Server();
            _servers.Add(pair, server);
            _serversInOrder.Enqueue(pair);
        }

        server.SegmentSize = segmentSize;
        if (cookie is { IsRequest: false })
        {
            server.Cookie = cookie;
            server.TriesExperiment = false;
            _refusals.Remove((key.Local.Address, key.Remote));
        }
        else if (request is { IsExperimental: false } && server is { Cookie: null, HasTriedExperiment: false })
        {
            // It may know the option by its old number only: the next connection asks by that, and those after it as this one.
            server.TriesExperiment = true;
            server.HasTriedExperiment = true;
        }
        else if (request is not null)
        {
            server.TriesExperiment = false;
            Refuse(key, now);
        }
    }

    /// <summary>A server did not take the data, or did not answer a SYN with Fast Open: for some time it is not tried.</summary>
    internal void Refuse(in ConnectionKey key, Timestamp now)
    {
        if (RefusalLifetime == Duration.Zero)
        {
            return;
        }

        (IpAddress, TcpEndpoint) path = (key.Local.Address, key.Remote);
        if (!_refusals.ContainsKey(path))
        {
            MakeRoom(_refusals, _refusalsInOrder);
            _refusalsInOrder.Enqueue(path);
        }

        _refusals[path] = now + RefusalLifetime;
    }

    /// <summary>Connections that used Fast Open do not work: it is paused.</summary>
    /// <returns>Whether it is.</returns>
    internal bool Pause(Timestamp now)
    {
        if (BlackHoleTimeout == Duration.Zero)
        {
            return false;
        }

        _blackHoles++;
        _blackHoleAt = now;
        return true;
    }

    /// <summary>The first connection after a pause got data.</summary>
    internal void EndPause() => _blackHoles = 0;

    private bool MayTry(IpAddress local, TcpEndpoint remote, Timestamp now)
    {
        bool isPaused = _blackHoles > 0 && BlackHoleTimeout > Duration.Zero && now < _blackHoleAt + (BlackHoleTimeout * (1L << Math.Min(_blackHoles - 1, MostDoublings)));
        return !isPaused && !(_refusals.TryGetValue((local, remote), out Timestamp until) && now < until);
    }

    // Entries may have been taken out: their places in the order are stale, and skipped.
    private static void MakeRoom<TKey, TValue>(Dictionary<TKey, TValue> entries, Queue<TKey> order)
        where TKey : notnull
    {
        while (order.Count >= Limit && order.TryDequeue(out TKey? oldest))
        {
            entries.Remove(oldest);
        }
    }

    /// <summary>What is known of a server.</summary>
    private sealed class Server
    {
        public FastOpenCookie? Cookie { get; set; }

        public ushort SegmentSize { get; set; }

        public bool TriesExperiment { get; set; }

        public bool HasTriedExperiment { get; set; }
    }
}
