namespace TcpEngine.Drill;

/// <summary>The stack under test on virtual time: time passes only where the script lets it, and what the stack sends is kept until the script looks at it.</summary>
internal sealed class DrillHost
{
    private readonly byte[] _packet = new byte[ushort.MaxValue];

    public DrillHost(TcpStackOptions options, IEngineObserver observer) => Stack = new TcpStack(options, observer);

    /// <summary>The stack.</summary>
    public TcpStack Stack { get; }

    /// <summary>The virtual time.</summary>
    public Timestamp Now { get; private set; }

    /// <summary>What the stack has sent and the script has not seen.</summary>
    public Queue<CapturedSegment> Sent { get; } = new();

    /// <summary>Called after each thing that happened: a call that waits may go on now. Says whether it did something.</summary>
    public Func<bool>? Progress { get; set; }

    /// <summary>Called when all is sent that can be: what was sent and acknowledged may be looked at.</summary>
    public Action? Sending { get; set; }

    /// <summary>When the call that waits gives up.</summary>
    public Timestamp ProgressDeadline { get; set; } = Timestamp.Never;

    /// <summary>A packet arrives.</summary>
    public void Inject(ReadOnlySpan<byte> packet)
    {
        Stack.Receive(packet, Now);
        Settle();
    }

    /// <summary>Takes what the stack has to send, and lets the call that waits go on.</summary>
    public void Settle()
    {
        do
        {
            Transmit();
        }
        while (Progress?.Invoke() == true);
        Transmit(); // a call that goes on waiting may have written something
    }

    /// <summary>Takes what the stack has to send.</summary>
    public void Transmit() => Transmit(int.MaxValue);

    /// <summary>Takes that many packets of what the stack has to send, at the most.</summary>
    public void Transmit(int most)
    {
        for (int count = 0; count < most && Stack.TryTransmit(Now, _packet, out int written); count++)
        {
            Sent.Enqueue(new CapturedSegment(_packet.AsSpan(0, written), Now));
        }

        Sending?.Invoke();
    }

    /// <summary>Lets time pass up to the next thing that happens by itself, if that is not after a limit.</summary>
    public bool TryStep(Timestamp limit)
    {
        Timestamp next = Timestamp.Min(Stack.NextDeadline, ProgressDeadline);
        if (!next.IsSet || next > limit)
        {
            return false;
        }

        Now = next > Now ? next : Now;
        if (Stack.NextDeadline <= Now)
        {
            Stack.OnDeadline(Now);
        }

        Settle();
        return true;
    }

    /// <summary>Lets time pass.</summary>
    public void AdvanceTo(Timestamp time)
    {
        while (TryStep(time))
        {
        }

        Now = time > Now ? time : Now;
    }
}
