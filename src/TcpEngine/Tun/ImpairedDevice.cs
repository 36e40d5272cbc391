namespace TcpEngine;

/// <summary>A bad network before a device: packets are lost, delayed, reordered, repeated and damaged both ways, by chance or on purpose.</summary>
/// <remarks>Of <see cref="LinkSettings"/>, what has to do with a rate and its queue is not looked at, nor the MTU.</remarks>
public sealed class ImpairedDevice : IPacketDevice
{
    private readonly IPacketDevice _device;
    private readonly byte[] _buffer;
    private readonly Direction _inbound;
    private readonly Direction _outbound;

    /// <summary>Makes the network.</summary>
    /// <param name="device">The device behind.</param>
    /// <param name="link">What happens to packets, either way.</param>
    /// <param name="random">Decides to which.</param>
    /// <param name="faults">What is done to chosen packets: <see cref="PacketFault.From"/> is one of the names that follow.</param>
    /// <param name="host">The name of the host that uses this device.</param>
    /// <param name="peer">The name of whoever is behind <paramref name="device"/>.</param>
    public ImpairedDevice(IPacketDevice device, LinkSettings link, RandomSource random, IReadOnlyList<PacketFault>? faults = null, string host = "host", string peer = "peer")
    {
        _device = device;
        _buffer = new byte[device.Mtu];
        _inbound = new Direction(link, random, new FaultScript(faults ?? [], peer, host));
        _outbound = new Direction(link, random, new FaultScript(faults ?? [], host, peer));
    }

    /// <inheritdoc/>
    public int Mtu => _device.Mtu;

    /// <inheritdoc/>
    public Timestamp NextDeadline => Timestamp.Min(_inbound.NextDue, _outbound.NextDue);

    /// <inheritdoc/>
    public bool TryRead(Timestamp now, Span<byte> packet, out int size)
    {
        while (_device.TryRead(now, _buffer, out int count))
        {
            _inbound.Carry(_buffer.AsSpan(0, count), now);
        }

        while (_outbound.NextDue <= now)
        {
            _device.Write(now, _outbound.Take());
        }

        size = 0;
        if (_inbound.NextDue > now)
        {
            return false;
        }

        byte[] due = _inbound.Take();
        due.CopyTo(packet);
        size = due.Length;
        return true;
    }

    /// <inheritdoc/>
    public void Write(Timestamp now, ReadOnlySpan<byte> packet) => _outbound.Carry(packet, now);

    /// <inheritdoc/>
    public void Wait(Duration limit) => _device.Wait(limit);

    /// <inheritdoc/>
    public void Wake() => _device.Wake();

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();

    /// <summary>What is on its way in one direction.</summary>
    private sealed class Direction(LinkSettings link, RandomSource random, FaultScript faults)
    {
        private readonly PriorityQueue<byte[], (long Due, long Order)> _packets = new();
        private Timestamp _lastDue;
        private long _order;

        public Timestamp NextDue => _packets.TryPeek(out _, out (long Due, long Order) next) ? new Timestamp(next.Due) : Timestamp.Never;

        public byte[] Take() => _packets.Dequeue();

        public void Carry(ReadOnlySpan<byte> packet, Timestamp now)
        {
            PacketFault? fault = faults.Next(packet);
            if (fault is { Kind: PacketFaultKind.Drop } || random.Chance(link.Loss))
            {
                return;
            }

            Timestamp due = now + link.Delay + new Duration((long)(random.NextDouble() * link.Jitter.Nanoseconds));
            if (fault is { Kind: PacketFaultKind.Delay })
            {
                due += fault.Delay;
            }
            else if (random.Chance(link.Reordering))
            {
                due += link.ReorderingDelay;
            }
            else
            {
                due = due > _lastDue ? due : _lastDue;
                _lastDue = due;
            }

            bool isRepeated = random.Chance(link.Duplication);
            if (isRepeated || fault is { Kind: PacketFaultKind.Duplicate })
            {
                Add(packet.ToArray(), due + (isRepeated ? Duration.Zero : fault!.Delay));
            }

            byte[] carried = packet.ToArray();
            Damage(carried, fault);
            Add(carried, due);
        }

        private void Add(byte[] packet, Timestamp due) => _packets.Enqueue(packet, (due.Nanoseconds, _order++));

        private void Damage(byte[] packet, PacketFault? fault)
        {
            if (random.Chance(link.Corruption))
            {
                int flipped = random.Next(packet.Length * 8);
                packet[flipped / 8] ^= (byte)(1 << (flipped % 8));
            }

            switch (fault?.Kind)
            {
                case PacketFaultKind.Corrupt:
                    packet[Math.Max(0, packet.Length - 1 - fault.ByteFromEnd)] ^= fault.Bits;
                    break;
                case PacketFaultKind.Mark:
                    CongestionMark.TrySet(packet);
                    break;
            }
        }
    }
}
