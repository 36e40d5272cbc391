namespace TcpEngine;

/// <summary>Slow start, congestion avoidance and the window reductions of RFC 5681, with the initial window of RFC 6928.</summary>
internal sealed class NewReno : ICongestionControl
{
    private const double MarkBeta = 0.8; // RFC 8511, section 3

    private uint _segmentSize;
    private bool _isAfterTimeout;
    private uint _thresholdBefore = uint.MaxValue;
    private uint _acknowledged; // in congestion avoidance: bytes since cwnd last grew

    /// <inheritdoc/>
    public uint CongestionWindow { get; private set; }

    /// <inheritdoc/>
    public uint SlowStartThreshold { get; private set; } = uint.MaxValue;

    /// <inheritdoc/>
    public uint RestartWindow { get; private set; }

    /// <inheritdoc/>
    public void Begin(uint segmentSize, bool synWasLost)
    {
        _segmentSize = segmentSize;
        RestartWindow = BurstWindow.Initial(segmentSize);
        CongestionWindow = synWasLost ? segmentSize : RestartWindow; // RFC 5681, section 3.1
    }

    /// <inheritdoc/>
    public void OnAcknowledged(uint bytes, Timestamp now, Duration roundTrip)
    {
        if (CongestionWindow < SlowStartThreshold)
        {
            CongestionWindow += Math.Min(bytes, (_isAfterTimeout ? 1u : 2u) * _segmentSize); // RFC 5681, equation 2, with RFC 3465's L
            return;
        }

        // One segment for each window's worth of acknowledged bytes (RFC 5681, section 3.1).
        _acknowledged += bytes;
        if (_acknowledged >= CongestionWindow)
        {
            _acknowledged -= CongestionWindow;
            CongestionWindow += _segmentSize;
        }
    }

    /// <inheritdoc/>
    public void LeaveSlowStart() => SlowStartThreshold = CongestionWindow;

    /// <inheritdoc/>
    public void OnApplicationLimited(Timestamp now)
    {
    }

    /// <inheritdoc/>
    public void OnLoss(uint flightSize) => Reduce(flightSize / 2, 2 * _segmentSize); // RFC 5681, equation 4

    /// <inheritdoc/>
    public void OnCongestionMark(uint flightSize) => Reduce((uint)(flightSize * MarkBeta), _segmentSize); // RFC 3168, section 6.1.2

    private void Reduce(uint window, uint least)
    {
        SlowStartThreshold = Math.Max(window, 2 * _segmentSize);
        _isAfterTimeout = false;
        CongestionWindow = Math.Max(window, least); // what has left the network is counted, not added: RFC 6675, section 5
        _acknowledged = 0;
    }

    /// <inheritdoc/>
    public void OnRecovered() => _acknowledged = 0;

    /// <inheritdoc/>
    public void OnTimeout(uint flightSize, bool isFirst)
    {
        if (isFirst)
        {
            _thresholdBefore = SlowStartThreshold;
            SlowStartThreshold = Math.Max(flightSize / 2, 2 * _segmentSize); // RFC 5681, section 3.1
        }

        CongestionWindow = _segmentSize;
        _isAfterTimeout = true;
        _acknowledged = 0;
    }

    /// <inheritdoc/>
    public void OnSpuriousTimeout(uint flightBefore, uint flightSize)
    {
        SlowStartThreshold = Math.Max(flightBefore, _thresholdBefore == uint.MaxValue ? 0 : _thresholdBefore);
        CongestionWindow = Math.Min(Math.Max(flightSize + _segmentSize, _segmentSize * 2), SlowStartThreshold);
        _isAfterTimeout = false;
    }

    /// <inheritdoc/>
    public void OnSegmentSize(uint segmentSize)
    {
        if (segmentSize < _segmentSize)
        {
            CongestionWindow = Math.Max(segmentSize, (uint)((ulong)CongestionWindow * segmentSize / _segmentSize));
        }
        else
        {
            CongestionWindow = Math.Max(segmentSize, CongestionWindow / segmentSize * segmentSize);
        }

        _segmentSize = segmentSize;
    }

    /// <inheritdoc/>
    public void OnIdle() => CongestionWindow = Math.Min(RestartWindow, CongestionWindow); // RFC 5681, section 4.1

    /// <inheritdoc/>
    public void OnRestartLoss() => RestartWindow = BurstWindow.AfterLoss(_segmentSize);
}
