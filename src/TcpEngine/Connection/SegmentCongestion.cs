namespace TcpEngine;

/// <summary>
/// Slow start, congestion avoidance (RFC 5681's or CUBIC's, RFC 9438) and reductions with the window counted in whole segments, as Linux has it. While a reduction lasts, the connection sets the
/// window (<see cref="ProportionalRateReduction"/>).
/// </summary>
/// <param name="algorithm">How it grows once slow start is over, and by how much it is reduced.</param>
/// <param name="initialSendSequence">ISS.</param>
internal sealed class SegmentCongestion(CongestionControlAlgorithm algorithm, SequenceNumber initialSendSequence) : ICongestionControl
{
    private const uint InitialWindow = 10;  // RFC 6928, section 2, whatever the segments' size
    private const uint LeastThreshold = 2;
    private const double C = 0.4;           // RFC 9438, section 5
    private const double Beta = 0.7;        // RFC 9438, section 4.6
    private const double Alpha = 3 * (1 - Beta) / (1 + Beta);

    private static readonly Duration StepLifetime = Duration.FromMilliseconds(31);

    private uint _segmentSize;
    private uint _window;
    private uint _threshold = uint.MaxValue;
    private uint _windowBefore;             // the last reduction
    private uint _thresholdBefore;          // zero where that cannot be taken back
    private uint _credit;                   // in congestion avoidance: segments that have arrived since cwnd last grew
    private uint _maximum;                  // W_max; zero for none
    private uint _origin;                   // where the curve is flat
    private uint _estimate;                 // W_est
    private uint _arrived;                  // segments that W_est has not grown by yet
    private uint _step;
    private uint _steppedWindow;
    private Timestamp _steppedAt;
    private double _k;                      // K, in seconds
    private Timestamp _epoch = Timestamp.Never;
    private Timestamp _lastAcknowledged;

    /// <summary>What recovery has to remember.</summary>
    public SegmentRecovery Recovery { get; } = new() { OutstandingRound = initialSendSequence, BurstStart = initialSendSequence, BurstEnd = initialSendSequence };

    /// <inheritdoc/>
    public uint CongestionWindow => _window * _segmentSize;

    /// <inheritdoc/>
    public uint SlowStartThreshold => _threshold == uint.MaxValue ? uint.MaxValue : _threshold * _segmentSize;

    /// <inheritdoc/>
    public uint RestartWindow => InitialWindow * _segmentSize;

    /// <summary>cwnd, in segments.</summary>
    public uint Window
    {
        get => _window;
        set => _window = Math.Max(1, value);
    }

    /// <summary>ssthresh, in segments.</summary>
    public uint Threshold => _threshold;

    /// <summary>Whether cwnd is below ssthresh.</summary>
    public bool IsInSlowStart => _window < _threshold;

    /// <inheritdoc/>
    public void Begin(uint segmentSize, bool synWasLost)
    {
        _segmentSize = segmentSize;
        _window = synWasLost ? 1 : InitialWindow;
    }

    /// <inheritdoc/>
    public void OnAcknowledged(uint bytes, Timestamp now, Duration roundTrip)
    {
        _lastAcknowledged = now;
        uint segments = bytes / _segmentSize;
        if (IsInSlowStart)
        {
            uint growth = Math.Min(segments, _threshold - _window);
            _window += growth;
            segments -= growth;
        }

        if (segments == 0)
        {
            return;
        }

        uint step = algorithm == CongestionControlAlgorithm.NewReno ? _window : CubicStep(segments, now, roundTrip);
        if (_credit >= step)
        {
            _credit = 0;
            _window++;
        }

        _credit += segments;
        _window += _credit / step;
        _credit %= step;
    }

    /// <inheritdoc/>
    public void LeaveSlowStart() => _threshold = _window;

    /// <inheritdoc/>
    public void OnApplicationLimited(Timestamp now)
    {
        _epoch = _epoch.IsSet ? _epoch + (now - _lastAcknowledged) : _epoch; // RFC 9438, section 4.2
        _lastAcknowledged = now;
    }

    /// <summary>A reduction begins: ssthresh is set, cwnd goes there in the course of the next round trip.</summary>
    /// <param name="mayUndo">Whether it can be taken back.</param>
    public void BeginReduction(bool mayUndo)
    {
        _windowBefore = _window;
        _thresholdBefore = mayUndo ? ThresholdNow : 0;
        _maximum = _window < _maximum ? (uint)(_window * (1 + Beta) / 2) : _window; // RFC 9438, section 4.7
        double part = algorithm == CongestionControlAlgorithm.NewReno ? 0.5 : Beta;
        _threshold = Math.Max((uint)(_window * part), LeastThreshold);
        _epoch = Timestamp.Never;
        _credit = 0;
    }

    /// <summary>A reduction ends: cwnd is where it was to go.</summary>
    public void EndReduction() => _window = _threshold == uint.MaxValue ? _window : _threshold;

    /// <summary>The last reduction was mistaken.</summary>
    public void Undo()
    {
        if (_thresholdBefore == 0)
        {
            return;
        }

        _window = Math.Max(_window, _windowBefore);
        _threshold = Math.Max(_threshold, _thresholdBefore);
        _epoch = Timestamp.Never;
    }

    /// <inheritdoc/>
    public void OnLoss(uint flightSize)
    {
        BeginReduction(mayUndo: false);
        EndReduction();
    }

    /// <inheritdoc/>
    public void OnCongestionMark(uint flightSize) => BeginReduction(mayUndo: false);

    /// <inheritdoc/>
    public void OnRecovered()
    {
    }

    /// <inheritdoc/>
    public void OnTimeout(uint flightSize, bool isFirst)
    {
        if (isFirst)
        {
            BeginReduction(mayUndo: true);
        }

        _maximum = 0; // the curve begins anew where cwnd is then
        _epoch = Timestamp.Never;
        _credit = 0;
    }

    /// <inheritdoc/>
    public void OnSpuriousTimeout(uint flightBefore, uint flightSize) => Undo();

    /// <inheritdoc/>
    public void OnSegmentSize(uint segmentSize) => _segmentSize = segmentSize;

    /// <inheritdoc/>
    public void OnIdle() => _window = Math.Min(InitialWindow, _window);

    /// <summary>Nothing was sent for a while: cwnd is halved for each RTO of it, down to the initial window.</summary>
    public void OnIdle(Duration idle, Duration timeout)
    {
        _threshold = ThresholdNow;
        uint least = Math.Min(InitialWindow, _window);
        for (Duration left = idle - timeout; left > Duration.Zero && _window > least; left -= timeout)
        {
            _window /= 2;
        }

        _window = Math.Max(_window, least);
    }

    /// <inheritdoc/>
    public void OnRestartLoss()
    {
        // Linux goes on with ten segments.
    }

    // What cwnd has shown to work counts as well (RFC 2861).
    private uint ThresholdNow => Math.Max(_threshold, (_window / 2) + (_window / 4));

    // How many segments are to arrive for one more: as many as bring cwnd to the curve, which is taken in whole segments.
    private uint CubicStep(uint segments, Timestamp now, Duration roundTrip)
    {
        _arrived += segments;
        if (!_epoch.IsSet)
        {
            (_epoch, _arrived, _estimate) = (now, segments, _window);
            _k = _maximum > _window ? Math.Cbrt((_maximum - _window) / C) : 0;
            _origin = Math.Max(_maximum, _window);
        }
        else if (_window == _steppedWindow && now - _steppedAt <= StepLifetime)
        {
            return _step;
        }

        (_steppedAt, _steppedWindow) = (now, _window);
        double t = (now + roundTrip - _epoch).TotalSeconds - _k;
        long target = (long)_origin + (Math.Sign(t) * (long)(C * Math.Abs(t * t * t)));
        _step = target > _window ? _window / (uint)(target - _window) : 100 * _window;
        _step = _maximum == 0 ? Math.Min(_step, 20) : _step;

        // Section 4.3: no less than Reno would grow.
        uint renoStep = (uint)(_window / Alpha);
        uint grown = _arrived > renoStep ? (_arrived - 1) / renoStep : 0;
        _arrived -= grown * renoStep;
        _estimate += grown;
        _step = _estimate > _window ? Math.Min(_step, _window / (_estimate - _window)) : _step;
        _step = Math.Max(_step, 2);
        return _step;
    }
}
