namespace TcpEngine;

/// <summary>What an endpoint tells its application.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc9293#section-3.9.1">RFC 9293, section 3.9.1</see></remarks>
public enum ApplicationNotice : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The connection is established.</summary>
    Connected = 1,

    /// <summary>There is data to read.</summary>
    DataAvailable = 2,

    /// <summary>There is room to send again.</summary>
    SendBufferSpace = 3,

    /// <summary>The peer closed: after what is there to read comes the end.</summary>
    PeerClosed = 4,

    /// <summary>The connection is gone, in order.</summary>
    Closed = 5,

    /// <summary>The peer reset the connection.</summary>
    Reset = 6,

    /// <summary>The peer refused the connection.</summary>
    Refused = 7,

    /// <summary>The peer did not answer in time.</summary>
    TimedOut = 8,

    /// <summary>The peer has not answered for a while.</summary>
    Unanswered = 9,

    /// <summary>There is urgent data.</summary>
    UrgentData = 10,

    /// <summary>The network told of a trouble that may pass.</summary>
    SoftError = 11,
}
