using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>Explicit congestion notification: RFC 3168, section 6.1.</summary>
public sealed class EcnTests
{
    private const TcpFlags Ack = TcpFlags.Ack;
    private const TcpFlags Syn = TcpFlags.Syn;
    private const TcpFlags Ece = TcpFlags.Ece;
    private const TcpFlags Cwr = TcpFlags.Cwr;

    private static TcpConnectionOptions Requesting => Peer.Plain with { Ecn = EcnUse.Request };

    [Fact]
    [Requirement("SHLD-8", "ECN-1", "ECN-2", "ECN-3", "ECN-7", "ECN-11")]
    public void Both_bits_ask_one_answers_and_new_data_alone_bears_ECT_0()
    {
        Peer peer = Negotiated();
        Assert.Equal(EcnCodepoint.NotEct, peer.Last.Ecn); // the SYN's acknowledgment

        peer.Write("hello");
        peer.Expect("PSH,ACK seq=1 ack=1 len=5");
        Assert.Equal(EcnCodepoint.Ect0, peer.Last.Ecn);
    }

    [Theory]
    [InlineData(TcpFlags.None)]
    [InlineData(Ece | Cwr)]
    [InlineData(Cwr)]
    [Requirement("ECN-1", "ECN-3")]
    public void Any_other_answer_means_no(TcpFlags bits)
    {
        Peer peer = new(Requesting);
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN,ECE,CWR seq=0");
        peer.Send(Syn | Ack | bits, 0, 1, mss: 1460);
        peer.Drain();

        peer.Write("hello");
        peer.Expect("PSH,ACK seq=1 ack=1 len=5");

        Assert.Equal(EcnCodepoint.NotEct, peer.Last.Ecn);
    }

    [Fact]
    [Requirement("ECN-1", "ECN-2")]
    public void A_request_is_accepted_with_ECE_alone_unless_ECN_is_off()
    {
        Peer peer = new();
        peer.Send(Syn | Ece | Cwr, 0, mss: 1460);
        peer.Expect("SYN,ACK,ECE seq=0 ack=1");
        Assert.Equal(EcnCodepoint.NotEct, peer.Last.Ecn);

        Peer off = new(Peer.Plain with { Ecn = EcnUse.Off });
        off.Send(Syn | Ece | Cwr, 0, mss: 1460);
        off.Expect("SYN,ACK seq=0 ack=1");
    }

    [Fact]
    [Requirement("ECN-10")]
    public void A_lost_SYN_goes_again_without_asking()
    {
        Peer peer = new(Requesting);
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN,ECE,CWR seq=0");
        peer.Wait(1000);
        peer.Expect("SYN seq=0");
        peer.Send(Syn | Ack | Ece, 0, 1, mss: 1460);
        peer.Drain();

        peer.Write("hello");
        peer.Expect("PSH,ACK seq=1 ack=1 len=5");

        Assert.Equal(EcnCodepoint.NotEct, peer.Last.Ecn);
    }

    [Fact]
    [Requirement("ECN-4")]
    public void CE_is_echoed_until_CWR_comes()
    {
        Peer peer = Negotiated();
        peer.Send(Ack, 1, 1, "a", extras: new Peer.Extras { Ecn = EcnCodepoint.CongestionExperienced });
        peer.Wait(50);
        peer.Expect("ACK,ECE seq=1 ack=2");
        peer.Send(Ack, 2, 1, "b");
        peer.Wait(50);
        peer.Expect("ACK,ECE seq=1 ack=3");

        peer.Send(Ack | Cwr, 3, 1, "c");
        peer.Wait(50);
        peer.Expect("ACK seq=1 ack=4");
    }

    [Fact]
    [Requirement("ECN-5", "ECN-6")]
    public void An_echo_reduces_cwnd_once_a_round_trip_and_the_next_new_data_says_so()
    {
        Peer peer = Negotiated();
        peer.Write(new string('x', 30_000));
        Assert.Equal(10, peer.Drain());
        uint before = peer.Connection.TakeSnapshot().CongestionWindow;

        peer.Send(Ack | Ece, 1, 1 + 1460);
        uint reduced = peer.Connection.TakeSnapshot().CongestionWindow;
        Assert.InRange(reduced, before / 3, (before * 8) / 10);
        peer.Send(Ack | Ece, 1, 1 + (2 * 1460));
        Assert.InRange(peer.Connection.TakeSnapshot().CongestionWindow, reduced, reduced + 1460);
        Assert.Contains(peer.Log.Lines, line => line.Contains("EcnReduction", StringComparison.Ordinal));

        peer.Send(Ack, 1, 1 + (10 * 1460));
        Assert.NotEqual(0, peer.Connection.WantsToTransmit ? 1 : 0);
        peer.ExpectFirst("ACK,CWR seq=14601 ack=1 len=1460");
    }

    [Fact]
    [Requirement("ECN-8", "ECN-9")]
    public void Retransmissions_and_window_probes_are_not_ECT()
    {
        Peer peer = Negotiated();
        peer.Write("hello");
        peer.Expect("PSH,ACK seq=1 ack=1 len=5");
        peer.Wait(10_000);
        peer.Expect("PSH,ACK seq=1 ack=1 len=5");
        Assert.Equal(EcnCodepoint.NotEct, peer.Last.Ecn);
        peer.Send(Ack, 1, 6, window: 0);
        peer.Write("world");
        peer.Expect();
        peer.Wait(100_000);
        peer.Expect("ACK seq=6 ack=1 len=1");
        Assert.Equal(EcnCodepoint.NotEct, peer.Last.Ecn);
    }

    [Fact]
    [Requirement("ECN-8")]
    public void CE_outside_of_the_window_is_ignored()
    {
        Peer peer = Negotiated();
        peer.Send(Ack, 200_000, 1, "x", extras: new Peer.Extras { Ecn = EcnCodepoint.CongestionExperienced });

        peer.Expect("ACK seq=1 ack=1");
    }

    private static Peer Negotiated()
    {
        Peer peer = new(Requesting);
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN,ECE,CWR seq=0");
        Assert.Equal(EcnCodepoint.NotEct, peer.Last.Ecn);
        peer.Send(Syn | Ack | Ece, 0, 1, mss: 1460);
        peer.Expect("ACK seq=1 ack=1");
        return peer;
    }
}
