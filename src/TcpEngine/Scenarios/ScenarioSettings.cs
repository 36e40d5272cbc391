namespace TcpEngine;

/// <summary>What a user may change of a scenario. Settings of the link are those of the scenario's first.</summary>
public sealed record ScenarioSettings
{
    /// <summary>Decides everything that is random. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The probability that a packet is lost, 0 to 1; null for the scenario's own.</summary>
    public double? Loss { get; init; }

    /// <summary>How long a packet travels one way, up to 10 s; null for the scenario's own.</summary>
    public Duration? Delay { get; init; }

    /// <summary>How much longer, at random, a packet may travel, up to 10 s; null for the scenario's own.</summary>
    public Duration? Jitter { get; init; }

    /// <summary>The probability that a packet is held back, 0 to 1; null for the scenario's own.</summary>
    public double? Reordering { get; init; }

    /// <summary>The probability that a packet is repeated, 0 to 1; null for the scenario's own.</summary>
    public double? Duplication { get; init; }

    /// <summary>The probability that a bit of a packet is flipped, 0 to 1; null for the scenario's own.</summary>
    public double? Corruption { get; init; }

    /// <summary>The rate in bits per second, at least 1,000, or 0 for no limit; null for the scenario's own.</summary>
    public long? BitsPerSecond { get; init; }

    /// <summary>How many packets wait for the link, 1 to 1,000,000; null for the scenario's own.</summary>
    public int? QueueLimit { get; init; }

    /// <summary>Whether CoDel keeps the queue short; null for the scenario's own.</summary>
    public bool? CoDel { get; init; }

    /// <summary>The congestion control of all hosts; null for the scenario's own.</summary>
    public CongestionControlAlgorithm? CongestionControl { get; init; }

    /// <summary>Whether all hosts ask for ECN, and how, and the link marks; null for the scenario's own.</summary>
    public EcnUse? Ecn { get; init; }

    /// <summary>Whether listeners answer with SYN cookies when their backlog is full; null for the scenario's own.</summary>
    public bool? SynCookies { get; init; }

    /// <summary>What is wrong with the settings, in one sentence; null where nothing is.</summary>
    public string? FindFault() => this switch
    {
        { Loss: < 0 or > 1 or double.NaN } => "The loss must be a probability from 0 to 1 (0 % to 100 %).",
        { Delay: { } delay } when IsOutOfRange(delay) => "The delay must be from 0 to 10,000 ms.",
        { Jitter: { } jitter } when IsOutOfRange(jitter) => "The jitter must be from 0 to 10,000 ms.",
        { Reordering: < 0 or > 1 or double.NaN } => "The reordering must be a probability from 0 to 1 (0 % to 100 %).",
        { Duplication: < 0 or > 1 or double.NaN } => "The duplication must be a probability from 0 to 1 (0 % to 100 %).",
        { Corruption: < 0 or > 1 or double.NaN } => "The corruption must be a probability from 0 to 1 (0 % to 100 %).",
        { BitsPerSecond: < 0 or (> 0 and < 1000) } => "The rate must be 0, for no limit, or at least 1,000 bits per second.",
        { QueueLimit: < 1 or > 1_000_000 } => "The queue must hold 1 to 1,000,000 packets.",
        _ => null,
    };

    /// <summary>The link with what the user wants changed.</summary>
    public LinkSettings Apply(LinkSettings link) => link with
    {
        Loss = Loss ?? link.Loss,
        Delay = Delay ?? link.Delay,
        Jitter = Jitter ?? link.Jitter,
        Reordering = Reordering ?? link.Reordering,
        Duplication = Duplication ?? link.Duplication,
        Corruption = Corruption ?? link.Corruption,
        BitsPerSecond = BitsPerSecond ?? link.BitsPerSecond,
        QueueLimit = QueueLimit ?? link.QueueLimit,
        CoDel = CoDel switch
        {
            true => link.CoDel ?? CoDelSettings.Default,
            false => null,
            null => link.CoDel,
        },
        MarksEcn = Ecn is { } ecn ? ecn != EcnUse.Off : link.MarksEcn,
    };

    /// <summary>The options with what the user wants changed.</summary>
    internal TcpConnectionOptions Apply(TcpConnectionOptions options) => options with
    {
        CongestionControl = CongestionControl ?? options.CongestionControl,
        Ecn = Ecn ?? options.Ecn,
    };

    private static bool IsOutOfRange(Duration time) => time < Duration.Zero || time > Duration.FromSeconds(10);
}
