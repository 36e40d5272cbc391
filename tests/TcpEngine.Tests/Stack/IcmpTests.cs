using TcpCodec;

namespace TcpEngine.Tests.Stack;

/// <summary>ICMP errors and the path's MTU: RFC 9293, section 3.9.2.2; RFC 5927; RFC 1191 and 8201; RFC 4821, section 7.7.</summary>
public sealed class IcmpTests
{
    private static TcpConnectionOptions Plain => TcpConnectionOptions.Default with { Timestamps = false, SelectiveAcknowledgments = false };

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [Requirement("MUST-54", "SHLD-26")]
    public void A_hard_error_ends_a_connection_that_opens(byte code)
    {
        StackPeer peer = new(Plain);
        TcpConnection connection = peer.Stack.Connect(StackPeer.Remote, peer, peer.Now);
        peer.Flags();

        SendIcmp(peer, Icmpv4Type.DestinationUnreachable, code);

        Assert.Equal((TcpState.Closed, TcpFailure.Refused), (connection.State, connection.Failure));
        Assert.Equal(1, peer.Stack.Statistics.AttemptFails);
    }

    [Theory]
    [InlineData(Icmpv4Type.DestinationUnreachable, 0, IcmpErrorKind.NetworkUnreachable)]
    [InlineData(Icmpv4Type.DestinationUnreachable, 1, IcmpErrorKind.HostUnreachable)]
    [InlineData(Icmpv4Type.DestinationUnreachable, 5, IcmpErrorKind.SourceRouteFailed)]
    [InlineData(Icmpv4Type.TimeExceeded, 0, IcmpErrorKind.TimeExceeded)]
    [InlineData(Icmpv4Type.TimeExceeded, 1, IcmpErrorKind.TimeExceeded)]
    [InlineData(Icmpv4Type.ParameterProblem, 0, IcmpErrorKind.ParameterProblem)]
    [Requirement("MUST-47", "MUST-54", "MUST-56", "SHLD-25")]
    public void A_soft_error_is_reported_and_ends_nothing(Icmpv4Type kind, byte code, IcmpErrorKind meant)
    {
        foreach (bool isOpen in (bool[])[false, true])
        {
            StackPeer peer = new(Plain);
            TcpConnection connection = isOpen ? Sending(peer) : peer.Stack.Connect(StackPeer.Remote, peer, peer.Now);
            peer.Flags();
            TcpState before = connection.State;

            SendIcmp(peer, kind, code);

            Assert.Equal((before, meant), (connection.State, connection.SoftError));
            Assert.Equal(1, peer.SoftErrors);
        }
    }

    [Fact]
    [Requirement("SHLD-20")]
    public void Reports_of_soft_errors_can_be_turned_off()
    {
        StackPeer peer = new(Plain with { ReportSoftErrors = false });
        peer.Stack.Connect(StackPeer.Remote, peer, peer.Now);
        peer.Flags();

        SendIcmp(peer, Icmpv4Type.DestinationUnreachable, 0);

        Assert.Equal(0, peer.SoftErrors);
    }

    [Fact]
    [Requirement("MUST-55")]
    public void Source_quench_is_discarded()
    {
        StackPeer peer = new(Plain);
        TcpConnection connection = Sending(peer);
        uint before = connection.TakeSnapshot().CongestionWindow;

        SendIcmp(peer, Icmpv4Type.SourceQuench, 0);

        Assert.Equal((before, 0), (connection.TakeSnapshot().CongestionWindow, peer.SoftErrors));
    }

    [Theory]
    [InlineData(Icmpv4Type.DestinationUnreachable, 3)]
    [InlineData(Icmpv4Type.DestinationUnreachable, 4)]
    [InlineData(Icmpv4Type.DestinationUnreachable, 0)]
    [Requirement("PMTU-2")]
    public void An_error_about_what_is_not_in_flight_does_nothing(Icmpv4Type kind, byte code)
    {
        StackPeer peer = new(Plain);
        TcpConnection connection = Sending(peer);
        ConnectionSnapshot before = connection.TakeSnapshot();

        SendIcmp(peer, kind, code, mtu: 800, sequence: before.SendUnacknowledged.Value - 1);
        SendIcmp(peer, kind, code, mtu: 800, sequence: before.SendNext.Value);

        Assert.Equal((before, 0), (connection.TakeSnapshot(), peer.SoftErrors));
    }

    [Fact]
    [Requirement("PMTU-1", "CC-17")]
    public void Packet_too_big_makes_segments_smaller_and_what_was_lost_goes_again()
    {
        StackPeer peer = new(Plain);
        TcpConnection connection = Sending(peer);

        SendIcmp(peer, Icmpv4Type.DestinationUnreachable, 4, mtu: 1000);

        ConnectionSnapshot after = connection.TakeSnapshot();
        Assert.Equal((960, 9600u), (after.SendMaximumSegmentSize, after.CongestionWindow));
        peer.Flags();
        Assert.NotEmpty(peer.Packets);
        Assert.All(peer.Packets, packet => Assert.InRange(packet.Length, 41, 1000));
        Assert.Equal(after.SendUnacknowledged, StackPeer.Read(peer.Packets[0]).SequenceNumber);

        SendIcmp(peer, Icmpv4Type.DestinationUnreachable, 4, mtu: 1400); // never raises
        SendIcmp(peer, Icmpv4Type.DestinationUnreachable, 4, mtu: 68);   // never below what every host takes
        Assert.Equal(536, connection.TakeSnapshot().SendMaximumSegmentSize);
    }

    [Fact]
    [Requirement("PMTU-1", "PLP-5", "PLP-6")]
    public void After_10_minutes_larger_segments_are_tried_again_and_cwnd_does_not_grow_by_that()
    {
        StackPeer peer = new(Plain);
        TcpConnection connection = Sending(peer);
        SendIcmp(peer, Icmpv4Type.DestinationUnreachable, 4, mtu: 1000);
        peer.Flags();
        peer.Send(TcpFlags.Ack, 1, connection.TakeSnapshot().SendNext.Value);
        peer.Flags();
        peer.Send(TcpFlags.Ack, 1, connection.TakeSnapshot().SendNext.Value);
        uint before = connection.TakeSnapshot().CongestionWindow;
        peer.Wait(Duration.FromSeconds(600));
        connection.Send(new byte[3000], peer.Now);
        peer.Flags();

        Assert.Equal(1460, connection.TakeSnapshot().SendMaximumSegmentSize);
        Assert.InRange(connection.TakeSnapshot().CongestionWindow, 1u, before);
    }

    [Fact]
    [Requirement("PMTU-2", "PLP-7")]
    public void A_claim_that_larger_segments_have_disproved_waits_for_a_time_out_to_agree()
    {
        StackPeer peer = new(Plain);
        TcpConnection connection = Sending(peer);
        peer.Send(TcpFlags.Ack, 1, connection.TakeSnapshot().SendUnacknowledged.Value + 1460);
        peer.Flags();

        SendIcmp(peer, Icmpv4Type.DestinationUnreachable, 4, mtu: 1000);
        Assert.Equal(1460, connection.TakeSnapshot().SendMaximumSegmentSize);

        peer.Wait(Duration.FromSeconds(3));
        Assert.Equal(960, connection.TakeSnapshot().SendMaximumSegmentSize);
    }

    [Fact]
    [Requirement("PLP-4")]
    public void A_black_hole_is_passed_with_smaller_segments()
    {
        StackPeer peer = new(Plain);
        TcpConnection connection = Sending(peer);
        List<int> sizes = [];
        for (int i = 0; i < 4; i++)
        {
            peer.Now = connection.NextDeadline;
            peer.Wait(Duration.Zero);
            peer.Flags();
            sizes.Add(peer.Packets[0].Length);
        }

        Assert.Equal([1500, 1024, 576, 576], sizes);
    }

    [Fact]
    [Requirement("V6-1")]
    public void Packet_too_big_of_version_6_never_goes_below_1280()
    {
        TcpEndpoint remote = new(IpAddress.Parse("2001:db8::9"), 4000);
        StackPeer peer = new(Plain);
        TcpConnection connection = peer.Stack.Connect(remote, peer, peer.Now);
        peer.Flags();
        TcpEndpoint local = peer.Last.Source;
        peer.Send(TcpFlags.Syn | TcpFlags.Ack, 0, peer.OurNext, from: new ConnectionKey(remote, local));
        connection.Send(new byte[5000], peer.Now);
        peer.Flags();
        byte[] quoted = peer.Packets[^1];

        byte[] packet = new byte[Ipv6Header.FixedSize + Icmpv6Header.FixedSize + 100];
        Icmpv6HeaderWriter icmp = new(packet.AsSpan(Ipv6Header.FixedSize)) { Type = Icmpv6Type.PacketTooBig, RestOfHeader = 600 };
        Assert.True(icmp.TryFinish(quoted.AsSpan(0, 100), out int size));
        byte[] router = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff];
        byte[] host = new byte[16];
        local.Address.CopyTo(host);
        Icmpv6HeaderWriter.SetChecksum(packet.AsSpan(Ipv6Header.FixedSize, size), router, host);
        Ipv6HeaderWriter ip = new(packet) { NextHeader = Ipv6NextHeader.Icmpv6, HopLimit = 64, SrcAddr = router, DstAddr = host };
        Assert.True(ip.TryFinishHeader(size, out _));
        peer.Stack.Receive(packet, peer.Now);

        Assert.Equal(1220, connection.TakeSnapshot().SendMaximumSegmentSize);
    }

    // An established connection with ten full segments in flight.
    private static TcpConnection Sending(StackPeer peer)
    {
        TcpConnection connection = peer.Stack.Connect(StackPeer.Remote, peer, peer.Now);
        peer.Flags();
        peer.Send(TcpFlags.Syn | TcpFlags.Ack, 0, peer.OurNext, from: new ConnectionKey(StackPeer.Remote, connection.Key.Local));
        connection.Send(new byte[14_600], peer.Now);
        peer.Flags();
        peer.From = new ConnectionKey(StackPeer.Remote, connection.Key.Local);
        return connection;
    }

    // About the last packet that the stack has sent, unless a sequence number is given.
    private static void SendIcmp(StackPeer peer, Icmpv4Type kind, byte code, ushort mtu = 0, uint? sequence = null)
    {
        byte[] quoted = peer.Packets[^1][..28];
        if (sequence is { } number)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(quoted.AsSpan(24), number);
        }

        byte[] packet = new byte[Ipv4Header.FixedSize + Icmpv4Header.FixedSize + quoted.Length];
        Icmpv4HeaderWriter icmp = new(packet.AsSpan(Ipv4Header.FixedSize)) { Type = kind, Code = code, RestOfHeader = mtu };
        Assert.True(icmp.TryFinish(quoted, out int size));
        Icmpv4HeaderWriter.SetChecksum(packet.AsSpan(Ipv4Header.FixedSize));
        Ipv4HeaderWriter ip = new(packet) { TimeToLive = 64, Protocol = Ipv4Protocol.Icmp, SrcAddr = [192, 0, 2, 254], DstAddr = [192, 0, 2, 1] };
        Assert.True(ip.TryFinishHeader(size, out _));
        Ipv4HeaderWriter.SetChecksum(packet);
        peer.Stack.Receive(packet, peer.Now);
    }
}
