namespace TcpEngine;

/// <summary>Whether a connection takes part in explicit congestion notification, and by which feedback: that of RFC 3168, section 6.1.1, or the accurate one of RFC 9768, section 3.1.</summary>
public enum EcnUse : byte
{
    /// <summary>No.</summary>
    Off,

    /// <summary>Where the peer asks for it, by RFC 3168.</summary>
    Accept,

    /// <summary>It asks for it itself, too, by RFC 3168.</summary>
    Request,

    /// <summary>Where the peer asks for it, by the feedback that the peer asks for.</summary>
    AcceptAccurate,

    /// <summary>It asks for accurate feedback itself, and is content with RFC 3168's.</summary>
    RequestAccurate,

    /// <summary>It asks for RFC 3168's feedback itself; a peer gets the one that it asks for.</summary>
    RequestAcceptAccurate,
}
