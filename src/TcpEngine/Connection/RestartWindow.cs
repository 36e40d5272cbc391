namespace TcpEngine;

/// <summary>IW and RW: how much goes at once when a connection begins, or goes on after a pause (RFC 6928, section 2).</summary>
internal struct RestartWindow(uint segmentSize)
{
    /// <summary>The window, in bytes.</summary>
    public uint Bytes { get; private set; } = Math.Min(10 * segmentSize, Math.Max(2 * segmentSize, 14600));

    /// <summary>Such a window was too much for the path: RW is RFC 3390's from now on.</summary>
    public void OnLoss() => Bytes = Math.Min(4 * segmentSize, Math.Max(2 * segmentSize, 4380));
}
