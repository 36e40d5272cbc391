namespace TcpEngine.Tests.Connection;

/// <summary>CUBIC's window over time: RFC 9438, section 4.</summary>
public sealed class CubicTests
{
    private const uint Segment = 1000;
    private static readonly Duration RoundTrip = Duration.FromMilliseconds(100);
    private readonly Cubic _cubic = new();
    private Timestamp _now = new(1);

    public CubicTests() => _cubic.Begin(Segment, synWasLost: false);

    [Fact]
    [Requirement("MAY-18", "CUBIC-10", "ABC-1", "CC-5")]
    public void Slow_start_counts_bytes_up_to_two_segments_an_acknowledgment()
    {
        Assert.Equal((10 * Segment, uint.MaxValue), (_cubic.CongestionWindow, _cubic.SlowStartThreshold));

        Acknowledge(1);
        Acknowledge(2 * Segment);
        Acknowledge(9 * Segment);

        Assert.Equal((14 * Segment) + 1, _cubic.CongestionWindow);
    }

    [Fact]
    [Requirement("CUBIC-5")]
    public void A_loss_takes_three_tenths_and_leaves_at_least_two_segments()
    {
        _cubic.OnLoss(10 * Segment);
        Assert.Equal((7 * Segment, 7 * Segment), (_cubic.CongestionWindow, _cubic.SlowStartThreshold));

        _cubic.OnLoss(2 * Segment);
        Assert.Equal(2 * Segment, _cubic.SlowStartThreshold);
    }

    [Fact]
    [Requirement("CUBIC-1", "CUBIC-4")]
    public void The_window_follows_the_curve_back_to_where_it_was_and_beyond()
    {
        Grow(200);
        _cubic.OnLoss(200 * Segment); // W_max = 200, cwnd = 140: K = cbrt(60 / 0.4) = 5.313 s
        Timestamp start = _now;
        for (int roundTrips = 1; roundTrips <= 80; roundTrips++)
        {
            Round();
            double t = (_now - start).TotalSeconds;
            double curve = (0.4 * Math.Pow(t - 5.313, 3)) + 200;
            Assert.InRange(_cubic.CongestionWindow / 1000.0, curve * 0.97, Math.Max(curve * 1.06, 140));
        }
    }

    [Fact]
    [Requirement("CUBIC-3")]
    public void Over_short_paths_it_is_no_slower_than_Reno()
    {
        Grow(20);
        _cubic.OnLoss(20 * Segment);
        Duration shortPath = Duration.FromMilliseconds(1);
        for (int roundTrip = 0; roundTrip < 20; roundTrip++)
        {
            Round(shortPath);
        }

        Assert.InRange(_cubic.CongestionWindow, 26 * Segment, 30 * Segment); // 12 round trips of 0.53 segments to where it was, then one each; the curve alone were at 14
    }

    [Fact]
    [Requirement("CUBIC-7")]
    public void A_window_that_had_not_come_back_gives_room_to_others()
    {
        Grow(100);
        _cubic.OnLoss(100 * Segment);
        _cubic.OnLoss(70 * Segment); // below the last W_max: the new one is 70 * 1.7 / 2 = 59.5, and cwnd 49
        Timestamp start = _now;
        while (_cubic.CongestionWindow < 59 * Segment)
        {
            Round(Duration.FromMilliseconds(20));
        }

        Assert.InRange((_now - start).TotalSeconds, 0.1, 2.97); // K = cbrt(10.5 / 0.4) = 2.97 s; with W_max = 70 it were 3.7 s
    }

    [Fact]
    [Requirement("CUBIC-2", "CUBIC-1")]
    public void The_curve_stands_still_while_the_application_does_not_use_the_window()
    {
        Grow(200);
        _cubic.OnLoss(200 * Segment);
        Round();
        uint before = _cubic.CongestionWindow;
        _now += Duration.FromSeconds(100);
        _cubic.OnApplicationLimited(_now);

        Round();

        Assert.InRange(_cubic.CongestionWindow, before, before + (6 * Segment));
    }

    [Fact]
    [Requirement("CUBIC-8", "ABC-2", "CC-9")]
    public void After_a_time_out_slow_start_takes_one_segment_an_acknowledgment_and_the_curve_begins_flat()
    {
        Grow(100);
        _cubic.OnTimeout(100 * Segment, isFirst: true);
        Assert.Equal((Segment, 70 * Segment), (_cubic.CongestionWindow, _cubic.SlowStartThreshold));
        Acknowledge(5 * Segment);
        Assert.Equal(2 * Segment, _cubic.CongestionWindow);
        _cubic.OnTimeout(2 * Segment, isFirst: false);
        Assert.Equal(70 * Segment, _cubic.SlowStartThreshold); // not again for the same data

        while (_cubic.CongestionWindow < 70 * Segment)
        {
            Acknowledge(Segment);
        }

        Round();
        Assert.InRange(_cubic.CongestionWindow, 70 * Segment, 72 * Segment);
    }

    [Fact]
    [Requirement("CC-14")]
    public void After_idling_the_window_is_no_larger_than_the_initial_one()
    {
        Grow(100);
        _cubic.OnIdle();

        Assert.Equal(10 * Segment, _cubic.CongestionWindow);
    }

    private void Grow(uint segments)
    {
        while (_cubic.CongestionWindow < segments * Segment)
        {
            Acknowledge(Segment);
        }
    }

    private void Round(Duration? roundTrip = null)
    {
        _now += roundTrip ?? RoundTrip;
        for (uint left = _cubic.CongestionWindow / Segment; left > 0; left--)
        {
            _cubic.OnAcknowledged(Segment, _now, roundTrip ?? RoundTrip);
        }
    }

    private void Acknowledge(uint bytes) => _cubic.OnAcknowledged(bytes, _now, RoundTrip);
}
