namespace TcpEngine;

/// <summary>What the application can ask of an endpoint.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc9293#section-3.9.1">RFC 9293, section 3.9.1</see></remarks>
public enum ApplicationCall : byte
{
    /// <summary>No call.</summary>
    None = 0,

    /// <summary>OPEN, passive: listen.</summary>
    OpenPassive = 1,

    /// <summary>OPEN, active: connect.</summary>
    OpenActive = 2,

    /// <summary>SEND.</summary>
    Send = 3,

    /// <summary>RECEIVE.</summary>
    Receive = 4,

    /// <summary>CLOSE: no more data to send.</summary>
    Close = 5,

    /// <summary>ABORT: reset the connection.</summary>
    Abort = 6,
}
