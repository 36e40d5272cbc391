namespace TcpEngine;

/// <summary>Whether a connection that is opened from here uses TCP Fast Open.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc7413#section-4.2.2">RFC 7413, section 4.2.2</see></remarks>
public enum FastOpenUse : byte
{
    /// <summary>It does not.</summary>
    Off = 0,

    /// <summary>The SYN asks for a cookie or, where there is one, bears it and the data that was written by then. Only for applications whose first request may come twice (section 6.1).</summary>
    WithCookie = 1,

    /// <summary>The SYN bears data without a cookie: for networks where no address is forged (section 7.3).</summary>
    WithoutCookie = 2,
}
