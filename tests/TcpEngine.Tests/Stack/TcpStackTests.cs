using HeaderSpec;
using TcpCodec;

namespace TcpEngine.Tests.Stack;

/// <summary>What a stack does with packets that belong to no connection, or to nobody at all.</summary>
public sealed class TcpStackTests : IEngineObserver
{
    private static readonly ConnectionKey FromPeer = new(new TcpEndpoint(IpAddress.Parse("192.0.2.9"), 4000), new TcpEndpoint(IpAddress.Parse("192.0.2.1"), 80));

    private readonly TcpStack _stack;
    private readonly byte[] _buffer = new byte[1500];
    private readonly List<(Reason Reason, ParseError Error)> _dropped = [];

    public TcpStackTests() => _stack = new TcpStack(new TcpStackOptions { Name = "A", Addresses = [IpAddress.Parse("192.0.2.1"), IpAddress.Parse("2001:db8::1")], Secret = 1 }, this);

    void IEngineObserver.Observe(in EngineEvent e)
    {
        if (e.Kind == EngineEventKind.SegmentDropped)
        {
            _dropped.Add((e.Reason, e.ParseError));
        }
    }

    [Fact]
    [Requirement("9293-RST")]
    public void A_SYN_to_a_closed_port_is_answered_with_RST_and_ACK()
    {
        _stack.Receive(Packet(TcpFlags.Syn, 100), default);

        Assert.Equal("RST,ACK 0 101", Transmit());
        Assert.Equal(Reason.NoConnection, Assert.Single(_dropped).Reason);
        Assert.Equal(1, _stack.Statistics.OutRsts);
    }

    [Fact]
    [Requirement("9293-RST")]
    public void An_ACK_for_no_connection_is_answered_with_RST_at_its_number()
    {
        _stack.Receive(Packet(TcpFlags.Ack, 100, 777), default);

        Assert.Equal("RST 777 0", Transmit());
    }

    [Fact]
    public void A_RST_is_never_answered()
    {
        _stack.Receive(Packet(TcpFlags.Rst, 100), default);
        _stack.Receive(Packet(TcpFlags.Rst | TcpFlags.Ack, 100, 1), default);

        Assert.Equal("", Transmit());
    }

    [Fact]
    public void A_listener_answers_an_ACK_with_RST_and_ignores_a_RST()
    {
        _stack.Listen(FromPeer.Remote, _ => throw new InvalidOperationException("nobody connects here"), default);
        _stack.Receive(Packet(TcpFlags.Ack, 100, 777), default);
        Assert.Equal("RST 777 0", Transmit());

        _stack.Receive(Packet(TcpFlags.Rst, 100), default);
        Assert.Equal("", Transmit());
    }

    [Fact]
    public void A_full_backlog_drops_further_SYNs()
    {
        _stack.Listen(FromPeer.Remote, _ => throw new InvalidOperationException("nobody completes"), default, backlog: 2, synCookies: false);
        for (ushort port = 1; port <= 4; port++)
        {
            _stack.Receive(Packet(TcpFlags.Syn, 100, port: port), default);
        }

        Assert.Equal(2, _stack.ConnectionCount);
        Assert.Equal(2, _stack.Statistics.ListenOverflows);
        Assert.All(_dropped, drop => Assert.Equal(Reason.BacklogFull, drop.Reason));
    }

    [Fact]
    [Requirement("MUST-3", "MUST-7")]
    public void Damaged_packets_are_counted_told_and_dropped()
    {
        byte[] checksum = Packet(TcpFlags.Syn, 100);
        checksum[^1] ^= 1;
        byte[] offset = Packet(TcpFlags.Syn, 100);
        offset[32] = 0x40;
        byte[] option = Packet(TcpFlags.Syn, 100);
        option[41] = 1;

        _stack.Receive(checksum, default);
        _stack.Receive(offset, default);
        _stack.Receive(option, default);
        _stack.Receive(Packet(TcpFlags.Syn, 100).AsSpan(0, 30), default);
        _stack.Receive([], default);
        _stack.Receive([0x99], default);

        Assert.Equal(
            [
                (Reason.TcpChecksumWrong, default),
                (Reason.TcpMalformed, new ParseError(ParseFault.InvalidValue, "/seq/data_offset", 12)),
                (Reason.TcpMalformed, new ParseError(ParseFault.InvalidValue, "/types/option/seq/len", 21)),
                (Reason.IpMalformed, new ParseError(ParseFault.Truncated, "/seq/payload", 30)),
                (Reason.IpMalformed, new ParseError(ParseFault.Truncated, "/seq/version", 0)),
                (Reason.IpMalformed, new ParseError(ParseFault.Truncated, "/seq/dscp", 1)),
            ],
            _dropped);
        Assert.Equal(6, _stack.Statistics.InErrs);
        Assert.Equal("", Transmit());
    }

    [Fact]
    public void Packets_for_others_and_of_other_protocols_are_dropped_without_an_answer()
    {
        byte[] udp = Packet(TcpFlags.Syn, 100);
        Assert.True(Ipv4HeaderWriter.TryEdit(udp, out Ipv4HeaderWriter edit, out _));
        edit.Protocol = Ipv4Protocol.Udp;
        Ipv4HeaderWriter.SetChecksum(udp);

        _stack.Receive(Packet(TcpFlags.Syn, 100, to: "192.0.2.77"), default);
        _stack.Receive(Packet(TcpFlags.Syn, 100, to: "224.0.0.1"), default);
        _stack.Receive(udp, default);

        Assert.Equal([Reason.NotForThisHost, Reason.MulticastOrBroadcast, Reason.ProtocolUnknown], _dropped.Select(drop => drop.Reason));
        Assert.Equal("", Transmit());
    }

    [Fact]
    public void Random_packets_never_throw()
    {
        RandomSource random = new(1);
        _stack.Listen(FromPeer.Remote, _ => throw new InvalidOperationException("nobody completes"), default);
        for (int i = 0; i < 100_000; i++)
        {
            byte[] packet = Packet((TcpFlags)random.Next(512), (uint)random.Next(1000), (uint)random.Next(1000), (ushort)random.Next(4));
            for (int flips = random.Next(4); flips > 0; flips--)
            {
                packet[random.Next(packet.Length)] = (byte)random.Next(256);
            }

            _stack.Receive(packet.AsSpan(0, random.Chance(0.2) ? random.Next(packet.Length + 1) : packet.Length), default);
            Transmit();
        }

        Assert.InRange(_stack.ConnectionCount, 0, 4);
    }

    private static byte[] Packet(TcpFlags flags, uint sequence, uint acknowledgment = 0, ushort port = 4000, string to = "192.0.2.1")
    {
        ConnectionKey key = new(FromPeer.Local with { Port = port }, FromPeer.Remote with { Address = IpAddress.Parse(to) });
        OutgoingSegment segment = new()
        {
            SequenceNumber = new SequenceNumber(sequence), Acknowledgment = new SequenceNumber(acknowledgment), Flags = flags, Window = 1000, MaximumSegmentSize = 1460,
        };
        byte[] packet = new byte[100];
        return packet.AsSpan(0, SegmentWriter.Finish(packet, key, SegmentWriter.Begin(packet, key, segment, 0))).ToArray();
    }

    private string Transmit()
    {
        string sent = "";
        while (_stack.TryTransmit(default, _buffer, out int written))
        {
            Assert.True(SegmentReader.TryRead(_buffer.AsSpan(0, written), out Segment segment, out _, out _));
            sent += $"{EventLog.Flags(segment.Flags)} {segment.SequenceNumber} {segment.Acknowledgment}";
        }

        return sent;
    }

    // RFC 9293, section 3.10.5: ABORT deletes the TCB. An acknowledgment that still waits must not keep it.
    [Fact]
    public void A_connection_aborted_while_an_acknowledgment_waits_is_gone()
    {
        StackPeer peer = new();
        peer.Stack.Listen(StackPeer.Local, _ => new Aborter(), peer.Now);
        peer.Send(TcpFlags.Syn, 5000);
        Assert.Equal("SYN,ACK", peer.Flags());
        uint acknowledgment = peer.OurNext;

        peer.Send(TcpFlags.Ack | TcpFlags.Fin, 5001, acknowledgment, "data");

        Assert.Equal("RST", peer.Flags());
        Assert.Equal(0, peer.Stack.ConnectionCount);
        peer.Send(TcpFlags.Ack, 5006, acknowledgment);
        Assert.Equal("RST", peer.Flags());
    }

    /// <summary>Wants none of what the peer sent.</summary>
    private sealed class Aborter : ITcpApplication
    {
        public void OnConnected(TcpConnection connection, Timestamp now)
        {
        }

        public void OnDataAvailable(TcpConnection connection, Timestamp now)
        {
        }

        public void OnSendBufferSpace(TcpConnection connection, Timestamp now)
        {
        }

        public void OnPeerClosed(TcpConnection connection, Timestamp now) => connection.Abort(now);

        public void OnClosed(TcpConnection connection, Timestamp now)
        {
        }
    }
}
