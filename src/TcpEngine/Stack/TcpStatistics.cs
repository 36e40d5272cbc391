namespace TcpEngine;

/// <summary>A stack's counters, by the names of the TCP MIB.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc4022#section-2">RFC 4022, section 2</see></remarks>
public sealed class TcpStatistics
{
    /// <summary>tcpActiveOpens: connections that went from CLOSED to SYN-SENT.</summary>
    public long ActiveOpens { get; internal set; }

    /// <summary>tcpPassiveOpens: connections that went from LISTEN to SYN-RECEIVED.</summary>
    public long PassiveOpens { get; internal set; }

    /// <summary>tcpInSegs: packets taken in, those in error too.</summary>
    public long InSegs { get; internal set; }

    /// <summary>tcpOutSegs: segments sent.</summary>
    public long OutSegs { get; internal set; }

    /// <summary>tcpInErrs: packets dropped as malformed or damaged.</summary>
    public long InErrs { get; internal set; }

    /// <summary>tcpOutRsts: RSTs sent for segments that belong to no connection.</summary>
    public long OutRsts { get; internal set; }

    /// <summary>Packets that were not for this host, or carried no TCP.</summary>
    public long InDiscards { get; internal set; }

    /// <summary>SYNs dropped because a listener's backlog was full.</summary>
    public long ListenOverflows { get; internal set; }
}
