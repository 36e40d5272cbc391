namespace TcpEngine;

/// <summary>A stack's counters, by the names of the TCP MIB.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc4022#section-2">RFC 4022, section 2</see></remarks>
public sealed class TcpStatistics
{
    /// <summary>tcpActiveOpens: connections that went from CLOSED to SYN-SENT.</summary>
    public long ActiveOpens { get; internal set; }

    /// <summary>tcpPassiveOpens: connections that went from LISTEN to SYN-RECEIVED.</summary>
    public long PassiveOpens { get; internal set; }

    /// <summary>tcpAttemptFails: connections that failed before they were established, or returned to LISTEN.</summary>
    public long AttemptFails { get; internal set; }

    /// <summary>tcpEstabResets: connections that went from ESTABLISHED or CLOSE-WAIT to CLOSED at once.</summary>
    public long EstabResets { get; internal set; }

    /// <summary>tcpCurrEstab: connections that are in ESTABLISHED or CLOSE-WAIT.</summary>
    public long CurrEstab { get; internal set; }

    /// <summary>tcpRetransSegs: segments that carry what was sent before.</summary>
    public long RetransSegs { get; internal set; }

    /// <summary>tcpInSegs: packets taken in, those in error too.</summary>
    public long InSegs { get; internal set; }

    /// <summary>tcpOutSegs: segments sent, without those that only repeat.</summary>
    public long OutSegs { get; internal set; }

    /// <summary>tcpInErrs: packets dropped as malformed or damaged.</summary>
    public long InErrs { get; internal set; }

    /// <summary>tcpOutRsts: segments sent with RST.</summary>
    public long OutRsts { get; internal set; }

    /// <summary>Packets that were not for this host, or carried no TCP.</summary>
    public long InDiscards { get; internal set; }

    /// <summary>Segments dropped because they were not signed as they must be (RFC 5925, section 7.3).</summary>
    public long UnauthenticSegments { get; internal set; }

    /// <summary>Connections that ended without TIME-WAIT because too many were in it.</summary>
    public long TimeWaitOverflows { get; internal set; }

    /// <summary>SYNs dropped because a listener's backlog was full.</summary>
    public long ListenOverflows { get; internal set; }

    /// <summary>SYN,ACKs sent that were SYN cookies.</summary>
    public long SynCookiesSent { get; internal set; }

    /// <summary>Connections opened by a SYN cookie that came back.</summary>
    public long SynCookiesReceived { get; internal set; }

    /// <summary>SYNs that asked for a Fast Open cookie.</summary>
    public long FastOpenCookiesRequested { get; internal set; }

    /// <summary>Connections that were opened by a SYN with a valid Fast Open cookie.</summary>
    public long FastOpenPassive { get; internal set; }

    /// <summary>SYNs whose Fast Open cookie was wrong.</summary>
    public long FastOpenPassiveFail { get; internal set; }

    /// <summary>SYNs that were not fast opened because a listener's limit was reached.</summary>
    public long FastOpenListenOverflows { get; internal set; }

    /// <summary>Acknowledgments, while cookies were out, that were of none.</summary>
    public long SynCookiesFailed { get; internal set; }

    /// <summary>ipSystemStatsReasmReqds: fragments taken in (RFC 4293).</summary>
    public long ReasmReqds { get; internal set; }

    /// <summary>ipSystemStatsReasmOKs: packets put together of fragments.</summary>
    public long ReasmOKs { get; internal set; }

    /// <summary>ipSystemStatsReasmFails: fragments refused, and packets whose fragments did not all come in time.</summary>
    public long ReasmFails { get; internal set; }
}
