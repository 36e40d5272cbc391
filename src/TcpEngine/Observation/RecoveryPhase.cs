namespace TcpEngine;

/// <summary>What a sender's congestion control is doing.</summary>
public enum RecoveryPhase : byte
{
    /// <summary>Slow start: cwnd is below ssthresh (RFC 5681, section 3.1).</summary>
    SlowStart = 0,

    /// <summary>Congestion avoidance: cwnd is at or above ssthresh (RFC 5681, section 3.1).</summary>
    CongestionAvoidance = 1,

    /// <summary>Fast recovery after duplicate acknowledgments (RFC 6582; RFC 5681, section 3.2).</summary>
    FastRecovery = 2,

    /// <summary>Recovery after a retransmission time-out (RFC 5681, section 3.1).</summary>
    TimeoutRecovery = 3,

    /// <summary>Conservative slow start: round trips have grown longer, and cwnd grows by a quarter of what it would (RFC 9406, section 4.2).</summary>
    ConservativeSlowStart = 4,
}
