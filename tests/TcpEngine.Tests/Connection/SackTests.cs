using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>Selective acknowledgments: RFC 2018.</summary>
public sealed class SackTests
{
    private const TcpFlags Ack = TcpFlags.Ack;

    private static TcpConnectionOptions Selective => Peer.Plain with { SelectiveAcknowledgments = true };

    [Fact]
    [Requirement("MUST-16", "SACK-3")]
    public void SACK_blocks_on_data_make_no_packet_longer_than_the_MTU()
    {
        Peer peer = new Peer(Selective with { Timestamps = true }).Establish();
        for (uint sequence = 100; sequence < 900; sequence += 200)
        {
            peer.Send(Ack, sequence, 1, "beyond a gap");
        }

        peer.Drain();
        peer.Write(new string('x', 5000));
        peer.Drain();
        peer.Write(new string('x', 5000));

        peer.Expect("ACK seq=5001 ack=1 len=1420", "ACK seq=6421 ack=1 len=1420", "ACK seq=7841 ack=1 len=1420");
        Assert.All(peer.Packets, packet => Assert.Equal(1500, packet.Length));
        Assert.Equal(3, peer.Last.SackBlocks.Count);
    }

    [Fact]
    [Requirement("SACK-4", "SACK-5")]
    public void The_first_block_holds_the_segment_that_came_last_and_the_others_repeat_the_latest()
    {
        Peer peer = new Peer(Selective).Establish();
        foreach (uint sequence in (uint[])[100, 300, 500, 700, 900, 200])
        {
            peer.Send(Ack, sequence, 1, "0123456789");
            peer.Drain();
        }

        peer.Send(Ack, 310, 1, "0123456789");
        peer.Expect("ACK seq=1 ack=1");

        Assert.Equal([(300u, 320u), (200u, 210u), (900u, 910u), (700u, 710u)], Blocks(peer));
    }

    [Fact]
    [Requirement("SACK-1", "SACK-2")]
    public void Without_SACK_permitted_there_are_no_blocks()
    {
        Peer peer = new(Selective);
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN seq=0");
        Assert.True(peer.Last.SackPermitted);
        peer.Send(TcpFlags.Syn | Ack, 0, 1, mss: 1460);
        peer.Expect("ACK seq=1 ack=1");
        Assert.False(peer.Last.SackPermitted);

        peer.Send(Ack, 100, 1, "beyond");

        peer.Expect("ACK seq=1 ack=1");
        Assert.Equal(0, peer.Last.SackBlocks.Count);
    }

    [Fact]
    [Requirement("DSACK-1")]
    public void What_came_twice_is_told_once_as_the_first_block()
    {
        Peer peer = new Peer(Selective).Establish();
        peer.Send(Ack, 1, 1, "0123456789");
        peer.Wait(50);
        peer.Expect("ACK seq=1 ack=11");

        peer.Send(Ack, 1, 1, "0123456789");
        peer.Expect("ACK seq=1 ack=11");
        Assert.Equal([(1u, 11u)], Blocks(peer));

        peer.Send(Ack, 20, 1, "later");
        peer.Expect("ACK seq=1 ack=11");
        Assert.Equal([(20u, 25u)], Blocks(peer));
        peer.Send(Ack, 6, 1, "56789abc");
        peer.Expect("ACK seq=1 ack=14");
        Assert.Equal([(6u, 11u), (20u, 25u)], Blocks(peer));
    }

    [Fact]
    [Requirement("DSACK-2")]
    public void What_came_twice_beyond_a_gap_is_told_with_the_block_that_holds_it()
    {
        Peer peer = new Peer(Selective).Establish();
        peer.Send(Ack, 20, 1, "0123456789");
        peer.Send(Ack, 40, 1, "0123456789");
        peer.Drain();

        peer.Send(Ack, 22, 1, "234");
        peer.Expect("ACK seq=1 ack=1");

        Assert.Equal([(22u, 25u), (20u, 30u), (40u, 50u)], Blocks(peer));
    }

    [Fact]
    [Requirement("SACK-8")]
    public void The_newest_segment_is_told_of_even_if_it_is_thrown_away_and_of_others_only_what_is_held()
    {
        Peer peer = new Peer(Selective).Establish();
        for (uint i = 0; i < ReassemblyQueue.Limit; i++)
        {
            peer.Send(Ack, 100 + (20 * i), 1, "0123456789");
        }

        peer.Drain();
        uint beyond = 100 + (20 * ReassemblyQueue.Limit);
        peer.Send(Ack, beyond, 1, "0123456789");
        peer.Expect("ACK seq=1 ack=1");
        Assert.Equal([(beyond, beyond + 10), (beyond - 20, beyond - 10), (beyond - 40, beyond - 30), (beyond - 60, beyond - 50)], Blocks(peer));
        Assert.Contains(peer.Log.Reasons, reason => reason.EndsWith("DataBeyondGaps", StringComparison.Ordinal));

        peer.Send(Ack, 110, 1, "abcde"); // joins what is held: there is room for that
        peer.Expect("ACK seq=1 ack=1");
        Assert.Equal([(100u, 115u), (beyond - 20, beyond - 10), (beyond - 40, beyond - 30), (beyond - 60, beyond - 50)], Blocks(peer));

        peer.Send(Ack, 1, 1, new string('x', 99));
        peer.Send(Ack, beyond, 1, "0123456789");
        peer.Drain();
        Assert.Equal(114u, peer.Connection.TakeSnapshot().ReceiveNext.Value - Peer.PeerIss - 1);
        Assert.Equal(10u * ReassemblyQueue.Limit, peer.Connection.TakeSnapshot().OutOfOrderBytes);
    }

    internal static (uint Left, uint Right)[] Blocks(Peer peer)
    {
        TcpSack sack = peer.Last.SackBlocks;
        (uint, uint)[] blocks = new (uint, uint)[sack.Count];
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i] = (sack[i].Left - Peer.PeerIss, sack[i].Right - Peer.PeerIss);
        }

        return blocks;
    }
}
