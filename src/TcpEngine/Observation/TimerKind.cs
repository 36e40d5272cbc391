namespace TcpEngine;

/// <summary>The timers of a connection.</summary>
public enum TimerKind : byte
{
    /// <summary>No timer.</summary>
    None = 0,

    /// <summary>Retransmission (RFC 6298, section 5).</summary>
    Retransmission = 1,

    /// <summary>Persist: probes a closed window (RFC 9293, section 3.8.6.1).</summary>
    Persist = 2,

    /// <summary>Delayed acknowledgment (RFC 9293, section 3.8.6.3).</summary>
    DelayedAck = 3,

    /// <summary>TIME-WAIT: twice the maximum segment lifetime (RFC 9293, section 3.6.1).</summary>
    TimeWait = 4,
}
