using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>Sequence numbers and timestamps that go around, past 2^32 or, as signed numbers, past 2^31, at every octet of each kind of event (RFC 9293, section 3.4).</summary>
public sealed class SequenceWrapTests
{
    private const TcpFlags Ack = TcpFlags.Ack;
    private const TcpFlags Fin = TcpFlags.Fin | TcpFlags.Ack;

    [Fact]
    public void A_SYN_wraps() => At(3, (our, peers) =>
    {
        Peer active = new Peer(ourIss: our, peerIss: peers).Establish();
        Assert.Equal(1, active.Connection.TakeSnapshot().SendNext - new SequenceNumber(our));

        Peer passive = new(ourIss: our, peerIss: peers);
        passive.Send(TcpFlags.Syn, 0, mss: 1460);
        passive.Expect("SYN,ACK seq=0 ack=1");
        passive.Send(TcpFlags.Syn, 0, mss: 1460);
        passive.Expect("SYN,ACK seq=0 ack=1");
        passive.Send(Ack, 1, 2);
        passive.Expect("RST seq=2");
        passive.Send(Ack, 1, 1);
        Assert.Equal(TcpState.Established, passive.Connection.State);

        Peer both = new(ourIss: our, peerIss: peers);
        both.Connection.OpenActive(both.Now);
        both.Expect("SYN seq=0");
        both.Send(TcpFlags.Syn, 0, mss: 1460);
        both.Expect("SYN,ACK seq=0 ack=1");
        both.Send(TcpFlags.Syn | Ack, 0, 1, mss: 1460);
        Assert.Equal(TcpState.Established, both.Connection.State);
    });

    [Fact]
    public void Data_wraps_in_order_out_of_order_and_twice() => At(14, (our, peers) =>
    {
        Peer peer = new Peer(Peer.Plain with { NoDelay = true }, our, peers).Establish();
        peer.Write("hello");
        peer.Expect("PSH,ACK seq=1 ack=1 len=5");
        peer.Write("world");
        peer.Expect("PSH,ACK seq=6 ack=1 len=5");
        peer.Send(Ack, 1, 4);
        Assert.Equal(4, peer.Connection.TakeSnapshot().SendUnacknowledged - new SequenceNumber(our));
        peer.Send(Ack, 1, 11);
        Assert.Equal(0, peer.Connection.SendBufferBytes);

        peer.Send(Ack, 6, 11, "abcde");
        peer.Expect("ACK seq=11 ack=1");
        peer.Send(Ack, 1, 11, "12345");
        peer.Expect("ACK seq=11 ack=11");
        peer.Send(Ack, 4, 11, "45abcdefgh");
        peer.Send(Ack, 1, 11, "12345");
        peer.Expect("ACK seq=11 ack=14");
        Assert.Equal("12345abcdefgh", peer.Read());
    });

    [Fact]
    public void A_FIN_wraps_from_either_side_and_from_both_at_once() => At(9, (our, peers) =>
    {
        Peer first = new Peer(ourIss: our, peerIss: peers).Establish();
        first.Write("bye");
        first.Connection.Close(first.Now);
        first.Expect("FIN,PSH,ACK seq=1 ack=1 len=3");
        first.Send(Ack, 1, 4);
        Assert.Equal(TcpState.FinWait1, first.Connection.State);
        first.Send(Ack, 1, 5, "data");
        Assert.Equal(TcpState.FinWait2, first.Connection.State);
        first.Send(Fin, 5, 5);
        first.Expect("ACK seq=5 ack=6");
        Assert.Equal(TcpState.TimeWait, first.Connection.State);
        first.Send(Fin, 5, 5);
        first.Expect("ACK seq=5 ack=6");

        Peer last = new Peer(ourIss: our, peerIss: peers).Establish();
        last.Send(Fin, 5, 1, "gap");
        last.Send(Ack, 1, 1, "data");
        last.Drain();
        Assert.Equal(TcpState.CloseWait, last.Connection.State);
        last.Connection.Close(last.Now);
        last.Expect("FIN,ACK seq=1 ack=9");
        last.Send(Ack, 9, 2);
        Assert.Equal(TcpState.Closed, last.Connection.State);

        Peer both = new Peer(ourIss: our, peerIss: peers).Establish();
        both.Connection.Close(both.Now);
        both.Expect("FIN,ACK seq=1 ack=1");
        both.Send(Fin, 1, 1);
        Assert.Equal(TcpState.Closing, both.Connection.State);
        both.Send(Ack, 2, 2);
        Assert.Equal(TcpState.TimeWait, both.Connection.State);
    });

    [Fact]
    public void SACK_blocks_wrap_on_both_sides() => At(62, (our, peers) =>
    {
        Peer peer = new Peer(Peer.Plain with { SelectiveAcknowledgments = true, NoDelay = true }, our, peers).Establish();
        peer.Send(Ack, 11, 1, "0123456789");
        peer.Drain();
        peer.Send(Ack, 31, 1, "0123456789");
        peer.Drain();
        peer.Send(Ack, 51, 1, "0123456789");
        peer.Expect("ACK seq=1 ack=1");
        Assert.Equal([(51u, 61u), (31u, 41u), (11u, 21u)], Blocks(peer, peers));
        peer.Send(Ack, 1, 1, "0123456789");
        peer.Expect("ACK seq=1 ack=21");
        Assert.Equal([(51u, 61u), (31u, 41u)], Blocks(peer, peers));

        foreach (uint start in (uint[])[1, 11, 21, 31, 41, 51])
        {
            peer.Write("9876543210");
            Assert.Equal(1, peer.Drain());
        }

        peer.Wait(20);
        peer.Send(Ack, 21, 1, extras: new Peer.Extras { Sack = [(41, 61), (21, 31)] });
        Assert.Equal(60, peer.Connection.TakeSnapshot().SendNext - new SequenceNumber(our) - 1);
        peer.Wait(20);
        peer.ExpectFirst("PSH,ACK seq=1 ack=21 len=10");
        peer.Send(Ack, 21, 31, extras: new Peer.Extras { Sack = [(41, 61)] });
        peer.Drain();
        peer.Send(Ack, 21, 61);
        Assert.Equal(0, peer.Connection.SendBufferBytes);
    });

    [Fact]
    public void An_urgent_pointer_wraps() => At(12, (our, peers) =>
    {
        Peer peer = new Peer(ourIss: our, peerIss: peers).Establish();
        peer.Connection.SendUrgent("hello"u8, peer.Now);
        peer.Expect("PSH,ACK,URG seq=1 ack=1 len=5");
        Assert.Equal(5, peer.Last.UrgentPointer);

        peer.Send(Ack | TcpFlags.Urg, 1, 6, "abc", extras: new Peer.Extras { Urgent = 10 });
        Assert.Equal(10, peer.Connection.UrgentBytes);
        Assert.Equal("abc", peer.Read());
        Assert.Equal(7, peer.Connection.UrgentBytes);
        peer.Send(Ack, 4, 6, "defghijk");
        Assert.Equal("defghijk", peer.Read());
        Assert.Equal(0, peer.Connection.UrgentBytes);
    });

    [Fact]
    public void A_zero_window_probe_wraps() => At(9, (our, peers) =>
    {
        Peer peer = new Peer(ourIss: our, peerIss: peers).Establish(window: 5);
        peer.Write("12345678");
        peer.Wait(1500);
        peer.ExpectFirst("ACK seq=1 ack=1 len=5");
        peer.Send(Ack, 1, 6, window: 0);
        peer.Expect();
        peer.Wait(5000);
        peer.Expect("ACK seq=6 ack=1 len=1");
        peer.Send(Ack, 1, 6, window: 0);
        peer.Wait(10_000);
        peer.Expect("ACK seq=6 ack=1 len=1");
        peer.Send(Ack, 1, 7, window: 60_000);
        peer.Expect("PSH,ACK seq=7 ack=1 len=2");
    });

    [Fact]
    public void A_probe_of_our_closed_window_wraps() => At(9, (our, peers) =>
    {
        Peer peer = new Peer(Peer.Plain with { ReceiveBufferSize = 5 }, our, peers).Establish();
        peer.Send(Ack, 1, 1, "12345");
        peer.Wait(100);
        peer.Expect("ACK seq=1 ack=6");
        Assert.Equal(0, peer.Last.Window);
        peer.Send(Ack, 6, 1, "6");
        peer.Expect("ACK seq=1 ack=6");
        Assert.Equal("12345", peer.Read());
        peer.Drain();
        peer.Send(Ack, 6, 1, "6");
        peer.Wait(100);
        peer.Expect("ACK seq=1 ack=7");
    });

    [Fact]
    public void A_retransmission_wraps_after_a_time_out_and_after_duplicates() => At(52, (our, peers) =>
    {
        Peer late = new Peer(Peer.Plain with { NoDelay = true }, our, peers).Establish();
        late.Write("0123456789");
        late.Write("0123456789");
        late.Drain();
        late.Wait(5000);
        late.ExpectFirst("PSH,ACK seq=1 ack=1 len=20");
        late.Send(Ack, 1, 21);
        Assert.Equal(Timestamp.Never, late.Connection.NextDeadline);

        Peer early = new Peer(Peer.Plain with { NoDelay = true }, our, peers).Establish();
        foreach (int unused in Enumerable.Range(0, 5))
        {
            early.Write("0123456789");
            early.Drain();
        }

        foreach (int unused in Enumerable.Range(0, 3))
        {
            early.Send(Ack, 1, 1);
        }

        early.ExpectFirst("PSH,ACK seq=1 ack=1 len=10");
        early.Send(Ack, 1, 21);
        early.ExpectFirst("PSH,ACK seq=21 ack=1 len=10");
        early.Send(Ack, 1, 51);
        Assert.Equal(0, early.Connection.SendBufferBytes);
    });

    [Theory]
    [InlineData(0u)]
    [InlineData(0x8000_0000u)]
    public void The_peers_timestamps_wrap_and_PAWS_still_tells_old_from_new(uint edge)
    {
        for (uint before = 1; before < 6; before++)
        {
            Peer peer = new(Peer.Plain with { Timestamps = true }) { Clock = unchecked(edge - before) };
            peer.Establish();
            peer.Clock = unchecked(peer.Clock + 3);
            peer.Send(Ack, 1, 1, "new");
            peer.Clock = unchecked(peer.Clock - 1);
            peer.Send(Ack, 4, 1, "old");
            Assert.Equal("new", peer.Read());
            peer.Expect("ACK seq=1 ack=4");
            Assert.Equal(unchecked(edge - before + 3), peer.Last.TimestampEcho);
            peer.Clock = unchecked(peer.Clock + 1);
            peer.Send(Ack, 4, 1, "same");
            Assert.Equal("same", peer.Read());
        }
    }

    [Theory]
    [InlineData(1L << 32)]
    [InlineData(1L << 31)]
    public void Our_timestamps_wrap_and_measure_a_retransmission_all_the_same(long edge)
    {
        for (int before = 1; before < 60; before += 3)
        {
            Peer peer = new(Peer.Plain with { Timestamps = true }) { Now = new Timestamp((edge - before) * 1_000_000) };
            peer.Establish();
            peer.Write("data");
            peer.Drain();
            peer.Wait(5000);
            Assert.Equal(1, peer.Drain());
            peer.Expect();
            peer.Echo = unchecked((uint)(peer.Now.Nanoseconds / 1_000_000));
            peer.Now += Duration.FromMilliseconds(50);
            peer.Send(Ack, 1, 5);
            Assert.Equal(Duration.FromMilliseconds(50), peer.Connection.TakeSnapshot().LatestRoundTripTime);
        }
    }

    // The initial numbers of both sides, so that both spaces go around at each of so many places.
    private static void At(uint places, Action<uint, uint> exchange)
    {
        foreach (uint edge in (uint[])[0, 0x8000_0000])
        {
            for (uint before = 0; before <= places; before++)
            {
                exchange(unchecked(edge - before), unchecked((edge ^ 0x8000_0000) - before));
            }
        }
    }

    private static (uint Left, uint Right)[] Blocks(Peer peer, uint peerIss)
    {
        TcpSack blocks = peer.Last.SackBlocks;
        (uint, uint)[] all = new (uint, uint)[blocks.Count];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = (unchecked(blocks[i].Left - peerIss), unchecked(blocks[i].Right - peerIss));
        }

        return all;
    }
}
