namespace TcpEngine;

/// <summary>Which feedback of congestion marks both ends have agreed on (RFC 9768, section 3.1.2).</summary>
public enum EcnMode : byte
{
    /// <summary>None: what is sent is not ECN-capable.</summary>
    None,

    /// <summary>RFC 3168's: one echo a round trip.</summary>
    Classic,

    /// <summary>RFC 9768's: a count of the marks.</summary>
    Accurate,
}
