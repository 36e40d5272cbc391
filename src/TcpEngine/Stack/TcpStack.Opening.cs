namespace TcpEngine;

// Passive and active OPEN (RFC 9293, section 3.10.1).
public sealed partial class TcpStack
{
    private const uint IncarnationGap = 1 << 16;

    /// <summary>Waits for connections on a port (RFC 9293, section 3.10.1, passive OPEN).</summary>
    /// <param name="local">The address, or the unspecified one for all of the host's, and the port.</param>
    /// <param name="accept">Makes the application of a connection that is established.</param>
    /// <param name="now">The time.</param>
    /// <param name="backlog">How many connections may be half open at once.</param>
    /// <param name="options">How its connections behave; null for the stack's own.</param>
    /// <param name="synCookies">Whether SYNs beyond the backlog are answered with SYN cookies (RFC 4987, section 3.6), or dropped.</param>
    /// <exception cref="InvalidOperationException">Someone listens there already.</exception>
    public TcpListener Listen(TcpEndpoint local, Func<TcpConnection, ITcpApplication> accept, Timestamp now, int backlog = 128, TcpConnectionOptions? options = null, bool synCookies = true)
    {
        TcpListener listener = new(local, accept, options ?? _options.Connections, backlog, synCookies);
        if (!_listeners.TryAdd(local, listener))
        {
            throw new InvalidOperationException($"There is a listener on {local} already.");
        }

        _observer?.Observe(new EngineEvent
        {
            Kind = EngineEventKind.ApplicationCall,
            Time = now,
            Endpoint = Name,
            Key = new ConnectionKey(local, default),
            Reason = Reason.ApplicationOpenedPassive,
            Call = ApplicationCall.OpenPassive,
            StateBefore = TcpState.Closed,
            StateAfter = TcpState.Listen,
        });
        return listener;
    }

    /// <summary>Opens a connection (RFC 9293, section 3.10.1, active OPEN), from the host's first address of the right family and an ephemeral port.</summary>
    /// <param name="remote">The peer's address and port.</param>
    /// <param name="application">What runs on the connection.</param>
    /// <param name="now">The time.</param>
    /// <param name="local">One of the host's addresses, or an unspecified one for the first of the right family; and a port, or 0 for an ephemeral one.</param>
    /// <param name="options">How the connection behaves; null for the stack's own.</param>
    /// <exception cref="ArgumentException">The remote address cannot be a peer's (RFC 9293, section 3.9.1.1), or the local one is not the host's.</exception>
    /// <exception cref="InvalidOperationException">The host has no address of that family, no port is free, or there is such a connection already.</exception>
    public TcpConnection Connect(TcpEndpoint remote, ITcpApplication application, Timestamp now, TcpEndpoint local = default, TcpConnectionOptions? options = null)
    {
        if (remote.Address.IsMulticastOrBroadcast || remote.Address.IsUnspecified || remote.Port == 0)
        {
            throw new ArgumentException($"{remote} cannot be a peer.", nameof(remote));
        }

        if (!local.Address.IsUnspecified && (!_options.Addresses.Contains(local.Address) || local.Address.IsV6 != remote.Address.IsV6))
        {
            throw new ArgumentException($"{local.Address} is no address of {Name} from which {remote} can be reached.", nameof(local));
        }

        options ??= _options.Connections;
        foreach (IpAddress address in _options.Addresses)
        {
            if (address.IsV6 != remote.Address.IsV6 || (!local.Address.IsUnspecified && address != local.Address))
            {
                continue;
            }

            if (local.Port != 0)
            {
                ConnectionKey chosen = new(new TcpEndpoint(address, local.Port), remote);
                return _connections.TryFind(chosen, out _)
                    ? throw new InvalidOperationException($"There is a connection {chosen} already.")
                    : Connect(chosen, application, options, now);
            }

            for (int tried = 0; tried < EphemeralPorts.Count; tried++)
            {
                ConnectionKey key = new(new TcpEndpoint(address, _ports.Next(address, remote)), remote);
                if (!_connections.TryFind(key, out _))
                {
                    return Connect(key, application, options, now);
                }
            }

            throw new InvalidOperationException($"No port is free for a connection to {remote}.");
        }

        throw new InvalidOperationException($"{Name} has no address of the family of {remote}.");
    }

    private TcpConnection Connect(in ConnectionKey key, ITcpApplication application, TcpConnectionOptions options, Timestamp now)
    {
        bool isBlocked = options.Ecn == EcnUse.RequestAccurate && _ecnFailures.IsBlocked(key.Remote.Address, now);
        StackEntry entry = Create(key, null, isBlocked ? options with { Ecn = EcnUse.AcceptAccurate } : options, null, now);
        entry.Application = application;
        Statistics.ActiveOpens++;
        entry.Connection.OpenActive(FastOpen, now);
        Settle(entry, now);
        return entry.Connection;
    }

    private StackEntry Create(in ConnectionKey key, TcpListener? listener, TcpConnectionOptions options, TableEntry? predecessor, Timestamp now) =>
        Create(key, listener, options, Initial(key, predecessor, now), predecessor);

    private StackEntry Create(in ConnectionKey key, TcpListener? listener, TcpConnectionOptions options, SequenceNumber initial, TableEntry? predecessor)
    {
        StackEntry entry = new(this) { HalfOpen = listener is null ? null : new HalfOpen(listener, predecessor) };
        entry.Connection = new TcpConnection(key, ++_lastId, options, _options.Mtu, initial, _initialSequence.TimestampOffset(key), _context) { WorkQueue = entry };
        _connections.Add(entry);
        return entry;
    }

    private SequenceNumber Initial(in ConnectionKey key, TableEntry? predecessor, Timestamp now)
    {
        SequenceNumber initial = _initialSequence.Next(key, now);
        if (predecessor is { } old && initial <= old.SendNext)
        {
            initial = old.SendNext + IncarnationGap; // larger than the largest that the previous incarnation used (RFC 9293, section 3.6.1)
        }

        return initial;
    }
}
