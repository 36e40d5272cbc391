using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>How much goes at once after a pause: RFC 5681, section 4.1, and RFC 6928, section 2.</summary>
public sealed class RestartWindowTests
{
    private const TcpFlags Ack = TcpFlags.Ack;
    private const int Segment = 1460;

    [Theory]
    [InlineData(CongestionControlAlgorithm.NewReno, 5)] // what the loss has left of cwnd
    [InlineData(CongestionControlAlgorithm.Cubic, 7)]
    [Requirement("IW-2")]
    public void A_loss_in_what_went_at_once_makes_later_restarts_small(CongestionControlAlgorithm algorithm, int left)
    {
        Assert.Equal(3, BurstAfterPause(algorithm, shrinks: true, lossInFirst: true));
        Assert.Equal(left, BurstAfterPause(algorithm, shrinks: false, lossInFirst: true));
    }

    [Fact]
    [Requirement("IW-2")]
    public void A_later_loss_changes_nothing() => Assert.Equal(10, BurstAfterPause(CongestionControlAlgorithm.NewReno, shrinks: true, lossInFirst: false));

    [Fact]
    [Requirement("IW-2")]
    public void A_loss_of_little_data_changes_nothing()
    {
        Peer peer = new Peer(Peer.Plain).Establish();
        Lose(peer, segments: 2, at: 1);
        Acknowledge(peer, 1 + (2 * Segment));
        uint end = Grow(peer, 1 + (2 * Segment), rounds: 6);

        Assert.Equal(10, Burst(peer, end));
    }

    // How many segments go at once after a pause.
    private static int BurstAfterPause(CongestionControlAlgorithm algorithm, bool shrinks, bool lossInFirst)
    {
        Peer peer = new Peer(Peer.Plain with { CongestionControl = algorithm, ShrinksRestartWindow = shrinks }).Establish();
        uint at = lossInFirst ? 1 : Grow(peer, 1, rounds: 3);
        int segments = lossInFirst ? 10 : 20;
        Lose(peer, segments, at);
        at += (uint)(segments * Segment);
        Acknowledge(peer, at);
        return Burst(peer, at);
    }

    // Sends whole segments, of which the first is lost and repaired.
    private static void Lose(Peer peer, int segments, uint at)
    {
        peer.Write(new string('x', segments * Segment));
        Assert.Equal(segments, peer.Drain());
        if (segments <= 3)
        {
            peer.Wait(10_000);
        }

        for (int i = 0; segments > 3 && i < 3; i++)
        {
            peer.Send(Ack, 1, at);
        }

        Assert.Equal(1, peer.Drain());
    }

    private static void Acknowledge(Peer peer, uint number)
    {
        peer.Wait(20);
        peer.Send(Ack, 1, number);
        peer.Drain();
    }

    // Lets cwnd grow; gives the sequence number that follows.
    private static uint Grow(Peer peer, uint at, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            peer.Write(new string('x', 20 * Segment));
            uint end = at + (20 * Segment);
            while (at < end)
            {
                peer.Drain();
                peer.Wait(1);
                at = Math.Min(peer.Connection.TakeSnapshot().SendNext.Value - Peer.OurIss, at + (2 * Segment));
                peer.Send(Ack, 1, at);
            }
        }

        return at;
    }

    private static int Burst(Peer peer, uint at)
    {
        peer.Wait(60_000);
        peer.Write(new string('x', 30 * Segment));
        int burst = peer.Drain();
        Assert.Equal(at, peer.Connection.TakeSnapshot().SendUnacknowledged.Value - Peer.OurIss);
        return burst;
    }
}
