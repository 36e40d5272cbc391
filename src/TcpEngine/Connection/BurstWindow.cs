namespace TcpEngine;

/// <summary>How much goes at once when a connection begins, or goes on after a pause (RFC 6928, section 2).</summary>
internal static class BurstWindow
{
    /// <summary>IW, and RW as long as nothing was lost of such a window, in bytes.</summary>
    public static uint Initial(uint segmentSize) => Math.Min(10 * segmentSize, Math.Max(2 * segmentSize, 14600));

    /// <summary>RW once something was, in bytes: RFC 3390's.</summary>
    public static uint AfterLoss(uint segmentSize) => Math.Min(4 * segmentSize, Math.Max(2 * segmentSize, 4380));
}
