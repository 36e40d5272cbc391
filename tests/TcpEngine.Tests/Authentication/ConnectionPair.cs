namespace TcpEngine.Tests.Authentication;

/// <summary>Two connections, A and B, back to back: what one sends the other receives, but for what a test takes away. A opens.</summary>
internal sealed class ConnectionPair
{
    private static readonly ConnectionKey Key = new(new TcpEndpoint(IpAddress.Parse("192.0.2.1"), 1234), new TcpEndpoint(IpAddress.Parse("192.0.2.2"), 80));
    private readonly byte[] _buffer = new byte[1500];

    public ConnectionPair(AuthenticationKeys keysOfA, AuthenticationKeys keysOfB, TcpConnectionOptions? options = null, uint issOfA = 5000, uint issOfB = 1000)
    {
        options ??= TcpConnectionOptions.Default;
        A = new TcpConnection(Key, 1, options with { Keys = keysOfA }, 1500, new SequenceNumber(issOfA), 0, "A", DropsOfA);
        B = new TcpConnection(new ConnectionKey(Key.Remote, Key.Local), 2, options with { Keys = keysOfB }, 1500, new SequenceNumber(issOfB), 0, "B", DropsOfB);
    }

    public TcpConnection A { get; }

    public TcpConnection B { get; }

    public DropLog DropsOfA { get; } = new();

    public DropLog DropsOfB { get; } = new();

    public Timestamp Now { get; private set; } = new(1_000_000_000);

    /// <summary>Which of the packets, counted from 1, are lost.</summary>
    public Func<int, bool> Loses { get; set; } = _ => false;

    /// <summary>All packets that were sent, in their order, and by whom.</summary>
    public List<(TcpConnection Sender, byte[] Packet)> Sent { get; } = [];

    /// <summary>Opens, and completes the handshake.</summary>
    public ConnectionPair Open()
    {
        A.OpenActive(Now);
        Run();
        Assert.Equal((TcpState.Established, TcpState.Established), (A.State, B.State));
        return this;
    }

    /// <summary>Sends from one to the other, however often that must be tried, and sees that it arrives as it was.</summary>
    public void Carry(TcpConnection sender, int count)
    {
        TcpConnection receiver = sender == A ? B : A;
        byte[] data = new byte[count];
        new Random(count).NextBytes(data);
        byte[] received = new byte[count];
        int sent = 0;
        int taken = 0;
        for (int round = 0; taken < count && round < 10_000; round++)
        {
            sent += sender.Send(data.AsSpan(sent), Now);
            Run();
            taken += receiver.Receive(received.AsSpan(taken), Now);
            Run();
            if (taken < count)
            {
                Wait();
            }
        }

        Assert.Equal(data, received);
    }

    /// <summary>Moves packets until nobody has more to send.</summary>
    public void Run()
    {
        while (Move(A, B) | Move(B, A))
        {
        }
    }

    /// <summary>Lets time pass until the next timer runs out.</summary>
    public void Wait()
    {
        Timestamp next = Timestamp.Min(A.NextDeadline, B.NextDeadline);
        if (next == Timestamp.Never)
        {
            return;
        }

        Now = next;
        foreach (TcpConnection connection in (TcpConnection[])[A, B])
        {
            if (connection.NextDeadline <= Now)
            {
                connection.OnDeadline(Now);
            }
        }

        Run();
    }

    /// <summary>Gives a packet to one of them.</summary>
    public void Give(TcpConnection receiver, ReadOnlySpan<byte> packet)
    {
        Segment segment = Read(packet);
        if (receiver.State == TcpState.Closed && segment.IsSyn && receiver == B)
        {
            receiver.OpenPassive(segment, Now);
            return;
        }

        receiver.OnSegment(segment, Now);
    }

    public static Segment Read(ReadOnlySpan<byte> packet)
    {
        Assert.True(SegmentReader.TryRead(packet, out Segment segment, out Reason reason, out _), reason.ToString());
        return segment;
    }

    private bool Move(TcpConnection from, TcpConnection to)
    {
        bool any = false;
        while (from.TryTransmit(Now, _buffer, out int written))
        {
            any = true;
            byte[] packet = _buffer[..written];
            Sent.Add((from, packet));
            if (!Loses(Sent.Count))
            {
                Give(to, packet);
            }
        }

        return any;
    }

    /// <summary>Why segments were dropped.</summary>
    public sealed class DropLog : IEngineObserver
    {
        public List<Reason> Reasons { get; } = [];

        public void Observe(in EngineEvent e)
        {
            if (e.Kind == EngineEventKind.SegmentDropped)
            {
                Reasons.Add(e.Reason);
            }
        }
    }
}
