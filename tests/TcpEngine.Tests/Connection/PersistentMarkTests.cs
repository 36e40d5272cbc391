using TcpCodec;
using static TcpCodec.TcpFlags;

namespace TcpEngine.Tests.Connection;

/// <summary>Marks that do not end: RFC 3168, section 6.1.2, and RFC 9438, section 4.6.</summary>
public sealed class PersistentMarkTests
{
    private const uint Segment = 1460;
    private const double RoundTrip = 100; // ms

    [Theory]
    [InlineData(CongestionControlAlgorithm.Cubic, EcnUse.Request)]
    [InlineData(CongestionControlAlgorithm.NewReno, EcnUse.Request)]
    [InlineData(CongestionControlAlgorithm.Cubic, EcnUse.RequestAccurate)]
    [Requirement("CUBIC-6", "ECN-5")]
    public void Cwnd_comes_down_to_one_segment_and_then_a_segment_waits_for_the_timer_longer_each_time(CongestionControlAlgorithm algorithm, EcnUse use)
    {
        (Peer peer, List<uint> windows, List<double> times) = Play(algorithm, use, rounds: 40);

        Assert.Equal(windows.OrderDescending(), windows);
        Assert.Equal(Segment, windows[^1]);
        int first = windows.IndexOf(Segment);
        Assert.InRange(first, 5, 25);
        double[] gaps = [.. times.Zip(times.Skip(1), (earlier, later) => later - earlier).Skip(first + 1)];
        Assert.All(gaps, gap => Assert.True(gap > RoundTrip, $"{gap} ms"));
        Assert.All(gaps.Zip(gaps.Skip(1)), pair => Assert.True(pair.Second >= pair.First - 1, $"{pair}"));
        Assert.True(gaps[3] > 5 * gaps[0], $"{string.Join(" ", gaps)}");
        Assert.Contains(peer.Log.Lines, line => line.Contains(" EcnPause ", StringComparison.Ordinal));
        Assert.Contains(peer.Log.Lines, line => line.Contains(" EcnPauseOver ", StringComparison.Ordinal));
        Assert.DoesNotContain(peer.Log.Lines, line => line.Contains("RetransmissionTimerExpired", StringComparison.Ordinal));
    }

    [Fact]
    [Requirement("CUBIC-6")]
    public void When_marks_end_the_window_grows_again_without_pauses()
    {
        (Peer peer, _, _) = Play(CongestionControlAlgorithm.Cubic, EcnUse.Request, rounds: 40);
        for (int round = 0; round < 8; round++)
        {
            peer.Wait(100_000); // the last pause
            peer.Drain();
            peer.Wait(RoundTrip);
            peer.Send(Ack, 1, peer.Connection.TakeSnapshot().SendNext.Value - Peer.OurIss);
        }

        Assert.True(peer.Connection.TakeSnapshot().CongestionWindow > 4 * Segment);
        Assert.True(peer.Drain() > 2);
    }

    // Each window is acknowledged whole after a round trip, by one ACK that tells of marks.
    private static (Peer Peer, List<uint> Windows, List<double> Times) Play(CongestionControlAlgorithm algorithm, EcnUse use, int rounds)
    {
        bool isAccurate = use == EcnUse.RequestAccurate;
        Peer peer = new(Peer.Plain with { CongestionControl = algorithm, Ecn = use, SendBufferSize = 1_000_000, MaximumRetransmissionTimeout = Duration.FromSeconds(60) });
        peer.Connection.OpenActive(peer.Now);
        peer.Drain();
        peer.Send(Syn | Ack | (isAccurate ? Cwr : Ece), 0, 1, mss: (ushort)Segment);
        peer.Drain();
        peer.Write(new string('x', 500_000));
        List<uint> windows = [];
        List<double> times = [];
        uint ce = 5;
        for (int round = 0; round < rounds; round++)
        {
            while (!peer.Connection.WantsToTransmit || peer.Drain() == 0)
            {
                peer.Wait(120_000);
            }

            times.Add(peer.Now.Nanoseconds / 1e6);
            peer.Now += Duration.FromSeconds(RoundTrip / 1000);
            ce++;
            peer.Send(Ack | (isAccurate ? (TcpFlags)((ce & 7) << 6) : Ece), 1, peer.Connection.TakeSnapshot().SendNext.Value - Peer.OurIss);
            windows.Add(peer.Connection.TakeSnapshot().CongestionWindow);
        }

        return (peer, windows, times);
    }
}
