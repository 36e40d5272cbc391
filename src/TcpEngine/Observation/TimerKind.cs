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

    /// <summary>Keep-alive (RFC 9293, section 3.8.4).</summary>
    KeepAlive = 5,

    /// <summary>User time-out (RFC 9293, section 3.9.1; RFC 5482).</summary>
    UserTimeout = 6,

    /// <summary>The limit on waiting for the peer's FIN in FIN-WAIT-2 after the application is gone.</summary>
    FinWait2 = 7,
}
