using TcpCodec;

namespace TcpEngine;

/// <summary>The memory that the connections of a stack share: each has of it what it needs at the moment.</summary>
public sealed class ConnectionMemory
{
    private const int SmallestBuffer = 4096;    // bytes
    private const int KeptBuffers = 16 << 20;   // bytes
    private const int SmallestFlight = 8;       // segments
    private const int KeptFlights = 1 << 16;    // segments
    private const int MostSackBlocks = 4;       // what fits into a header (RFC 2018, section 3)

    /// <summary>For what is written and not acknowledged, and what came and is not read.</summary>
    internal RingPool<byte> Bytes { get; } = new(SmallestBuffer, KeptBuffers);

    /// <summary>For the retransmission queues.</summary>
    internal RingPool<SentSegment> Segments { get; } = new(SmallestFlight, KeptFlights);

    /// <summary>For the SACK blocks of the segment that is being written.</summary>
    internal TcpSackBlock[] SackBlocks { get; } = new TcpSackBlock[MostSackBlocks];
}
