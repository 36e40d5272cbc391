using TcpCodec;

namespace TcpEngine.Tests.Stack;

/// <summary>SYNs for a connection in TIME-WAIT: RFC 6191, section 2, and RFC 9293, section 3.6.1.</summary>
public sealed class TimeWaitTests
{
    private const uint LastSequence = 5001; // of the peer's FIN
    private const uint LastTimestamp = 900;

    [Theory]
    [InlineData(true, LastTimestamp + 1, 1u, true)]
    [InlineData(true, LastTimestamp, LastSequence + 2, true)]
    [InlineData(true, LastTimestamp, LastSequence, false)]
    [InlineData(true, LastTimestamp - 1, LastSequence + 2, false)]
    [InlineData(true, null, LastSequence + 2, true)]
    [InlineData(true, null, LastSequence, false)]
    [InlineData(false, 1u, 1u, true)]
    [InlineData(false, null, LastSequence + 2, true)]
    [InlineData(false, null, LastSequence, false)]
    [Requirement("TW-1", "SHLD-4", "MAY-2", "TW-3")]
    public void A_SYN_opens_anew_where_timestamp_or_sequence_number_show_that_it_is_newer(bool hadTimestamps, uint? timestamp, uint sequence, bool opensAnew)
    {
        OpensAnew(InTimeWait(hadTimestamps), timestamp, sequence, opensAnew);
        OpensAnew(InTimeWait(hadTimestamps, isWatched: false), timestamp, sequence, opensAnew);
    }

    private static void OpensAnew(StackPeer peer, uint? timestamp, uint sequence, bool opensAnew)
    {
        uint last = peer.Last.SequenceNumber.Value;

        peer.Send(TcpFlags.Syn, sequence, timestamp: timestamp);

        Assert.Equal(opensAnew ? "SYN,ACK" : "", peer.Flags());
        if (opensAnew)
        {
            Assert.True(peer.Last.SequenceNumber > new SequenceNumber(last)); // larger than what the previous incarnation used
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Requirement("MAY-2", "TW-3")]
    public void A_SYN_that_proves_to_be_an_old_duplicate_leaves_TIME_WAIT_as_it_was(bool isWatched)
    {
        StackPeer peer = InTimeWait(hadTimestamps: false, isWatched);
        uint next = peer.Last.SequenceNumber.Value;
        peer.Send(TcpFlags.Syn, LastSequence + 2);
        Assert.Equal("SYN,ACK", peer.Flags());

        peer.Send(TcpFlags.Rst, LastSequence + 3);
        Assert.Equal((1, 1), (peer.Stack.ConnectionCount, peer.Stack.TimeWaitCount));
        peer.Send(TcpFlags.Fin | TcpFlags.Ack, LastSequence, next);

        Assert.Equal("ACK", peer.Flags());
        peer.Wait(Duration.FromSeconds(60));
        Assert.Equal((0, 0), (peer.Stack.ConnectionCount, peer.Stack.TimeWaitCount));
    }

    [Theory]
    [InlineData(1, true, true)]
    [InlineData(2, false, true)]
    [InlineData(3, true, false)]
    [InlineData(4, false, false)]
    public void What_is_left_of_a_connection_answers_as_the_connection_would(ulong seed, bool hadTimestamps, bool ignoresReset)
    {
        RandomSource random = new(seed);
        uint Near(uint number) => random.NextUInt64() % 4 == 0 ? (uint)random.NextUInt64() : number + (uint)(random.NextUInt64() % 7) - 3;
        int answers = 0;
        for (int run = 0; run < 300; run++)
        {
            TcpConnectionOptions options = TcpConnectionOptions.Default with { TimeWaitIgnoresReset = ignoresReset };
            StackPeer[] peers = [InTimeWait(hadTimestamps, isWatched: true, options), InTimeWait(hadTimestamps, isWatched: false, options)];
            uint next = peers[0].Last.SequenceNumber.Value;
            Assert.NotNull(peers[0].Stack.FindConnection(new ConnectionKey(StackPeer.Local, StackPeer.Remote)));
            Assert.Null(peers[1].Stack.FindConnection(new ConnectionKey(StackPeer.Local, StackPeer.Remote)));
            for (int i = 0; i < 20; i++)
            {
                TcpFlags flags = (TcpFlags)(random.NextUInt64() & (ulong)(TcpFlags.Fin | TcpFlags.Rst | TcpFlags.Ack | TcpFlags.Ece)) | (random.NextUInt64() % 8 == 0 ? TcpFlags.Syn | TcpFlags.Ack : TcpFlags.Ack);
                flags &= random.NextUInt64() % 3 == 0 ? ~TcpFlags.None : ~TcpFlags.Rst;
                (uint sequence, uint acknowledgment) = (Near(LastSequence), Near(next));
                string data = random.NextUInt64() % 3 == 0 ? "data" : "";
                uint? timestamp = hadTimestamps && random.NextUInt64() % 5 != 0 ? Near(LastTimestamp) : null;
                Duration wait = Duration.FromSeconds(random.NextUInt64() % 30);
                string[] sent = ["", ""];
                for (int p = 0; p < 2; p++)
                {
                    peers[p].Send(flags, sequence, acknowledgment, data, timestamp);
                    sent[p] = peers[p].Flags();
                    peers[p].Wait(wait);
                }

                Assert.Equal(sent[0], sent[1]);
                Assert.Equal(peers[0].Packets[^1], peers[1].Packets[^1]);
                Assert.Equal(peers[0].Stack.TimeWaitCount, peers[1].Stack.TimeWaitCount);
                answers += sent[0] == "" ? 0 : 1;
            }
        }

        Assert.True(answers > 1000, $"{answers} answers");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_application_is_told_once_that_the_connection_is_gone(bool isWatched)
    {
        StackPeer peer = InTimeWait(hadTimestamps: true, isWatched);
        Assert.Equal(isWatched ? 0 : 1, peer.Closed); // nothing is left for it to do

        peer.Wait(Duration.FromSeconds(60));

        Assert.Equal((1, 0, TcpState.Closed), (peer.Closed, peer.Stack.ConnectionCount, peer.Connection!.State));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_more_connections_than_the_limit_are_in_TIME_WAIT(bool isWatched)
    {
        StackPeer peer = InTimeWait(hadTimestamps: false, isWatched, limit: 0);

        Assert.Equal((0, 0, 1, 1), (peer.Stack.ConnectionCount, peer.Stack.TimeWaitCount, peer.Stack.Statistics.TimeWaitOverflows, peer.Closed));
        Assert.Equal(isWatched, peer.Reasons.Contains(Reason.TimeWaitFull));
    }

    private static StackPeer InTimeWait(bool hadTimestamps, bool isWatched = true, TcpConnectionOptions? options = null, int limit = 1)
    {
        StackPeer peer = new(options, StackPeer.Options with { TimeWaitLimit = limit }, isWatched);
        peer.Stack.Listen(StackPeer.Local, _ => peer, peer.Now);
        uint? timestamp = hadTimestamps ? LastTimestamp : null;
        peer.Send(TcpFlags.Syn, 5000, timestamp: timestamp);
        Assert.Equal("SYN,ACK", peer.Flags());
        peer.Send(TcpFlags.Ack, 5001, peer.OurNext, timestamp: timestamp);
        peer.Connection!.Close(peer.Now);
        Assert.Equal("FIN,ACK", peer.Flags());
        peer.Send(TcpFlags.Fin | TcpFlags.Ack, LastSequence, peer.OurNext, timestamp: timestamp);
        Assert.Equal("ACK", peer.Flags());
        Assert.Equal(limit, peer.Stack.TimeWaitCount);
        Assert.Equal(isWatched && limit > 0 ? TcpState.TimeWait : TcpState.Closed, peer.Connection.State);
        return peer;
    }
}
