using TcpCodec;

namespace TcpEngine.Tests.Stack;

/// <summary>The counters of RFC 4022, ephemeral ports of RFC 6056 and initial sequence numbers of RFC 6528.</summary>
public sealed class StatisticsTests
{
    [Fact]
    public void The_counters_of_the_TCP_MIB_count_what_their_names_say()
    {
        StackPeer peer = new();
        TcpStatistics statistics = peer.Stack.Statistics;
        peer.Stack.Listen(StackPeer.Local, _ => peer, peer.Now);
        peer.Send(TcpFlags.Syn, 0);
        peer.Flags();
        peer.Send(TcpFlags.Ack, 1, peer.OurNext);
        Assert.Equal((1, 1, 0), (statistics.PassiveOpens, statistics.CurrEstab, statistics.ActiveOpens));

        peer.Connection!.Send("hello"u8, peer.Now);
        peer.Flags();
        long sent = statistics.OutSegs;
        peer.Wait(Duration.FromSeconds(5));
        peer.Flags();
        Assert.Equal((sent, 1), (statistics.OutSegs, statistics.RetransSegs));

        peer.Send(TcpFlags.Rst, 1);
        Assert.Equal((0, 1, 0), (statistics.CurrEstab, statistics.EstabResets, statistics.AttemptFails));

        peer.Stack.Connect(StackPeer.Remote, peer, peer.Now);
        peer.Flags();
        peer.Send(TcpFlags.Rst | TcpFlags.Ack, 0, peer.OurNext, from: new ConnectionKey(StackPeer.Remote, peer.Last.Source));
        Assert.Equal((1, 1), (statistics.ActiveOpens, statistics.AttemptFails));
    }

    [Fact]
    public void Ephemeral_ports_start_elsewhere_for_each_peer_and_secret_and_do_not_repeat()
    {
        IpAddress local = StackPeer.Local.Address;
        TcpEndpoint other = StackPeer.Remote with { Port = 4001 };
        EphemeralPorts ports = new(1);
        ushort[] first = [.. Enumerable.Range(0, 1000).Select(_ => ports.Next(local, StackPeer.Remote))];
        Assert.Equal(1000, first.Distinct().Count());
        Assert.All(first, port => Assert.True(port >= 49152));
        Assert.NotEqual(new EphemeralPorts(1).Next(local, StackPeer.Remote), new EphemeralPorts(1).Next(local, other));
        Assert.NotEqual(new EphemeralPorts(1).Next(local, StackPeer.Remote), new EphemeralPorts(2).Next(local, StackPeer.Remote));
    }

    [Fact]
    [Requirement("MUST-8", "MUST-9", "SHLD-1", "ISN-1")]
    public void Initial_sequence_numbers_follow_the_clock_from_a_secret_start()
    {
        ConnectionKey key = new(StackPeer.Local, StackPeer.Remote);
        InitialSequence generator = new(1);
        SequenceNumber start = generator.Next(key, default);

        Assert.Equal(250_000, generator.Next(key, new Timestamp(1_000_000_000)) - start); // one each 4 microseconds
        Assert.NotEqual(start, new InitialSequence(2).Next(key, default));
        Assert.NotEqual(start, generator.Next(key with { Remote = StackPeer.Remote with { Port = 4001 } }, default));
    }

    [Fact]
    [Requirement("TS-7")]
    public void The_timestamp_clock_starts_elsewhere_for_each_connection()
    {
        InitialSequence generator = new(1);
        ConnectionKey key = new(StackPeer.Local, StackPeer.Remote);

        Assert.NotEqual(generator.TimestampOffset(key), generator.TimestampOffset(key with { Remote = StackPeer.Remote with { Port = 4001 } }));
    }
}
