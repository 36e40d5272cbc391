using System.Buffers.Binary;
using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>A peer made by hand: sends the connection whatever segment a test wants, and takes what it sends. The peer's ISS is 1000, the connection's 5000.</summary>
internal sealed class Peer
{
    public const uint OurIss = 5000;
    public const uint PeerIss = 1000;

    private static readonly ConnectionKey Key = new(new TcpEndpoint(IpAddress.Parse("192.0.2.1"), 1234), new TcpEndpoint(IpAddress.Parse("192.0.2.2"), 80));
    private static readonly ConnectionKey KeyV6 = new(new TcpEndpoint(IpAddress.Parse("2001:db8::1"), 1234), new TcpEndpoint(IpAddress.Parse("2001:db8::2"), 80));
    private readonly ConnectionKey _key;
    private readonly TcpConnectionOptions _options;
    private readonly byte[] _buffer;
    private readonly uint _ourIss;
    private readonly uint _peerIss;

    public Peer(TcpConnectionOptions? options = null, uint ourIss = OurIss, uint peerIss = PeerIss, int mtu = 1500, bool isV6 = false)
    {
        _ourIss = ourIss;
        _peerIss = peerIss;
        _buffer = new byte[mtu];
        _key = isV6 ? KeyV6 : Key;
        _options = options ?? Plain;
        Connection = new TcpConnection(_key, 1, _options, mtu, new SequenceNumber(ourIss), 0, "A", Log);
    }

    /// <summary>Options that keep segments plain: no timestamps, no SACK, no window scaling.</summary>
    public static TcpConnectionOptions Plain { get; } = new() { Timestamps = false, SelectiveAcknowledgments = false, WindowScaling = false, ReceiveBufferSize = 60_000, SendBufferSize = 60_000, CongestionControl = CongestionControlAlgorithm.NewReno };

    public TcpConnection Connection { get; }

    public EventLog Log { get; } = new();

    public Timestamp Now { get; set; }

    /// <summary>The packets that the last <see cref="Expect"/> saw.</summary>
    public List<byte[]> Packets { get; } = [];

    /// <summary>The peer's timestamp clock, where timestamps are used; what it echoes is what came last.</summary>
    public uint Clock { get; set; } = 7000;

    /// <summary>What the peer echoes.</summary>
    public uint Echo { get; set; }

    /// <summary>What all the peer's segments carry from now on.</summary>
    public Extras Always { get; set; }

    /// <summary>Opens from the connection's side, and completes the handshake. The peer offers what the connection does.</summary>
    public Peer Establish(ushort window = 60_000, ushort mss = 1460, byte shift = 0)
    {
        Connection.OpenActive(Now);
        Expect("SYN seq=0");
        Always = new Extras { Timestamps = _options.Timestamps };
        Send(TcpFlags.Syn | TcpFlags.Ack, 0, 1, window: window, mss: mss, extras: Always with { Shift = _options.WindowScaling ? shift : null, SackPermitted = _options.SelectiveAcknowledgments });
        Expect("ACK seq=1 ack=1");
        Assert.Equal(TcpState.Established, Connection.State);
        Connection.TakeEvents();
        return this;
    }

    /// <summary>Sends a segment; its numbers count from the initial ones.</summary>
    public void Send(TcpFlags flags, uint sequence, uint acknowledgment = 0, string data = "", ushort window = 60_000, ushort mss = 0, Extras? extras = null)
    {
        Extras with = extras ?? Always;
        ConnectionKey back = new(_key.Remote, _key.Local);
        TcpSackBlock[] blocks = [.. (with.Sack ?? []).Select(block => new TcpSackBlock(unchecked(_ourIss + block.Left), unchecked(_ourIss + block.Right)))];
        OutgoingSegment segment = new()
        {
            SequenceNumber = new SequenceNumber(unchecked(_peerIss + sequence)),
            Acknowledgment = (flags & TcpFlags.Ack) != 0 ? new SequenceNumber(unchecked(_ourIss + acknowledgment)) : default,
            Flags = flags,
            Window = window,
            MaximumSegmentSize = mss,
            UrgentPointer = with.Urgent,
            Ecn = with.Ecn,
            HasWindowShift = with.Shift is not null,
            WindowShift = with.Shift ?? 0,
            SackPermitted = with.SackPermitted,
            HasTimestamps = with.Timestamps,
            TimestampValue = with.Clock ?? Clock,
            TimestampEcho = Echo,
            SackBlocks = blocks,
            AccurateEcn = with.AccurateEcn,
        };
        Span<byte> payload = SegmentWriter.Begin(_buffer, back, segment, data.Length);
        System.Text.Encoding.ASCII.GetBytes(data, payload);
        Assert.True(TryGive(_buffer.AsSpan(0, SegmentWriter.Finish(_buffer, back, payload))));
    }

    /// <summary>Sends a segment with options as they are given, padded with zeros; IPv4 only.</summary>
    public void SendRaw(TcpFlags flags, uint sequence, uint acknowledgment, string data, byte[] options, byte[]? ipOptions = null) =>
        Assert.True(TrySendRaw(flags, sequence, acknowledgment, data, options, ipOptions));

    /// <summary>As <see cref="SendRaw"/>; false where the segment is malformed.</summary>
    public bool TrySendRaw(TcpFlags flags, uint sequence, uint acknowledgment, string data, byte[] options, byte[]? ipOptions = null)
    {
        int ipSize = 20 + (ipOptions?.Length ?? 0);
        int tcpSize = 20 + ((options.Length + 3) / 4 * 4);
        byte[] packet = new byte[ipSize + tcpSize + data.Length];
        Span<byte> tcp = packet.AsSpan(ipSize);
        BinaryPrimitives.WriteUInt16BigEndian(tcp, _key.Remote.Port);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], _key.Local.Port);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], unchecked(_peerIss + sequence));
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], unchecked(_ourIss + acknowledgment));
        tcp[12] = (byte)((tcpSize / 4 << 4) | ((int)flags >> 8));
        tcp[13] = (byte)flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], 60_000);
        options.CopyTo(tcp[20..]);
        System.Text.Encoding.ASCII.GetBytes(data, tcp[tcpSize..]);
        byte[] source = new byte[4];
        byte[] destination = new byte[4];
        _key.Remote.Address.CopyTo(source);
        _key.Local.Address.CopyTo(destination);
        TcpHeaderWriter.SetChecksum(tcp, source, destination);
        packet[0] = (byte)(0x40 | (ipSize / 4));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[8] = 64;
        packet[9] = 6;
        source.CopyTo(packet, 12);
        destination.CopyTo(packet, 16);
        ipOptions?.CopyTo(packet, 20);
        Ipv4HeaderWriter.SetChecksum(packet);
        return TryGive(packet);
    }

    private bool TryGive(ReadOnlySpan<byte> packet)
    {
        if (!SegmentReader.TryRead(packet, out Segment read, out _, out _))
        {
            return false;
        }

        if (Connection.State == TcpState.Closed && read.IsSyn)
        {
            Connection.OpenPassive(read, Now);
        }
        else
        {
            Connection.OnSegment(read, Now);
        }

        return true;
    }

    /// <summary>Sees that the connection sends these segments now, and no others.</summary>
    public void Expect(params string[] segments) => Assert.Equal(segments, Take());

    /// <summary>Sees that the connection sends this segment now, and perhaps others after it.</summary>
    public void ExpectFirst(string segment) => Assert.Equal(segment, Take().FirstOrDefault());

    /// <summary>Takes what the connection sends now, whatever it is.</summary>
    public List<string> Take()
    {
        List<string> sent = [];
        Packets.Clear();
        while (Connection.TryTransmit(Now, _buffer, out int written))
        {
            Assert.True(SegmentReader.TryRead(_buffer.AsSpan(0, written), out Segment segment, out Reason reason, out _), reason.ToString());
            Packets.Add(_buffer.AsSpan(0, written).ToArray());
            Echo = segment.HasTimestamps ? segment.TimestampValue : Echo;
            string acknowledgment = segment.IsAck ? $" ack={unchecked(segment.Acknowledgment.Value - _peerIss)}" : "";
            string length = segment.Payload.IsEmpty ? "" : $" len={segment.Payload.Length}";
            sent.Add($"{EventLog.Flags(segment.Flags)} seq={unchecked(segment.SequenceNumber.Value - _ourIss)}{acknowledgment}{length}");
        }

        return sent;
    }

    /// <summary>What the last of <see cref="Packets"/> says of itself.</summary>
    public Segment Last
    {
        get
        {
            Assert.True(SegmentReader.TryRead(Packets[^1], out Segment segment, out _, out _));
            return segment;
        }
    }

    /// <summary>Sends what is due, whatever it is, and says how many segments that were.</summary>
    public int Drain()
    {
        int count = 0;
        while (Connection.TryTransmit(Now, _buffer, out _))
        {
            count++;
        }

        return count;
    }

    /// <summary>Sends what is due, at least one segment, and gives the last one.</summary>
    public void Drain(out Segment last)
    {
        Assert.NotEmpty(Take());
        last = Last;
    }

    /// <summary>Lets time pass, and runs the timers that run out.</summary>
    public void Wait(double milliseconds)
    {
        Timestamp end = Now + Duration.FromSeconds(milliseconds / 1000);
        while (Connection.NextDeadline <= end)
        {
            Now = Connection.NextDeadline;
            Connection.OnDeadline(Now);
            if (Connection.WantsToTransmit || Connection.State == TcpState.Closed)
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

    /// <summary>What a segment carries beside what all do.</summary>
    public readonly record struct Extras
    {
        public ushort Urgent { get; init; }

        public EcnCodepoint Ecn { get; init; }

        public byte? Shift { get; init; }

        public bool SackPermitted { get; init; }

        public bool Timestamps { get; init; }

        /// <summary>The option of accurate ECN; null for none.</summary>
        public AccurateEcnOption? AccurateEcn { get; init; }

        /// <summary>The timestamp; null for that of the peer's clock.</summary>
        public uint? Clock { get; init; }

        /// <summary>SACK blocks, their numbers counted from the initial ones.</summary>
        public (uint Left, uint Right)[]? Sack { get; init; }
    }
}
