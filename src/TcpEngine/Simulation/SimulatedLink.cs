namespace TcpEngine;

/// <summary>One direction of a link: its queue, then its faults, then the way to the other end.</summary>
internal sealed class SimulatedLink
{
    private readonly Simulation _simulation;
    private readonly FaultScript _script;
    private readonly LinkQueue _queue = new();
    private LinkSettings _settings;
    private CoDel? _codel;
    private bool _isSending;  // a packet is on its way out of the queue
    private bool _isInBurst;  // the bad state of a link that loses in bursts
    private Timestamp _lastArrival;

    public SimulatedLink(Simulation simulation, SimulatedNode from, SimulatedNode to, LinkSettings settings, IReadOnlyList<PacketFault> faults)
    {
        _simulation = simulation;
        From = from;
        To = to;
        _script = new FaultScript(faults, from.Name, to.Name);
        Name = $"{from.Name}->{to.Name}";
        _settings = settings;
        _codel = settings.CoDel is { } codel ? new CoDel(codel) : null;
    }

    /// <summary>Its name, as observers are told: <c>A->B</c>.</summary>
    public string Name { get; }

    /// <summary>Where packets enter.</summary>
    public SimulatedNode From { get; }

    /// <summary>Where they arrive.</summary>
    public SimulatedNode To { get; }

    /// <summary>The packets that it carries, at most; 0 for any.</summary>
    public int Mtu => _settings.Mtu;

    /// <summary>Changes what it does to packets from now on. What is on its way arrives.</summary>
    public void Change(LinkSettings settings)
    {
        if (settings.CoDel != _settings.CoDel)
        {
            _codel = settings.CoDel is { } codel ? new CoDel(codel) : null;
        }

        _settings = settings;
    }

    /// <summary>Takes a packet.</summary>
    public void Send(ReadOnlySpan<byte> packet, Timestamp now)
    {
        if (_settings.Mtu > 0 && packet.Length > _settings.Mtu)
        {
            _simulation.ObserveLink(Name, Reason.LinkPacketTooBig, packet);
            return;
        }

        if (_settings.BitsPerSecond == 0)
        {
            Carry(packet, now);
            return;
        }

        if (!_queue.HasRoom(packet.Length, _settings))
        {
            _simulation.ObserveLink(Name, Reason.LinkQueueFull, packet);
            return;
        }

        byte[] buffer = _simulation.Rent(packet);
        if (_settings.MarksEcn && _settings.MarkingThreshold > 0 && _queue.Count >= _settings.MarkingThreshold)
        {
            Mark(buffer.AsSpan(0, packet.Length));
        }

        _queue.Enqueue(new QueuedPacket(buffer, packet.Length, now));
        if (!_isSending)
        {
            SendNext(now);
        }
    }

    /// <summary>The packet that was being sent is out: the next one follows.</summary>
    public void OnSent(byte[] buffer, int length, Timestamp now)
    {
        Carry(buffer.AsSpan(0, length), now);
        _simulation.Return(buffer);
        SendNext(now);
    }

    private void SendNext(Timestamp now)
    {
        _isSending = false;
        while (_queue.TryDequeue(out QueuedPacket packet))
        {
            Span<byte> bytes = packet.Buffer.AsSpan(0, packet.Length);
            if (_codel is not null && _codel.ShouldDrop(now - packet.Since, _queue.Bytes, now) && !(_settings.MarksEcn && Mark(bytes)))
            {
                _simulation.ObserveLink(Name, Reason.LinkDelayDrop, bytes);
                _simulation.Return(packet.Buffer);
                continue;
            }

            _isSending = true;
            _simulation.PlanSent(this, packet.Buffer, packet.Length, now + TransmissionTime(packet.Length));
            return;
        }

        _codel?.OnEmpty();
    }

    // What happens to a packet on the way.
    private void Carry(ReadOnlySpan<byte> packet, Timestamp now)
    {
        RandomSource random = _simulation.Random;
        PacketFault? fault = _script.Next(packet);
        if (fault is { Kind: PacketFaultKind.Drop })
        {
            _simulation.ObserveLink(Name, Reason.LinkScriptedLoss, packet);
            return;
        }

        if (random.Chance(_settings.Loss) || IsLostInBurst(random))
        {
            _simulation.ObserveLink(Name, Reason.LinkLost, packet);
            return;
        }

        Timestamp arrival = now + _settings.Delay;
        if (_settings.Jitter > Duration.Zero)
        {
            arrival += new Duration((long)(random.NextDouble() * _settings.Jitter.Nanoseconds));
        }

        if (fault is { Kind: PacketFaultKind.Delay })
        {
            _simulation.ObserveLink(Name, Reason.LinkScriptedDelay, packet);
            arrival += fault.Delay;
        }
        else if (random.Chance(_settings.Reordering))
        {
            _simulation.ObserveLink(Name, Reason.LinkReordered, packet);
            arrival += _settings.ReorderingDelay;
        }
        else
        {
            arrival = arrival > _lastArrival ? arrival : _lastArrival;
            _lastArrival = arrival;
        }

        if (random.Chance(_settings.Duplication))
        {
            _simulation.ObserveLink(Name, Reason.LinkDuplicated, packet);
            _simulation.Deliver(To, packet, arrival);
        }

        if (fault is { Kind: PacketFaultKind.Duplicate })
        {
            _simulation.ObserveLink(Name, Reason.LinkScriptedDuplicate, packet);
            _simulation.Deliver(To, packet, arrival + fault.Delay);
        }

        Span<byte> delivered = _simulation.Deliver(To, packet, arrival);
        Damage(delivered, fault, random);
    }

    private void Damage(Span<byte> delivered, PacketFault? fault, RandomSource random)
    {
        if (random.Chance(_settings.Corruption))
        {
            _simulation.ObserveLink(Name, Reason.LinkCorrupted, delivered);
            int flipped = random.Next(delivered.Length * 8);
            delivered[flipped / 8] ^= (byte)(1 << (flipped % 8));
        }

        switch (fault?.Kind)
        {
            case PacketFaultKind.Corrupt:
                _simulation.ObserveLink(Name, Reason.LinkScriptedCorruption, delivered);
                delivered[Math.Max(0, delivered.Length - 1 - fault.ByteFromEnd)] ^= fault.Bits;
                break;
            case PacketFaultKind.Mark:
                Mark(delivered);
                break;
        }
    }

    private bool Mark(Span<byte> packet)
    {
        bool isMarked = CongestionMark.TrySet(packet);
        if (isMarked)
        {
            _simulation.ObserveLink(Name, Reason.LinkMarked, packet);
        }

        return isMarked;
    }

    private bool IsLostInBurst(RandomSource random)
    {
        if (_settings.BurstLoss is not { } burst)
        {
            return false;
        }

        _isInBurst = _isInBurst ? !random.Chance(burst.ToGood) : random.Chance(burst.ToBad);
        return random.Chance(_isInBurst ? burst.LossInBad : burst.LossInGood);
    }

    private Duration TransmissionTime(int bytes) => new((long)(bytes * 8 * 1e9 / _settings.BitsPerSecond));
}
