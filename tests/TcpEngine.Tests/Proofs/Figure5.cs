namespace TcpEngine.Tests.Proofs;

/// <summary>RFC 9293, figure 5: the connection state diagram, as a table.</summary>
internal static class Figure5
{
    /// <summary>What lets a connection change its state.</summary>
    [Flags]
    public enum Cause
    {
        /// <summary>Nothing that does.</summary>
        None = 0,

        /// <summary>OPEN, active.</summary>
        Open = 1,

        /// <summary>CLOSE.</summary>
        Close = 2,

        /// <summary>A SYN arrives.</summary>
        Syn = 4,

        /// <summary>A segment with ACK arrives: it may acknowledge our SYN or our FIN.</summary>
        Ack = 8,

        /// <summary>A FIN arrives.</summary>
        Fin = 16,

        /// <summary>A RST arrives.</summary>
        Reset = 32,

        /// <summary>2 MSL have passed.</summary>
        TimeWaitOver = 64,
    }

    /// <summary>The arrows.</summary>
    public static IReadOnlyList<(TcpState From, Cause Needs, TcpState To)> Arrows { get; } =
    [
        (TcpState.Closed, Cause.Open, TcpState.SynSent),
        (TcpState.Listen, Cause.Syn, TcpState.SynReceived),
        (TcpState.SynSent, Cause.Close, TcpState.Closed),
        (TcpState.SynSent, Cause.Syn, TcpState.SynReceived),
        (TcpState.SynSent, Cause.Syn | Cause.Ack, TcpState.Established),
        (TcpState.SynReceived, Cause.Reset, TcpState.Closed), // note 1: LISTEN, which is the stack's, after a passive OPEN
        (TcpState.SynReceived, Cause.Ack, TcpState.Established),
        (TcpState.SynReceived, Cause.Close, TcpState.FinWait1),
        (TcpState.Established, Cause.Close, TcpState.FinWait1),
        (TcpState.Established, Cause.Fin, TcpState.CloseWait),
        (TcpState.FinWait1, Cause.Ack, TcpState.FinWait2),
        (TcpState.FinWait1, Cause.Fin, TcpState.Closing),
        (TcpState.FinWait1, Cause.Fin | Cause.Ack, TcpState.TimeWait), // note 2
        (TcpState.FinWait2, Cause.Fin, TcpState.TimeWait),
        (TcpState.Closing, Cause.Ack, TcpState.TimeWait),
        (TcpState.CloseWait, Cause.Close, TcpState.LastAck),
        (TcpState.LastAck, Cause.Ack, TcpState.Closed),
        (TcpState.TimeWait, Cause.TimeWaitOver, TcpState.Closed),
    ];

    /// <summary>What a segment may cause.</summary>
    public static Cause CauseOf(in Segment segment) => segment.IsReset
        ? Cause.Reset
        : (segment.IsSyn ? Cause.Syn : 0) | (segment.IsAck ? Cause.Ack : 0) | (segment.IsFin ? Cause.Fin : 0);

    /// <summary>The index of the arrow from one state to another; -1 where there is none that the causes let be taken.</summary>
    public static int Find(TcpState from, TcpState to, Cause causes)
    {
        for (int i = 0; i < Arrows.Count; i++)
        {
            if (Arrows[i].From == from && Arrows[i].To == to && (Arrows[i].Needs & ~causes) == 0)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Takes the one arrow, or the two that one segment may take (SYN and FIN, or an acknowledgment of our SYN with the peer's FIN), and says which.</summary>
    /// <returns>Whether there is such a way.</returns>
    public static bool TryTake(TcpState from, TcpState to, Cause causes, ISet<int> taken)
    {
        int direct = Find(from, to, causes);
        if (direct >= 0)
        {
            taken.Add(direct);
            return true;
        }

        for (int i = 0; i < Arrows.Count; i++)
        {
            if (Arrows[i].From == from && (Arrows[i].Needs & ~causes) == 0 && Find(Arrows[i].To, to, causes) is >= 0 and int second)
            {
                taken.Add(i);
                taken.Add(second);
                return true;
            }
        }

        return false;
    }
}
