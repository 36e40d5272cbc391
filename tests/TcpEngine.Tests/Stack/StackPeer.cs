using TcpCodec;

namespace TcpEngine.Tests.Stack;

/// <summary>A peer made by hand of a whole stack, and the application on the stack: sends whatever packet a test wants, and takes what the stack sends.</summary>
internal sealed class StackPeer : ITcpApplication, IEngineObserver
{
    public static readonly TcpEndpoint Local = new(IpAddress.Parse("192.0.2.1"), 80);
    public static readonly TcpEndpoint Remote = new(IpAddress.Parse("192.0.2.9"), 4000);
    private readonly byte[] _buffer = new byte[2000];

    public StackPeer(TcpConnectionOptions? options = null, TcpStackOptions? stack = null, bool isWatched = true) =>
        Stack = new TcpStack((stack ?? Options) with { Connections = options ?? TcpConnectionOptions.Default }, isWatched ? this : null);

    public static TcpStackOptions Options { get; } = new() { Name = "A", Addresses = [Local.Address, IpAddress.Parse("2001:db8::1")], Secret = 1 };

    public TcpStack Stack { get; }

    /// <summary>The connection that the stack has established last.</summary>
    public TcpConnection? Connection { get; private set; }

    /// <summary>How often the application was told that its connection is gone.</summary>
    public int Closed { get; private set; }

    /// <summary>How often it was told of a soft error.</summary>
    public int SoftErrors { get; private set; }

    /// <summary>Between which sockets the peer's packets go where nothing else is said.</summary>
    public ConnectionKey From { get; set; } = new(Remote, Local);

    public List<Reason> Reasons { get; } = [];

    public Timestamp Now { get; set; } = new(1_000_000_000);

    /// <summary>The packets of the last <see cref="Flags"/>.</summary>
    public List<byte[]> Packets { get; } = [];

    /// <summary>The last segment that the stack sent.</summary>
    public Segment Last => Read(Packets[^1]);

    /// <summary>The number after the last octet that the stack sent.</summary>
    public uint OurNext => Last.End.Value;

    /// <summary>What <see cref="Listen"/> has made.</summary>
    public TcpListener Listener { get; private set; } = null!;

    /// <summary>The stack listens, with Fast Open.</summary>
    public void Listen(int fastOpenLimit)
    {
        Listener = Stack.Listen(Local, _ => this, Now);
        Listener.FastOpenLimit = fastOpenLimit;
    }

    /// <summary>Sends a packet to the stack.</summary>
    public void Send(TcpFlags flags, uint sequence, uint acknowledgment = 0, string data = "", uint? timestamp = null, uint echo = 0, ConnectionKey? from = null, ushort mss = 1460, byte dscp = 0, byte? shift = null, bool sackPermitted = false, FastOpenCookie? fastOpen = null)
    {
        ConnectionKey key = from ?? From;
        OutgoingSegment segment = new()
        {
            SequenceNumber = new SequenceNumber(sequence),
            Acknowledgment = new SequenceNumber(acknowledgment),
            Flags = flags,
            Window = 60_000,
            Dscp = dscp,
            MaximumSegmentSize = (flags & TcpFlags.Syn) != 0 ? mss : (ushort)0,
            HasWindowShift = shift is not null,
            WindowShift = shift ?? 0,
            SackPermitted = sackPermitted,
            HasTimestamps = timestamp is not null,
            TimestampValue = timestamp ?? 0,
            TimestampEcho = echo,
            FastOpen = fastOpen,
        };
        Span<byte> payload = SegmentWriter.Begin(_buffer, key, segment, data.Length);
        System.Text.Encoding.ASCII.GetBytes(data, payload);
        Stack.Receive(_buffer.AsSpan(0, SegmentWriter.Finish(_buffer, key, payload)), Now);
    }

    /// <summary>The flags of all that the stack sends now, joined by blanks.</summary>
    public string Flags()
    {
        List<string> sent = [];
        while (Stack.TryTransmit(Now, _buffer, out int written))
        {
            if (sent.Count == 0)
            {
                Packets.Clear();
            }

            Packets.Add(_buffer.AsSpan(0, written).ToArray());
            sent.Add(EventLog.Flags(Last.Flags));
        }

        return string.Join(' ', sent);
    }

    /// <summary>Lets time pass, and runs the timers that run out.</summary>
    public void Wait(Duration duration)
    {
        Now += duration;
        Stack.OnDeadline(Now);
    }

    public static Segment Read(byte[] packet)
    {
        Assert.True(SegmentReader.TryRead(packet, out Segment segment, out Reason reason, out _), reason.ToString());
        return segment;
    }

    void IEngineObserver.Observe(in EngineEvent e) => Reasons.Add(e.Reason);

    void ITcpApplication.OnConnected(TcpConnection connection, Timestamp now) => Connection = connection;

    void ITcpApplication.OnDataAvailable(TcpConnection connection, Timestamp now)
    {
    }

    void ITcpApplication.OnSendBufferSpace(TcpConnection connection, Timestamp now)
    {
    }

    void ITcpApplication.OnPeerClosed(TcpConnection connection, Timestamp now)
    {
    }

    void ITcpApplication.OnSoftError(TcpConnection connection, Timestamp now) => SoftErrors++;

    void ITcpApplication.OnClosed(TcpConnection connection, Timestamp now) => Closed++;
}
