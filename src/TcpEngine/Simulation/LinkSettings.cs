namespace TcpEngine;

/// <summary>What a simulated link does to the packets of one direction, or of both.</summary>
public sealed record LinkSettings
{
    /// <summary>How long a packet travels one way. Default 10 ms.</summary>
    public Duration Delay { get; init; } = Duration.FromMilliseconds(10);

    /// <summary>How much longer, at random, a packet may travel. A packet never overtakes another by jitter alone.</summary>
    public Duration Jitter { get; init; }

    /// <summary>The rate in bits per second; 0 for no limit, and then no packet ever waits in the queue.</summary>
    public long BitsPerSecond { get; init; }

    /// <summary>How many packets wait for a link that has a rate; what comes beyond is lost (drop-tail). Default 1,000.</summary>
    public int QueueLimit { get; init; } = 1000;

    /// <summary>How many bytes wait for a link that has a rate; 0 for as many as <see cref="QueueLimit"/> packets are.</summary>
    public int QueueByteLimit { get; init; }

    /// <summary>What keeps the queue short; null for nothing but its limit.</summary>
    public CoDelSettings? CoDel { get; init; }

    /// <summary>Packets of senders that take part in ECN are marked, where CoDel would drop them and where more than <see cref="MarkingThreshold"/> wait (RFC 3168, section 5).</summary>
    public bool MarksEcn { get; init; }

    /// <summary>With <see cref="MarksEcn"/>: a packet that finds so many others waiting is marked; 0 for none. A step, as RFC 8257, section 3.1, has it.</summary>
    public int MarkingThreshold { get; init; }

    /// <summary>The probability that a packet is lost, 0 to 1, whatever happened to others.</summary>
    public double Loss { get; init; }

    /// <summary>Loss that comes in bursts; null for none.</summary>
    public GilbertElliottLoss? BurstLoss { get; init; }

    /// <summary>The probability that a packet is repeated, 0 to 1.</summary>
    public double Duplication { get; init; }

    /// <summary>The probability that a packet is held back for <see cref="ReorderingDelay"/>, 0 to 1.</summary>
    public double Reordering { get; init; }

    /// <summary>How long a packet is held back. Default 5 ms.</summary>
    public Duration ReorderingDelay { get; init; } = Duration.FromMilliseconds(5);

    /// <summary>The probability that one bit of a packet is flipped, 0 to 1.</summary>
    public double Corruption { get; init; }

    /// <summary>The largest packet that the link carries, in bytes with its IP header; 0 for any. A router before it says so or cuts; where a host sends such a packet itself, it is lost.</summary>
    public int Mtu { get; init; }
}
