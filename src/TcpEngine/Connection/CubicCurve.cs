namespace TcpEngine;

/// <summary>The curve along which <see cref="Cubic"/> grows, once slow start is over (RFC 9438, section 4.2).</summary>
internal sealed class CubicCurve
{
    /// <summary>C (section 5).</summary>
    public const double C = 0.4;

    /// <summary>cwnd in congestion avoidance, in segments, with its fraction.</summary>
    public double Window;

    /// <summary>W_max, in segments.</summary>
    public double Maximum;

    /// <summary>cwnd_prior, in segments.</summary>
    public double Prior;

    /// <summary>W_est, in segments.</summary>
    public double Estimate;

    /// <summary>K, in seconds.</summary>
    public double K;

    /// <summary>t_epoch, later by what the application did not use; <see cref="Timestamp.Never"/> where congestion avoidance has not begun.</summary>
    public Timestamp Epoch = Timestamp.Never;

    /// <summary>When something was acknowledged last.</summary>
    public Timestamp LastAcknowledged;

    /// <summary>Whether the last reduction was a time-out's.</summary>
    public bool IsAfterTimeout;

    /// <summary>What it was before the last time-out.</summary>
    public CubicUndo Undo;

    /// <summary>W_cubic(t), in segments.</summary>
    /// <param name="seconds">t, since the epoch.</param>
    public double At(double seconds)
    {
        double t = seconds - K;
        return (C * t * t * t) + Maximum;
    }
}
