using TcpCodec;

namespace TcpEngine;

/// <summary>The memory that the connections of a stack share: each has of it what it needs at the moment.</summary>
public sealed class ConnectionMemory
{
    private const int SmallestBuffer = 4096;    // bytes
    private const int KeptBuffers = 16 << 20;   // bytes
    private const int SmallestFlight = 8;       // segments
    private const int KeptFlights = 1 << 16;    // segments
    private const int KeptWorks = 4096;
    private const int MostSackBlocks = 4;       // what fits into a header (RFC 2018, section 3)

    private readonly Stack<ConnectionWork> _works = new();
    private readonly int _keptWorks;

    /// <summary>Creates a memory that keeps what is given back.</summary>
    public ConnectionMemory()
        : this(KeptBuffers, KeptFlights, KeptWorks)
    {
    }

    /// <summary>Creates one that keeps no more than that: nothing, for a test that compares states.</summary>
    internal ConnectionMemory(int keptBuffers, int keptFlights, int keptWorks)
    {
        _keptWorks = keptWorks;
        Bytes = new RingPool<byte>(SmallestBuffer, keptBuffers);
        Segments = new RingPool<SentSegment>(SmallestFlight, keptFlights);
    }

    /// <summary>For what is written and not acknowledged, and what came and is not read.</summary>
    internal RingPool<byte> Bytes { get; }

    /// <summary>For the retransmission queues.</summary>
    internal RingPool<SentSegment> Segments { get; }

    /// <summary>For the SACK blocks of the segment that is being written.</summary>
    internal TcpSackBlock[] SackBlocks { get; } = new TcpSackBlock[MostSackBlocks];

    /// <summary>Gives what a connection needs for its work; what is in it means nothing.</summary>
    internal ConnectionWork RentWork() => _works.TryPop(out ConnectionWork? work) ? work : new ConnectionWork(this);

    /// <summary>Takes back what a connection at rest does not need.</summary>
    internal void Return(ConnectionWork work)
    {
        if (_works.Count < _keptWorks)
        {
            _works.Push(work);
        }
    }
}
