namespace TcpEngine.Drill;

/// <summary>
/// The connections of a script. Its packets name no sockets: they belong to the one under test, which is the latest that connect or a SYN to a listener
/// has begun.
/// </summary>
internal sealed class ConnectionTable(DrillSettings settings, TcpStack stack)
{
    private const int FirstRemotePort = 40000;

    private readonly List<DrillConnection> _all = [];
    private DrillConnection? _underTest;
    private int _nextRemotePort = FirstRemotePort;
    private int _listenCount;

    /// <summary>The stack opens a connection.</summary>
    public void Begin(ConnectionKey key) => Add(new DrillConnection(key));

    /// <summary>The connection of a packet that goes into the stack. A first SYN to a listener begins one.</summary>
    public DrillConnection ForInbound(TcpPacketEvent packet, SystemCalls calls)
    {
        DrillConnection connection = FindOrBegin(packet, calls);
        if (packet.IsSyn)
        {
            connection.Remote.Learn(packet.Sequence, packet.Sequence); // it goes onto the wire as it stands
        }

        return connection;
    }

    /// <summary>The connection of a packet that the stack is to send.</summary>
    public DrillConnection ForOutbound(TcpPacketEvent packet)
    {
        if (packet.Ports is not { } ports)
        {
            return Require(packet);
        }

        _underTest = _all.FindLast(connection => connection.Key.Local.Port == ports.Source && connection.Key.Remote.Port == ports.Destination)
            ?? throw new DrillScriptException(packet.Position, $"There is no connection from port {ports.Source} to port {ports.Destination}.");
        return _underTest;
    }

    /// <summary>The connection under test.</summary>
    /// <exception cref="DrillScriptException">There is none yet.</exception>
    public DrillConnection Require(DrillEvent e) =>
        _underTest ?? throw new DrillScriptException(e.Position, "There is no connection yet: a SYN to a listener begins one, or connect.");

    /// <summary>The connection that a segment of the stack belongs to.</summary>
    public DrillConnection? Find(CapturedSegment segment) => _all.FindLast(connection => segment.Belongs(connection.Key));

    private DrillConnection FindOrBegin(TcpPacketEvent packet, SystemCalls calls)
    {
        if (packet.Ports is { } ports)
        {
            _underTest = _all.FindLast(connection => connection.Key.Remote.Port == ports.Source && connection.Key.Local.Port == ports.Destination);
            return _underTest is null || (packet.IsFirst && IsOver(_underTest)) ? Add(NewConnection(ports.Destination, ports.Source, packet)) : _underTest;
        }

        TcpEndpoint? listener = calls.FindListener();
        if (_underTest is null)
        {
            _listenCount = calls.ListenCount;
            return Add(NewConnection(listener?.Port ?? settings.BindPort, NextRemotePort(), packet));
        }

        // A SYN begins a connection where a socket has begun to listen since the last one began, or that one is gone.
        bool isNew = calls.ListenCount > _listenCount || stack.FindConnection(_underTest.Key) is null;
        return packet.IsFirst && listener is { } local && isNew && !_underTest.IsOpening
            ? Add(NewConnection(local.Port, NextRemotePort(), packet), calls.ListenCount)
            : _underTest;
    }

    private bool IsOver(DrillConnection connection) => stack.FindConnection(connection.Key) is null or { State: TcpState.TimeWait };

    private DrillConnection NewConnection(ushort localPort, ushort remotePort, TcpPacketEvent packet) =>
        new(new ConnectionKey(new TcpEndpoint(settings.Local, localPort), new TcpEndpoint(settings.Remote, remotePort))) { FirstSyn = packet.IsFirst ? packet.Sequence : null };

    private ushort NextRemotePort() => (ushort)_nextRemotePort++;

    private DrillConnection Add(DrillConnection connection, int listenCount)
    {
        _listenCount = listenCount;
        return Add(connection);
    }

    private DrillConnection Add(DrillConnection connection)
    {
        _all.Add(connection);
        _underTest = connection;
        return connection;
    }
}
