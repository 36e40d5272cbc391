using HeaderSpec;
using TcpCodec;

namespace TcpEngine;

/// <summary>
/// A host's TCP: demultiplexes packets to connections, listens, opens, answers what belongs to nobody. It has no clock, socket or thread: packets, calls and the time
/// go in; packets (<see cref="TryTransmit"/>) and the next deadline come out. One thread owns a stack.
/// </summary>
public sealed partial class TcpStack
{
    private readonly TcpStackOptions _options;
    private readonly IEngineObserver? _observer;
    private readonly InitialSequence _initialSequence;
    private readonly ConnectionTable _connections;
    private readonly Dictionary<TcpEndpoint, TcpListener> _listeners = [];
    private readonly DeadlineQueue _deadlines = new();
    private readonly ConnectionContext _context;
    private readonly Queue<StackEntry> _ready = new();
    private readonly Queue<Reply> _replies = new();
    private readonly EphemeralPorts _ports;
    private readonly SynCookie _cookies;
    private readonly EcnFailures _ecnFailures = new();
    private uint _lastId;

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
            entry.Tell(events, now);
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
