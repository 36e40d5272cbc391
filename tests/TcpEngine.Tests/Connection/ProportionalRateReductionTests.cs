namespace TcpEngine.Tests.Connection;

/// <summary>What may be sent for each acknowledgment in recovery: RFC 6937 and RFC 9937, section 6.</summary>
public sealed class ProportionalRateReductionTests
{
    private const uint Segment = 1000;

    [Fact]
    [Requirement("PRR-1", "PRR-3", "PRR-7", "PRR-8")]
    public void The_window_comes_down_to_ssthresh_in_proportion_to_what_arrives()
    {
        ProportionalRateReduction rate = default;
        rate.Begin(20 * Segment);
        uint pipe = 19 * Segment;
        uint sent = 0;
        for (int i = 1; i <= 19; i++)
        {
            pipe -= Segment;
            rate.OnAcknowledged(Segment, pipe, 14 * Segment, Segment, isSafe: false);
            while (rate.CongestionWindow >= pipe + Segment)
            {
                rate.OnSent(Segment);
                pipe += Segment;
                sent += Segment;
                rate.OnAcknowledged(0, pipe, 14 * Segment, Segment, isSafe: false);
            }

            Assert.InRange((int)sent, (i * 700) - 2000, (i * 700) + 1000);
        }

        Assert.InRange(pipe, 13 * Segment, 14 * Segment);
    }

    [Fact]
    [Requirement("PRR-2")]
    public void Without_delivery_there_is_no_credit()
    {
        ProportionalRateReduction rate = default;
        rate.Begin(20 * Segment);
        rate.OnSent(Segment);

        rate.OnAcknowledged(0, 10 * Segment, 14 * Segment, Segment, isSafe: false);

        Assert.Equal(10 * Segment, rate.CongestionWindow);
    }

    [Theory]
    [InlineData(false, 2u, 6u)]
    [InlineData(true, 2u, 7u)]
    [InlineData(true, 20u, 14u)]
    [Requirement("PRR-4")]
    public void Below_ssthresh_it_conserves_packets_and_grows_only_while_it_is_safe(bool isSafe, uint delivered, uint window)
    {
        ProportionalRateReduction rate = default;
        rate.Begin(20 * Segment);
        rate.OnSent(Segment);

        rate.OnAcknowledged(delivered * Segment, 4 * Segment, 14 * Segment, Segment, isSafe);

        Assert.Equal(window * Segment, rate.CongestionWindow);
    }

    [Fact]
    [Requirement("PRR-5")]
    public void The_first_retransmission_goes_at_once()
    {
        ProportionalRateReduction rate = default;
        rate.Begin(20 * Segment);

        rate.OnAcknowledged(0, 17 * Segment, 14 * Segment, Segment, isSafe: false);

        Assert.Equal(18 * Segment, rate.CongestionWindow);
    }
}
