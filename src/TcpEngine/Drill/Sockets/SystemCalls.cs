namespace TcpEngine.Drill;

/// <summary>The system calls: each gives an attempt, which the run tries until it comes to something.</summary>
/// <remarks>
/// The parts: <c>.Opening</c> makes, binds, connects, accepts and closes sockets; <c>.Data</c> reads and writes; <c>.Options</c> is setsockopt, getsockopt,
/// fcntl and ioctl; <c>.Polling</c> is poll and epoll; <c>.FastOpen</c>, <c>.Messages</c> and <c>.Splicing</c> what their names say.
/// </remarks>
internal sealed partial class SystemCalls
{
    private readonly DrillHost _host;
    private readonly DrillSettings _settings;
    private readonly Dictionary<long, Descriptor> _descriptors = [];
    private readonly Dictionary<string, Func<CallArguments, CallAttempt>> _calls;
    private int _nextPort = 32768;

    /// <summary>The calls on a host.</summary>
    /// <param name="host">The host.</param>
    /// <param name="settings">The addresses and ports that <c>...</c> stands for.</param>
    /// <param name="connections">How connections behave: sysctls may change it.</param>
    public SystemCalls(DrillHost host, DrillSettings settings, TcpConnectionOptions connections)
    {
        _host = host;
        _settings = settings;
        Connections = connections;
        _host.Sending = RefreshReports;
        _calls = new()
        {
            ["socket"] = Socket,
            ["bind"] = Bind,
            ["listen"] = Listen,
            ["accept"] = Accept,
            ["accept4"] = Accept,
            ["connect"] = Connect,
            ["close"] = Close,
            ["shutdown"] = Shutdown,
            ["read"] = Read,
            ["readv"] = ReadVector,
            ["recv"] = Receive,
            ["recvfrom"] = Receive,
            ["recvmsg"] = ReceiveMessage,
            ["write"] = Write,
            ["writev"] = WriteVector,
            ["send"] = Send,
            ["sendto"] = Send,
            ["sendmsg"] = SendMessage,
            ["setsockopt"] = SetOption,
            ["getsockopt"] = GetOption,
            ["fcntl"] = Control,
            ["ioctl"] = DeviceControl,
            ["poll"] = Poll,
            ["epoll_create"] = EpollCreate,
            ["epoll_create1"] = EpollCreate,
            ["epoll_ctl"] = EpollControl,
            ["epoll_wait"] = EpollWait,
            ["open"] = Open,
            ["sendfile"] = SendFile,
            ["pipe"] = OpenPipe,
            ["pipe2"] = OpenPipe,
            ["splice"] = Splice,
        };
    }

    /// <summary>How new sockets' connections behave.</summary>
    public TcpConnectionOptions Connections { get; set; }

    /// <summary>The sysctls of Fast Open.</summary>
    public required FastOpenSysctls FastOpen { get; init; }

    /// <summary>Called with the connection that connect opens.</summary>
    public Action<ConnectionKey>? Connecting { get; set; }

    /// <summary>Begins a call.</summary>
    /// <exception cref="DrillScriptException">There is no such call, or it is not called like that.</exception>
    public CallAttempt Begin(CallEvent call) => _calls.TryGetValue(call.Name, out Func<CallArguments, CallAttempt>? begin)
        ? begin(new CallArguments(call))
        : throw new DrillScriptException(call.Position, $"The call '{call.Name}' is not supported. There are: {string.Join(", ", _calls.Keys.Order())}.");

    /// <summary>How many sockets have begun to listen so far.</summary>
    public int ListenCount { get; private set; }

    /// <summary>Where the latest socket listens; null where none does.</summary>
    public TcpEndpoint? FindListener() => _descriptors.Values.OfType<StreamSocket>().LastOrDefault(socket => socket.Listener is not null)?.Listener!.Local;

    /// <summary>The connection of a socket, which may be over; null where none has that one.</summary>
    public TcpConnection? FindConnection(ConnectionKey key) => FindSocket(key)?.Connection;

    /// <summary>The socket of a connection; null for none.</summary>
    public StreamSocket? FindSocket(ConnectionKey key) => _descriptors.Values.OfType<StreamSocket>().LastOrDefault(socket => socket.Connection?.Key == key);

    /// <summary>Whether a connection's sender has no room for more, with so many bytes in its buffer.</summary>
    public bool IsSendBufferFull(ConnectionKey key, long bytes)
    {
        StreamSocket? socket = FindSocket(key);
        if (socket is not { IsAsLinux: true })
        {
            return bytes >= (socket?.Options ?? Connections).FirstSendBuffer;
        }

        return socket.IsOutOfRoom();
    }

    /// <summary>Adds what SO_MEMINFO tells of a connection's send buffer.</summary>
    public void AddMemory(Dictionary<string, long> variables, ConnectionKey key)
    {
        if (FindSocket(key) is { IsAsLinux: true } socket)
        {
            variables["SK_MEMINFO_SNDBUF"] = socket.Buffers.Limit;
            variables["SK_MEMINFO_WMEM_QUEUED"] = socket.Buffers.Memory;
        }
    }

    private void RefreshReports()
    {
        foreach (StreamSocket socket in _descriptors.Values.OfType<StreamSocket>())
        {
            socket.Refresh(_host.Now);
        }
    }

    // A script names its descriptors by what it expects the call to return: with an expected error there is no name.
    private CallOutcome Name(CallEvent call, Descriptor descriptor)
    {
        long number = CallArguments.Evaluate(call.Result);
        if (number < 0)
        {
            number = _descriptors.Count == 0 ? 3 : _descriptors.Keys.Max() + 1;
        }
        else if (_descriptors.ContainsKey(number))
        {
            throw new DrillScriptException(call.Result.Position, $"The descriptor {number} is in use.");
        }

        _descriptors[number] = descriptor;
        return CallOutcome.Success(number);
    }

    private StreamSocket? FindSocket(CallArguments arguments, out CallAttempt? failed)
    {
        Descriptor? descriptor = _descriptors.GetValueOrDefault(arguments.Integer(0));
        failed = descriptor switch
        {
            null => CallAttempt.Failed(Errno.EBADF),
            StreamSocket => null,
            _ => CallAttempt.Failed(Errno.ENOTSOCK),
        };
        return descriptor as StreamSocket;
    }

    private static DrillScriptException Unsupported(CallArguments arguments, int index, string what) => new(arguments[index].Position, what);
}
