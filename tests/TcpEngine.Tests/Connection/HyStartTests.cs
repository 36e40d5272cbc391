using TcpEngine.Tests.Scenarios;
using static TcpEngine.ScenarioParts;

namespace TcpEngine.Tests.Connection;

/// <summary>How slow start ends before something is lost: RFC 9406, section 4.</summary>
public sealed class HyStartTests
{
    private const uint Segment = 1000;
    private const uint RoundSize = 9; // measurements
    private HyStart _hyStart;
    private uint _acknowledged;

    [Fact]
    [Requirement("HYS-1")]
    public void Longer_round_trips_slow_it_down_and_five_such_rounds_end_it()
    {
        Assert.Equal([Reason.None, Reason.None], [Round(100), Round(111.9)]); // the threshold is an eighth, 12.5 ms
        Assert.False(_hyStart.IsConservative);
        Assert.Equal(Reason.SlowStartSlowed, Round(126));
        Assert.True(_hyStart.IsConservative);

        Assert.Equal([Reason.None, Reason.None, Reason.None, Reason.SlowStartLeft], [Round(130), Round(135), Round(130), Round(140)]);
    }

    [Fact]
    [Requirement("HYS-1")]
    public void Slow_start_goes_on_if_round_trips_are_short_again()
    {
        Round(100);
        Assert.Equal(Reason.SlowStartSlowed, Round(120));
        Assert.Equal(Reason.SlowStartResumed, Round(119));
        Assert.False(_hyStart.IsConservative);
    }

    [Theory]
    [InlineData(8, 11.9, 12)]     // at least 4 ms
    [InlineData(400, 415.9, 416)] // at most 16 ms
    [Requirement("HYS-1")]
    public void The_threshold_has_limits(double before, double below, double at)
    {
        Round(before);
        Assert.Equal(Reason.None, Round(below));
        _hyStart = default;
        Round(before);
        Assert.Equal(Reason.SlowStartSlowed, Round(at));
    }

    [Fact]
    [Requirement("HYS-1")]
    public void A_round_with_few_measurements_says_nothing()
    {
        Round(100);
        Assert.Equal(Reason.None, Round(200, samples: 7));
        Assert.False(_hyStart.IsConservative);
    }

    [Fact]
    [Requirement("HYS-1")]
    public void Cwnd_grows_by_a_quarter_in_conservative_slow_start()
    {
        Assert.Equal(2 * Segment, _hyStart.Growth(2 * Segment));
        Round(100);
        Round(120);
        Assert.Equal(Segment / 2, _hyStart.Growth(2 * Segment));
    }

    [Theory]
    [InlineData(CongestionControlAlgorithm.Cubic)]
    [InlineData(CongestionControlAlgorithm.NewReno)]
    [Requirement("HYS-1")]
    public void Before_a_large_buffer_fewer_segments_are_lost_at_the_end_of_slow_start(CongestionControlAlgorithm algorithm)
    {
        Played with = Play(algorithm, hyStart: true);
        Played without = Play(algorithm, hyStart: false);

        with.Tells("A SlowStartSlowed", "A SlowStartLeft");
        without.NeverTells("A SlowStartSlowed");
        Assert.Contains(with.Log.Snapshots, told => told.Endpoint == "A" && told.Variables.Phase == RecoveryPhase.ConservativeSlowStart);
        Assert.InRange(with.Count("A->B LinkQueueFull"), 0, without.Count("A->B LinkQueueFull") / 4);
        Assert.True(without.Count("A->B LinkQueueFull") > 20);
        Assert.True(with.Result.IsIntact && without.Result.IsIntact);
    }

    private static Played Play(CongestionControlAlgorithm algorithm, bool hyStart) => Played.Of(new Scenario
    {
        Name = "slow-start",
        Title = "Slow start before a large buffer",
        Story = "A test's.",
        Steps = Transfer(5_000_000),
        Link = new LinkSettings { BitsPerSecond = 10_000_000, Delay = Duration.FromMilliseconds(20), QueueLimit = 700 },
        Connections = TcpConnectionOptions.Default with { CongestionControl = algorithm, HyStart = hyStart, SendBufferSize = 8 << 20, ReceiveBufferSize = 8 << 20 },
    });

    // A round trip with that many measurements, all alike.
    private Reason Round(double milliseconds, uint samples = RoundSize)
    {
        Reason told = Reason.None;
        uint end = _acknowledged + samples;
        while (_acknowledged < end)
        {
            _acknowledged++;
            Reason reason = _hyStart.Measure(Duration.FromSeconds(milliseconds / 1000), new SequenceNumber(_acknowledged), new SequenceNumber(_acknowledged < end ? end : end + RoundSize));
            told = reason == Reason.None ? told : reason;
        }

        return told;
    }
}
