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
        StackPeer peer = InTimeWait(hadTimestamps);
        uint last = peer.Last.SequenceNumber.Value;

        peer.Send(TcpFlags.Syn, sequence, timestamp: timestamp);

        Assert.Equal(opensAnew ? "SYN,ACK" : "", peer.Flags());
        if (opensAnew)
        {
            Assert.True(peer.Last.SequenceNumber > new SequenceNumber(last)); // larger than what the previous incarnation used
        }
    }

    [Fact]
    [Requirement("MAY-2", "TW-3")]
    public void A_SYN_that_proves_to_be_an_old_duplicate_leaves_TIME_WAIT_as_it_was()
    {
        StackPeer peer = InTimeWait(hadTimestamps: false);
        peer.Send(TcpFlags.Syn, LastSequence + 2);
        Assert.Equal("SYN,ACK", peer.Flags());

        peer.Send(TcpFlags.Rst, LastSequence + 3);
        Assert.Equal(1, peer.Stack.ConnectionCount);
        peer.Send(TcpFlags.Fin | TcpFlags.Ack, LastSequence, peer.OurNext);

        Assert.Equal("ACK", peer.Flags());
    }

    private static StackPeer InTimeWait(bool hadTimestamps)
    {
        StackPeer peer = new();
        peer.Stack.Listen(StackPeer.Local, _ => peer, peer.Now);
        uint? timestamp = hadTimestamps ? LastTimestamp : null;
        peer.Send(TcpFlags.Syn, 5000, timestamp: timestamp);
        Assert.Equal("SYN,ACK", peer.Flags());
        peer.Send(TcpFlags.Ack, 5001, peer.OurNext, timestamp: timestamp);
        peer.Connection!.Close(peer.Now);
        Assert.Equal("FIN,ACK", peer.Flags());
        peer.Send(TcpFlags.Fin | TcpFlags.Ack, LastSequence, peer.OurNext, timestamp: timestamp);
        Assert.Equal("ACK", peer.Flags());
        Assert.Equal(TcpState.TimeWait, peer.Connection.State);
        return peer;
    }
}
