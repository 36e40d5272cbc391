namespace TcpEngine.Drill;

/// <summary>A socket option: what setting it does, and what reading it gives.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Set">Sets it; null where it can only be read.</param>
/// <param name="Get">Reads it; null where it reads as what was set.</param>
/// <param name="IsText">Whether its value is a text.</param>
internal sealed record SocketOption(string Name, Func<StreamSocket, long, Errno>? Set, Func<StreamSocket, long>? Get = null, bool IsText = false)
{
    private const int SmallestSendBuffer = 2304;
    private const int SmallestReceiveBuffer = 2048;
    private const int LeastReceiveMemory = 2304;
    private const int LargestReceiveBuffer = 4 << 20; // net.core.rmem_max
    private const int LargestBuffer = 1 << 30;
    private const int SmallestSegment = 88;
    private const int LargestSegment = 32767;
    private const int TimestampsOptionSize = 12;
    private const int LongestKeepAlive = 32767; // seconds

    /// <summary>Whether the engine takes it when the connection is made, and never again.</summary>
    public bool IsFixedOnceOpen => Name is "TCP_CONGESTION";

    /// <summary>All that the engine has, or that means nothing to it, by level and number.</summary>
    public static IReadOnlyDictionary<(long Level, long Name), SocketOption> All { get; } = CreateTable();

    private static Dictionary<(long Level, long Name), SocketOption> CreateTable()
    {
        Dictionary<(long, long), SocketOption> table = [];

        // Without meaning for one connection on virtual time.
        Add(Constants.SOL_SOCKET, new SocketOption("SO_REUSEADDR", Keep));
        Add(Constants.SOL_SOCKET, new SocketOption("SO_REUSEPORT", Keep));
        Add(Constants.SOL_SOCKET, new SocketOption("SO_DEBUG", Keep));
        Add(Constants.SOL_SOCKET, new SocketOption("SO_PRIORITY", Keep));
        Add(Constants.SOL_SOCKET, new SocketOption("SO_MARK", Keep));
        Add(Constants.SOL_SOCKET, new SocketOption("SO_BUSY_POLL", Keep));
        Add(Constants.IPPROTO_IP, new SocketOption("IP_FREEBIND", Keep));
        Add(Constants.IPPROTO_IP, new SocketOption("IP_MTU_DISCOVER", Keep)); // every packet has DF, whatever it says
        Add(Constants.IPPROTO_IPV6, new SocketOption("IPV6_MTU_DISCOVER", Keep));
        Add(Constants.IPPROTO_IP, new SocketOption("IP_RECVERR", Keep));
        Add(Constants.IPPROTO_IPV6, new SocketOption("IPV6_RECVERR", Keep));
        Add(Constants.IPPROTO_IPV6, new SocketOption("IPV6_V6ONLY", Keep));

        Add(Constants.SOL_SOCKET, new SocketOption("SO_LINGER", Keep));
        Add(Constants.SOL_SOCKET, new SocketOption("SO_ERROR", null, _ => 0));
        Add(Constants.SOL_SOCKET, new SocketOption("SO_TYPE", null, _ => Constants.SOCK_STREAM));
        Add(Constants.SOL_SOCKET, new SocketOption("SO_ACCEPTCONN", null, socket => socket.Listener is null ? 0 : 1));

        // Linux doubles what it is asked for, to have room for its own records, and says the doubled number.
        Add(Constants.SOL_SOCKET, new SocketOption("SO_SNDBUF", (socket, value) => SetBuffer(socket, value, isSend: true), socket => socket.SendBufferSet ?? -1));
        Add(Constants.SOL_SOCKET, new SocketOption("SO_RCVBUF", (socket, value) => SetBuffer(socket, value, isSend: false), ReceiveBuffer));
        Add(Constants.IPPROTO_TCP, new SocketOption("TCP_NODELAY", SetNoDelay, socket => socket.Options.NoDelay ? 1 : 0));
        Add(Constants.IPPROTO_TCP, new SocketOption("TCP_QUICKACK", SetQuickAcknowledgments, socket => (socket.Connection?.ExpectsAnswers ?? socket.ExpectsAnswers) ? 0 : 1));
        Add(Constants.IPPROTO_TCP, new SocketOption("TCP_SYNCNT", (socket, value) => value is >= 1 and <= 127 ? Change(socket, socket.Options with { SynRetries = (int)value, SynAckRetries = (int)value }) : Errno.EINVAL));
        Add(Constants.IPPROTO_TCP, new SocketOption("TCP_MAXSEG", SetMaximumSegment, MaximumSegment));
        Add(Constants.IPPROTO_TCP, new SocketOption("TCP_CONGESTION", Keep, IsText: true));
        Add(Constants.SOL_SOCKET, new SocketOption("SO_KEEPALIVE", (socket, value) => Change(socket, socket.Options with { KeepAlive = value != 0 }), socket => socket.Options.KeepAlive ? 1 : 0));
        Add(Constants.IPPROTO_TCP, new SocketOption("TCP_KEEPIDLE", (socket, value) => ChangeWithin(socket, value, LongestKeepAlive, options => options with { KeepAliveIdle = Duration.FromSeconds(value) }), socket => Seconds(socket.Options.KeepAliveIdle)));
        Add(Constants.IPPROTO_TCP, new SocketOption("TCP_KEEPINTVL", (socket, value) => ChangeWithin(socket, value, LongestKeepAlive, options => options with { KeepAliveInterval = Duration.FromSeconds(value) }), socket => Seconds(socket.Options.KeepAliveInterval)));
        Add(Constants.IPPROTO_TCP, new SocketOption("TCP_KEEPCNT", (socket, value) => ChangeWithin(socket, value, 127, options => options with { KeepAliveProbes = (int)value }), socket => socket.Options.KeepAliveProbes));
        Add(Constants.IPPROTO_TCP, new SocketOption("TCP_USER_TIMEOUT", (socket, value) => value < 0 ? Errno.EINVAL : Change(socket, socket.Options with { UserTimeout = Duration.FromMilliseconds(value) }), socket => (long)socket.Options.UserTimeout.TotalMilliseconds));

        Add(Constants.IPPROTO_TCP, new SocketOption("TCP_FASTOPEN", (socket, value) => SetFastOpen(socket, value), socket => socket.FastOpenLimit ?? 0));
        Add(Constants.IPPROTO_TCP, new SocketOption("TCP_FASTOPEN_CONNECT", SetFastOpenConnect, socket => socket.DefersConnect ? 1 : 0));
        Add(Constants.IPPROTO_TCP, new SocketOption("TCP_FASTOPEN_NO_COOKIE", SetFastOpenWithoutCookie, socket => socket.OpensWithoutCookie ? 1 : 0));
        Add(Constants.IPPROTO_TCP, new SocketOption("TCP_FASTOPEN_KEY", Keep, IsText: true));

        Add(Constants.IPPROTO_TCP, new SocketOption("TCP_CORK", (socket, value) => Change(socket, socket.Options with { Cork = value != 0 }), socket => socket.Options.Cork ? 1 : 0));
        Add(Constants.IPPROTO_TCP, new SocketOption("TCP_NOTSENT_LOWAT", SetNotSentLimit));
        Add(Constants.IPPROTO_TCP, new SocketOption("TCP_INQ", (socket, value) => SetFlag(value, isOn => socket.ReportsUnread = isOn), socket => socket.ReportsUnread ? 1 : 0));
        Add(Constants.SOL_SOCKET, new SocketOption("SO_ZEROCOPY", (socket, value) => SetFlag(value, isOn => socket.UsesZeroCopy = isOn), socket => socket.UsesZeroCopy ? 1 : 0));
        Add(Constants.SOL_SOCKET, new SocketOption("SO_TIMESTAMPING", SetStamps, socket => socket.Stamps));

        // The ECN bits of the byte are TCP's.
        Add(Constants.IPPROTO_IP, new SocketOption("IP_TOS", SetService));
        Add(Constants.IPPROTO_IPV6, new SocketOption("IPV6_TCLASS", SetService));
        Add(Constants.IPPROTO_IP, new SocketOption("IP_TTL", (socket, value) => ChangeWithin(socket, value, byte.MaxValue, options => options with { TimeToLive = (byte)value }), socket => socket.Options.TimeToLive));
        return table;

        void Add(long level, SocketOption option)
        {
            Constants.TryGet(option.Name, out long number);
            table[(level, number)] = option;
        }
    }

    private static Errno Keep(StreamSocket socket, long value) => Errno.None;

    private static Errno Change(StreamSocket socket, TcpConnectionOptions options)
    {
        socket.Options = options;
        return Errno.None;
    }

    private static Errno ChangeWithin(StreamSocket socket, long value, long maximum, Func<TcpConnectionOptions, TcpConnectionOptions> change) =>
        value < 1 || value > maximum ? Errno.EINVAL : Change(socket, change(socket.Options));

    private static Errno SetService(StreamSocket socket, long value) =>
        value is < 0 or > byte.MaxValue ? Errno.EINVAL : Change(socket, socket.Options with { Dscp = (byte)(value >> 2) });

    private static long Seconds(Duration duration) => (long)duration.TotalSeconds;

    // Setting it pushes what waits, in spite of TCP_CORK.
    private static Errno SetNoDelay(StreamSocket socket, long value)
    {
        if (value != 0 && socket.IsOpen)
        {
            socket.Connection!.Push();
        }

        return Change(socket, socket.Options with { NoDelay = value != 0 });
    }

    private static Errno SetFlag(long value, Action<bool> set)
    {
        if (value is not (0 or 1))
        {
            return Errno.EINVAL;
        }

        set(value != 0);
        return Errno.None;
    }

    private static Errno SetNotSentLimit(StreamSocket socket, long value)
    {
        socket.NotSentLimit = value is > 0 and < uint.MaxValue ? value : null;
        return Errno.None;
    }

    private static Errno SetStamps(StreamSocket socket, long value)
    {
        socket.BeginStamps(value);
        return Errno.None;
    }

    private static Errno SetFastOpen(StreamSocket socket, long value)
    {
        if (value < 0 || socket.IsOpen)
        {
            return Errno.EINVAL;
        }

        socket.FastOpenLimit = (int)Math.Min(value, int.MaxValue);
        return Errno.None;
    }

    private static Errno SetFastOpenConnect(StreamSocket socket, long value)
    {
        if (value is not (0 or 1) || socket.IsOpen || socket.Listener is not null)
        {
            return Errno.EINVAL;
        }

        socket.DefersConnect = value != 0;
        return Errno.None;
    }

    private static Errno SetFastOpenWithoutCookie(StreamSocket socket, long value)
    {
        if (value is not (0 or 1) || socket.IsOpen)
        {
            return Errno.EINVAL;
        }

        socket.OpensWithoutCookie = value != 0;
        return Errno.None;
    }

    private static Errno SetBuffer(StreamSocket socket, long value, bool isSend)
    {
        if (!isSend && socket.Options.Habits == HostHabits.Linux)
        {
            return Change(socket, socket.Options with { ReceiveBufferSize = Math.Max(LeastReceiveMemory, 2 * (int)Math.Clamp(value, 0, LargestReceiveBuffer)) });
        }

        int size = (int)Math.Clamp(value, isSend ? SmallestSendBuffer : SmallestReceiveBuffer, LargestBuffer);
        if (!isSend)
        {
            return Change(socket, socket.Options with { ReceiveBufferSize = size });
        }

        socket.SendBufferSet = 2L * size;
        (socket.Buffers.Limit, socket.Buffers.IsLimitChosen) = (2L * size, true);
        return socket.IsAsLinux ? Errno.None : Change(socket, socket.Options with { SendBufferSize = size });
    }

    private static long ReceiveBuffer(StreamSocket socket) => socket.Options.Habits != HostHabits.Linux ? 2L * socket.Options.FirstReceiveBuffer
        : socket.Connection is { State: not TcpState.Closed } connection ? connection.TakeSnapshot().ReceiveBufferSize
        : socket.Options.FirstReceiveBuffer;

    // Not for good: what the application does from now on counts as before.
    private static Errno SetQuickAcknowledgments(StreamSocket socket, long value)
    {
        socket.ExpectsAnswers = value == 0;
        if (socket.Connection is { } connection)
        {
            connection.ExpectsAnswers = value == 0;
        }

        return Errno.None;
    }

    private static Errno SetMaximumSegment(StreamSocket socket, long value) => value is not 0 and (< SmallestSegment or > LargestSegment)
        ? Errno.EINVAL
        : Change(socket, socket.Options with { MaximumSegmentSize = (ushort)value });

    private static long MaximumSegment(StreamSocket socket) => socket.Connection is { } connection
        ? connection.TakeSnapshot().SendMaximumSegmentSize - (connection.State == TcpState.SynSent && socket.Options.Timestamps ? TimestampsOptionSize : 0)
        : socket.Options.MaximumSegmentSize == 0 ? 536 : socket.Options.MaximumSegmentSize;
}
