namespace TcpEngine;

/// <summary>What a simulated link does to the packets of each direction.</summary>
public sealed record LinkSettings
{
    /// <summary>How long a packet travels one way. Default 10 ms.</summary>
    public Duration Delay { get; init; } = Duration.FromMilliseconds(10);

    /// <summary>How much longer, at random, a packet may travel. A packet never overtakes another by jitter alone.</summary>
    public Duration Jitter { get; init; }

    /// <summary>The rate in bits per second; 0 for no limit.</summary>
    public long BitsPerSecond { get; init; }

    /// <summary>How many packets wait for a link that has a rate; what comes beyond is lost (drop-tail). Default 1,000.</summary>
    public int QueueLimit { get; init; } = 1000;

    /// <summary>The probability that a packet is lost, 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>The probability that a packet is repeated, 0 to 1.</summary>
    public double Duplication { get; init; }

    /// <summary>The probability that a packet is held back for <see cref="ReorderingDelay"/>, 0 to 1.</summary>
    public double Reordering { get; init; }

    /// <summary>How long a packet is held back. Default 5 ms.</summary>
    public Duration ReorderingDelay { get; init; } = Duration.FromMilliseconds(5);

    /// <summary>The probability that one bit of a packet is flipped, 0 to 1.</summary>
    public double Corruption { get; init; }
}
