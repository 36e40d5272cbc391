using System.Globalization;

namespace TcpEngine.Tests.Proofs;

/// <summary>
/// One state of a model: two connections, what is on its way between them, and what may happen next. Packets take no time; time passes when none is on its way but
/// those held back, which live for as long as RFC 9293's MSL.
/// </summary>
internal sealed class ModelWorld
{
    public const int DataSize = 10;
    private static readonly TcpEndpoint[] Sockets = [new(IpAddress.Parse("192.0.2.1"), 4000), new(IpAddress.Parse("192.0.2.2"), 80)];
    private static readonly ConnectionKey[] Keys = [new(Sockets[0], Sockets[1]), new(Sockets[1], Sockets[0])];
    private static readonly uint[] InitialNumbers = [0xffff_fff8, 0x7fff_fff8]; // both wrap, signed or unsigned, within the first data
    private static readonly byte[][] Texts = [[.. Enumerable.Range(1, 60).Select(i => (byte)i)], [.. Enumerable.Range(101, 60).Select(i => (byte)i)]];

    [ThreadStatic]
    private static byte[]? _buffer;

    private readonly ModelScript _script;
    private readonly ModelEnd[] _ends = [new(), new()];
    private readonly List<Packet>[] _flying = [[], []]; // by where they go
    private readonly List<Packet> _held = [];
    private Timestamp _now = new(1_000_000_000);

    public ModelWorld(ModelScript script, int faults)
    {
        _script = script;
        FaultsLeft = faults;
    }

    private ModelWorld(ModelWorld source)
    {
        _script = source._script;
        _now = source._now;
        FaultsLeft = source.FaultsLeft;
        _held.AddRange(source._held);
        for (int i = 0; i < 2; i++)
        {
            _flying[i].AddRange(source._flying[i]);
            _ends[i] = source._ends[i] with { }; // the connection is copied when something happens to it
        }
    }

    /// <summary>What may happen next.</summary>
    public enum StepKind : byte
    {
        Deliver,
        Lose,
        Duplicate,
        Hold,
        Release,
        Act,
        PassTime,
    }

    public int FaultsLeft { get; private set; }

    public ModelWorld Copy() => new(this);

    /// <summary>A number that tells this state from all others.</summary>
    public ulong Digest()
    {
        ulong digest = ObjectState.Mix((ulong)FaultsLeft, (ulong)_now.Nanoseconds);
        for (int i = 0; i < 2; i++)
        {
            ModelEnd end = _ends[i];
            end.Digest ??= ObjectState.Digest(end.Connection, 0);
            digest = ObjectState.Mix(digest, end.Digest.Value);
            digest = ObjectState.Mix(digest, (ulong)(end.Acted | (end.Read << 8) | (end.Incarnations << 16) | (end.SawEnd ? 1 << 24 : 0) | (end.IsOver ? 1 << 25 : 0) | (end.FinCame ? 1 << 26 : 0)));
            foreach (Packet packet in _flying[i])
            {
                digest = ObjectState.Mix(digest, packet.Digest);
            }

            digest = ObjectState.Mix(digest, 0xffff);
        }

        foreach (Packet packet in _held)
        {
            digest = ObjectState.Mix(ObjectState.Mix(digest, packet.Digest), (ulong)packet.HeldAt.Nanoseconds + (ulong)packet.To);
        }

        return digest;
    }

    /// <summary>What may happen next, as far as it makes a difference.</summary>
    public void FindSteps(List<Step> steps)
    {
        for (int host = 0; host < 2 && steps.Count == 0; host++)
        {
            if (MayAct(host) && (!_script.IsLazy || IsYetToOpen(host)))
            {
                steps.Add(new Step(StepKind.Act, host, 0));
            }
        }

        // What happens at one end neither hinders nor changes what happens at the other, where a packet waits already: only the order at each end counts.
        for (int host = 0; host < 2 && steps.Count == 0; host++)
        {
            if (_flying[host].Count > 0)
            {
                FindSteps(host, steps);
            }
        }

        if (steps.Count > 0)
        {
            return;
        }

        FindSteps(0, steps);
        FindSteps(1, steps);
        if (NextDeadline.IsSet)
        {
            steps.Add(new Step(StepKind.PassTime, 0, 0));
        }
    }

    private void FindSteps(int host, List<Step> steps)
    {
        if (_flying[host].Count > 0)
        {
            steps.Add(new Step(StepKind.Deliver, host, 0));
            if (FaultsLeft > 0)
            {
                steps.Add(new Step(StepKind.Lose, host, 0));
                steps.Add(new Step(StepKind.Duplicate, host, 0));
                steps.Add(new Step(StepKind.Hold, host, 0));
            }
        }

        if (MayAct(host))
        {
            steps.Add(new Step(StepKind.Act, host, 0));
        }

        for (int i = 0; i < _held.Count; i++)
        {
            if (_held[i].To == host)
            {
                steps.Add(new Step(StepKind.Release, host, i));
            }
        }
    }

    /// <summary>Lets one thing happen.</summary>
    /// <param name="step">What.</param>
    /// <param name="arrows">Takes the arrows of figure 5 that were used.</param>
    /// <returns>What is wrong with it; null for nothing.</returns>
    public string? Take(in Step step, ISet<int> arrows)
    {
        int host = step.Host;
        switch (step.Kind)
        {
            case StepKind.Deliver:
                Packet packet = TakeFirst(host);
                return Arrive(packet, arrows);
            case StepKind.Lose:
                FaultsLeft--;
                TakeFirst(host);
                return null;
            case StepKind.Duplicate:
                FaultsLeft--;
                packet = TakeFirst(host);
                _held.Add(packet with { HeldAt = _now });
                return Arrive(packet, arrows);
            case StepKind.Hold:
                FaultsLeft--;
                _held.Add(TakeFirst(host) with { HeldAt = _now });
                return null;
            case StepKind.Release:
                packet = _held[step.Index];
                _held.RemoveAt(step.Index);
                return Arrive(packet, arrows);
            case StepKind.Act:
                return Act(host, arrows);
            default:
                return PassTime(arrows);
        }
    }

    /// <summary>Nothing can happen any more.</summary>
    /// <returns>What is wrong with the end; null for nothing.</returns>
    public string? FindFaultAtEnd()
    {
        for (int i = 0; i < 2; i++)
        {
            ModelEnd end = _ends[i];
            int expected = DataSize * _script.Of(1 - i).Count(action => action == ModelAction.Send);
            if (!end.IsOver || end.Failure != TcpFailure.None || end.Acted != _script.Of(i).Length || end.Read != expected || !end.SawEnd || (end.Connection is { State: not TcpState.Closed }))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{"AB"[i]} ends in {end.Connection?.State} ({end.Failure}), has done {end.Acted}, read {end.Read} of {expected}, saw the end: {end.SawEnd}");
            }
        }

        return null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"A {_ends[0].Connection?.State} B {_ends[1].Connection?.State} at {_now}, {_flying[0].Count}+{_flying[1].Count} on their way, {_held.Count} held");

    private Timestamp NextDeadline => Timestamp.Min(_ends[0].Connection?.NextDeadline ?? Timestamp.Never, _ends[1].Connection?.NextDeadline ?? Timestamp.Never);

    private bool Listens(int host) => _script.Of(host)[0] != ModelAction.Open;

    // An end that will open does not refuse what comes before: it comes after.
    private bool IsYetToOpen(int host) => !Listens(host) && _ends[host].Acted == 0;

    private bool MayAct(int host)
    {
        ModelEnd end = _ends[host];
        ModelAction[] actions = _script.Of(host);
        return end.Acted < actions.Length && actions[end.Acted] switch
        {
            ModelAction.Open => true,
            ModelAction.AwaitEnd => end.SawEnd,
            ModelAction.AwaitQuiet => _flying[0].Count == 0 && _flying[1].Count == 0 && end.WasConnected,
            _ => !end.IsOver && end.Connection?.State is TcpState.Established or TcpState.CloseWait,
        };
    }

    // The connection to which something happens now.
    private static TcpConnection Touch(ModelEnd end)
    {
        end.Digest = null;
        return end.Connection = ObjectState.Copy(end.Connection!);
    }

    private Packet TakeFirst(int host)
    {
        Packet packet = _flying[host][0];
        _flying[host].RemoveAt(0);
        return packet;
    }

    private string? Act(int host, ISet<int> arrows)
    {
        ModelEnd end = _ends[host];
        ModelAction action = _script.Of(host)[end.Acted];
        end.Acted++;
        if (action is ModelAction.AwaitEnd or ModelAction.AwaitQuiet)
        {
            return null;
        }

        end.Connection ??= NewConnection(host);
        Touch(end);
        TcpState before = end.Connection.State;
        switch (action)
        {
            case ModelAction.Open:
                end.Connection.OpenActive(_now);
                return Settle(host, before, Figure5.Cause.Open, arrows);
            case ModelAction.Send:
                end.Connection.Send(Texts[host].AsSpan(end.Written, DataSize), _now);
                end.Written += DataSize;
                return Settle(host, before, Figure5.Cause.None, arrows);
            default:
                end.Connection.Close(_now);
                return Settle(host, before, Figure5.Cause.Close, arrows);
        }
    }

    private string? Arrive(in Packet packet, ISet<int> arrows)
    {
        ModelEnd end = _ends[packet.To];
        if (!SegmentReader.TryRead(packet.Bytes, out Segment segment, out Reason reason, out _))
        {
            return $"a packet that cannot be read: {reason}";
        }

        if (end.Connection is { State: not TcpState.Closed })
        {
            TcpConnection connection = Touch(end);
            TcpState before = connection.State;
            connection.OnSegment(segment, _now);
            end.FinCame |= segment.IsFin;
            return Settle(packet.To, before, Figure5.CauseOf(segment) | (end.FinCame ? Figure5.Cause.Fin : 0), arrows);
        }

        if (Listens(packet.To) && segment.IsSyn && !segment.IsAck && !segment.IsReset)
        {
            end.Connection = NewConnection(packet.To);
            end.Digest = null;
            end.Connection.OpenPassive(segment, _now);
            return Settle(packet.To, TcpState.Listen, Figure5.Cause.Syn, arrows);
        }

        if (!segment.IsReset)
        {
            AnswerByReset(packet.To, segment);
        }

        return null;
    }

    // Time-outs at the same moment are taken one after the other: the other end's timer still stands when there is nothing on its way.
    private string? PassTime(ISet<int> arrows)
    {
        _now = NextDeadline > _now ? NextDeadline : _now;
        _held.RemoveAll(packet => _now - packet.HeldAt > _script.Options.MaximumSegmentLifetime);
        int host = _ends[0].Connection?.NextDeadline <= _now ? 0 : 1;
        TcpConnection connection = Touch(_ends[host]);
        TcpState before = connection.State;
        connection.OnDeadline(_now);
        return Settle(host, before, before == TcpState.TimeWait ? Figure5.Cause.TimeWaitOver : Figure5.Cause.None, arrows);
    }

    // Whatever happened to a connection: its application reads, it sends, and everything must hold.
    private string? Settle(int host, TcpState before, Figure5.Cause causes, ISet<int> arrows)
    {
        ModelEnd end = _ends[host];
        TcpConnection connection = end.Connection!;
        byte[] buffer = _buffer ??= new byte[1500];
        bool isFirst = !end.IsOver;
        bool isHalfOpenGone = before == TcpState.SynReceived && connection is { State: TcpState.Closed, Failure: TcpFailure.TimedOut } && !isFirst; // an old SYN's: no arrow, but section 3.10.8
        if (connection.State != before && !isHalfOpenGone && !Figure5.TryTake(before, connection.State, causes, arrows))
        {
            return $"{"AB"[host]} goes from {before} to {connection.State}, by {causes}";
        }

        for (int count = connection.Receive(buffer, _now); count > 0; count = connection.Receive(buffer, _now))
        {
            if (!buffer.AsSpan(0, count).SequenceEqual(Texts[1 - host].AsSpan(end.Read, count)))
            {
                return $"{"AB"[host]} reads what was not sent";
            }

            end.Read += count;
        }

        ConnectionEvents events = connection.TakeEvents();
        end.SawEnd |= isFirst && (events & ConnectionEvents.PeerClosed) != 0;
        end.WasConnected |= (events & ConnectionEvents.Connected) != 0;
        if (connection.State == TcpState.Closed && isFirst && (end.WasConnected || !Listens(host)))
        {
            end.IsOver = true;
            end.Failure = connection.Failure;
        }

        for (int sent = 0; connection.TryTransmit(_now, buffer, out int written); sent++)
        {
            if (sent == 10)
            {
                return $"{"AB"[host]} sends without end";
            }

            byte[] bytes = buffer.AsSpan(0, written).ToArray();
            _flying[1 - host].Add(new Packet(bytes, 1 - host, ObjectState.MixBytes(bytes, 0)));
        }

        if (connection.FindBrokenInvariant() is { } broken)
        {
            return $"{"AB"[host]}: {broken}";
        }

        return connection.State == TcpState.Closed && connection.WantsToTransmit ? $"{"AB"[host]} is CLOSED and wants to send" : FindFaultBetween();
    }

    // Both ends know of each other what can be true.
    private string? FindFaultBetween()
    {
        if (_ends[0].Connection is not { State: > TcpState.SynSent } a || _ends[1].Connection is not { State: > TcpState.SynSent } b)
        {
            return null;
        }

        ConnectionSnapshot onA = a.TakeSnapshot();
        ConnectionSnapshot onB = b.TakeSnapshot();
        bool areConnected = onA.InitialReceiveSequence == onB.InitialSendSequence && onB.InitialReceiveSequence == onA.InitialSendSequence;
        return areConnected && (IsImpossible(onA, onB) || IsImpossible(onB, onA)) ? $"RCV.NXT and SND.UNA contradict each other: {onA}, {onB}" : null;

        static bool IsImpossible(in ConnectionSnapshot sender, in ConnectionSnapshot receiver) =>
            receiver.ReceiveNext < sender.SendUnacknowledged || receiver.ReceiveNext > sender.SendNext;
    }

    private TcpConnection NewConnection(int host) =>
        new(Keys[host], 1, _script.Options, 1500, new SequenceNumber(InitialNumbers[host]) + (_ends[host].Incarnations++ * 100_000), 0, "", null, new ConnectionMemory(0, 0, 0)); // nothing is kept: what is left in a used ring would look like state

    // SEGMENT ARRIVES in CLOSED (RFC 9293, section 3.10.7.1).
    private void AnswerByReset(int host, in Segment segment)
    {
        OutgoingSegment reset = new()
        {
            SequenceNumber = segment.IsAck ? segment.Acknowledgment : default,
            Acknowledgment = segment.IsAck ? default : segment.End,
            Flags = segment.IsAck ? TcpCodec.TcpFlags.Rst : TcpCodec.TcpFlags.Rst | TcpCodec.TcpFlags.Ack,
            Window = 0,
        };
        byte[] bytes = new byte[40];
        SegmentWriter.Finish(bytes, Keys[host], SegmentWriter.Begin(bytes, Keys[host], reset, 0));
        _flying[1 - host].Add(new Packet(bytes, 1 - host, ObjectState.MixBytes(bytes, 0)));
    }

    public readonly record struct Step(StepKind Kind, int Host, int Index)
    {
        public override string ToString() => $"{Kind} {"AB"[Host]}";
    }

    private readonly record struct Packet(byte[] Bytes, int To, ulong Digest)
    {
        public Timestamp HeldAt { get; init; }
    }

    private sealed record ModelEnd
    {
        public TcpConnection? Connection { get; set; }

        /// <summary>What tells the connection's state from others; null where it has changed since.</summary>
        public ulong? Digest { get; set; }

        public int Incarnations { get; set; }

        public int Acted { get; set; }

        public int Written { get; set; }

        public int Read { get; set; }

        public bool WasConnected { get; set; }

        public bool SawEnd { get; set; }

        public bool IsOver { get; set; }

        /// <summary>Whether a FIN came: behind a gap, it counts when that is filled.</summary>
        public bool FinCame { get; set; }

        public TcpFailure Failure { get; set; }
    }
}
