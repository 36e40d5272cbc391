using static TcpCodec.TcpFlags;

namespace TcpEngine.Tests.Connection;

/// <summary>The receive buffer's size, before and while a connection lives.</summary>
public sealed class BufferSizeTests
{
    private static readonly TcpConnectionOptions Growing = Peer.Plain with { WindowScaling = true, ReceiveBufferSize = null };

    [Theory]
    [InlineData(null, 64 * 1024, 16 << 20, 9)]
    [InlineData(null, 64 * 1024, 1 << 20, 5)]
    [InlineData(null, 64 * 1024, 65_535, 0)]
    [InlineData(60_000, 64 * 1024, 16 << 20, 0)]
    public void The_window_scale_fits_what_the_buffer_may_become(int? size, int first, int limit, byte shift)
    {
        Peer peer = new Peer(Peer.Plain with { WindowScaling = true, ReceiveBufferSize = size, InitialReceiveBufferSize = first, ReceiveBufferLimit = limit }).Establish(shift: 1);

        ConnectionSnapshot snapshot = peer.Connection.TakeSnapshot();
        Assert.Equal(shift, snapshot.ReceiveWindowShift);
        Assert.Equal((uint)(size ?? Math.Min(first, limit)), snapshot.ReceiveBufferSize);
        Assert.InRange(snapshot.ReceiveWindow, 59_000u, (uint)(size ?? first));
    }

    [Fact]
    public void A_size_that_is_set_while_the_connection_lives_counts_and_does_not_grow()
    {
        Peer peer = new Peer(Growing).Establish(shift: 1);
        peer.Connection.Options = peer.Connection.Options with { ReceiveBufferSize = 300_000 };
        Assert.Equal(300_000u, peer.Connection.TakeSnapshot().ReceiveBufferSize);

        Rounds(peer, 1, 250, 4);

        Assert.Equal(300_000u, peer.Connection.TakeSnapshot().ReceiveBufferSize);
        Assert.InRange(peer.Connection.TakeSnapshot().ReceiveWindow, 298_000u, 300_000u);
    }

    [Fact]
    [Requirement("SHLD-14", "WS-6")]
    public void A_smaller_size_takes_nothing_back_that_was_offered()
    {
        Peer peer = new Peer(Growing).Establish(shift: 1);
        peer.Send(Ack, 1, 1, new string('x', 1000));
        peer.Wait(100);
        peer.Take();
        ConnectionSnapshot before = peer.Connection.TakeSnapshot();
        SequenceNumber edge = before.ReceiveNext + before.ReceiveWindow;

        peer.Connection.Options = peer.Connection.Options with { ReceiveBufferSize = 2000 };
        Assert.Null(peer.Connection.FindBrokenInvariant());
        for (uint sequence = 1001; sequence < 61_001; sequence += 1000)
        {
            peer.Send(Ack, sequence, 1, new string('x', 1000));
            ConnectionSnapshot now = peer.Connection.TakeSnapshot();
            Assert.True(now.ReceiveNext + now.ReceiveWindow >= edge - (1u << now.ReceiveWindowShift));
            Assert.Null(peer.Connection.FindBrokenInvariant());
        }

        Assert.Equal(61_000, peer.Connection.AvailableBytes); // all of it was taken
    }

    [Fact]
    public void Without_window_scale_nothing_grows_beyond_what_the_field_can_say()
    {
        Peer peer = new Peer(Growing with { WindowScaling = false, InitialReceiveBufferSize = 20_000 }).Establish();
        Rounds(peer, 1, 18, 20);

        Assert.Equal(ushort.MaxValue, peer.Connection.TakeSnapshot().ReceiveBufferSize);
    }

    [Fact]
    public void A_connection_at_rest_holds_no_buffer_however_large_its_window_has_grown()
    {
        Peer peer = new Peer(Growing).Establish(shift: 1);
        Rounds(peer, 1, 50, 8);
        peer.Wait(100);
        peer.Take();
        Assert.InRange(peer.Connection.TakeSnapshot().ReceiveBufferSize, 100_000u, 16u << 20);
        Assert.True(peer.Connection.IsAtRest);
    }

    // So many segments of 1,000 bytes, and then they are read: a round trip.
    private static void Rounds(Peer peer, uint sequence, int segments, int rounds)
    {
        for (int i = 0; i < segments * rounds; i++, sequence += 1000)
        {
            peer.Send(Ack, sequence, 1, new string('x', 1000));
            peer.Take();
            if ((i + 1) % segments == 0)
            {
                peer.Wait(100);
                peer.Read();
                peer.Take();
            }
        }
    }
}
