namespace TcpEngine;

/// <summary>One direction of a link between two simulated hosts.</summary>
internal sealed class SimulatedLink(Simulation simulation, SimulatedHost from, SimulatedHost to, LinkSettings settings, IReadOnlyList<ScriptedLoss> losses)
{
    private readonly string _name = $"{from.Stack.Name}->{to.Stack.Name}";
    private readonly int[] _matches = new int[losses.Count];
    private Timestamp _free; // when the link has sent all that was given to it
    private Timestamp _lastArrival;

    /// <summary>Takes a packet and does to it what the settings say.</summary>
    public void Send(ReadOnlySpan<byte> packet, Timestamp now)
    {
        RandomSource random = simulation.Random;
        if (IsScripted(packet))
        {
            simulation.ObserveLink(_name, Reason.LinkScriptedLoss, packet);
            return;
        }

        if (random.Chance(settings.Loss))
        {
            simulation.ObserveLink(_name, Reason.LinkLost, packet);
            return;
        }

        Timestamp sent = now;
        if (settings.BitsPerSecond > 0)
        {
            Duration onePacket = TransmissionTime(packet.Length);
            Timestamp start = _free > now ? _free : now;
            if ((start - now).Nanoseconds / Math.Max(1, onePacket.Nanoseconds) >= settings.QueueLimit)
            {
                simulation.ObserveLink(_name, Reason.LinkQueueFull, packet);
                return;
            }

            _free = start + onePacket;
            sent = _free;
        }

        Timestamp arrival = sent + settings.Delay;
        if (settings.Jitter > Duration.Zero)
        {
            arrival += new Duration((long)(random.NextDouble() * settings.Jitter.Nanoseconds));
        }

        if (random.Chance(settings.Reordering))
        {
            simulation.ObserveLink(_name, Reason.LinkReordered, packet);
            arrival += settings.ReorderingDelay;
        }
        else
        {
            arrival = arrival > _lastArrival ? arrival : _lastArrival;
            _lastArrival = arrival;
        }

        if (random.Chance(settings.Duplication))
        {
            simulation.ObserveLink(_name, Reason.LinkDuplicated, packet);
            simulation.Deliver(to, packet, arrival, flippedBit: -1);
        }

        int flipped = -1;
        if (random.Chance(settings.Corruption))
        {
            simulation.ObserveLink(_name, Reason.LinkCorrupted, packet);
            flipped = random.Next(packet.Length * 8);
        }

        simulation.Deliver(to, packet, arrival, flipped);
    }

    private Duration TransmissionTime(int bytes) => new((long)(bytes * 8 * 1e9 / settings.BitsPerSecond));

    private bool IsScripted(ReadOnlySpan<byte> packet)
    {
        bool isLost = false;
        if (losses.Count == 0 || !SegmentReader.TryRead(packet, out Segment segment, out _, out _))
        {
            return isLost;
        }

        for (int i = 0; i < losses.Count; i++)
        {
            if (losses[i].From == from.Stack.Name && (segment.Flags & losses[i].Flags) == losses[i].Flags)
            {
                isLost |= _matches[i]++ == losses[i].Index;
            }
        }

        return isLost;
    }
}
