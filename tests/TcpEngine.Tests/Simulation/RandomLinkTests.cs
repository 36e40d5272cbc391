using System.Globalization;

namespace TcpEngine.Tests.Simulation;

/// <summary>Two stacks over every kind of bad link: the bytes arrive in order, or both ends fail; and every run ends.</summary>
public sealed class RandomLinkTests
{
    private const ulong Seeds = 300; // Proofs.RandomRunTests plays many more, without the simulator

    [Fact]
    [Requirement("INV-5")]
    public void Bytes_arrive_in_order_over_random_links()
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            Play(seed);
        }
    }

    [Fact]
    public void A_segment_in_steady_state_allocates_nothing()
    {
        // The difference between a long and a short transfer is what segments cost; set-up and growth of buffers are in both. A collection, which other tests
        // may cause, discards what is left of the thread's allocation buffer and counts it: the least of a few tries is the truth.
        long least = long.MaxValue;
        for (int i = 0; i < 5 && least >= 1000; i++)
        {
            least = Math.Min(least, Math.Abs(AllocatedBy(24_000_000) - AllocatedBy(8_000_000)));
        }

        Assert.True(least < 1000, string.Create(CultureInfo.InvariantCulture, $"{least} bytes for 16 MB"));
    }

    private static long AllocatedBy(long bytes)
    {
        Scenario scenario = Transfer(bytes, new LinkSettings(), TcpConnectionOptions.Default with { SendBufferLimit = 1 << 20, ReceiveBufferLimit = 1 << 20 });
        long before = GC.GetAllocatedBytesForCurrentThread();
        ScenarioResult result = ScenarioRun.Play(scenario, new ScenarioSettings());
        Assert.True(result.IsIntact);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    internal static void Play(ulong seed, IEngineObserver? observer = null)
    {
        RandomSource random = new(seed);
        LinkSettings link = RandomLink.Draw(random) with
        {
            BitsPerSecond = random.Chance(0.3) ? 100_000 + random.Next(10_000_000) : 0,
            QueueLimit = 5 + random.Next(100),
        };
        TcpConnectionOptions options = new()
        {
            MaximumSegmentSize = (ushort)(random.Chance(0.5) ? 0 : 88 + random.Next(1000)),
            SendBufferSize = 1000 + random.Next(100_000),
            ReceiveBufferSize = 1000 + random.Next(200_000),
            Timestamps = random.Chance(0.5),
            SelectiveAcknowledgments = random.Chance(0.5),
            WindowScaling = random.Chance(0.5),
            NoDelay = random.Chance(0.5),
        };
        long bytes = random.Next(60_000);

        ScenarioResult result = ScenarioRun.Play(Transfer(bytes, link, options), new ScenarioSettings { Seed = seed }, observer);

        bool delivered = result.B.BytesReceived == bytes && result.A.BytesReceived == bytes / 2;
        bool failed = result.A.Failure != TcpFailure.None || result.B.Failure != TcpFailure.None || !result.A.WasConnected;
        Assert.True(result.IsComplete && result.A.IsIntact && result.B.IsIntact && (delivered || failed), string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {result}"));
    }

    private static Scenario Transfer(long bytes, LinkSettings link, TcpConnectionOptions options)
    {
        ScenarioTrigger connected = new(ScenarioTriggerKind.Connected);
        return new Scenario
        {
            Name = "random",
            Title = "",
            Story = "",
            Link = link,
            Connections = options,
            Steps =
            [
                new("B", new(ScenarioTriggerKind.Start), new(ScenarioActionKind.Listen)),
                new("A", new(ScenarioTriggerKind.Start, Duration.FromMilliseconds(1)), new(ScenarioActionKind.Connect)),
                new("A", connected, new(ScenarioActionKind.Send, bytes)),
                new("B", connected, new(ScenarioActionKind.Send, bytes / 2)),
                new("A", connected, new(ScenarioActionKind.Close)),
                new("B", connected, new(ScenarioActionKind.Close)),
            ],
        };
    }
}
