using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>What must hold wherever in the sequence space a connection is.</summary>
public sealed class SequenceSpaceTests
{
    private const TcpFlags Ack = TcpFlags.Ack;

    [Fact]
    [Requirement("NR-1", "NR-2")]
    public void Loss_is_repaired_at_once_even_more_than_2_GB_after_the_last()
    {
        const int Segment = 65_000;
        Peer peer = new Peer(Peer.Plain with { ReceiveBufferSize = 65_000, SendBufferSize = 65_000 * 10, MaximumSegmentSize = Segment, WindowScaling = true }, mtu: 65_535)
            .Establish(window: 60_000, mss: Segment, shift: 5);
        string burst = new('x', Segment * 9);
        uint acknowledged = 1;
        for (long sent = 0; sent < 1L << 31; sent += burst.Length)
        {
            peer.Write(burst);
            for (uint end = unchecked(acknowledged + (uint)burst.Length); acknowledged != end;)
            {
                Assert.NotEqual(0, peer.Drain());
                acknowledged = peer.Connection.TakeSnapshot().SendNext.Value - Peer.OurIss;
                peer.Send(Ack, 1, acknowledged);
            }
        }

        peer.Write(burst);
        peer.Drain();
        for (int i = 0; i < 3; i++)
        {
            peer.Send(Ack, 1, acknowledged);
        }

        peer.Expect($"ACK seq={acknowledged} ack=1 len={Segment}");
    }

    [Fact]
    [Requirement("9293-ACKFUT", "5961-7")]
    public void Answers_to_segments_that_prove_nothing_are_limited()
    {
        Peer peer = new Peer().Establish();
        int answers = 0;
        for (int i = 0; i < 100; i++)
        {
            peer.Send(Ack, 1, 500);     // acknowledges what was never sent
            answers += peer.Drain();
            peer.Send(Ack, 200_000, 1); // outside the window
            answers += peer.Drain();
        }

        Assert.Equal(10, answers);
    }

    [Theory]
    [InlineData(0, false, 0u, true)]
    [InlineData(0, false, 1u, false)]
    [InlineData(1, false, 0u, false)]
    [InlineData(0, true, 0u, true)]
    [InlineData(0, true, 999u, true)]
    [InlineData(0, true, 1000u, false)]
    [InlineData(0, true, 0xffff_fffeu, false)]
    [InlineData(10, true, 999u, true)]
    [InlineData(10, true, 1000u, false)]
    [InlineData(10, true, 0xffff_fff7u, true)]
    [InlineData(10, true, 0xffff_fff6u, false)]
    [Requirement("9293-T6")]
    public void The_four_cases_of_acceptability(int length, bool isOpen, uint offset, bool isAcceptable)
    {
        foreach (uint peerIss in (uint[])[1000, 0xffff_fff0, 0x7fff_fffa])
        {
            Peer peer = new Peer(Peer.Plain with { ReceiveBufferSize = 1000 }, peerIss: peerIss).Establish();
            uint next = 1;
            if (!isOpen)
            {
                peer.Send(Ack, 1, 1, new string('x', 1000));
                peer.Wait(100);
                peer.Drain();
                next = 1001;
            }

            peer.Log.Lines.Clear();
            peer.Send(Ack, unchecked(next + offset), 1, new string('y', length));

            Assert.Equal(isAcceptable, !peer.Log.Lines[0].Contains("SegmentDropped", StringComparison.Ordinal));
        }
    }

    [Fact]
    [Requirement("9293-WL")]
    public void An_older_segment_sets_no_window()
    {
        Peer peer = new Peer().Establish();
        peer.Send(Ack, 6, 1, "later", window: 5000);
        peer.Send(Ack, 1, 1, "early", window: 9000);

        Assert.Equal(5000u, peer.Connection.TakeSnapshot().SendWindow);
    }

    [Fact]
    [Requirement("TW-2")]
    public void A_RST_does_not_end_TIME_WAIT()
    {
        Peer peer = new Peer().Establish();
        peer.Connection.Close(peer.Now);
        peer.Expect("FIN,ACK seq=1 ack=1");
        peer.Send(TcpFlags.Fin | Ack, 1, 2);
        peer.Expect("ACK seq=2 ack=2");

        peer.Send(TcpFlags.Rst, 2);
        Assert.Equal(TcpState.TimeWait, peer.Connection.State);

        Peer strict = new Peer(Peer.Plain with { TimeWaitIgnoresReset = false }).Establish();
        strict.Connection.Close(strict.Now);
        strict.Expect("FIN,ACK seq=1 ack=1");
        strict.Send(TcpFlags.Fin | Ack, 1, 2);
        strict.Send(TcpFlags.Rst, 2);
        Assert.Equal(TcpState.Closed, strict.Connection.State);
    }

    [Fact]
    public void Abort_in_CLOSING_LAST_ACK_and_TIME_WAIT_sends_nothing()
    {
        Peer peer = new Peer().Establish();
        peer.Send(TcpFlags.Fin | Ack, 1, 1);
        peer.Expect("ACK seq=1 ack=2");
        peer.Connection.Close(peer.Now);
        peer.Expect("FIN,ACK seq=1 ack=2");

        peer.Connection.Abort(peer.Now);

        Assert.Equal(TcpState.Closed, peer.Connection.State);
        peer.Expect();
    }

    // RFC 9293, section 3.10.7.4 (second), closes silently in CLOSING and LAST-ACK; an application that wrote more than has arrived must hear of it.
    [Fact]
    public void A_RST_in_CLOSING_or_LAST_ACK_is_an_error_only_where_data_is_unacknowledged()
    {
        foreach (string data in (string[])["", "data"])
        {
            foreach (bool isPeerFirst in (bool[])[true, false])
            {
                Peer peer = new Peer().Establish();
                if (isPeerFirst)
                {
                    peer.Send(TcpFlags.Fin | Ack, 1, 1);
                }

                peer.Write(data);
                peer.Connection.Close(peer.Now);
                peer.Drain();
                if (!isPeerFirst)
                {
                    peer.Send(TcpFlags.Fin | Ack, 1, 1);
                }

                Assert.Equal(isPeerFirst ? TcpState.LastAck : TcpState.Closing, peer.Connection.State);
                peer.Send(TcpFlags.Rst, 2);

                Assert.Equal(TcpState.Closed, peer.Connection.State);
                Assert.Equal(data.Length > 0 ? TcpFailure.Reset : TcpFailure.None, peer.Connection.Failure);
            }
        }
    }

    // RFC 9293, section 3.10.7.4 (second): segment queues are flushed where the user hears of a reset, not in CLOSING, LAST-ACK and TIME-WAIT.
    [Fact]
    public void After_a_RST_in_LAST_ACK_all_that_the_peer_sent_can_still_be_read()
    {
        Peer peer = new Peer().Establish();
        peer.Send(TcpFlags.Fin | Ack, 1, 1, "all of it");
        peer.Connection.Close(peer.Now);
        peer.Expect("FIN,ACK seq=1 ack=11");

        peer.Send(TcpFlags.Rst, 11);

        Assert.Equal(TcpState.Closed, peer.Connection.State);
        Assert.Equal(TcpFailure.None, peer.Connection.Failure);
        Assert.Equal("all of it", peer.Read());
    }

    // RFC 9293, section 3.10.7.4 (fifth): SND.WL1 keeps old segments from setting the window; one that acknowledges more than any before is not old.
    [Fact]
    public void A_retransmission_that_acknowledges_more_sets_the_window()
    {
        Peer peer = new Peer(Peer.Plain with { NoDelay = true }).Establish();
        peer.Write(new string('x', 2000));
        Assert.Equal(2, peer.Drain());
        peer.Send(Ack, 6, 1, "later", window: 5000);
        peer.Send(Ack, 1, 2001, "early", window: 3000);

        Assert.Equal(3000u, peer.Connection.TakeSnapshot().SendWindow);
        peer.Drain();
        peer.Write(new string('x', 5000));
        Assert.Equal(2, peer.Drain());
        Assert.True(peer.Last.End <= new SequenceNumber(Peer.OurIss + 2001 + 3000));
    }

    // RFC 9293, section 3.10.7.4 (eighth): after the FIN there is no text.
    [Fact]
    public void What_a_peer_sends_beyond_its_own_FIN_is_thrown_away()
    {
        Peer peer = new Peer(Peer.Plain with { SelectiveAcknowledgments = true }).Establish();
        peer.Send(Ack, 6, 1, "beyond");
        peer.Expect("ACK seq=1 ack=1");
        Assert.Equal(1, peer.Last.SackBlocks.Count);

        peer.Send(TcpFlags.Fin | Ack, 1, 1, "last");

        peer.Expect("ACK seq=1 ack=6");
        Assert.Equal(0, peer.Last.SackBlocks.Count);
        Assert.Equal(0u, peer.Connection.TakeSnapshot().OutOfOrderBytes);
        Assert.Equal("last", peer.Read());
    }
}
