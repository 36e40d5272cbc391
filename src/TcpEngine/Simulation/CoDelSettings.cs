namespace TcpEngine;

/// <summary>How CoDel keeps a queue short (RFC 8289, section 4.2 and 4.3).</summary>
/// <param name="Target">How long a packet may wait, if others do so all through an interval.</param>
/// <param name="Interval">How long a queue may stand: about the round-trip time of most flows.</param>
public sealed record CoDelSettings(Duration Target, Duration Interval)
{
    /// <summary>5 ms and 100 ms, which suit the Internet (RFC 8289, section 4.3).</summary>
    public static CoDelSettings Default { get; } = new(Duration.FromMilliseconds(5), Duration.FromMilliseconds(100));
}
