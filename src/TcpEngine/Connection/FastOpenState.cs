namespace TcpEngine;

/// <summary>How far TCP Fast Open came on a connection.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc7413#section-4.2">RFC 7413, section 4.2</see></remarks>
public enum FastOpenState : byte
{
    /// <summary>It is not used.</summary>
    None = 0,

    /// <summary>Our SYN asks for a cookie.</summary>
    CookieRequested = 1,

    /// <summary>Our SYN bears the peer's cookie, and data if there was any.</summary>
    SynSent = 2,

    /// <summary>The data in the SYN was taken, the peer's by us or ours by the peer.</summary>
    Accepted = 3,

    /// <summary>The peer did not take all the data in our SYN: it was sent again.</summary>
    Refused = 4,

    /// <summary>The SYN was not answered, and went again as any other.</summary>
    Abandoned = 5,

    /// <summary>Our SYN,ACK gives the peer a cookie.</summary>
    CookieGiven = 6,
}
