namespace TcpEngine.Tests.Proofs;

/// <summary>How one end of a random run is set up, and what its application does.</summary>
internal sealed record RandomSide
{
    /// <summary>How the application ends.</summary>
    public enum Ending : byte
    {
        /// <summary>It closes when it has written all, and reads on.</summary>
        CloseWhenWritten,

        /// <summary>It closes when it has written all and the peer has closed.</summary>
        CloseAfterPeer,

        /// <summary>It closes both directions when it has written all.</summary>
        Release,

        /// <summary>It aborts at <see cref="AbortAfter"/>.</summary>
        Abort,
    }

    public required TcpConnectionOptions Options { get; init; }

    public required int ToWrite { get; init; }

    public required int WriteChunk { get; init; }

    public required Duration WritePause { get; init; }

    public required double UrgentShare { get; init; }

    public required int ReadChunk { get; init; }

    /// <summary>How long the application waits between reads; zero for one that reads what there is at once.</summary>
    public required Duration ReadPause { get; init; }

    public required Ending End { get; init; }

    public required Duration AbortAfter { get; init; }

    /// <summary>Draws one.</summary>
    public static RandomSide Draw(RandomSource random, bool mayWait)
    {
        int toWrite = random.Chance(0.02) ? random.Next(200_000) : random.Chance(0.15) ? random.Next(20_000) : random.Next(2_000);
        bool isSlow = random.Chance(0.2);
        double end = random.NextDouble();
        return new RandomSide
        {
            Options = DrawOptions(random, toWrite),
            ToWrite = toWrite,
            WriteChunk = 1 + random.Next(Math.Max(1, toWrite)),
            WritePause = random.Chance(0.5) ? Duration.Zero : Duration.FromMilliseconds(random.Next(300)),
            UrgentShare = random.Chance(0.2) ? 0.3 : 0,
            ReadChunk = 200 + random.Next(20_000),
            ReadPause = isSlow ? Duration.FromMilliseconds(1 + random.Next(2000)) : Duration.Zero,
            End = end < 0.6 ? Ending.CloseWhenWritten
                : end < 0.8 ? mayWait ? Ending.CloseAfterPeer : Ending.CloseWhenWritten
                : end < 0.9 ? Ending.Release : Ending.Abort,
            AbortAfter = Duration.FromMilliseconds(random.Next(3000)),
        };
    }

    private static TcpConnectionOptions DrawOptions(RandomSource random, int toWrite)
    {
        int least = Math.Max(1, toWrite / 100); // a window of one byte would make a large transfer endless
        bool grows = random.Chance(0.3);
        return new TcpConnectionOptions
        {
            InitialReceiveBufferSize = 2000 + random.Next(60_000),
            ReceiveBufferLimit = random.Chance(0.5) ? 1000 + random.Next(200_000) : 16 << 20,
            SendBufferLimit = random.Chance(0.5) ? least + random.Next(400_000) : 16 << 20,
            MaximumSegmentSize = (ushort)(random.Chance(0.5) ? 0 : 88 + random.Next(random.Chance(0.5) ? 100 : 1400)),
            SendBufferSize = grows ? null : random.Chance(0.3) ? least + random.Next(1000) : 1000 + random.Next(100_000),
            ReceiveBufferSize = grows ? null : random.Chance(0.3) ? 2000 + random.Next(2000) - (random.Chance(0.3) ? Math.Max(0, 1990 - (least * 10)) : 0) : 1000 + random.Next(300_000),
            Timestamps = random.Chance(0.5),
            SelectiveAcknowledgments = random.Chance(0.5),
            WindowScaling = random.Chance(0.5),
            NoDelay = random.Chance(0.5),
            AckDelay = Duration.FromMilliseconds(random.Chance(0.3) ? 1 + random.Next(500) : 40),
            CongestionControl = random.Chance(0.5) ? CongestionControlAlgorithm.NewReno : CongestionControlAlgorithm.Cubic,
            Ecn = (EcnUse)random.Next(6),
            KeepAlive = random.Chance(0.2),
            KeepAliveIdle = Duration.FromSeconds(1 + random.Next(100)),
            KeepAliveInterval = Duration.FromSeconds(1 + random.Next(75)),
            UserTimeout = random.Chance(0.1) ? Duration.FromSeconds(1 + random.Next(300)) : Duration.Zero,
            DataRetries = random.Chance(0.2) ? 1 + random.Next(5) : 15,
            SynRetries = random.Chance(0.2) ? 1 + random.Next(3) : 7,
            AccurateEcnOption = (AccurateEcnOptionUse)random.Next(3),
            AccurateEcnBeacons = random.Next(4),
        };
    }
}
