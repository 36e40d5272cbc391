using TcpCodec;
using TcpCodec.Building;

namespace TcpEngine.Tests.Stack;

/// <summary>Fragments are put together before TCP sees them, within limits, and refused with a reason.</summary>
public sealed class FragmentTests
{
    private readonly EventLog _log = new();
    private readonly TcpStack _stack;

    public FragmentTests()
    {
        _stack = new TcpStack(new TcpStackOptions { Name = "B", Addresses = [IpAddress.Parse("192.0.2.2"), IpAddress.Parse("2001:db8::2")], Secret = 1 }, _log);
        _stack.Listen(new TcpEndpoint(IpAddress.AnyV4, 80), _ => throw new InvalidOperationException("nobody completes"), default);
        _stack.Listen(new TcpEndpoint(IpAddress.AnyV6, 80), _ => throw new InvalidOperationException("nobody completes"), default);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_SYN_in_fragments_is_taken_in_any_order(bool isV6, bool isReversed)
    {
        IEnumerable<byte[]> fragments = Syn(isV6).BuildFragments(isV6 ? 88 : 60, identification: 9);
        foreach (byte[] fragment in isReversed ? fragments.Reverse() : fragments)
        {
            _stack.Receive(fragment, default);
        }

        Assert.Equal(["B FragmentHeld", "B FragmentHeld", "B FragmentCompletes", "B SynAccepted"], _log.Reasons.Skip(2).Take(4));
        Assert.Equal((3, 1, 0), (_stack.Statistics.ReasmReqds, _stack.Statistics.ReasmOKs, _stack.Statistics.ReasmFails));
    }

    [Fact]
    public void A_fragment_for_another_host_is_not_kept()
    {
        _stack.Receive(new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.77").Tcp(1, 80).Data(new byte[100]).BuildFragments(60)[0], default);

        Assert.Equal("B NotForThisHost", _log.Reasons[^1]);
        Assert.Equal(Timestamp.Never, _stack.NextDeadline);
    }

    [Fact]
    public void What_is_incomplete_is_forgotten_after_a_minute()
    {
        _stack.Receive(Syn(isV6: false).BuildFragments(60)[0], default);
        Assert.Equal(new Timestamp(60_000_000_000), _stack.NextDeadline);

        _stack.OnDeadline(_stack.NextDeadline);

        Assert.Equal("B FragmentsExpired", _log.Reasons[^1]);
        Assert.Equal((Timestamp.Never, 1), (_stack.NextDeadline, _stack.Statistics.ReasmFails));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_sent_the_first_fragment_is_told_that_the_time_is_over(bool isV6)
    {
        byte[] first = Syn(isV6).BuildFragments(isV6 ? 88 : 60, identification: 9)[0];
        _stack.Receive(first, default);

        _stack.OnDeadline(_stack.NextDeadline);

        byte[] packet = new byte[1500];
        Assert.True(_stack.TryTransmit(new Timestamp(60_000_000_000), packet, out int written));
        Assert.Equal("B ReassemblyTimeTold", _log.Reasons[^1]);
        Assert.True(PacketAddresses.TryRead(packet, out IpAddress source, out IpAddress destination));
        Assert.Equal(isV6 ? ("2001:db8::2", "2001:db8::1") : ("192.0.2.2", "192.0.2.1"), (source.ToString(), destination.ToString()));
        ReadOnlySpan<byte> message = packet.AsSpan((isV6 ? Ipv6Header.FixedSize : Ipv4Header.FixedSize)..written);
        Assert.Equal(isV6 ? [3, 1] : [11, 1], message[..2].ToArray()); // Time Exceeded, reassembly
        Assert.Equal(first, message[8..].ToArray());
        Assert.False(_stack.TryTransmit(new Timestamp(60_000_000_000), packet, out _));
    }

    [Fact]
    public void Without_the_first_fragment_nobody_is_told_and_of_many_ten_a_second()
    {
        _stack.Receive(Syn(isV6: false).BuildFragments(60)[1], default);
        _stack.OnDeadline(_stack.NextDeadline);
        Assert.False(_stack.TryTransmit(default, new byte[1500], out _));

        for (ushort id = 0; id < 100; id++)
        {
            _stack.Receive(Syn(isV6: false).BuildFragments(60, id)[0], new Timestamp(70_000_000_000));
        }

        _stack.OnDeadline(new Timestamp(130_000_000_000));
        int told = 0;
        while (_stack.TryTransmit(new Timestamp(130_000_000_000), new byte[1500], out _))
        {
            told++;
        }

        Assert.Equal((10, 101), (told, _stack.Statistics.ReasmFails));
    }

    [Fact]
    public void Fragments_within_fragments_are_refused()
    {
        PacketBuilder nested = new PacketBuilder().Ipv6("2001:db8::1", "2001:db8::2").Ipv6Fragment().Ipv6Fragment().Tcp(1, 80, (ref tcp) => tcp.Flags = TcpFlags.Syn);
        _stack.Receive(nested.Build(), default);

        Assert.Equal(["B FragmentAtomic", "B FragmentMalformed"], _log.Reasons.TakeLast(2));
    }

    [Fact]
    public void Of_a_flood_of_fragments_the_oldest_are_forgotten()
    {
        for (ushort id = 0; id < 1000; id++)
        {
            _stack.Receive(Syn(isV6: false).BuildFragments(88, id)[0], new Timestamp(id));
        }

        _stack.Receive(Syn(isV6: false).BuildFragments(88, 0)[1], new Timestamp(1000));
        Assert.Equal("B FragmentHeld", _log.Reasons[^1]); // its first half is gone: 256 datagrams are kept
        _stack.Receive(Syn(isV6: false).BuildFragments(88, 999)[1], new Timestamp(1001));
        Assert.Equal(["B FragmentCompletes", "B SynAccepted"], _log.Reasons.TakeLast(2));
    }

    private static PacketBuilder Syn(bool isV6) => (isV6 ? new PacketBuilder().Ipv6("2001:db8::1", "2001:db8::2") : new PacketBuilder().Ipv4("192.0.2.1", "192.0.2.2"))
        .Tcp(50_000, 80, (ref tcp) => tcp.Flags = TcpFlags.Syn)
        .Data(new byte[80]);
}
