namespace TcpEngine;

/// <summary>The states of a connection.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc9293#section-3.3.2">RFC 9293, section 3.3.2</see></remarks>
public enum TcpState : byte
{
    /// <summary>CLOSED: no connection at all.</summary>
    Closed = 0,

    /// <summary>LISTEN: waiting for a SYN from any peer.</summary>
    Listen = 1,

    /// <summary>SYN-SENT: a SYN was sent; the peer's is awaited.</summary>
    SynSent = 2,

    /// <summary>SYN-RECEIVED: SYNs have crossed; the acknowledgment of ours is awaited.</summary>
    SynReceived = 3,

    /// <summary>ESTABLISHED: data flows both ways.</summary>
    Established = 4,

    /// <summary>FIN-WAIT-1: we closed; the acknowledgment of our FIN, or the peer's FIN, is awaited.</summary>
    FinWait1 = 5,

    /// <summary>FIN-WAIT-2: our FIN is acknowledged; the peer's is awaited.</summary>
    FinWait2 = 6,

    /// <summary>CLOSE-WAIT: the peer closed; our application has not yet.</summary>
    CloseWait = 7,

    /// <summary>CLOSING: both closed at once; the acknowledgment of our FIN is awaited.</summary>
    Closing = 8,

    /// <summary>LAST-ACK: the peer closed first, then we; the acknowledgment of our FIN is awaited.</summary>
    LastAck = 9,

    /// <summary>TIME-WAIT: all is done; old duplicates are let die for twice the maximum segment lifetime.</summary>
    TimeWait = 10,
}
