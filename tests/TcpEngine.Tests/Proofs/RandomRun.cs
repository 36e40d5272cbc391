using System.Globalization;

namespace TcpEngine.Tests.Proofs;

/// <summary>Plays what one seed decides: two stacks and a bad link, without observers and with as little else as can be, so that there can be many.</summary>
internal sealed class RandomRun
{
    private const int EventLimit = 1_000_000;
    private const int PumpLimit = 10_000;
    private const int TextSize = 200_000;
    private static readonly Duration Patience = Duration.FromSeconds(4000); // when an application gives up what has not ended
    private static readonly byte[][] Texts = [Text(1), Text(2)];

    private readonly PriorityQueue<Planned, (long Time, long Order)> _events = new();
    private readonly Stack<byte[]> _free;
    private readonly IEngineObserver? _observer;
    private readonly byte[] _packet = new byte[2048];
    private readonly RandomSource _random;
    private readonly RandomRunSettings _settings;
    private readonly TcpStack[] _stacks;
    private readonly RandomApplication[] _applications;
    private readonly ConnectionKey[] _keys;
    private readonly Timestamp[] _deadlines = [Timestamp.Never, Timestamp.Never];
    private readonly Timestamp[] _acts = [Timestamp.Never, Timestamp.Never];
    private readonly long[] _lastArrival = new long[2];
    private readonly SequenceInvariants _invariants = new(Texts);
    private long _order;
    private long _packets;
    private string? _fault;

    private RandomRun(ulong seed, Stack<byte[]> free, IEngineObserver? observer)
    {
        _observer = observer;
        _random = new RandomSource(seed);
        _settings = RandomRunSettings.Draw(_random);
        _free = free;
        _keys = [new(_settings.A, _settings.B), new(_settings.B, _settings.A)];
        _stacks = [NewStack("A", _settings.A, _settings.SecretA, _settings.SideA), NewStack("B", _settings.B, _settings.SecretB, _settings.SideB)];
        Timestamp giveUp = _settings.Start + Patience;
        _applications =
        [
            new RandomApplication(_settings.SideA, _random, Texts[0], Texts[1], _settings.SideB.ToWrite, giveUp),
            new RandomApplication(_settings.SideB, _random, Texts[1], Texts[0], _settings.SideA.ToWrite, giveUp),
        ];
    }

    private enum PlannedKind : byte
    {
        Open,
        Arrival,
        Deadline,
        Act,
    }

    /// <summary>Plays a seed.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="free">Packet buffers, kept between runs.</param>
    /// <param name="observer">Who is told of everything; null for nobody.</param>
    public static Result Play(ulong seed, Stack<byte[]> free, IEngineObserver? observer = null) => new RandomRun(seed, free, observer).Play();

    private Result Play()
    {
        Plan(_settings.Start, new Planned(0, PlannedKind.Open));
        if (_settings.OpensToo is { } later)
        {
            Plan(_settings.Start + later, new Planned(1, PlannedKind.Open));
        }
        else
        {
            _stacks[1].Listen(_settings.B, _ => _applications[1], _settings.Start);
        }

        int events = 0;
        while (_fault is null && _events.TryDequeue(out Planned planned, out (long Time, long Order) at))
        {
            Timestamp now = new(at.Time);
            Run(planned, now);
            Settle(planned.Host, now);
            _fault ??= ++events > EventLimit ? "the run does not end" : null;
        }

        _fault ??= FindFault();
        return new Result(_fault, IsDelivered(0) && IsDelivered(1), _packets);
    }

    private void Run(in Planned planned, Timestamp now)
    {
        int host = planned.Host;
        TcpStack stack = _stacks[host];
        switch (planned.Kind)
        {
            case PlannedKind.Open:
                if (stack.FindConnection(_keys[host]) is null)
                {
                    _applications[host].Connection = stack.Connect(_keys[host].Remote, _applications[host], now, _keys[host].Local);
                }

                break;
            case PlannedKind.Arrival:
                stack.Receive(planned.Packet.AsSpan(0, planned.Length), now);
                _free.Push(planned.Packet!);
                break;
            case PlannedKind.Deadline when _deadlines[host] <= now:
                _deadlines[host] = Timestamp.Never;
                stack.OnDeadline(now);
                break;
            case PlannedKind.Act when _acts[host] <= now:
                _acts[host] = Timestamp.Never;
                _applications[host].Act(now);
                break;
        }
    }

    private void Settle(int host, Timestamp now)
    {
        TcpStack stack = _stacks[host];
        Check(host);
        for (int sent = 0; stack.TryTransmit(now, _packet, out int written); sent++)
        {
            Span<byte> packet = _packet.AsSpan(0, written);
            _fault ??= sent > PumpLimit ? "a stack sends without end" : _invariants.OnSent(host, stack.FindConnection(_keys[host]), packet);
            if (_fault is not null)
            {
                return;
            }

            Send(host, packet, now);
        }

        Check(host);
        if (stack.NextDeadline < _deadlines[host])
        {
            _deadlines[host] = stack.NextDeadline;
            Plan(stack.NextDeadline, new Planned(host, PlannedKind.Deadline));
        }

        if (_applications[host].NextAct < _acts[host])
        {
            _acts[host] = _applications[host].NextAct;
            Plan(_acts[host], new Planned(host, PlannedKind.Act));
        }
    }

    private void Check(int host)
    {
        if (_fault is null && _stacks[host].FindConnection(_keys[host]) is { } connection && _invariants.AfterEvent(host, connection) is { } broken)
        {
            _fault = string.Create(CultureInfo.InvariantCulture, $"{_stacks[host].Name}, {connection.State}: {broken}");
        }
    }

    private void Send(int from, ReadOnlySpan<byte> packet, Timestamp now)
    {
        _packets++;
        if (_random.Chance(_settings.Loss))
        {
            return;
        }

        Timestamp arrival = now + _settings.Delay + Random(_settings.Jitter);
        if (_random.Chance(_settings.Reordering))
        {
            arrival += Random(_random.Chance(0.2) ? Duration.FromSeconds(2) : _settings.Delay * 3);
        }
        else
        {
            _lastArrival[from] = Math.Max(_lastArrival[from], arrival.Nanoseconds);
            arrival = new Timestamp(_lastArrival[from]);
        }

        if (_random.Chance(_settings.Duplication))
        {
            Deliver(1 - from, packet, arrival + Random(_settings.Delay));
        }

        byte[] sent = Deliver(1 - from, packet, arrival);
        if (_random.Chance(_settings.Corruption))
        {
            int bit = _random.Next(packet.Length * 8);
            sent[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        else if (_random.Chance(_settings.Marking))
        {
            CongestionMark.Set(sent);
        }
    }

    private byte[] Deliver(int to, ReadOnlySpan<byte> packet, Timestamp arrival)
    {
        byte[] buffer = _free.TryPop(out byte[]? free) ? free : new byte[2048];
        packet.CopyTo(buffer);
        Plan(arrival, new Planned(to, PlannedKind.Arrival) { Packet = buffer, Length = packet.Length });
        return buffer;
    }

    private Duration Random(Duration limit) => new((long)(_random.NextDouble() * limit.Nanoseconds));

    private void Plan(Timestamp time, in Planned planned) => _events.Enqueue(planned, (time.Nanoseconds, _order++));

    private bool IsDelivered(int from) => _applications[from].Written == Side(from).ToWrite && _applications[1 - from].Read == Side(from).ToWrite && _applications[1 - from].SawEnd;

    private RandomSide Side(int host) => host == 0 ? _settings.SideA : _settings.SideB;

    // The bytes arrive, or both ends get an error; nothing stays behind.
    private string? FindFault()
    {
        for (int host = 0; host < 2; host++)
        {
            RandomApplication own = _applications[host];
            RandomApplication peer = _applications[1 - host];
            TcpFailure failure = own.Connection?.Failure ?? TcpFailure.None;
            string? fault = own.Fault
                ?? (_stacks[host].ConnectionCount != 0 || _stacks[host].NextDeadline.IsSet ? "something stays behind" : null)
                ?? (own.Connection is not null && !own.IsClosed ? "the application was not told of the end" : null);
            if (fault is null && own.WasConnected && failure == TcpFailure.None)
            {
                bool peerGaveUp = peer.HasReleased || peer.Connection?.Failure == TcpFailure.Aborted;
                fault = !own.HasReleased && (own.Read != peer.Written || !own.SawEnd) ? "it ended in order, and the peer's bytes are not all here"
                    : !peerGaveUp && peer.Read != own.Written ? "it ended in order, and its bytes did not all arrive"
                    : null;
            }

            if (fault is not null)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{_stacks[host].Name}: {fault} ({failure}, wrote {own.Written}, peer {peer.Connection?.Failure}, read {peer.Read})");
            }
        }

        return null;
    }

    private TcpStack NewStack(string name, TcpEndpoint local, ulong secret, RandomSide side) =>
        new(new TcpStackOptions { Name = name, Addresses = [local.Address], Secret = secret, Mtu = _settings.Mtu, Connections = side.Options }, _observer);

    private static byte[] Text(ulong seed)
    {
        RandomSource random = new(seed);
        byte[] text = new byte[TextSize];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = (byte)random.NextUInt64();
        }

        return text;
    }

    /// <summary>How a run ended.</summary>
    /// <param name="Fault">What was wrong; null for nothing.</param>
    /// <param name="IsDelivered">Whether all that both sides wanted to write has arrived.</param>
    /// <param name="Packets">How many packets were sent.</param>
    public readonly record struct Result(string? Fault, bool IsDelivered, long Packets);

    private readonly record struct Planned(int Host, PlannedKind Kind)
    {
        public byte[]? Packet { get; init; }

        public int Length { get; init; }
    }
}
