namespace TcpEngine;

/// <summary>What the RTO is above SRTT, where that has a least value and not the RTO itself (<see cref="HostHabits.Linux"/>).</summary>
internal sealed class RetransmissionMargin
{
    /// <summary>The margin.</summary>
    public Duration Value;

    /// <summary>The same, by this round trip alone.</summary>
    public Duration OfRound;

    /// <summary>SND.NXT when the round trip began.</summary>
    public SequenceNumber RoundEnd;
}
