namespace TcpEngine.Drill;

/// <summary>A stream socket: a thin face over a connection or a listener of the stack, with the semantics of Linux's system calls.</summary>
internal sealed class StreamSocket : Descriptor, ITcpApplication
{
    private const int TimestampsOptionSize = 12;

    private readonly Queue<StreamSocket> _accepted = new();
    private readonly Queue<(long End, Timestamp At)> _arrivals = new(); // what is not read yet
    private long _acknowledged;
    private bool _hasGrown;
    private bool _isReadShut;
    private bool _peerClosedFirst;
    private bool _wasWritable = true;
    private Errno _softError;
    private long _read;
    private long _stampsFrom;

    /// <summary>How its connection behaves, or will.</summary>
    public required TcpConnectionOptions Options { get; set; }

    /// <summary>Where it is bound; null for nowhere.</summary>
    public TcpEndpoint? Bound { get; set; }

    /// <summary>Where it listens; null where it does not.</summary>
    public TcpListener? Listener { get; set; }

    /// <summary>Its connection; null where it never had one.</summary>
    public TcpConnection? Connection { get; private set; }

    /// <summary>SO_ERROR: the error that the next call is told.</summary>
    public Errno PendingError { get; private set; }

    /// <summary>Whether connect was called and its success not told yet.</summary>
    public bool IsConnecting { get; set; }

    /// <summary>Whether close drops what is not sent: SO_LINGER with a time of 0.</summary>
    public Duration? Linger { get; set; }

    /// <summary>Whether the application has said that it sends no more.</summary>
    public bool IsWriteShut { get; private set; }

    /// <summary>What TCP_QUICKACK was set to before there was a connection: whether acknowledgments wait for answers.</summary>
    public bool ExpectsAnswers { get; set; }

    /// <summary>What it reports of data that was sent.</summary>
    public required SendReports Reports { get; init; }

    /// <summary>SO_ZEROCOPY.</summary>
    public bool UsesZeroCopy { get; set; }

    /// <summary>SO_TIMESTAMPING.</summary>
    public long Stamps { get; set; }

    /// <summary>TCP_INQ: whether recvmsg tells how much is left to read.</summary>
    public bool ReportsUnread { get; set; }

    /// <summary>TCP_NOTSENT_LOWAT; null for as much as fits.</summary>
    public long? NotSentLimit { get; set; }

    /// <summary>What SO_SNDBUF was set to; null where it was not.</summary>
    public long? SendBufferSet { get; set; }

    /// <summary>How many bytes were written so far.</summary>
    public long Written { get; private set; }

    /// <summary>The buffers that hold what was written.</summary>
    public required SocketBuffers Buffers { get; init; }

    /// <summary>Whether it has Linux's ways: what the buffers take counts, and not the bytes alone.</summary>
    public bool IsAsLinux => Options.Habits == HostHabits.Linux;

    /// <summary>TCP_FASTOPEN; null where it was not set.</summary>
    public int? FastOpenLimit { get; set; }

    /// <summary>TCP_FASTOPEN_NO_COOKIE.</summary>
    public bool OpensWithoutCookie { get; set; }

    /// <summary>TCP_FASTOPEN_KEY; null for the host's.</summary>
    public FastOpenKeys? FastOpenKeys { get; set; }

    /// <summary>TCP_FASTOPEN_CONNECT.</summary>
    public bool DefersConnect { get; set; }

    /// <summary>Where the first write is to connect to; null where nothing was deferred.</summary>
    public TcpEndpoint? DeferredRemote { get; set; }

    /// <summary>The options that have no meaning here beside their value.</summary>
    public Dictionary<(long Level, long Name), long> PlainOptions { get; } = [];

    /// <summary>Whether ICMP errors are told at once, and those that end an open stand in the error queue: IP_RECVERR.</summary>
    public bool ReportsErrors => PlainOptions.GetValueOrDefault((Constants.IPPROTO_IP, Constants.IP_RECVERR)) != 0 || PlainOptions.GetValueOrDefault((Constants.IPPROTO_IPV6, Constants.IPV6_RECVERR)) != 0;

    /// <summary>Whether there is a connection that is open, or opening.</summary>
    public bool IsOpen => Connection is { State: not TcpState.Closed };

    /// <summary>Whether the peer has closed: reading tells no error any more.</summary>
    public bool HasPeerClosed { get; private set; }

    /// <summary>Whether reading gives 0: the peer has closed, or reading was shut.</summary>
    public bool IsAtEnd => _isReadShut || Connection is { IsAtEnd: true } or { State: TcpState.Closed, AvailableBytes: 0 };

    /// <inheritdoc/>
    public override long Readiness
    {
        get
        {
            if (Listener is not null)
            {
                return _accepted.Count > 0 ? Constants.POLLIN | Constants.POLLRDNORM : 0;
            }

            if (DeferredRemote is not null)
            {
                return Constants.POLLOUT | Constants.POLLWRNORM;
            }

            if (Connection is not { } connection)
            {
                return Constants.POLLOUT | Constants.POLLWRNORM | Constants.POLLHUP;
            }

            if (connection.State is TcpState.SynSent || (connection.State is TcpState.SynReceived && !connection.IsFastOpening))
            {
                return 0;
            }

            bool isClosed = connection.State == TcpState.Closed;
            bool hasPeerClosed = _isReadShut || isClosed || connection.HasPeerClosed;
            bool hasRoom = IsWriteShut || isClosed || HasRoom(connection);
            return (connection.AvailableBytes > 0 || hasPeerClosed ? Constants.POLLIN | Constants.POLLRDNORM : 0)
                | (hasRoom ? Constants.POLLOUT | Constants.POLLWRNORM : 0)
                | (hasPeerClosed ? Constants.POLLRDHUP : 0)
                | (isClosed || (hasPeerClosed && IsWriteShut) ? Constants.POLLHUP : 0)
                | (PendingError != Errno.None || !Reports.IsEmpty ? Constants.POLLERR : 0);
        }
    }

    private bool HasRoom(TcpConnection connection) => !(NotSentLimit is { } limit && 2L * connection.UnsentBytes >= limit)
        && (IsAsLinux ? Buffers.IsWritable : connection.SendBufferRoom >= Math.Max(1, Options.FirstSendBuffer / 3));

    /// <summary>A socket for a connection that has come to a listener.</summary>
    public StreamSocket Queue(TcpConnection connection)
    {
        StreamSocket child = new()
        {
            Options = Listener!.Options,
            Bound = connection.Key.Local,
            Connection = connection,
            Linger = Linger,
            Reports = Reports.Anew(),
            UsesZeroCopy = UsesZeroCopy,
            Stamps = Stamps,
            ReportsUnread = ReportsUnread,
            NotSentLimit = NotSentLimit,
            SendBufferSet = SendBufferSet,
            Buffers = new SocketBuffers { Limit = Buffers.Limit, IsLimitChosen = Buffers.IsLimitChosen },
            MostMemory = MostMemory,
        };
        if (ExpectsAnswers)
        {
            connection.ExpectsAnswers = true;
        }

        _accepted.Enqueue(child);
        Activity++;
        return child;
    }

    /// <summary>The oldest connection that waits to be accepted.</summary>
    public StreamSocket? TakeAccepted() => _accepted.TryDequeue(out StreamSocket? socket) ? socket : null;

    /// <summary>Gives the socket the connection that it opens.</summary>
    public void Begin(TcpConnection connection)
    {
        Connection = connection;
        Bound = connection.Key.Local;
        IsConnecting = true;
        if (ExpectsAnswers)
        {
            connection.ExpectsAnswers = true;
        }

        DeferredRemote = null;
        IsWriteShut = false;
        _isReadShut = false;
        _peerClosedFirst = false;
        HasPeerClosed = false;
        PendingError = Errno.None;
    }

    /// <summary>Notes that a piece of what a call writes was taken.</summary>
    public void NoteTaken(int count)
    {
        Buffers.Append(count);
        Written += count;
    }

    /// <summary>A call finds no more room. What it has written by then waits for nothing.</summary>
    public void AwaitRoom(bool hasWritten)
    {
        Buffers.IsAwaited = IsAsLinux;
        if (IsAsLinux && hasWritten)
        {
            Connection!.Push();
        }
    }

    /// <summary>Notes that a call has written, and what it wants to be told of that.</summary>
    /// <param name="count">How many bytes.</param>
    /// <param name="flags">The call's flags.</param>
    /// <param name="stamps">SOF_TIMESTAMPING flags for this call, beside the socket's own.</param>
    public void NoteWritten(long count, long flags, long stamps)
    {
        bool isZeroCopy = UsesZeroCopy && (flags & Constants.MSG_ZEROCOPY) != 0;
        if (count > 0 && (isZeroCopy || Stamps != 0 || stamps != 0))
        {
            Reports.Add(Written, isZeroCopy, Stamps | stamps, Written - _stampsFrom - 1);
        }
    }

    /// <summary>Notes that a call has read.</summary>
    /// <param name="count">How many bytes, at least one.</param>
    /// <returns>When the last of them came.</returns>
    public Timestamp NoteRead(long count)
    {
        _read += count;
        Timestamp at = default;
        while (_arrivals.TryPeek(out (long End, Timestamp At) arrival))
        {
            at = arrival.At;
            if (arrival.End > _read)
            {
                break;
            }

            _arrivals.Dequeue();
            if (arrival.End == _read)
            {
                break;
            }
        }

        return at;
    }

    /// <summary>SO_TIMESTAMPING is set: bytes are numbered from here.</summary>
    public void BeginStamps(long stamps)
    {
        Stamps = stamps;
        _stampsFrom = Written;
    }

    /// <summary>How far the limit of the buffers grows, in bytes: the third number of tcp_wmem.</summary>
    public long MostMemory { get; init; }

    /// <summary>Brings the buffers up to what was sent and acknowledged.</summary>
    public void RefreshBuffers()
    {
        if (Connection is { } connection)
        {
            int segment = Math.Max(1, (int)connection.TakeSnapshot().SendMaximumSegmentSize);
            Buffers.OnSent(Written - connection.UnsentBytes, connection.BurstSegments * segment);
            Buffers.OnAcknowledged(Written - connection.SendBufferBytes, segment);
        }
    }

    /// <summary>Whether it still waits for room, after what was acknowledged.</summary>
    public bool IsOutOfRoom()
    {
        Buffers.OnAcknowledged(Written - Connection!.SendBufferBytes, Connection.TakeSnapshot().SendMaximumSegmentSize);
        return Buffers.IsAwaited && !HasRoom(Connection);
    }

    // Once an acknowledgment has let out what it lets out.
    private void RefreshRoom(TcpConnection connection)
    {
        long acknowledged = Written - connection.SendBufferBytes;
        bool wasAcknowledged = acknowledged > _acknowledged;
        _acknowledged = acknowledged;
        bool isOpen = connection.State is not (TcpState.SynSent or TcpState.SynReceived);
        if (IsAsLinux && isOpen && (!_hasGrown || (Buffers.IsAwaited && wasAcknowledged)))
        {
            _hasGrown = true;
            ConnectionSnapshot snapshot = connection.TakeSnapshot();
            int segment = Math.Max(1, (int)snapshot.SendMaximumSegmentSize);
            Buffers.Grow(snapshot.CongestionWindow / segment, segment + (Options.Timestamps ? TimestampsOptionSize : 0), MostMemory);
            Buffers.IsAwaited &= !HasRoom(connection);
        }
    }

    /// <summary>Something was sent or acknowledged.</summary>
    public void Refresh(Timestamp now)
    {
        if (Connection is not { } connection)
        {
            return;
        }

        RefreshBuffers();
        RefreshRoom(connection);
        CloseOnceOpen(now);
        bool isOver = connection.State == TcpState.Closed;
        bool isNews = Reports.Advance(Written - connection.UnsentBytes, Written - connection.SendBufferBytes, isOver, now);
        bool isWritable = (Readiness & Constants.POLLOUT) != 0;
        Activity += isNews || (isWritable && !_wasWritable) ? 1 : 0;
        _wasWritable = isWritable;
    }

    /// <summary>SO_ERROR: the pending error, or the last trouble of the network that may pass.</summary>
    public Errno TakeAnyError()
    {
        Errno error = TakeError() is not Errno.None and { } pending ? pending : _softError;
        _softError = Errno.None;
        return error;
    }

    /// <summary>Takes the pending error: it is told once.</summary>
    public Errno TakeError()
    {
        Errno error = PendingError;
        PendingError = Errno.None;
        return error;
    }

    /// <summary>shutdown. What Fast Open has opened closes once the handshake is over.</summary>
    public void Shut(bool reading, bool writing, Timestamp now)
    {
        _isReadShut |= reading;
        if (_isReadShut)
        {
            Connection!.ShutReading();
        }

        if (writing && !IsWriteShut)
        {
            IsWriteShut = true;
            _peerClosedFirst = false;
            CloseOnceOpen(now);
        }
    }

    /// <summary>shutdown of a listener: who waits to be accepted is gone.</summary>
    public void StopListening(Timestamp now)
    {
        while (TakeAccepted() is { } waiting)
        {
            waiting.Connection!.Abort(now);
        }
    }

    private void CloseOnceOpen(Timestamp now)
    {
        if (IsWriteShut && Connection is { } connection && !connection.IsFastOpening)
        {
            connection.Close(now);
        }
    }

    /// <summary>Nobody has the socket any more: what comes in from now on finds no reader.</summary>
    public void Release(Timestamp now)
    {
        StopListening(now);
        if (!IsOpen)
        {
            return;
        }

        if (Linger == Duration.Zero)
        {
            Connection!.Abort(now);
        }
        else
        {
            Connection!.Release(now);
        }
    }

    /// <summary>connect with AF_UNSPEC: the connection ends at once, and the socket is as new.</summary>
    public void Disconnect(Timestamp now)
    {
        bool isBroken = Connection is { State: TcpState.SynSent or TcpState.SynReceived or TcpState.Established or TcpState.CloseWait or TcpState.FinWait1 or TcpState.FinWait2 };
        Connection?.Abort(now);
        Connection = null;
        DeferredRemote = null;
        IsConnecting = false;
        PendingError = isBroken ? Errno.ECONNRESET : Errno.None;
    }

    void ITcpApplication.OnConnected(TcpConnection connection, Timestamp now) => Activity++;

    void ITcpApplication.OnDataAvailable(TcpConnection connection, Timestamp now)
    {
        Activity++;
        _arrivals.Enqueue((_read + connection.AvailableBytes, now));
    }

    void ITcpApplication.OnSoftError(TcpConnection connection, Timestamp now)
    {
        _softError = ErrorOf(connection.SoftError);
        if (ReportsErrors)
        {
            Activity++;
            PendingError = _softError;
        }
    }

    void ITcpApplication.OnSendBufferSpace(TcpConnection connection, Timestamp now) => Activity++;

    void ITcpApplication.OnPeerClosed(TcpConnection connection, Timestamp now)
    {
        Activity++;
        HasPeerClosed = true;
        _peerClosedFirst = !IsWriteShut;
    }

    void ITcpApplication.OnClosed(TcpConnection connection, Timestamp now)
    {
        Activity++;
        if (connection != Connection)
        {
            return; // one that the socket has given up
        }

        PendingError = connection.Failure switch
        {
            TcpFailure.Refused => connection.SoftError == IcmpErrorKind.None ? Errno.ECONNREFUSED : ErrorOf(connection.SoftError),
            TcpFailure.Reset => _peerClosedFirst ? Errno.EPIPE : Errno.ECONNRESET,
            TcpFailure.TimedOut => ErrorOf(connection.SoftError),
            _ => PendingError,
        };
        if (connection.Failure == TcpFailure.Refused && connection.SoftError != IcmpErrorKind.None && ReportsErrors)
        {
            Reports.AddIcmp(connection.SoftError, PendingError);
        }
    }

    // What the network told while the peer did not answer says more than that it did not.
    private static Errno ErrorOf(IcmpErrorKind soft) => soft switch
    {
        IcmpErrorKind.None => Errno.ETIMEDOUT,
        IcmpErrorKind.NetworkUnreachable => Errno.ENETUNREACH,
        IcmpErrorKind.PortUnreachable => Errno.ECONNREFUSED,
        IcmpErrorKind.ProtocolUnreachable => Errno.ENOPROTOOPT,
        IcmpErrorKind.ParameterProblem => Errno.EPROTO,
        _ => Errno.EHOSTUNREACH,
    };
}
