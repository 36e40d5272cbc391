namespace TcpEngine;

/// <summary>CUBIC: after a reduction the window grows back along a cubic curve of the time since then, towards where it was (RFC 9438).</summary>
internal sealed class Cubic : ICongestionControl
{
    private const double Beta = 0.7;         // section 4.6
    private const double MarkBeta = 0.85;    // RFC 8511, section 3
    private const double Alpha = 3 * (1 - Beta) / (1 + Beta); // section 4.3
    private const uint GreatestBurst = 2;    // L of RFC 3465, section 2.2, in segments

    private uint _segmentSize;
    private CubicCurve? _curve; // once slow start is over

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
        CongestionWindow = synWasLost ? segmentSize : RestartWindow;
    }

    /// <inheritdoc/>
    public void OnAcknowledged(uint bytes, Timestamp now, Duration roundTrip)
    {
        _curve?.LastAcknowledged = now;
        if (CongestionWindow < SlowStartThreshold)
        {
            CongestionWindow += Math.Min(bytes, (_curve is { IsAfterTimeout: true } ? 1 : GreatestBurst) * _segmentSize); // section 4.10; RFC 3465, section 2.3
            return;
        }

        CubicCurve curve = Curve;
        double segments = (double)bytes / _segmentSize;
        if (!curve.Epoch.IsSet)
        {
            BeginEpoch(now);
        }

        double elapsed = (now - curve.Epoch).TotalSeconds;
        curve.Estimate += (curve.Estimate >= curve.Prior ? 1 : Alpha) * segments / curve.Window; // section 4.3
        if (curve.At(elapsed) < curve.Estimate)
        {
            curve.Window = Math.Max(curve.Window, curve.Estimate); // the Reno-friendly region
        }
        else
        {
            // Sections 4.2, 4.4 and 4.5: towards where the curve will be a round trip from now.
            double target = Math.Clamp(curve.At(elapsed + roundTrip.TotalSeconds), curve.Window, 1.5 * curve.Window);
            curve.Window += (target - curve.Window) / curve.Window * segments;
        }

        CongestionWindow = (uint)Math.Min(int.MaxValue, curve.Window * _segmentSize);
    }

    /// <inheritdoc/>
    public void LeaveSlowStart() => SlowStartThreshold = CongestionWindow;

    /// <inheritdoc/>
    public void OnApplicationLimited(Timestamp now)
    {
        if (_curve is not { } curve)
        {
            return;
        }

        if (curve.Epoch.IsSet)
        {
            curve.Epoch += now - curve.LastAcknowledged; // section 4.2: the curve's time stands still
        }

        curve.LastAcknowledged = now;
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
            Curve.Undo = new CubicUndo(SlowStartThreshold, CongestionWindow, Curve.Maximum, Curve.Prior);
            Reduce(flightSize, Beta);
        }

        Curve.IsAfterTimeout = true; // section 4.8: K is 0 when congestion avoidance begins
        Curve.Epoch = Timestamp.Never;
        CongestionWindow = _segmentSize;
    }

    /// <inheritdoc/>
    public void OnSpuriousTimeout(uint flightBefore, uint flightSize)
    {
        CubicCurve curve = Curve;
        CubicUndo undo = curve.Undo;
        SlowStartThreshold = Math.Max(flightBefore, undo.SlowStartThreshold == uint.MaxValue ? 0 : undo.SlowStartThreshold);
        CongestionWindow = Math.Min(Math.Max(flightSize + _segmentSize, 2 * _segmentSize), Math.Max(undo.CongestionWindow, 2 * _segmentSize));
        curve.Maximum = undo.Maximum;
        curve.Prior = undo.Prior;
        curve.IsAfterTimeout = false;
        curve.Epoch = Timestamp.Never;
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
        _curve?.Epoch = Timestamp.Never; // all is counted in segments
    }

    /// <inheritdoc/>
    public void OnIdle() => CongestionWindow = Math.Min(RestartWindow, CongestionWindow); // RFC 5681, section 4.1

    /// <inheritdoc/>
    public void OnRestartLoss() => RestartWindow = BurstWindow.AfterLoss(_segmentSize);

    private CubicCurve Curve => _curve ??= new CubicCurve();

    private void BeginEpoch(Timestamp now)
    {
        CubicCurve curve = Curve;
        curve.Epoch = now;
        curve.LastAcknowledged = now;
        curve.Window = (double)CongestionWindow / _segmentSize;
        curve.Estimate = curve.Window;
        if (curve.IsAfterTimeout || curve.Maximum <= curve.Window)
        {
            curve.Maximum = curve.Window;
            curve.K = 0;
        }
        else
        {
            curve.K = Math.Cbrt((curve.Maximum - curve.Window) / CubicCurve.C);
        }

        curve.IsAfterTimeout = false;
    }

    private void Reduce(uint flightSize, double beta)
    {
        CubicCurve curve = Curve;
        double window = (double)CongestionWindow / _segmentSize;
        curve.Prior = window;
        curve.Maximum = window < curve.Maximum ? window * (1 + Beta) / 2 : window; // section 4.7: fast convergence
        SlowStartThreshold = Math.Max((uint)(flightSize * beta), 2 * _segmentSize); // section 4.6
        curve.IsAfterTimeout = false;
        curve.Epoch = Timestamp.Never;
    }
}
