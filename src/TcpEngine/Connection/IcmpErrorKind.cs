namespace TcpEngine;

/// <summary>What an ICMP error says, for both versions of IP (RFC 792; RFC 4443, section 3).</summary>
public enum IcmpErrorKind : byte
{
    /// <summary>No error.</summary>
    None,

    /// <summary>The network, or the route to it, is not there: soft.</summary>
    NetworkUnreachable,

    /// <summary>The host is not there: soft.</summary>
    HostUnreachable,

    /// <summary>The host knows no TCP: hard.</summary>
    ProtocolUnreachable,

    /// <summary>The port is not there: hard.</summary>
    PortUnreachable,

    /// <summary>The packet is larger than the path's MTU, and must not be cut.</summary>
    PacketTooBig,

    /// <summary>A source route failed: soft.</summary>
    SourceRouteFailed,

    /// <summary>Forbidden on the way: soft.</summary>
    Prohibited,

    /// <summary>Source quench: means nothing any more (RFC 6633).</summary>
    SourceQuench,

    /// <summary>The time to live, or the time for reassembly, ran out: soft.</summary>
    TimeExceeded,

    /// <summary>A header field is wrong: soft.</summary>
    ParameterProblem,
}
