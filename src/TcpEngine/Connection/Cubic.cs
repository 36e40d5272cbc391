namespace TcpEngine;

/// <summary>CUBIC: after a reduction the window grows back along a cubic curve of the time since then, towards where it was (RFC 9438).</summary>
internal sealed class Cubic : ICongestionControl
{
    private const double C = 0.4;            // section 5
    private const double Beta = 0.7;         // section 4.6
    private const double MarkBeta = 0.85;    // RFC 8511, section 3
    private const double Alpha = 3 * (1 - Beta) / (1 + Beta); // section 4.3
    private const uint GreatestBurst = 2;    // L of RFC 3465, section 2.2, in segments

    private uint _segmentSize;
    private uint _initialWindow;
    private bool _isAfterTimeout;
    private double _window;        // cwnd in congestion avoidance, in segments, with its fraction
    private double _maximum;       // W_max, in segments
    private double _prior;         // cwnd_prior, in segments
    private double _estimate;      // W_est, in segments
    private double _k;             // K, in seconds
    private Timestamp _epoch = Timestamp.Never; // t_epoch, later by what the application did not use
    private Timestamp _lastAcknowledged;
    private Undo _undo; // before the last time-out

    /// <inheritdoc/>
    public uint CongestionWindow { get; private set; }

    /// <inheritdoc/>
    public uint SlowStartThreshold { get; private set; } = uint.MaxValue;

    /// <inheritdoc/>
    public void Begin(uint segmentSize, bool synWasLost)
    {
        _segmentSize = segmentSize;
        _initialWindow = Math.Min(10 * segmentSize, Math.Max(2 * segmentSize, 14600)); // RFC 6928, section 2
        CongestionWindow = synWasLost ? segmentSize : _initialWindow;
    }

    /// <inheritdoc/>
    public void OnAcknowledged(uint bytes, Timestamp now, Duration roundTrip)
    {
        _lastAcknowledged = now;
        if (CongestionWindow < SlowStartThreshold)
        {
            CongestionWindow += Math.Min(bytes, (_isAfterTimeout ? 1 : GreatestBurst) * _segmentSize); // section 4.10; RFC 3465, section 2.3
            return;
        }

        double segments = (double)bytes / _segmentSize;
        if (!_epoch.IsSet)
        {
            BeginEpoch(now);
        }

        double elapsed = (now - _epoch).TotalSeconds;
        _estimate += (_estimate >= _prior ? 1 : Alpha) * segments / _window; // section 4.3
        if (Curve(elapsed) < _estimate)
        {
            _window = Math.Max(_window, _estimate); // the Reno-friendly region
        }
        else
        {
            // Sections 4.2, 4.4 and 4.5: towards where the curve will be a round trip from now.
            double target = Math.Clamp(Curve(elapsed + roundTrip.TotalSeconds), _window, 1.5 * _window);
            _window += (target - _window) / _window * segments;
        }

        CongestionWindow = (uint)Math.Min(int.MaxValue, _window * _segmentSize);
    }

    /// <inheritdoc/>
    public void OnApplicationLimited(Timestamp now)
    {
        if (_epoch.IsSet)
        {
            _epoch += now - _lastAcknowledged; // section 4.2: the curve's time stands still
        }

        _lastAcknowledged = now;
    }

    /// <inheritdoc/>
    public void OnLoss(uint flightSize)
    {
        Reduce(flightSize, Beta);
        CongestionWindow = SlowStartThreshold;
    }

    /// <inheritdoc/>
    public void OnCongestionMark(uint flightSize)
    {
        Reduce(flightSize, MarkBeta);
        CongestionWindow = Math.Max((uint)(flightSize * MarkBeta), _segmentSize); // section 4.6: to one segment, where marks go on
    }

    /// <inheritdoc/>
    public void OnRecovered()
    {
    }

    /// <inheritdoc/>
    public void OnTimeout(uint flightSize, bool isFirst)
    {
        if (isFirst)
        {
            _undo = new Undo(SlowStartThreshold, CongestionWindow, _maximum, _prior);
            Reduce(flightSize, Beta);
        }

        _isAfterTimeout = true; // section 4.8: K is 0 when congestion avoidance begins
        CongestionWindow = _segmentSize;
        _epoch = Timestamp.Never;
    }

    /// <inheritdoc/>
    public void OnSpuriousTimeout(uint flightBefore, uint flightSize)
    {
        SlowStartThreshold = Math.Max(flightBefore, _undo.SlowStartThreshold == uint.MaxValue ? 0 : _undo.SlowStartThreshold);
        CongestionWindow = Math.Min(Math.Max(flightSize + _segmentSize, 2 * _segmentSize), Math.Max(_undo.CongestionWindow, 2 * _segmentSize));
        _maximum = _undo.Maximum;
        _prior = _undo.Prior;
        _isAfterTimeout = false;
        _epoch = Timestamp.Never;
    }

    /// <inheritdoc/>
    public void OnSegmentSize(uint segmentSize)
    {
        if (segmentSize < _segmentSize)
        {
            CongestionWindow = Math.Max(segmentSize, (uint)((ulong)CongestionWindow * segmentSize / _segmentSize));
        }

        _segmentSize = segmentSize;
        _epoch = Timestamp.Never; // all is counted in segments
    }

    /// <inheritdoc/>
    public void OnIdle() => CongestionWindow = Math.Min(_initialWindow, CongestionWindow); // RFC 5681, section 4.1

    private double Curve(double seconds)
    {
        double t = seconds - _k;
        return (C * t * t * t) + _maximum;
    }

    private void BeginEpoch(Timestamp now)
    {
        _epoch = now;
        _window = (double)CongestionWindow / _segmentSize;
        _estimate = _window;
        if (_isAfterTimeout || _maximum <= _window)
        {
            _maximum = _window;
            _k = 0;
        }
        else
        {
            _k = Math.Cbrt((_maximum - _window) / C);
        }

        _isAfterTimeout = false;
    }

    private void Reduce(uint flightSize, double beta)
    {
        double window = (double)CongestionWindow / _segmentSize;
        _prior = window;
        _maximum = window < _maximum ? window * (1 + Beta) / 2 : window; // section 4.7: fast convergence
        SlowStartThreshold = Math.Max((uint)(flightSize * beta), 2 * _segmentSize); // section 4.6
        _isAfterTimeout = false;
        _epoch = Timestamp.Never;
    }

    /// <summary>What a time-out changes (section 4.9).</summary>
    private readonly record struct Undo(uint SlowStartThreshold, uint CongestionWindow, double Maximum, double Prior);
}
