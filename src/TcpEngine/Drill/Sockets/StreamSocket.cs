namespace TcpEngine.Drill;

/// <summary>A stream socket: a thin face over a connection or a listener of the stack, with the semantics of Linux's system calls.</summary>
internal sealed class StreamSocket : Descriptor, ITcpApplication
{
    private readonly Queue<StreamSocket> _accepted = new();
    private bool _isReadShut;
    private bool _peerClosedFirst;

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

    /// <summary>The options that have no meaning here beside their value.</summary>
    public Dictionary<(long Level, long Name), long> PlainOptions { get; } = [];

    /// <summary>Whether there is a connection that is open, or opening.</summary>
    public bool IsOpen => Connection is { State: not TcpState.Closed };

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

            if (Connection is not { } connection)
            {
                return Constants.POLLOUT | Constants.POLLWRNORM | Constants.POLLHUP;
            }

            if (connection.State is TcpState.SynSent or TcpState.SynReceived)
            {
                return 0;
            }

            bool isClosed = connection.State == TcpState.Closed;
            bool hasPeerClosed = _isReadShut || isClosed || connection.HasPeerClosed;
            bool hasRoom = IsWriteShut || isClosed || connection.SendBufferRoom >= Math.Max(1, Options.SendBufferSize / 3);
            return (connection.AvailableBytes > 0 || hasPeerClosed ? Constants.POLLIN | Constants.POLLRDNORM : 0)
                | (hasRoom ? Constants.POLLOUT | Constants.POLLWRNORM : 0)
                | (hasPeerClosed ? Constants.POLLRDHUP : 0)
                | (isClosed || (hasPeerClosed && IsWriteShut) ? Constants.POLLHUP : 0)
                | (PendingError != Errno.None ? Constants.POLLERR : 0);
        }
    }

    /// <summary>A socket for a connection that has come to a listener.</summary>
    public StreamSocket Queue(TcpConnection connection)
    {
        StreamSocket child = new() { Options = Listener!.Options, Bound = connection.Key.Local, Connection = connection, Linger = Linger };
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
        IsWriteShut = false;
        _isReadShut = false;
        _peerClosedFirst = false;
        PendingError = Errno.None;
    }

    /// <summary>Takes the pending error: it is told once.</summary>
    public Errno TakeError()
    {
        Errno error = PendingError;
        PendingError = Errno.None;
        return error;
    }

    /// <summary>shutdown.</summary>
    public void Shut(bool reading, bool writing, Timestamp now)
    {
        _isReadShut |= reading;
        if (writing && !IsWriteShut)
        {
            IsWriteShut = true;
            Connection!.Close(now);
        }
    }

    /// <summary>Nobody has the socket any more: what comes in from now on finds no reader.</summary>
    public void Release(Timestamp now)
    {
        while (TakeAccepted() is { } waiting)
        {
            waiting.Connection!.Abort(now);
        }

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
        Connection?.Abort(now);
        Connection = null;
        IsConnecting = false;
        PendingError = Errno.None;
    }

    void ITcpApplication.OnConnected(TcpConnection connection, Timestamp now) => Activity++;

    void ITcpApplication.OnDataAvailable(TcpConnection connection, Timestamp now) => Activity++;

    void ITcpApplication.OnSendBufferSpace(TcpConnection connection, Timestamp now) => Activity++;

    void ITcpApplication.OnPeerClosed(TcpConnection connection, Timestamp now)
    {
        Activity++;
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
            TcpFailure.Refused => Errno.ECONNREFUSED,
            TcpFailure.Reset => _peerClosedFirst ? Errno.EPIPE : Errno.ECONNRESET,
            TcpFailure.TimedOut => ErrorOf(connection.SoftError),
            _ => PendingError,
        };
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
