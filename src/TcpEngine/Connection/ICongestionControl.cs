namespace TcpEngine;

/// <summary>How much may be in the network at once: what a connection tells its congestion control, and asks of it.</summary>
internal interface ICongestionControl
{
    /// <summary>cwnd, in bytes.</summary>
    uint CongestionWindow { get; }

    /// <summary>ssthresh, in bytes; <see cref="uint.MaxValue"/> while there is none.</summary>
    uint SlowStartThreshold { get; }

    /// <summary>RW: how much may go at once after a pause, in bytes (RFC 6928, section 2).</summary>
    uint RestartWindow { get; }

    /// <summary>The connection is established with that segment size.</summary>
    /// <param name="segmentSize">SMSS, in bytes.</param>
    /// <param name="synWasLost">Whether the SYN or its acknowledgment had to be sent again more than once.</param>
    void Begin(uint segmentSize, bool synWasLost);

    /// <summary>New data was acknowledged outside of recovery, while the window, not the application, limited the sender.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="now">The time.</param>
    /// <param name="roundTrip">SRTT.</param>
    void OnAcknowledged(uint bytes, Timestamp now, Duration roundTrip);

    /// <summary>Slow start is over: ssthresh is cwnd (RFC 9406, section 4.2).</summary>
    void LeaveSlowStart();

    /// <summary>New data was acknowledged while the application had not used the window.</summary>
    void OnApplicationLimited(Timestamp now);

    /// <summary>A loss was seen by duplicate or selective acknowledgments, or congestion by ECN: the window is reduced at once.</summary>
    /// <param name="flightSize">What was sent and not acknowledged, in bytes.</param>
    void OnLoss(uint flightSize);

    /// <summary>Recovery is over.</summary>
    void OnRecovered();

    /// <summary>The retransmission timer ran out.</summary>
    /// <param name="flightSize">What was sent and not acknowledged, in bytes.</param>
    /// <param name="isFirst">Whether it is the first time for this data.</param>
    void OnTimeout(uint flightSize, bool isFirst);

    /// <summary>The last time-out was spurious: what it did to the window is undone (RFC 4015, section 3).</summary>
    /// <param name="flightBefore">pipe_prev: what was in flight when the timer ran out, in bytes.</param>
    /// <param name="flightSize">What is in flight now.</param>
    void OnSpuriousTimeout(uint flightBefore, uint flightSize);

    /// <summary>Congestion was told by ECN: the window is reduced at once, by less than for a loss where an RFC allows it (RFC 8511).</summary>
    /// <param name="flightSize">What was sent and not acknowledged, in bytes.</param>
    void OnCongestionMark(uint flightSize);

    /// <summary>SMSS is another: a smaller one shrinks cwnd with it (RFC 5681, section 3.1), a larger one does not let it grow, in whole segments (RFC 4821, section 4).</summary>
    void OnSegmentSize(uint segmentSize);

    /// <summary>Nothing was sent for longer than the RTO.</summary>
    void OnIdle();

    /// <summary>Something was lost of what was sent first, or first after a pause (RFC 6928, section 2).</summary>
    void OnRestartLoss();
}
