namespace TcpEngine;

/// <summary>What a connection has to tell its application: set by what comes in, taken by the stack.</summary>
[Flags]
public enum ConnectionEvents : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The connection is established.</summary>
    Connected = 1,

    /// <summary>There is data to read.</summary>
    DataAvailable = 2,

    /// <summary>There is room to send again, after there was none.</summary>
    SendBufferSpace = 4,

    /// <summary>The peer closed: after what is there to read comes the end.</summary>
    PeerClosed = 8,

    /// <summary>The connection is gone; <see cref="TcpConnection.Failure"/> says whether in order.</summary>
    Closed = 16,

    /// <summary>The peer has not answered for a while: R1 (RFC 9293, section 3.8.3).</summary>
    Unanswered = 32,

    /// <summary>There is urgent data, or more of it (RFC 9293, section 3.8.5).</summary>
    UrgentData = 64,

    /// <summary>The network told of a trouble that may pass: <see cref="TcpConnection.SoftError"/> (RFC 9293, section 3.9.1.8).</summary>
    SoftError = 128,

    /// <summary>Everything that was sent, this side's FIN included, is acknowledged.</summary>
    FinAcknowledged = 256,
}
