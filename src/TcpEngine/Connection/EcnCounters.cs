namespace TcpEngine;

/// <summary>
/// What one direction of a connection with accurate ECN feedback counts: what has come, at the receiver (r.cep, r.ceb, r.e0b, r.e1b), or what the sender was told of that (s.cep …). All modulo
/// 2^32, and from <see cref="Initial"/> on.
/// </summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc9768#section-3.2">RFC 9768, section 3.2</see></remarks>
public readonly record struct EcnCounters
{
    /// <summary>Where the counters begin (RFC 9768, section 3.2.1): zero means that something on the way has cleared them.</summary>
    public static EcnCounters Initial { get; } = new() { CePackets = 5, Ect0Bytes = 1, Ect1Bytes = 1 };

    /// <summary>cep: packets that came marked CE.</summary>
    public uint CePackets { get; init; }

    /// <summary>ceb: bytes of data in packets marked CE.</summary>
    public uint CeBytes { get; init; }

    /// <summary>e0b: bytes of data in packets marked ECT(0).</summary>
    public uint Ect0Bytes { get; init; }

    /// <summary>e1b: bytes of data in packets marked ECT(1).</summary>
    public uint Ect1Bytes { get; init; }
}
