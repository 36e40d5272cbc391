namespace TcpCodec.Reassembly;

/// <summary>How much time and memory reassembly may take. Fragments cost an attacker little, so everything has a limit (RFC 8900, sections 3.7 and 4).</summary>
public sealed record ReassemblyLimits
{
    /// <summary>
    /// How long a datagram's fragments are kept from the arrival of the first that came, in nanoseconds: 60 seconds, which RFC 8200, section 4.5 sets for IPv6 and
    /// which is the shortest that RFC 1122, section 3.3.2 has for IPv4.
    /// </summary>
    public long Timeout { get; init; } = 60_000_000_000;

    /// <summary>How many datagrams may be incomplete at a time: 256. For one more, the oldest is given up.</summary>
    public int MaximumDatagrams { get; init; } = 256;

    /// <summary>How many bytes of fragments, with their headers, may be kept at a time: 4 MiB. For more, the oldest datagrams are given up.</summary>
    public int MaximumBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How many fragments a datagram may have: 256, which is more than 64 KiB make where links carry 576 bytes.</summary>
    public int MaximumFragments { get; init; } = 256;
}
