namespace TcpEngine;

/// <summary>Why a connection ended other than in order.</summary>
public enum TcpFailure : byte
{
    /// <summary>It did not: it lives, or ended in order.</summary>
    None = 0,

    /// <summary>'Connection refused': the peer answered the SYN with RST (RFC 9293, section 3.10.7.3).</summary>
    Refused = 1,

    /// <summary>'Connection reset': the peer sent RST (RFC 9293, section 3.10.7.4).</summary>
    Reset = 2,

    /// <summary>'Connection timed out': the peer did not answer (RFC 9293, section 3.8.3).</summary>
    TimedOut = 3,

    /// <summary>This side aborted (RFC 9293, section 3.10.5).</summary>
    Aborted = 4,
}
