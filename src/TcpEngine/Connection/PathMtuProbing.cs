namespace TcpEngine;

/// <summary>When a connection finds out for itself how large a packet the path takes (RFC 4821).</summary>
public enum PathMtuProbing : byte
{
    /// <summary>Never: routers tell (RFC 1191; RFC 8201).</summary>
    Off,

    /// <summary>Once large segments have timed out and no router has said why: first with smaller segments, then with probes of larger ones.</summary>
    AfterBlackHole,

    /// <summary>From the beginning, with small segments first.</summary>
    Always,
}
