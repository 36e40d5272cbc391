using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>The User Timeout option: RFC 5482.</summary>
public sealed class UserTimeoutTests
{
    private const TcpFlags Ack = TcpFlags.Ack;

    private static readonly UserTimeoutExchange Exchange = new() { Advertised = Duration.FromSeconds(300) };

    [Theory]
    [InlineData(300, 0, 1, 300)]
    [InlineData(300, 600, 1, 600)]
    [InlineData(600, 300, 1, 600)]
    [InlineData(1, 2, 1, 100)]         // L_LIMIT
    [InlineData(300, 100_000, 1, 7200)] // U_LIMIT
    [InlineData(1, 2, 70, 140)]        // longer than the RTO
    [InlineData(1, 2, 4000, 8000)]     // even so
    [Requirement("UTO-1", "UTO-3")]
    public void The_longer_of_both_is_adopted_within_the_limits(double advertised, double remote, double retransmissionTimeout, double adopted) => Assert.Equal(
        Duration.FromSeconds(adopted),
        new UserTimeoutExchange().Adopt(Duration.FromSeconds(advertised), Duration.FromSeconds(remote), Duration.FromSeconds(retransmissionTimeout)));

    [Theory]
    [InlineData(0.001, false, 1)]
    [InlineData(300, false, 300)]
    [InlineData(300.5, false, 301)]
    [InlineData(32_767, false, 32_767)]
    [InlineData(32_768, true, 547)]
    [InlineData(1e9, true, 32_767)]
    [Requirement("UTO-4")]
    public void The_option_has_seconds_where_they_fit_and_minutes_where_not(double seconds, bool inMinutes, int value)
    {
        Assert.Equal((inMinutes, (ushort)value), UserTimeoutExchange.Encode(Duration.FromSeconds(seconds)));
        Assert.True(inMinutes || UserTimeoutExchange.Decode(inMinutes, (ushort)value) >= Duration.FromSeconds(seconds));
    }

    [Fact]
    [Requirement("UTO-4")]
    public void The_option_goes_with_the_SYN_and_once_with_the_first_segment_without()
    {
        Peer peer = new(Peer.Plain with { UserTimeoutExchange = Exchange });
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN seq=0");
        Assert.Equal((byte[])[2, 4, 5, 0xb4, 28, 4, 0x01, 0x2c], peer.Packets[0][40..]);
        peer.Send(TcpFlags.Syn | Ack, 0, 1, mss: 1460);
        peer.Expect("ACK seq=1 ack=1");
        Assert.Equal((byte[])[28, 4, 0x01, 0x2c], peer.Packets[0][40..]);

        peer.Write("x");

        peer.Expect("PSH,ACK seq=1 ack=1 len=1");
        Assert.Equal(41, peer.Packets[0].Length);
    }

    [Fact]
    public void A_new_time_goes_with_the_next_segment_and_takes_its_room_from_the_data()
    {
        Peer peer = new Peer(Peer.Plain with { UserTimeoutExchange = Exchange }).Establish();
        peer.Connection.Options = peer.Connection.Options with { UserTimeoutExchange = Exchange with { Advertised = Duration.FromSeconds(40_000) } };

        peer.Write(new string('x', 2916));

        peer.Expect("ACK seq=1 ack=1 len=1456", "PSH,ACK seq=1457 ack=1 len=1460");
        Assert.Equal((byte[])[28, 4, 0x82, 0x9b], peer.Packets[0][40..44]); // 667 min
        Assert.Equal(1500, peer.Packets[0].Length);
    }

    [Fact]
    [Requirement("UTO-3", "UTO-4")]
    public void The_peers_time_is_adopted_and_counts()
    {
        Peer peer = new Peer(Peer.Plain with { UserTimeoutExchange = Exchange }).Establish();
        peer.SendRaw(Ack, 1, 1, "", [28, 4, 0x80, 10]); // 10 min
        Assert.Equal((Duration.FromSeconds(600), Duration.FromSeconds(600)), (peer.Connection.RemoteUserTimeout, peer.Connection.UserTimeout));

        Assert.Equal(600, SecondsUntilGivenUp(peer));
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x80)]
    [Requirement("UTO-4")]
    public void Zero_is_reserved_and_ignored(byte first)
    {
        Peer peer = new Peer(Peer.Plain with { UserTimeoutExchange = Exchange }).Establish();
        peer.SendRaw(Ack, 1, 1, "", [28, 4, 0x02, 0x58]);

        peer.SendRaw(Ack, 1, 1, "", [28, 4, first, 0]);

        Assert.Equal(Duration.FromSeconds(600), peer.Connection.UserTimeout);
    }

    [Fact]
    [Requirement("UTO-2")]
    public void A_time_that_the_application_has_set_is_not_changed_but_told_and_that_of_the_peer_can_be_asked_for()
    {
        Peer peer = new Peer(Peer.Plain with { UserTimeout = Duration.FromSeconds(30), UserTimeoutExchange = new UserTimeoutExchange() }).Establish();

        peer.SendRaw(Ack, 1, 1, "", [28, 4, 0x02, 0x58]);

        Assert.Equal((Duration.FromSeconds(600), Duration.FromSeconds(30)), (peer.Connection.RemoteUserTimeout, peer.Connection.UserTimeout));
        Assert.Equal(30, SecondsUntilGivenUp(peer));
    }

    [Fact]
    [Requirement("UTO-2")]
    public void What_is_changeable_can_be_chosen_either_way()
    {
        Peer changeable = new Peer(Peer.Plain with { UserTimeout = Duration.FromSeconds(30), UserTimeoutExchange = Exchange with { IsChangeable = true } }).Establish();
        Peer fixedOne = new Peer(Peer.Plain with { UserTimeoutExchange = Exchange with { IsChangeable = false } }).Establish();

        changeable.SendRaw(Ack, 1, 1, "", [28, 4, 0x02, 0x58]);
        fixedOne.SendRaw(Ack, 1, 1, "", [28, 4, 0x02, 0x58]);

        Assert.Equal((Duration.FromSeconds(600), Duration.Zero), (changeable.Connection.UserTimeout, fixedOne.Connection.UserTimeout));
    }

    [Fact]
    public void By_default_the_option_is_neither_sent_nor_heeded()
    {
        Peer peer = new Peer().Establish();

        peer.SendRaw(Ack, 1, 1, "", [28, 4, 0x02, 0x58]);

        Assert.Equal(40, peer.Packets[0].Length);
        Assert.Equal((Duration.Zero, Duration.Zero), (peer.Connection.RemoteUserTimeout, peer.Connection.UserTimeout));
    }

    [Fact]
    public void A_forged_segment_changes_nothing()
    {
        Peer peer = new Peer(Peer.Plain with { UserTimeoutExchange = Exchange }).Establish();

        peer.SendRaw(Ack, 100_000, 1, "", [28, 4, 0x02, 0x58]); // outside the window
        peer.SendRaw(Ack, 1, 5000, "", [28, 4, 0x02, 0x58]);    // acknowledges what was never sent

        Assert.Equal((Duration.Zero, Duration.FromSeconds(300)), (peer.Connection.RemoteUserTimeout, peer.Connection.UserTimeout));
    }

    [Fact]
    [Requirement("UTO-5")]
    public void Keep_alive_waits_longer_than_the_adopted_time()
    {
        Peer peer = new Peer(Peer.Plain with { KeepAlive = true, KeepAliveIdle = Duration.FromSeconds(10), UserTimeoutExchange = Exchange }).Establish();

        peer.SendRaw(Ack, 1, 1, "", [28, 4, 0x02, 0x58]);

        Assert.True(peer.Connection.NextDeadline - peer.Now > Duration.FromSeconds(600));
        peer.Wait(601_000);
        peer.Expect("ACK seq=0 ack=1");
    }

    private static double SecondsUntilGivenUp(Peer peer)
    {
        Timestamp start = peer.Now;
        peer.Write("x");
        while (peer.Connection.State != TcpState.Closed)
        {
            peer.Drain();
            peer.Wait(1e7);
        }

        Assert.Equal(TcpFailure.TimedOut, peer.Connection.Failure);
        return (peer.Now - start).TotalSeconds;
    }
}
