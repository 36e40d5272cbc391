namespace TcpEngine;

/// <summary>A device that loses and delays packets both ways, before another: a bad network where there is none.</summary>
/// <param name="device">The device behind.</param>
/// <param name="loss">The probability that a packet is lost, 0 to 1.</param>
/// <param name="delay">How much longer each packet travels, each way.</param>
/// <param name="random">Decides which are lost.</param>
public sealed class ImpairedDevice(IPacketDevice device, double loss, Duration delay, RandomSource random) : IPacketDevice
{
    private readonly Queue<(Timestamp Due, byte[] Packet)> _inbound = new();
    private readonly Queue<(Timestamp Due, byte[] Packet)> _outbound = new();
    private readonly byte[] _buffer = new byte[device.Mtu];

    /// <inheritdoc/>
    public int Mtu => device.Mtu;

    /// <inheritdoc/>
    public Timestamp NextDeadline => Timestamp.Min(Due(_inbound), Due(_outbound));

    /// <inheritdoc/>
    public bool TryRead(Timestamp now, Span<byte> packet, out int size)
    {
        while (device.TryRead(now, _buffer, out int count))
        {
            Enqueue(_inbound, now, _buffer.AsSpan(0, count));
        }

        while (Due(_outbound) <= now)
        {
            device.Write(now, _outbound.Dequeue().Packet);
        }

        size = 0;
        if (Due(_inbound) > now)
        {
            return false;
        }

        byte[] due = _inbound.Dequeue().Packet;
        due.CopyTo(packet);
        size = due.Length;
        return true;
    }

    /// <inheritdoc/>
    public void Write(Timestamp now, ReadOnlySpan<byte> packet) => Enqueue(_outbound, now, packet);

    /// <inheritdoc/>
    public void Wait(Duration limit) => device.Wait(limit);

    /// <inheritdoc/>
    public void Wake() => device.Wake();

    /// <inheritdoc/>
    public void Dispose() => device.Dispose();

    private static Timestamp Due(Queue<(Timestamp Due, byte[] Packet)> queue) => queue.TryPeek(out (Timestamp Due, byte[] Packet) next) ? next.Due : Timestamp.Never;

    private void Enqueue(Queue<(Timestamp Due, byte[] Packet)> queue, Timestamp now, ReadOnlySpan<byte> packet)
    {
        if (!random.Chance(loss))
        {
            queue.Enqueue((now + delay, packet.ToArray()));
        }
    }
}
