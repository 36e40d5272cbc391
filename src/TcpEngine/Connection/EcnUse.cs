namespace TcpEngine;

/// <summary>Whether a connection takes part in explicit congestion notification (RFC 3168, section 6.1.1).</summary>
public enum EcnUse : byte
{
    /// <summary>No.</summary>
    Off,

    /// <summary>Where the peer asks for it.</summary>
    Accept,

    /// <summary>It asks for it itself, too.</summary>
    Request,
}
