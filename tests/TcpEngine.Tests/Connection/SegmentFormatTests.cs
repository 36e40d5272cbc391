using HeaderSpec;
using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>Headers and options as they come and go: RFC 9293, sections 3.1 and 3.2.</summary>
public sealed class SegmentFormatTests
{
    private static readonly byte[] Mss500 = [2, 4, 500 >> 8, 500 & 0xff];
    private static readonly byte[] Unknown = [200, 6, 1, 2, 3, 4];

    public static TheoryData<byte[]> Layouts => new()
    {
        Mss500,
        (byte[])[1, .. Mss500],
        (byte[])[1, 1, 1, .. Mss500, 0],
        (byte[])[.. Unknown, .. Mss500],
        (byte[])[.. Mss500, .. Unknown, 0, 0xaa, 0xbb],
        (byte[])[.. Unknown, 1, .. Mss500, 1],
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    [Requirement("MUST-4", "MUST-6", "MUST-64")]
    public void The_MSS_is_found_among_other_options_and_on_any_boundary(byte[] options)
    {
        Peer peer = new();
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN seq=0");

        peer.SendRaw(TcpFlags.Syn | TcpFlags.Ack, 0, 1, "", options);

        Assert.Equal((TcpState.Established, 500), (peer.Connection.State, peer.Connection.TakeSnapshot().SendMaximumSegmentSize));
    }

    [Fact]
    [Requirement("MUST-5", "MUST-6")]
    public void Options_of_any_kind_may_stand_on_any_segment()
    {
        Peer peer = new Peer().Establish();
        peer.SendRaw(TcpFlags.Ack, 1, 1, "hello", Unknown);
        Assert.Equal("hello", peer.Read());
        peer.SendRaw(TcpFlags.Ack | TcpFlags.Fin, 6, 1, "", [1, 1, .. Unknown]);
        Assert.Equal(TcpState.CloseWait, peer.Connection.State);
        peer.SendRaw(TcpFlags.Rst, 7, 0, "", Unknown);
        Assert.Equal(TcpState.Closed, peer.Connection.State);
    }

    [Theory]
    [InlineData(new byte[] { 200, 0 })]
    [InlineData(new byte[] { 200, 1 })]
    [InlineData(new byte[] { 200, 41 })]
    [InlineData(new byte[] { 2, 3, 5 })]
    [InlineData(new byte[] { 1, 1, 1, 200 })]
    [Requirement("MUST-7")]
    public void An_illegal_option_length_is_survived(byte[] options)
    {
        Peer peer = new Peer().Establish();

        bool wasRead = peer.TrySendRaw(TcpFlags.Ack, 1, 1, "hello", options);

        Assert.Equal(wasRead ? 5 : 0, peer.Connection.AvailableBytes);
        peer.Send(TcpFlags.Ack, 1, 1, "hello");
        Assert.Equal("hello", peer.Read());
    }

    [Fact]
    [Requirement("MUST-2", "MUST-68", "MUST-69", "MUST-65", "SACK-1")]
    public void All_that_is_sent_over_bad_links_has_good_checksums_and_well_formed_options()
    {
        FormatChecker checker = new();
        foreach (bool isV6 in (bool[])[false, true])
        {
            TcpEngine.Simulation simulation = new(3, checker);
            TcpConnectionOptions options = TcpConnectionOptions.Default with { Ecn = EcnUse.Request };
            SimulatedHost a = simulation.AddHost("A", IpAddress.Parse(isV6 ? "2001:db8::1" : "192.0.2.1"), options);
            SimulatedHost b = simulation.AddHost("B", IpAddress.Parse(isV6 ? "2001:db8::2" : "192.0.2.2"), options);
            simulation.Connect(a, b, new LinkSettings { Loss = 0.05, Reordering = 0.1, Duplication = 0.1 });
            Talker onA = new();
            Talker onB = new();
            simulation.Plan(default, b, now => b.Stack.Listen(new TcpEndpoint(b.Address, 80), _ => onB, now));
            simulation.Plan(new Timestamp(1), a, now => a.Stack.Connect(new TcpEndpoint(b.Address, 80), onA, now));
            Assert.True(simulation.Run(new Timestamp(Duration.FromSeconds(3600).Nanoseconds)));
            Assert.Equal((Talker.Total, Talker.Total), (onA.Received, onB.Received));
        }

        Assert.True(checker.Segments > 200);
        Assert.True(checker.SackBlocks > 0);
    }

    [Fact]
    [Requirement("MUST-50")]
    public void IP_options_that_mean_nothing_to_TCP_are_ignored()
    {
        Peer peer = new Peer().Establish();

        peer.SendRaw(TcpFlags.Ack, 1, 1, "hello", [], ipOptions: [0x94, 4, 0, 0, 7, 3, 4, 0]);

        Assert.Equal("hello", peer.Read());
    }

    /// <summary>Reads each packet that is sent, byte by byte.</summary>
    private sealed class FormatChecker : IEngineObserver
    {
        public int Segments { get; private set; }

        public int SackBlocks { get; private set; }

        public void Observe(in EngineEvent e)
        {
            if (e.Kind != EngineEventKind.SegmentSent)
            {
                return;
            }

            Segments++;
            Assert.True(SegmentReader.TryRead(e.Packet, out Segment segment, out Reason reason, out ParseError error), $"{reason} {error}");
            SackBlocks += segment.SackBlocks.Count;
            Assert.Equal(segment.IsSyn, segment.MaximumSegmentSize != 0);
            Assert.True(segment.IsSyn || (!segment.SackPermitted && !segment.HasWindowShift));
            int start = e.Packet[0] >> 4 == 6 ? 40 : 20;
            ReadOnlySpan<byte> options = e.Packet.Slice(start + 20, ((e.Packet[start + 12] >> 4) * 4) - 20);
            while (!options.IsEmpty)
            {
                if (options[0] == 0)
                {
                    Assert.False(options.ContainsAnyExcept((byte)0));
                    break;
                }

                int size = options[0] == 1 ? 1 : options[1];
                Assert.InRange(size, options[0] == 1 ? 1 : 2, options.Length);
                options = options[size..];
            }
        }
    }

    /// <summary>Sends a number of bytes, an odd one at a time, then closes.</summary>
    private sealed class Talker : ITcpApplication
    {
        public const int Total = 150_001;
        private readonly byte[] _buffer = new byte[1777];
        private int _sent;

        public int Received { get; private set; }

        public void OnConnected(TcpConnection connection, Timestamp now) => OnSendBufferSpace(connection, now);

        public void OnSendBufferSpace(TcpConnection connection, Timestamp now)
        {
            while (_sent < Total && connection.SendBufferRoom > 0)
            {
                _sent += connection.Send(_buffer.AsSpan(0, Math.Min(_buffer.Length, Total - _sent)), now);
            }

            if (_sent == Total)
            {
                connection.Close(now);
            }
        }

        public void OnDataAvailable(TcpConnection connection, Timestamp now)
        {
            for (int count = connection.Receive(_buffer, now); count > 0; count = connection.Receive(_buffer, now))
            {
                Received += count;
            }
        }

        public void OnPeerClosed(TcpConnection connection, Timestamp now)
        {
        }

        public void OnClosed(TcpConnection connection, Timestamp now)
        {
        }
    }
}
