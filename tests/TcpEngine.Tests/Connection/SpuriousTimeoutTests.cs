using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>Time-outs that came too early: RFC 5682 finds them, and RFC 4015 says what to do.</summary>
public sealed class SpuriousTimeoutTests
{
    private const TcpFlags Ack = TcpFlags.Ack;
    private const uint Mss = 1460;

    [Theory]
    [InlineData(CongestionControlAlgorithm.NewReno)]
    [InlineData(CongestionControlAlgorithm.Cubic)]
    [Requirement("FRTO-1", "FRTO-2", "EIFEL-1", "EIFEL-2", "CUBIC-9")]
    public void Where_the_acknowledgments_were_only_late_nothing_else_goes_again_and_the_window_comes_back(CongestionControlAlgorithm algorithm)
    {
        Peer peer = TimedOut(algorithm);
        peer.Send(Ack, 1, 1 + Mss); // the acknowledgment of the original, late
        peer.Expect("ACK seq=14601 ack=1 len=1460", "ACK seq=16061 ack=1 len=1460");

        peer.Send(Ack, 1, 1 + (2 * Mss));

        ConnectionSnapshot after = peer.Connection.TakeSnapshot();
        Assert.Contains(peer.Log.Lines, line => line.Contains("SpuriousTimeout", StringComparison.Ordinal));
        Assert.True(after.SlowStartThreshold >= 10 * Mss && after.CongestionWindow >= 10 * Mss, after.ToString());
        Assert.NotEqual(RecoveryPhase.TimeoutRecovery, after.Phase);
        peer.Send(Ack, 1, 1 + (12 * Mss));
        Assert.DoesNotContain(peer.Log.Lines, line => line.Contains("GoBackRetransmit", StringComparison.Ordinal));
    }

    [Fact]
    [Requirement("FRTO-1", "FRTO-2", "FRTO-5")]
    public void Where_they_were_lost_a_duplicate_brings_back_the_ordinary_recovery()
    {
        Peer peer = TimedOut(CongestionControlAlgorithm.NewReno);
        peer.Send(Ack, 1, 1 + Mss);
        peer.Expect("ACK seq=14601 ack=1 len=1460", "ACK seq=16061 ack=1 len=1460");

        peer.Send(Ack, 1, 1 + Mss); // the new segment has come, the second has not

        peer.ExpectFirst("ACK seq=1461 ack=1 len=1460");
        Assert.Equal(RecoveryPhase.TimeoutRecovery, peer.Connection.TakeSnapshot().Phase);
        Assert.DoesNotContain(peer.Log.Lines, line => line.Contains("SpuriousTimeout", StringComparison.Ordinal));
    }

    [Fact]
    [Requirement("FRTO-1")]
    public void A_duplicate_first_means_loss_at_once()
    {
        Peer peer = TimedOut(CongestionControlAlgorithm.NewReno);

        peer.Send(Ack, 1, 1);

        peer.ExpectFirst("ACK seq=1461 ack=1 len=1460");
    }

    [Fact]
    [Requirement("FRTO-4")]
    public void Another_time_out_is_no_sign_of_being_too_early()
    {
        Peer peer = TimedOut(CongestionControlAlgorithm.NewReno);
        peer.Wait(10_000);
        peer.Drain();

        peer.Send(Ack, 1, 1 + Mss);
        peer.Drain();
        peer.Send(Ack, 1, 1 + (2 * Mss));

        Assert.DoesNotContain(peer.Log.Lines, line => line.Contains("SpuriousTimeout", StringComparison.Ordinal));
        Assert.Equal(RecoveryPhase.TimeoutRecovery, peer.Connection.TakeSnapshot().Phase);
    }

    [Fact]
    [Requirement("EIFEL-3")]
    public void Nothing_is_undone_where_a_router_was_congested()
    {
        Peer peer = TimedOut(CongestionControlAlgorithm.NewReno, usesEcn: true);
        peer.Send(Ack, 1, 1 + Mss);
        peer.Drain();

        peer.Send(Ack | TcpFlags.Ece, 1, 1 + (2 * Mss));

        Assert.DoesNotContain(peer.Log.Lines, line => line.Contains("SpuriousTimeout", StringComparison.Ordinal));
        Assert.Equal(RecoveryPhase.TimeoutRecovery, peer.Connection.TakeSnapshot().Phase);
    }

    [Theory]
    [InlineData(CongestionControlAlgorithm.NewReno, 8u)]
    [InlineData(CongestionControlAlgorithm.Cubic, 8u)] // 8.5
    [Requirement("ABE-1")]
    public void A_mark_takes_less_of_the_window_than_a_loss(CongestionControlAlgorithm algorithm, uint segments)
    {
        ICongestionControl control = algorithm == CongestionControlAlgorithm.Cubic ? new Cubic() : new NewReno();
        control.Begin(1000, synWasLost: false);
        control.OnCongestionMark(10_000);
        Assert.Equal(segments, control.CongestionWindow / 1000);

        control.OnCongestionMark(2000);
        Assert.Equal(2000u, control.SlowStartThreshold);
    }

    // Ten segments in flight, and more to send; the timer has run out, and the first has gone again.
    private static Peer TimedOut(CongestionControlAlgorithm algorithm, bool usesEcn = false)
    {
        Peer peer = new(Peer.Plain with { CongestionControl = algorithm, Ecn = usesEcn ? EcnUse.Request : EcnUse.Off });
        peer.Connection.OpenActive(peer.Now);
        peer.Drain();
        peer.Send(TcpFlags.Syn | Ack | (usesEcn ? TcpFlags.Ece : 0), 0, 1, mss: 1460);
        peer.Write(new string('x', 20 * (int)Mss));
        Assert.Equal(10, peer.Drain());
        peer.Wait(10_000);
        peer.Expect("ACK seq=1 ack=1 len=1460");
        return peer;
    }
}
