namespace TcpEngine.Tests.Connection;

/// <summary>How large a receive buffer should be, by what is read in a round trip.</summary>
public sealed class ReceiveTuningTests
{
    private static readonly Duration RoundTrip = Duration.FromMilliseconds(100);
    private Timestamp _now = default(Timestamp) + Duration.FromSeconds(1);

    [Fact]
    public void What_doubles_each_round_trip_gets_room_for_three_times_twice_that()
    {
        ReceiveTuning tuning = new(_now, 14_600, RoundTrip);

        Assert.Equal(6 * 29_200, ReadAfter(tuning, 29_200, 100));
        Assert.Equal(6 * 58_400, ReadAfter(tuning, 58_400, 100));
        Assert.Equal(6 * 500_000, ReadAfter(tuning, 500_000, 100)); // however fast it grows
    }

    [Fact]
    public void What_grows_slowly_gets_little_more_than_twice_that()
    {
        ReceiveTuning tuning = new(_now, 100_000, RoundTrip);

        Assert.Equal(2 * 110_000 * 1.2, ReadAfter(tuning, 110_000, 100), 1.0);
    }

    [Fact]
    public void What_is_read_within_a_round_trip_counts_together()
    {
        ReceiveTuning tuning = new(_now, 10_000, RoundTrip);

        Assert.Equal(0, ReadAfter(tuning, 12_000, 40));
        Assert.Equal(0, ReadAfter(tuning, 12_000, 40));
        Assert.Equal(6 * 36_000, ReadAfter(tuning, 12_000, 20));
    }

    [Fact]
    public void Less_than_before_needs_no_more()
    {
        ReceiveTuning tuning = new(_now, 10_000, RoundTrip);

        Assert.Equal(0, ReadAfter(tuning, 10_000, 100));
        Assert.Equal(0, ReadAfter(tuning, 9_000, 1000));
        Assert.True(ReadAfter(tuning, 10_001, 100) > 0);
    }

    [Fact]
    public void Nothing_is_known_before_a_round_trip_is()
    {
        ReceiveTuning tuning = new(_now, 10_000, Duration.Zero);

        Assert.Equal(0, ReadAfter(tuning, 1_000_000, 1000));
        Assert.Equal(Duration.Zero, tuning.RoundTrip);
    }

    [Fact]
    public void A_timestamp_that_comes_back_tells_the_round_trip_and_the_shortest_counts()
    {
        ReceiveTuning tuning = new(_now, 10_000, Duration.Zero);

        tuning.OnEcho(1000, 1080, _now);
        Assert.Equal(Duration.FromMilliseconds(80), tuning.RoundTrip);
        tuning.OnEcho(1010, 1060, _now);
        tuning.OnEcho(1010, 1011, _now);                 // the same: its segment waited for nothing else
        tuning.OnEcho(1020, 1220, _now);                 // the sender had nothing to send
        tuning.OnEcho(1300, 1290, _now);                 // from nowhere
        Assert.Equal(Duration.FromMilliseconds(50), tuning.RoundTrip);
        tuning.OnEcho(9000, 9120, _now + Duration.FromSeconds(11)); // the path may be another by now
        Assert.Equal(Duration.FromMilliseconds(120), tuning.RoundTrip);
    }

    [Fact]
    public void Without_timestamps_a_window_takes_a_round_trip()
    {
        ReceiveTuning tuning = new(_now, 10_000, Duration.Zero);
        SequenceNumber next = new(uint.MaxValue - 5000); // they go around in between

        tuning.OnData(next, next + 20_000, _now);
        tuning.OnData(next + 19_999, next + 40_000, _now + Duration.FromMilliseconds(70));
        Assert.Equal(Duration.Zero, tuning.RoundTrip);
        tuning.OnData(next + 20_000, next + 40_000, _now + Duration.FromMilliseconds(75));
        Assert.Equal(Duration.FromMilliseconds(75), tuning.RoundTrip);
        tuning.OnData(next + 40_000, next + 60_000, _now + Duration.FromMilliseconds(275)); // the window was not used up at once
        Assert.Equal(Duration.FromMilliseconds(75), tuning.RoundTrip);
    }

    private long ReadAfter(ReceiveTuning tuning, int bytes, double milliseconds)
    {
        _now += Duration.FromSeconds(milliseconds / 1000);
        return tuning.OnRead(bytes, _now);
    }
}
