using HeaderSpec;
using TcpCodec;

namespace TcpEngine;

/// <summary>
/// A host's TCP: demultiplexes packets to connections, listens, opens, answers what belongs to nobody. It has no clock, socket or thread: packets, calls and the time
/// go in; packets (<see cref="TryTransmit"/>) and the next deadline come out. One thread owns a stack.
/// </summary>
public sealed partial class TcpStack
{
    private const int ReplyLimit = 64;
    private const uint IncarnationGap = 1 << 16;

    private readonly TcpStackOptions _options;
    private readonly IEngineObserver? _observer;
    private readonly InitialSequence _initialSequence;
    private readonly ConnectionTable _connections;
    private readonly Dictionary<TcpEndpoint, TcpListener> _listeners = [];
    private readonly DeadlineQueue _deadlines = new();
    private readonly ConnectionContext _context;
    private readonly Queue<StackEntry> _ready = new();
    private readonly Queue<Reply> _replies = new();
    private uint _lastId;
    private readonly EphemeralPorts _ports;
    private readonly SynCookie _cookies;
    private readonly EcnFailures _ecnFailures = new();

    /// <summary>Creates a stack without connections.</summary>
    /// <param name="options">The host's name, addresses and secret.</param>
    /// <param name="observer">Who is told of everything; null for nobody.</param>
    public TcpStack(TcpStackOptions options, IEngineObserver? observer = null)
    {
        _options = options;
        _observer = observer;
        _context = new ConnectionContext(options.Name, observer, new ConnectionMemory());
        _connections = new ConnectionTable(options.Secret);
        _initialSequence = new InitialSequence(options.Secret);
        _ports = new EphemeralPorts(options.Secret);
        _cookies = new SynCookie(options.Secret);
        FastOpenKeys = FastOpenKeys.Of(options.Secret);
    }

    /// <summary>The endpoint's name.</summary>
    public string Name => _options.Name;

    /// <summary>What was counted.</summary>
    public TcpStatistics Statistics { get; } = new();

    /// <summary>tcpCurrEstab and all others: how many connections there are.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>When <see cref="OnDeadline"/> is to be called.</summary>
    public Timestamp NextDeadline => Timestamp.Min(_deadlines.Next, NextFragmentDeadline);

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

    /// <summary>Aborts every connection: each peer is sent RST.</summary>
    public void AbortAll(Timestamp now)
    {
        foreach (TableEntry entry in _connections.ToArray())
        {
            if (entry is StackEntry { Connection: { } connection } settled)
            {
                connection.Abort(now);
                Settle(settled, now);
            }
            else if (entry is TimeWaitRecord record)
            {
                End(record);
            }
        }
    }

    /// <summary>A packet has come in, from the first byte of its IP header.</summary>
    public void Receive(ReadOnlySpan<byte> packet, Timestamp now)
    {
        if (!SegmentReader.TryRead(packet, out Segment segment, out Reason reason, out ParseError error))
        {
            if ((reason == Reason.ProtocolUnknown && ReceiveIcmp(packet, ref reason, now)) || (reason == Reason.Fragment && ReceiveFragment(packet, ref reason, now)))
            {
                return;
            }

            bool isDiscard = reason is Reason.ProtocolUnknown or Reason.IcmpMalformed or Reason.IcmpUnmatched or Reason.NotForThisHost or (>= Reason.FragmentDuplicate and <= Reason.FragmentTooMany);
            Statistics.InDiscards += isDiscard ? 1 : 0;
            Statistics.InErrs += isDiscard ? 0 : 1;
            Statistics.InSegs += isDiscard ? 0 : 1;
            ObserveDropped(packet, reason, error, default, TcpState.Closed, now);
            return;
        }

        Statistics.InSegs++;
        ConnectionKey key = new(segment.Destination, segment.Source);
        if (segment.Destination.Address.IsMulticastOrBroadcast || segment.Source.Address.IsMulticastOrBroadcast)
        {
            Discard(packet, Reason.MulticastOrBroadcast, key, now);
        }
        else if (segment.Source.Address.IsUnspecified || segment.Source == segment.Destination)
        {
            Discard(packet, Reason.SourceInvalid, key, now);
        }
        else if (!_options.Addresses.Contains(segment.Destination.Address))
        {
            Discard(packet, Reason.NotForThisHost, key, now);
        }
        else if (_connections.TryFind(key, out TableEntry? found) && !MayBeNewIncarnation(found, segment))
        {
            Arrives(found, segment, now);
        }
        else if (found is StackEntry { Connection.Options.Habits: HostHabits.Linux } && !found.IsOlderThan(segment, now))
        {
            Arrives(found, segment, now); // which acknowledges it
        }
        else if (found is not null && !found.IsOlderThan(segment, now))
        {
            ObserveDropped(packet, Reason.SynOldInTimeWait, default, key, TcpState.TimeWait, now);
        }
        else if (FindListener(segment.Destination) is { } listener)
        {
            ArrivesInListen(listener, key, segment, now);
        }
        else
        {
            ArrivesInClosed(key, segment, now);
        }
    }

    private void Arrives(TableEntry found, in Segment segment, Timestamp now)
    {
        if (found is TimeWaitRecord record)
        {
            ArrivesInTimeWait(record, segment, now);
        }
        else if (found is StackEntry entry)
        {
            long unauthentic = entry.Connection.UnauthenticSegments;
            entry.Connection.OnSegment(segment, now);
            Statistics.UnauthenticSegments += entry.Connection.UnauthenticSegments - unauthentic;
            Settle(entry, now);
        }
    }

    /// <summary>Runs the timers that have run out.</summary>
    public void OnDeadline(Timestamp now)
    {
        ExpireFragments(now);
        while (_deadlines.Next <= now)
        {
            if (_deadlines.First is StackEntry entry)
            {
                entry.Connection.OnDeadline(now);
                Settle(entry, now);
            }
            else
            {
                End((TimeWaitRecord)_deadlines.First);
            }
        }
    }

    /// <summary>Writes the next packet that is due, if any. Called until it says no.</summary>
    /// <param name="now">The time.</param>
    /// <param name="packet">Room for an IP packet of the MTU.</param>
    /// <param name="written">The packet's length, in bytes.</param>
    public bool TryTransmit(Timestamp now, Span<byte> packet, out int written)
    {
        if (_replies.TryDequeue(out Reply reply))
        {
            written = SendReply(packet, reply, now);
            return true;
        }

        if (TrySendIcmpError(packet, now, out written))
        {
            return true;
        }

        while (_ready.TryDequeue(out StackEntry? entry))
        {
            entry.IsReady = false;
            if (entry.Connection.TryTransmit(now, packet, out written))
            {
                Count(entry.Connection);
                MarkReady(entry);
                _deadlines.Set(entry, entry.Connection.NextDeadline);
                return true;
            }

            Settle(entry, now, mayTransmit: false);
        }

        written = 0;
        return false;
    }

    private static bool MayBeNewIncarnation(TableEntry entry, in Segment segment) =>
        entry.IsInTimeWait && segment.IsSyn && !segment.IsAck && !segment.IsReset;

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

    private StackEntry Create(in ConnectionKey key, TcpListener? listener, TcpConnectionOptions options, TableEntry? predecessor, Timestamp now)
    {
        return Create(key, listener, options, Initial(key, predecessor, now), predecessor);
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

    private StackEntry Create(in ConnectionKey key, TcpListener? listener, TcpConnectionOptions options, SequenceNumber initial, TableEntry? predecessor)
    {
        StackEntry entry = new(this) { HalfOpen = listener is null ? null : new HalfOpen(listener, predecessor) };
        entry.Connection = new TcpConnection(key, ++_lastId, options, _options.Mtu, initial, _initialSequence.TimestampOffset(key), _context) { WorkQueue = entry };
        _connections.Add(entry);
        return entry;
    }

    private TcpListener? FindListener(TcpEndpoint local)
    {
        if (_listeners.TryGetValue(local, out TcpListener? listener))
        {
            return listener;
        }

        IpAddress any = local.Address.IsV6 ? IpAddress.AnyV6 : IpAddress.AnyV4;
        return _listeners.GetValueOrDefault(new TcpEndpoint(any, local.Port));
    }

    // SEGMENT ARRIVES in LISTEN (RFC 9293, section 3.10.7.2).
    private void ArrivesInListen(TcpListener listener, in ConnectionKey key, in Segment segment, Timestamp now)
    {
        if (Authenticate(listener.Options, key, segment, out SegmentAuthenticator? authenticator) is var unauthentic and not Reason.None)
        {
            Statistics.UnauthenticSegments++;
            ObserveDropped(segment.Packet, unauthentic, default, key, TcpState.Listen, now);
        }
        else if (segment.IsReset || (segment.IsSyn && segment.IsFin && !segment.IsAck && listener.Options.Habits == HostHabits.Linux))
        {
            ObserveDropped(segment.Packet, segment.IsReset ? Reason.ResetUnacceptable : Reason.ListenTakesSynOnly, default, key, TcpState.Listen, now);
        }
        else if (segment.IsAck && !segment.IsSyn && TryOpenByCookie(listener, key, segment, now))
        {
            return;
        }
        else if (segment.IsAck || !segment.IsSyn)
        {
            Refuse(key, segment, authenticator, TcpState.Listen, now);
        }
        else if (listener.PendingConnections >= listener.Backlog && listener.SynCookies)
        {
            AnswerByCookie(listener, key, segment, now);
        }
        else if (listener.PendingConnections >= listener.Backlog)
        {
            Statistics.ListenOverflows++;
            ObserveDropped(segment.Packet, Reason.BacklogFull, default, key, TcpState.Listen, now);
        }
        else
        {
            // The previous incarnation waits aside: should the SYN turn out to be an old duplicate, it returns to TIME-WAIT (RFC 9293, section 3.6.1).
            if (_connections.TryFind(key, out TableEntry? old))
            {
                _connections.Remove(old);
            }

            StackEntry entry = Create(key, listener, listener.Options, old, now);
            Statistics.PassiveOpens++;
            OpenPassive(listener, entry, segment, now);
            Settle(entry, now);
        }
    }

    // SEGMENT ARRIVES in CLOSED (RFC 9293, section 3.10.7.1).
    private void ArrivesInClosed(in ConnectionKey key, in Segment segment, Timestamp now)
    {
        if (Authenticate(_options.Connections, key, segment, out SegmentAuthenticator? authenticator) is var unauthentic and not Reason.None)
        {
            Statistics.UnauthenticSegments++;
            ObserveDropped(segment.Packet, unauthentic, default, key, TcpState.Closed, now);
            return;
        }

        Refuse(key, segment, authenticator, TcpState.Closed, now);
    }

    // In CLOSED, and an ACK in LISTEN: RST. Where the segment had to be signed, so has that.
    private void Refuse(in ConnectionKey key, in Segment segment, SegmentAuthenticator? authenticator, TcpState state, Timestamp now)
    {
        ObserveDropped(segment.Packet, state == TcpState.Listen ? Reason.ListenTakesSynOnly : Reason.NoConnection, default, key, state, now);
        bool mustAnswer = !segment.IsReset && (segment.IsAck || segment.IsSyn || state == TcpState.Closed);
        if (!mustAnswer || _replies.Count >= ReplyLimit)
        {
            return;
        }

        _replies.Enqueue(new Reply(key, Reason.ResetNoConnection, segment.IsAck
            ? new OutgoingSegment { SequenceNumber = segment.Acknowledgment, Acknowledgment = default, Flags = TcpFlags.Rst, Window = 0, Authenticator = authenticator }
            : new OutgoingSegment { SequenceNumber = default, Acknowledgment = segment.End, Flags = TcpFlags.Rst | TcpFlags.Ack, Window = 0, Authenticator = authenticator }));
    }

    private int SendReply(Span<byte> packet, in Reply reply, Timestamp now)
    {
        OutgoingSegment segment = reply.ToSegment();
        int written = SegmentWriter.Finish(packet, reply.Key, SegmentWriter.Begin(packet, reply.Key, segment, 0), segment.Authenticator);
        Statistics.OutSegs++;
        Statistics.OutRsts += (segment.Flags & TcpFlags.Rst) != 0 ? 1 : 0;
        _observer?.Observe(new EngineEvent
        {
            Kind = EngineEventKind.SegmentSent,
            Time = now,
            Endpoint = Name,
            Key = reply.Key,
            Reason = reply.Reason,
            Packet = packet[..written],
        });
        return written;
    }

    internal void MarkReady(StackEntry entry)
    {
        if (!entry.IsReady)
        {
            entry.IsReady = true;
            _ready.Enqueue(entry);
        }
    }

    // After anything happened to a connection: its application is told, and it is queued for what it waits for.
    private void Settle(StackEntry entry, Timestamp now, bool mayTransmit = true)
    {
        TcpConnection connection = entry.Connection;
        if (entry.CountedState == TcpState.SynSent && connection.TriedAccurateEcn is { } isBlocked)
        {
            _ecnFailures.Note(connection.Key.Remote.Address, isBlocked, now);
        }

        CountTransition(entry, connection.State);
        if (connection.State != TcpState.SynReceived)
        {
            Unpend(entry, now);
        }

        HalfOpen? halfOpen = entry.HalfOpen;
        if (halfOpen is not null && connection.State is not (TcpState.SynReceived or TcpState.Closed))
        {
            entry.HalfOpen = null;
            if (halfOpen.Predecessor is { } predecessor)
            {
                EndTimeWait(predecessor, now);
            }

            entry.Application ??= halfOpen.Listener.Accept(connection);
        }

        for (ConnectionEvents events = connection.TakeEvents(); events != ConnectionEvents.None; events = connection.TakeEvents())
        {
            Tell(entry, events, now);
        }

        if (mayTransmit && connection.WantsToTransmit)
        {
            MarkReady(entry);
        }

        _deadlines.Set(entry, connection.NextDeadline);
        if (entry.IsReady || connection.WantsToTransmit)
        {
            return;
        }

        if (connection.State == TcpState.TimeWait)
        {
            SettleInTimeWait(entry, now);
        }
        else if (connection.State == TcpState.Closed && _connections.Remove(entry) && entry.HalfOpen?.Predecessor is { IsInTimeWait: true } waiting)
        {
            _connections.Add(waiting);
        }
    }

    private void Tell(StackEntry entry, ConnectionEvents events, Timestamp now)
    {
        TcpConnection connection = entry.Connection;
        if ((events & ConnectionEvents.Connected) != 0)
        {
            entry.Application ??= entry.HalfOpen?.Listener.Accept(connection); // Fast Open does not wait for the handshake
            entry.Application?.OnConnected(connection, now);
        }

        if (entry.Application is not { } application)
        {
            return; // half open, and gone again: nobody was told of it
        }

        if ((events & ConnectionEvents.Unanswered) != 0)
        {
            application.OnUnanswered(connection, now);
        }

        if ((events & ConnectionEvents.SoftError) != 0)
        {
            application.OnSoftError(connection, now);
        }

        if ((events & ConnectionEvents.UrgentData) != 0)
        {
            application.OnUrgentData(connection, now);
        }

        if ((events & ConnectionEvents.DataAvailable) != 0)
        {
            application.OnDataAvailable(connection, now);
        }

        if ((events & ConnectionEvents.SendBufferSpace) != 0)
        {
            application.OnSendBufferSpace(connection, now);
        }

        if ((events & ConnectionEvents.PeerClosed) != 0)
        {
            application.OnPeerClosed(connection, now);
        }

        if ((events & ConnectionEvents.FinAcknowledged) != 0)
        {
            application.OnFinAcknowledged(connection, now);
        }

        if ((events & ConnectionEvents.Closed) != 0)
        {
            application.OnClosed(connection, now);
        }
    }

    private void Discard(ReadOnlySpan<byte> packet, Reason reason, in ConnectionKey key, Timestamp now)
    {
        Statistics.InDiscards++;
        ObserveDropped(packet, reason, default, key, TcpState.Closed, now);
    }

    private void ObserveDropped(ReadOnlySpan<byte> packet, Reason reason, ParseError error, in ConnectionKey key, TcpState state, Timestamp now) => _observer?.Observe(new EngineEvent
    {
        Kind = EngineEventKind.SegmentDropped,
        Time = now,
        Endpoint = Name,
        Key = key,
        Reason = reason,
        ParseError = error,
        Packet = packet,
        StateBefore = state,
        StateAfter = state,
    });
}
