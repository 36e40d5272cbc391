namespace TcpEngine;

/// <summary>
/// How much may be sent for each acknowledgment in fast recovery: in proportion to what has arrived, so that the window comes down to ssthresh within a round trip
/// and nothing is sent in bursts (RFC 6937; RFC 9937, section 6).
/// </summary>
internal struct ProportionalRateReduction
{
    private uint _flightAtStart; // RecoverFS
    private uint _delivered;     // prr_delivered
    private uint _sent;          // prr_out

    /// <summary>cwnd while recovery lasts, in bytes.</summary>
    public uint CongestionWindow { get; private set; }

    /// <summary>Recovery begins.</summary>
    /// <param name="flightSize">What was sent and is not acknowledged, in bytes.</param>
    public void Begin(uint flightSize)
    {
        _flightAtStart = Math.Max(1, flightSize);
        _delivered = 0;
        _sent = 0;
    }

    /// <summary>An acknowledgment came.</summary>
    /// <param name="delivered">DeliveredData: what it says has arrived, in bytes.</param>
    /// <param name="pipe">What is in the network, in bytes.</param>
    /// <param name="threshold">ssthresh, in bytes.</param>
    /// <param name="segmentSize">SMSS, in bytes.</param>
    /// <param name="isSafe">Whether it acknowledges new data and tells of no further loss (SafeACK).</param>
    public void OnAcknowledged(uint delivered, uint pipe, uint threshold, uint segmentSize, bool isSafe)
    {
        _delivered += delivered;
        long count = 0;
        if (delivered == 0)
        {
            count = 0; // no delivery, no credit
        }
        else if (pipe > threshold)
        {
            count = (long)((((ulong)_delivered * threshold) + _flightAtStart - 1) / _flightAtStart) - _sent;
        }
        else
        {
            count = Math.Max((long)_delivered - _sent, delivered) + (isSafe ? segmentSize : 0);
            count = Math.Min(count, (long)threshold - pipe);
        }

        if (_sent == 0 && count <= 0)
        {
            count = segmentSize; // the first retransmission goes at once
        }

        CongestionWindow = pipe + (uint)Math.Max(0, count);
    }

    /// <summary>Bytes were sent, for the first time or again.</summary>
    public void OnSent(uint bytes) => _sent += bytes;
}
