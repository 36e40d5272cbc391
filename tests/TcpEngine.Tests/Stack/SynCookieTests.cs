using TcpCodec;

namespace TcpEngine.Tests.Stack;

/// <summary>SYN cookies under pressure: RFC 4987, section 3.6.</summary>
public sealed class SynCookieTests
{
    [Fact]
    [Requirement("FLOOD-1", "FLOOD-2", "FLOOD-3")]
    public void A_client_connects_while_20_000_forged_SYNs_come_in_and_none_of_them_is_remembered()
    {
        StackPeer peer = new();
        peer.Stack.Listen(StackPeer.Local, _ => peer, peer.Now, backlog: 16);
        for (uint i = 0; i < 20_000; i++)
        {
            IpAddress forged = IpAddress.FromBytes([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]);
            peer.Send(TcpFlags.Syn, i, from: new ConnectionKey(new TcpEndpoint(forged, 4000), StackPeer.Local));
            peer.Flags();
        }

        Assert.Equal(16, peer.Stack.ConnectionCount);
        Assert.Equal(20_000 - 16, peer.Stack.Statistics.SynCookiesSent);
        Open(peer, timestamp: null);
        Assert.Equal(TcpState.Established, peer.Connection!.State);
        peer.Send(TcpFlags.Ack, 101, peer.Connection.TakeSnapshot().SendNext.Value, "hello");
        Assert.Equal(5, peer.Connection.AvailableBytes);
        Assert.Equal(1, peer.Stack.Statistics.SynCookiesReceived);
    }

    [Fact]
    [Requirement("FLOOD-2")]
    public void With_timestamps_the_options_are_kept_and_without_only_the_MSS()
    {
        StackPeer peer = UnderPressure();
        Open(peer, timestamp: 777, shift: 7, sackPermitted: true);
        ConnectionSnapshot full = peer.Connection!.TakeSnapshot();
        Assert.Equal((7, 1448), (full.SendWindowShift, full.SendMaximumSegmentSize));

        StackPeer bare = UnderPressure();
        Open(bare, timestamp: null, shift: 7, sackPermitted: true, mss: 1300);
        ConnectionSnapshot little = bare.Connection!.TakeSnapshot();
        Assert.Equal((0, 1220), (little.SendWindowShift, little.SendMaximumSegmentSize));
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(0, 130, false)]
    [Requirement("FLOOD-2")]
    public void A_forged_or_late_cookie_opens_nothing(uint change, int seconds, bool opens)
    {
        StackPeer peer = UnderPressure();
        peer.Send(TcpFlags.Syn, 100);
        Assert.Equal("SYN,ACK", peer.Flags());
        uint next = peer.OurNext;
        peer.Now += Duration.FromSeconds(seconds);

        peer.Send(TcpFlags.Ack, 101, next + change);

        Assert.Equal(opens, peer.Connection is not null);
        Assert.Equal(opens ? "" : "RST", peer.Flags());
    }

    [Fact]
    [Requirement("FLOOD-3")]
    public void Without_pressure_there_are_no_cookies()
    {
        StackPeer peer = new();
        peer.Stack.Listen(StackPeer.Local, _ => peer, peer.Now);
        Open(peer, timestamp: null);

        Assert.Equal(0, peer.Stack.Statistics.SynCookiesSent);
        Assert.Equal(TcpState.Established, peer.Connection!.State);
    }

    private static StackPeer UnderPressure()
    {
        StackPeer peer = new();
        peer.Stack.Listen(StackPeer.Local, _ => peer, peer.Now, backlog: 0);
        return peer;
    }

    private static void Open(StackPeer peer, uint? timestamp, byte? shift = null, bool sackPermitted = false, ushort mss = 1460)
    {
        peer.Send(TcpFlags.Syn, 100, timestamp: timestamp, shift: shift, sackPermitted: sackPermitted, mss: mss);
        Assert.Equal("SYN,ACK", peer.Flags());
        peer.Send(TcpFlags.Ack, 101, peer.OurNext, timestamp: timestamp, echo: peer.Last.TimestampValue);
    }
}
