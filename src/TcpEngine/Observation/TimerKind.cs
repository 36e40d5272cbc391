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

    /// <summary>The user time-out (RFC 9293, section 3.10.8).</summary>
    UserTimeout = 6,

    /// <summary>Reordering: what was sent before what has arrived is lost when it runs out (RFC 8985, section 6.2).</summary>
    Reordering = 7,

    /// <summary>Probe time-out: a tail loss probe is sent when it runs out (RFC 8985, section 7.2).</summary>
    TailLossProbe = 8,

    /// <summary>FIN-WAIT-2 of a released connection: the peer has had time enough to close.</summary>
    FinWait2 = 9,
}
