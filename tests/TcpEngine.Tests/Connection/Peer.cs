using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>A peer made by hand: sends the connection whatever segment a test wants, and takes what it sends. The peer's ISS is 1000, the connection's 5000.</summary>
internal sealed class Peer
{
    public const uint OurIss = 5000;
    public const uint PeerIss = 1000;

    private static readonly ConnectionKey Key = new(new TcpEndpoint(IpAddress.Parse("192.0.2.1"), 1234), new TcpEndpoint(IpAddress.Parse("192.0.2.2"), 80));
    private readonly byte[] _buffer = new byte[2048];
    private readonly uint _ourIss;
    private readonly uint _peerIss;

    public Peer(TcpConnectionOptions? options = null, uint ourIss = OurIss, uint peerIss = PeerIss)
    {
        _ourIss = ourIss;
        _peerIss = peerIss;
        Connection = new TcpConnection(Key, 1, options ?? Plain, 1500, new SequenceNumber(ourIss), 0, "A", Log);
    }

    /// <summary>Options that keep segments plain: no timestamps, no SACK, no window scaling.</summary>
    public static TcpConnectionOptions Plain { get; } = new() { Timestamps = false, SelectiveAcknowledgments = false, WindowScaling = false, ReceiveBufferSize = 60_000, SendBufferSize = 60_000 };

    public TcpConnection Connection { get; }

    public EventLog Log { get; } = new();

    public Timestamp Now { get; set; }

    /// <summary>Opens from the connection's side, and completes the handshake.</summary>
    public Peer Establish(ushort window = 60_000, ushort mss = 1460)
    {
        Connection.OpenActive(Now);
        Expect("SYN seq=0");
        Send(TcpFlags.Syn | TcpFlags.Ack, 0, 1, window: window, mss: mss);
        Expect("ACK seq=1 ack=1");
        Assert.Equal(TcpState.Established, Connection.State);
        Connection.TakeEvents();
        return this;
    }

    /// <summary>Sends a segment; its numbers count from the initial ones.</summary>
    public void Send(TcpFlags flags, uint sequence, uint acknowledgment = 0, string data = "", ushort window = 60_000, ushort mss = 0)
    {
        ConnectionKey back = new(Key.Remote, Key.Local);
        OutgoingSegment segment = new()
        {
            SequenceNumber = new SequenceNumber(unchecked(_peerIss + sequence)),
            Acknowledgment = (flags & TcpFlags.Ack) != 0 ? new SequenceNumber(unchecked(_ourIss + acknowledgment)) : default,
            Flags = flags,
            Window = window,
            MaximumSegmentSize = mss,
        };
        Span<byte> payload = SegmentWriter.Begin(_buffer, back, segment, data.Length);
        System.Text.Encoding.ASCII.GetBytes(data, payload);
        int size = SegmentWriter.Finish(_buffer, back, payload);
        Assert.True(SegmentReader.TryRead(_buffer.AsSpan(0, size), out Segment read, out _, out _));
        if (Connection.State == TcpState.Closed && (flags & TcpFlags.Syn) != 0)
        {
            Connection.OpenPassive(read, Now);
        }
        else
        {
            Connection.OnSegment(read, Now);
        }
    }

    /// <summary>Sees that the connection sends these segments now, and no others.</summary>
    public void Expect(params string[] segments)
    {
        List<string> sent = [];
        while (Connection.TryTransmit(Now, _buffer, out int written))
        {
            Assert.True(SegmentReader.TryRead(_buffer.AsSpan(0, written), out Segment segment, out Reason reason, out _), reason.ToString());
            string acknowledgment = segment.IsAck ? $" ack={unchecked(segment.Acknowledgment.Value - _peerIss)}" : "";
            string length = segment.Payload.IsEmpty ? "" : $" len={segment.Payload.Length}";
            sent.Add($"{EventLog.Flags(segment.Flags)} seq={unchecked(segment.SequenceNumber.Value - _ourIss)}{acknowledgment}{length}");
        }

        Assert.Equal(segments, sent);
    }

    /// <summary>Lets time pass, and runs the timers that run out.</summary>
    public void Wait(double milliseconds)
    {
        Timestamp end = Now + Duration.FromSeconds(milliseconds / 1000);
        while (Connection.NextDeadline <= end)
        {
            Now = Connection.NextDeadline;
            Connection.OnDeadline(Now);
            if (Connection.WantsToTransmit)
            {
                return;
            }
        }

        Now = end;
    }

    public void Write(string text) => Assert.Equal(text.Length, Connection.Send(System.Text.Encoding.ASCII.GetBytes(text), Now));

    public string Read()
    {
        byte[] bytes = new byte[Connection.AvailableBytes];
        Assert.Equal(bytes.Length, Connection.Receive(bytes, Now));
        return System.Text.Encoding.ASCII.GetString(bytes);
    }
}
