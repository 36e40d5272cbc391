using System.Globalization;
using TcpCodec;

namespace TcpEngine.Tests.Proofs;

/// <summary>
/// A stack that serves honest clients while hostile ones, who hold some connections themselves and know others' windows but not their exact numbers, send it whatever they can.
/// </summary>
internal sealed class HostileRun
{
    private const int HonestClients = 4;
    private const int HostileClients = 60;
    private const int Backlog = 16;
    private const int ChatSize = 40;
    private const int StepsBetweenChats = 500;
    private const ushort Echo = 80;
    private const ushort Sink = 81;   // reads nothing
    private const ushort Talker = 82; // sends as much as it may
    private const ushort Drop = 83;   // closes at once
    private static readonly IpAddress[] Victims = [IpAddress.Parse("192.0.2.1"), IpAddress.Parse("2001:db8::1")];
    private static readonly ushort[] Ports = [Echo, Sink, Talker, Drop];

    private readonly RandomSource _random;
    private readonly TcpStack _victim;
    private readonly TcpStack _clients;
    private readonly HostileSegments _segments;
    private readonly IpAddress _address;
    private readonly IpAddress _clientAddress;
    private readonly byte[] _packet = new byte[2048];
    private readonly byte[] _answer = new byte[2048];
    private readonly HonestClient[] _honest = new HonestClient[HonestClients];
    private readonly HostileClient[] _hostile = new HostileClient[HostileClients];
    private readonly Dictionary<TcpEndpoint, HostileClient> _hostileBySocket = [];
    private Timestamp _now = new(1_000_000_000);

    public HostileRun(ulong seed)
    {
        _random = new RandomSource(seed);
        bool isV6 = _random.Chance(0.3);
        _address = Victims[isV6 ? 1 : 0];
        _clientAddress = IpAddress.Parse(isV6 ? "2001:db8::2" : "192.0.2.2");
        _segments = new HostileSegments(_random, _address, Ports);
        _victim = new TcpStack(new TcpStackOptions { Name = "V", Addresses = [_address], Secret = _random.NextUInt64(), Connections = Draw() });
        _clients = new TcpStack(new TcpStackOptions { Name = "C", Addresses = [_clientAddress], Secret = _random.NextUInt64() });
        foreach (ushort port in Ports)
        {
            _victim.Listen(new TcpEndpoint(_address, port), _ => new Server(port), _now, Backlog, synCookies: _random.Chance(0.5));
        }

        for (int i = 0; i < HonestClients; i++)
        {
            _honest[i] = new HonestClient();
            _clients.Connect(new TcpEndpoint(_address, Echo), _honest[i], _now);
        }

        for (int i = 0; i < HostileClients; i++)
        {
            IpAddress address = IpAddress.Parse((isV6 ? "2001:db8::1:" : "198.51.100.") + i.ToString(CultureInfo.InvariantCulture));
            _hostile[i] = new HostileClient(new TcpEndpoint(address, (ushort)(1000 + i)), Ports[i % Ports.Length]);
            _hostileBySocket[_hostile[i].Socket] = _hostile[i];
        }

        Exchange();
    }

    /// <summary>The most connections that the victim held.</summary>
    public int MostConnections { get; private set; }

    /// <summary>How many times the honest clients were answered.</summary>
    public int Chats => _honest.Sum(client => client.Chats);

    /// <summary>How many connections the hostile ones have opened.</summary>
    public long Opened => _victim.Statistics.PassiveOpens;

    /// <summary>Sends that many segments.</summary>
    /// <returns>What went wrong; null for nothing.</returns>
    public string? Play(int segments)
    {
        for (int i = 0; i < segments; i++)
        {
            int length = NextPacket();
            _victim.Receive(_packet.AsSpan(0, length), _now);
            Answer();
            if (_random.Next(16) == 0)
            {
                PassTime();
            }

            MostConnections = Math.Max(MostConnections, _victim.ConnectionCount);
            if (_victim.ConnectionCount > HonestClients + HostileClients * 2 + (Backlog * Ports.Length))
            {
                return $"{_victim.ConnectionCount} connections";
            }

            if (i % StepsBetweenChats == 0 && Chat() is { } fault)
            {
                return fault;
            }
        }

        return FindBroken();
    }

    private TcpConnectionOptions Draw() => new()
    {
        ReceiveBufferSize = 4000 + _random.Next(60_000),
        SendBufferSize = 4000 + _random.Next(60_000),
        Timestamps = _random.Chance(0.5),
        SelectiveAcknowledgments = _random.Chance(0.5),
        WindowScaling = _random.Chance(0.5),
        CongestionControl = _random.Chance(0.5) ? CongestionControlAlgorithm.NewReno : CongestionControlAlgorithm.Cubic,
        DataRetries = 5,
        SynRetries = 3,
        MaximumSegmentLifetime = Duration.FromSeconds(1),
    };

    private int NextPacket()
    {
        HostileClient client = _hostile[_random.Next(HostileClients)];
        int length = _random.Next(32) switch
        {
            < 18 => _segments.Write(_packet, client.Socket, client.Port, client.Next, client.Acknowledgment),
            < 22 => Continue(client),
            < 24 => Flood(),
            < 27 => Blind(),
            < 29 when !_address.IsV6 => _segments.WriteIcmp(_packet, client.Socket, client.Port, unchecked(client.Acknowledgment - (uint)_random.Next(2000))),
            < 31 => _segments.Mutate(_packet, _segments.Write(_packet, client.Socket, client.Port, client.Next, client.Acknowledgment)),
            _ => Noise(),
        };
        return length;
    }

    // What an honest peer would send next, so that connections stand and data flows both ways.
    private int Continue(HostileClient client)
    {
        if (!client.IsOpen)
        {
            client.Next = (uint)_random.NextUInt64();
            return _segments.Write(_packet, client.Socket, client.Port, client.Next++, 0, TcpFlags.Syn, 60_000, 0, 0);
        }

        int size = _random.Next(300);
        int length = _segments.Write(_packet, client.Socket, client.Port, client.Next, client.Acknowledgment, TcpFlags.Ack, (ushort)_random.Next(60_000), 0, size);
        client.Next += (uint)size;
        return length;
    }

    // A SYN from anywhere.
    private int Flood()
    {
        Span<byte> address = stackalloc byte[16];
        for (int i = 0; i < 16; i++)
        {
            address[i] = (byte)(0x20 + _random.Next(0x40));
        }

        TcpEndpoint source = new(IpAddress.FromBytes(address[..(_address.IsV6 ? 16 : 4)]), (ushort)_random.Next(ushort.MaxValue));
        TcpFlags flags = _random.Next(4) == 0 ? (TcpFlags)(byte)_random.Next(256) : TcpFlags.Syn;
        return _segments.Write(_packet, source, _segments.Port(), (uint)_random.NextUInt64(), (uint)_random.NextUInt64(), flags, 1000, 0, _random.Next(10));
    }

    // Against an honest client's connection: what RFC 5961 is to repel although it lies in the window; the rest does not.
    private int Blind()
    {
        TcpConnection connection = _honest[_random.Next(HonestClients)].Connection!;
        ConnectionSnapshot own = connection.TakeSnapshot(); // the client's, whose SND.NXT the victim expects
        TcpEndpoint source = connection.Key.Local;
        uint inWindow = (own.SendNext + 1u + (uint)_random.Next(3000)).Value;
        uint outside = unchecked(own.SendNext.Value + 0x4000_0000 + (uint)_random.Next(int.MaxValue));
        return _random.Next(5) switch
        {
            0 => _segments.Write(_packet, source, Echo, inWindow, own.ReceiveNext.Value, TcpFlags.Rst, 0, 0, 0),
            1 => _segments.Write(_packet, source, Echo, _random.Next(2) == 0 ? own.SendNext.Value : (uint)_random.NextUInt64(), own.ReceiveNext.Value, TcpFlags.Syn, 0, 0, 0),
            2 => _segments.Write(_packet, source, Echo, own.SendNext.Value, unchecked(own.ReceiveNext.Value + 1 + (uint)_random.Next(int.MaxValue - 1)), TcpFlags.Ack, 0, 0, 20),
            3 => _segments.Write(_packet, source, Echo, own.SendNext.Value, unchecked(own.ReceiveNext.Value - 0x2000_0000 - (uint)_random.Next(1 << 29)), TcpFlags.Ack | TcpFlags.Fin, 0, 0, 20),
            _ => _segments.Write(_packet, source, Echo, outside, own.ReceiveNext.Value, (TcpFlags)(byte)_random.Next(256), 0, 0, 20),
        };
    }

    private int Noise()
    {
        int length = _random.Next(200);
        for (int i = 0; i < length; i++)
        {
            _packet[i] = (byte)_random.NextUInt64();
        }

        if (length > 0)
        {
            _packet[0] = (byte)(_random.Next(2) == 0 ? 0x45 : 0x60);
        }

        return length;
    }

    // Time passes a little, seldom a lot: no honest connection has anything outstanding then.
    private void PassTime()
    {
        _now += Duration.FromMilliseconds(_random.Next(256) == 0 ? 10_000 : _random.Next(20));
        _victim.OnDeadline(_now);
        _clients.OnDeadline(_now);
        Answer();
        Exchange();
    }

    // The victim's packets reach whom they are for; the hostile ones look at the numbers.
    private void Answer()
    {
        while (_victim.TryTransmit(_now, _answer, out int written))
        {
            if (!SegmentReader.TryRead(_answer.AsSpan(0, written), out Segment segment, out Reason reason, out _))
            {
                throw new InvalidOperationException($"The stack sent a packet that cannot be read: {reason}.");
            }

            if (segment.Destination.Address == _clientAddress)
            {
                _clients.Receive(_answer.AsSpan(0, written), _now);
            }
            else if (_hostileBySocket.TryGetValue(segment.Destination, out HostileClient? client))
            {
                client.IsOpen = segment.IsReset ? client.IsOpen && _random.Next(2) == 0 : client.IsOpen || segment.IsSyn;
                client.Acknowledgment = segment.End.Value;
                if (segment.IsAck && segment.Acknowledgment.Value != 0)
                {
                    client.Next = segment.Acknowledgment.Value;
                }
            }
        }
    }

    private void Exchange()
    {
        for (bool isBusy = true; isBusy;)
        {
            isBusy = false;
            while (_clients.TryTransmit(_now, _answer, out int written))
            {
                _victim.Receive(_answer.AsSpan(0, written), _now);
                isBusy = true;
            }

            Answer();
        }
    }

    // Every honest client says something, and must get it back, given some time.
    private string? Chat()
    {
        foreach (HonestClient client in _honest)
        {
            client.Say(_random, _now);
        }

        for (int i = 0; i < 100 && _honest.Any(client => client.IsWaiting); i++)
        {
            Exchange();
            Timestamp next = Timestamp.Min(_victim.NextDeadline, _clients.NextDeadline);
            if (_honest.Any(client => client.IsWaiting) && next.IsSet)
            {
                _now = next > _now ? next : _now;
                _victim.OnDeadline(_now);
                _clients.OnDeadline(_now);
            }
        }

        foreach (HonestClient client in _honest)
        {
            if (client.IsWaiting || client.Fault is not null || client.Connection?.State != TcpState.Established)
            {
                return $"an honest client is {client.Connection?.State} ({client.Connection?.Failure}), waiting: {client.IsWaiting}, {client.Fault}";
            }
        }

        return FindBroken();
    }

    private string? FindBroken()
    {
        foreach (HostileClient client in _hostile)
        {
            if (_victim.FindConnection(new ConnectionKey(new TcpEndpoint(_address, client.Port), client.Socket)) is { } connection && connection.FindBrokenInvariant() is { } broken)
            {
                return $"{connection.State}: {broken}";
            }
        }

        return null;
    }

    /// <summary>A hostile peer's socket, and what it knows of its connection.</summary>
    private sealed class HostileClient(TcpEndpoint socket, ushort port)
    {
        public TcpEndpoint Socket { get; } = socket;

        public ushort Port { get; } = port;

        public bool IsOpen { get; set; }

        public uint Next { get; set; }

        public uint Acknowledgment { get; set; }
    }

    /// <summary>A client that wants to hear what it said.</summary>
    private sealed class HonestClient : ITcpApplication
    {
        private readonly byte[] _said = new byte[ChatSize];
        private readonly byte[] _buffer = new byte[ChatSize * 2];
        private int _heard = ChatSize;

        public TcpConnection? Connection { get; private set; }

        public int Chats { get; private set; }

        public string? Fault { get; private set; }

        public bool IsWaiting => _heard < ChatSize;

        public void Say(RandomSource random, Timestamp now)
        {
            for (int i = 0; i < ChatSize; i++)
            {
                _said[i] = (byte)random.NextUInt64();
            }

            _heard = 0;
            if (Connection?.State != TcpState.Established || Connection.Send(_said, now) != ChatSize)
            {
                Fault ??= "it cannot send";
            }
        }

        public void OnConnected(TcpConnection connection, Timestamp now) => Connection = connection;

        public void OnDataAvailable(TcpConnection connection, Timestamp now)
        {
            int count = connection.Receive(_buffer, now);
            if (count + _heard > ChatSize || !_buffer.AsSpan(0, count).SequenceEqual(_said.AsSpan(_heard, count)))
            {
                Fault ??= "it hears what it did not say";
            }

            _heard += count;
            Chats += IsWaiting ? 0 : 1;
        }

        public void OnSendBufferSpace(TcpConnection connection, Timestamp now)
        {
        }

        public void OnPeerClosed(TcpConnection connection, Timestamp now) => Fault ??= "the peer closed";

        public void OnClosed(TcpConnection connection, Timestamp now) => Fault ??= "the connection is gone";
    }

    /// <summary>What runs on the victim's ports.</summary>
    private sealed class Server(ushort port) : ITcpApplication
    {
        private readonly byte[] _buffer = new byte[2000];

        public void OnConnected(TcpConnection connection, Timestamp now)
        {
            if (port == Talker)
            {
                OnSendBufferSpace(connection, now);
            }
            else if (port == Drop)
            {
                connection.Release(now);
            }
        }

        public void OnDataAvailable(TcpConnection connection, Timestamp now)
        {
            if (port != Echo)
            {
                return;
            }

            int room = connection.State is TcpState.Established or TcpState.CloseWait ? Math.Min(_buffer.Length, connection.SendBufferRoom) : _buffer.Length;
            int count = connection.Receive(_buffer.AsSpan(0, room), now);
            if (connection.State is TcpState.Established or TcpState.CloseWait)
            {
                connection.Send(_buffer.AsSpan(0, count), now);
            }
        }

        public void OnSendBufferSpace(TcpConnection connection, Timestamp now)
        {
            while (port == Talker && connection.State is TcpState.Established or TcpState.CloseWait && connection.SendBufferRoom > 0)
            {
                connection.Send(_buffer, now);
            }
        }

        public void OnPeerClosed(TcpConnection connection, Timestamp now) => connection.Close(now);

        public void OnClosed(TcpConnection connection, Timestamp now)
        {
        }
    }
}
