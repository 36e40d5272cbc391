using static TcpEngine.ScenarioActionKind;
using static TcpEngine.ScenarioParts;
using static TcpEngine.ScenarioTriggerKind;

namespace TcpEngine.Tests.Simulation;

/// <summary>Buffers that begin small, and grow as far as the path and the application need it: all in virtual time.</summary>
public sealed class BufferTuningTests
{
    private const int First = 64 * 1024;

    [Theory]
    [InlineData(100_000_000, 50, 25_000_000, 1500, true)]
    [InlineData(100_000_000, 50, 25_000_000, 1500, false)]
    [InlineData(1_000_000_000, 25, 110_000_000, 9000, true)]
    [InlineData(1_000_000_000, 25, 110_000_000, 9000, false)]
    public void A_long_fat_path_is_filled(long rate, int delay, long bytes, int mtu, bool timestamps)
    {
        LinkSettings link = new() { BitsPerSecond = rate, Delay = Duration.FromMilliseconds(delay), QueueLimit = 20_000 };
        Watch watch = Play(link, TcpConnectionOptions.Default with { Timestamps = timestamps }, Do(Read), Send(bytes), mtu);

        double roundTrip = 2 * delay / 1000.0;
        Assert.Equal(bytes, watch.Read);
        Assert.InRange(watch.RateAfter(12 * roundTrip), 0.85 * rate, rate); // slow start needs that many round trips to get there
        Assert.InRange(watch.LargestWindow, rate / 8 * roundTrip, TcpConnectionOptions.Default.ReceiveBufferLimit);
        Assert.InRange(watch.ReceiveGrowths.Count, 3, 20);
        Assert.All(watch.ReceiveGrowths, growth => Assert.True(growth.Bytes > 0 && growth.Size > growth.Bytes));
        Assert.Equal(First, watch.ReceiveGrowths[0].Size - watch.ReceiveGrowths[0].Bytes);
        Assert.InRange(watch.LargestSendBuffer, 2 * rate / 8 * roundTrip, TcpConnectionOptions.Default.SendBufferLimit);
    }

    [Fact]
    public void A_size_that_is_set_stays()
    {
        LinkSettings link = new() { BitsPerSecond = 100_000_000, Delay = Duration.FromMilliseconds(50), QueueLimit = 20_000 };
        Watch watch = Play(link, TcpConnectionOptions.Default with { ReceiveBufferSize = First, SendBufferSize = First }, Do(Read), Send(2_000_000));

        Assert.InRange(watch.RateAfter(1), 3_000_000, First * 8 * 10); // 64 KiB in a round trip
        Assert.Empty(watch.ReceiveGrowths);
        Assert.Equal(First, watch.LargestSendBuffer);
    }

    [Fact]
    public void The_limit_is_kept()
    {
        LinkSettings link = new() { BitsPerSecond = 100_000_000, Delay = Duration.FromMilliseconds(50), QueueLimit = 20_000 };
        Watch watch = Play(link, TcpConnectionOptions.Default with { ReceiveBufferLimit = 300_000, SendBufferLimit = 400_000 }, Do(Read), Send(6_000_000));

        Assert.Equal(300_000, watch.ReceiveGrowths[^1].Size);
        Assert.InRange(watch.LargestWindow, 290_000, 300_000);
        Assert.Equal(400_000, watch.LargestSendBuffer);
        Assert.InRange(watch.RateAfter(2), 0.85 * 8 * 300_000 * 10, 1.2 * 8 * 300_000 * 10);
    }

    [Fact]
    public void A_reader_that_is_slow_keeps_the_buffer_small()
    {
        LinkSettings link = new() { BitsPerSecond = 100_000_000, Delay = Duration.FromMilliseconds(10) };
        Watch watch = Play(link, TcpConnectionOptions.Default, new ScenarioAction(Read) { Piece = 5000, Interval = Duration.FromMilliseconds(20) }, Send(500_000));

        Assert.Equal(500_000, watch.Read);
        Assert.Empty(watch.ReceiveGrowths);
        Assert.Equal(First, watch.LargestWindow);
    }

    [Fact]
    public void A_sender_that_is_slow_keeps_the_buffers_small()
    {
        LinkSettings link = new() { BitsPerSecond = 100_000_000, Delay = Duration.FromMilliseconds(50) };
        Watch watch = Play(link, TcpConnectionOptions.Default, Do(Read), SendPieces(100, 7 * 1448, 100));

        Assert.Equal(100 * 7 * 1448, watch.Read);
        Assert.Empty(watch.ReceiveGrowths);
        Assert.Equal(256 * 1024, watch.LargestSendBuffer);
    }

    private static Watch Play(LinkSettings link, TcpConnectionOptions options, ScenarioAction read, ScenarioAction send, int mtu = 1500)
    {
        Watch watch = new();
        ScenarioResult result = ScenarioRun.Play(
            new Scenario
            {
                Name = "tuning",
                Title = "Buffers that grow",
                Story = "A test's.",
                Nodes = [new("A", "192.0.2.1") { Mtu = mtu }, new("B", "192.0.2.2") { Mtu = mtu }],
                Steps = [BListens, AConnects, On("A", Connected, send), AClosesWhenSent, On("B", Connected, read), BClosesToo],
                Link = link,
                Connections = options,
            },
            new ScenarioSettings(),
            watch);
        Assert.True(result.IsComplete && result.IsIntact);
        return watch;
    }

    private sealed class Watch : IEngineObserver
    {
        private readonly List<(Timestamp Time, long Read)> _reads = [];

        public long Read { get; private set; }

        public long LargestWindow { get; private set; }

        public long LargestSendBuffer { get; private set; }

        public List<(long Size, long Bytes)> ReceiveGrowths { get; } = [];

        // Of the data, in bits per second, from a time on until the last of it came.
        public double RateAfter(double seconds)
        {
            (Timestamp Time, long Read) from = _reads.Find(read => read.Time.Nanoseconds / 1e9 >= seconds);
            return 8 * (_reads[^1].Read - from.Read) / (_reads[^1].Time - from.Time).TotalSeconds;
        }

        public void Observe(in EngineEvent e)
        {
            if (e.Endpoint == "A" && e.HasSnapshot)
            {
                LargestSendBuffer = Math.Max(LargestSendBuffer, e.Snapshot.SendBufferSize);
            }

            if (e.Endpoint != "B")
            {
                return;
            }

            LargestWindow = Math.Max(LargestWindow, e.Snapshot.ReceiveWindow);
            if (e is { Kind: EngineEventKind.BufferGrown, Reason: Reason.ReceiveBufferGrown })
            {
                ReceiveGrowths.Add((e.Snapshot.ReceiveBufferSize, e.Bytes));
            }
            else if (e is { Kind: EngineEventKind.ApplicationCall, Call: ApplicationCall.Receive })
            {
                Read += e.Bytes;
                _reads.Add((e.Time, Read));
            }
        }
    }
}
