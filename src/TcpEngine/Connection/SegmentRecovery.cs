namespace TcpEngine;

/// <summary>What a sender that does as Linux (<see cref="HostHabits.Linux"/>) knows beside what each sender does.</summary>
internal sealed class SegmentRecovery
{
    /// <summary>Whether the last reduction can be taken back.</summary>
    public LossUndo Undo = new() { FirstRetransmission = Timestamp.Never };

    /// <summary>The window comes down for ECN's sake.</summary>
    public bool IsReducing;

    /// <summary>F-RTO is under way.</summary>
    public bool IsForward;

    /// <summary>It has sent new data, and what is lost waits for what that brings.</summary>
    public bool AwaitsForward;

    /// <summary>The most segments that were outstanding since all before <see cref="OutstandingRound"/> was acknowledged.</summary>
    public int MostOutstanding;

    /// <summary>SND.NXT when that was counted.</summary>
    public SequenceNumber OutstandingRound;

    /// <summary>Where the last burst began.</summary>
    public SequenceNumber BurstStart;

    /// <summary>Where it ends.</summary>
    public SequenceNumber BurstEnd;

    /// <summary>The rest waits until something happens: the burst that could go was too short.</summary>
    public bool IsHeldBack;

    /// <summary>How many segments were sent again that no D-SACK has reported.</summary>
    public int Repairs;
}
