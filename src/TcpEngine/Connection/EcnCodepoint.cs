namespace TcpEngine;

/// <summary>The two ECN bits of an IP header, version 4 or 6 (RFC 3168, section 5).</summary>
public enum EcnCodepoint : byte
{
    /// <summary>Not-ECT: the sender does not take part.</summary>
    NotEct = 0,

    /// <summary>ECT(1).</summary>
    Ect1 = 1,

    /// <summary>ECT(0): the sender takes part.</summary>
    Ect0 = 2,

    /// <summary>CE: a router is congested.</summary>
    CongestionExperienced = 3,
}
