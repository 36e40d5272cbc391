namespace TcpEngine.Tests.Connection;

/// <summary>The retransmission time-out: RFC 6298, section 2.</summary>
public sealed class RetransmissionTimeoutTests
{
    private static readonly TcpConnectionOptions Options = TcpConnectionOptions.Default with { MinimumRetransmissionTimeout = Duration.Zero };
    private RetransmissionTimeout _rto = new(Options);

    [Fact]
    [Requirement("RTO-1", "RTO-2")]
    public void It_starts_at_1_second_and_the_first_measurement_makes_it_three_times_that()
    {
        Assert.Equal(Duration.FromSeconds(1), _rto.Value);

        _rto.Measure(Duration.FromMilliseconds(100), 1);

        Assert.Equal((100, 50, 300), ((int)_rto.Smoothed.TotalMilliseconds, (int)_rto.Variation.TotalMilliseconds, (int)_rto.Value.TotalMilliseconds));
    }

    [Fact]
    [Requirement("RTO-3")]
    public void Later_measurements_count_an_eighth_and_their_deviation_from_the_old_estimate_a_quarter()
    {
        _rto.Measure(Duration.FromMilliseconds(100), 1);
        _rto.Measure(Duration.FromMilliseconds(180), 1);

        Assert.Equal((110.0, 57.5, 340.0), (_rto.Smoothed.TotalMilliseconds, _rto.Variation.TotalMilliseconds, _rto.Value.TotalMilliseconds));
    }

    [Fact]
    [Requirement("TS-6")]
    public void Many_measurements_in_a_round_trip_count_as_one()
    {
        _rto.Measure(Duration.FromMilliseconds(100), 1);
        for (int i = 0; i < 10; i++)
        {
            _rto.Measure(Duration.FromMilliseconds(180), 10);
        }

        Assert.InRange(_rto.Smoothed.TotalMilliseconds, 108, 111);
    }

    [Fact]
    [Requirement("RTO-5", "RTO-12")]
    public void It_doubles_up_to_a_ceiling_of_no_less_than_a_minute()
    {
        _rto.Measure(Duration.FromMilliseconds(100), 1);
        for (int i = 0; i < 100; i++)
        {
            Duration before = _rto.Value;
            _rto.BackOff();
            Assert.Equal(Duration.Min(before * 2, Duration.FromSeconds(120)), _rto.Value);
        }

        Assert.True(Options.MaximumRetransmissionTimeout >= Duration.FromSeconds(60));
    }

    [Fact]
    [Requirement("RTO-4")]
    public void It_is_never_below_the_least_that_is_set()
    {
        RetransmissionTimeout low = new(TcpConnectionOptions.Default);
        low.Measure(Duration.FromMilliseconds(1), 1);
        Assert.Equal(Duration.FromMilliseconds(200), low.Value);

        RetransmissionTimeout asRecommended = new(TcpConnectionOptions.Default with { MinimumRetransmissionTimeout = Duration.FromSeconds(1) });
        asRecommended.Measure(Duration.FromMilliseconds(1), 1);
        Assert.Equal(Duration.FromSeconds(1), asRecommended.Value);
    }
}
