namespace TcpEngine.Tests.Proofs;

/// <summary>All that one seed decides of a run: both ends, the link between them, and where in the sequence space it begins.</summary>
internal sealed record RandomRunSettings
{
    private static readonly TcpEndpoint[] Left = [new(IpAddress.Parse("192.0.2.1"), 4000), new(IpAddress.Parse("2001:db8::1"), 4000)];
    private static readonly TcpEndpoint[] Right = [new(IpAddress.Parse("192.0.2.2"), 80), new(IpAddress.Parse("2001:db8::2"), 80)];

    public required TcpEndpoint A { get; init; }

    public required TcpEndpoint B { get; init; }

    public required ulong SecretA { get; init; }

    public required ulong SecretB { get; init; }

    public required int Mtu { get; init; }

    public required RandomSide SideA { get; init; }

    public required RandomSide SideB { get; init; }

    /// <summary>When A opens. It decides the initial sequence numbers and the timestamps.</summary>
    public required Timestamp Start { get; init; }

    /// <summary>How much later B opens too; null for a B that listens.</summary>
    public required Duration? OpensToo { get; init; }

    public required Duration Delay { get; init; }

    public required Duration Jitter { get; init; }

    public required double Loss { get; init; }

    public required double Reordering { get; init; }

    public required double Duplication { get; init; }

    public required double Corruption { get; init; }

    /// <summary>The probability that a packet that may be is marked 'congestion experienced'.</summary>
    public required double Marking { get; init; }

    /// <summary>Draws a run.</summary>
    public static RandomRunSettings Draw(RandomSource random)
    {
        bool isV6 = random.Chance(0.3);
        TcpEndpoint a = Left[isV6 ? 1 : 0];
        TcpEndpoint b = Right[isV6 ? 1 : 0];
        (ulong secretA, ulong secretB) = (random.NextUInt64(), random.NextUInt64());
        Duration delay = Duration.FromMilliseconds(1 + random.Next(100));
        bool isBad = random.Chance(0.7);
        return new RandomRunSettings
        {
            A = a,
            B = b,
            SecretA = secretA,
            SecretB = secretB,
            Mtu = (isV6 ? 1280 : 576) + random.Next(300),
            SideA = RandomSide.Draw(random, mayWait: false),
            SideB = RandomSide.Draw(random, mayWait: true),
            Start = DrawStart(random, new ConnectionKey(a, b), secretA, new ConnectionKey(b, a), secretB, delay),
            OpensToo = random.Chance(0.1) ? Duration.FromMilliseconds(random.Next(150)) : null,
            Delay = delay,
            Jitter = Duration.FromMilliseconds(random.Next(20)),
            Loss = isBad ? random.NextDouble() * 0.3 : 0,
            Reordering = random.Chance(0.5) ? random.NextDouble() * 0.3 : 0,
            Duplication = random.Chance(0.5) ? random.NextDouble() * 0.2 : 0,
            Corruption = random.Chance(0.3) ? random.NextDouble() * 0.1 : 0,
            Marking = random.Chance(0.3) ? random.NextDouble() * 0.5 : 0,
        };
    }

    // Half of the runs begin just before something goes around: the sequence numbers of either end, signed or unsigned, or A's timestamps.
    private static Timestamp DrawStart(RandomSource random, in ConnectionKey a, ulong secretA, in ConnectionKey b, ulong secretB, Duration delay)
    {
        InitialSequence left = new(secretA);
        uint before = (uint)random.Next(2500);
        uint turn = random.Chance(0.5) ? 0x8000_0000 : 0;
        return random.Next(6) switch
        {
            0 => Until(unchecked(turn - before - left.Next(a, default).Value), 4_000),
            1 => Until(unchecked(turn - before - (uint)(delay.Nanoseconds / 4_000) - new InitialSequence(secretB).Next(b, default).Value), 4_000),
            2 => Until(unchecked(turn - before - left.TimestampOffset(a)), 1_000_000),
            _ => new Timestamp(random.Next(int.MaxValue)),
        };
    }

    private static Timestamp Until(uint ticks, long tickNanoseconds) => new(ticks * tickNanoseconds);
}
