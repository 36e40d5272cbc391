namespace TcpEngine;

/// <summary>When an acknowledgment came, and what its timestamp says.</summary>
/// <param name="Now">The time.</param>
/// <param name="HasEcho">Whether it echoes a timestamp (RFC 7323, section 3).</param>
/// <param name="Echo">TSecr.</param>
/// <param name="ClockOffset">The offset of the timestamp clock that is echoed.</param>
internal readonly record struct AckArrival(Timestamp Now, bool HasEcho, uint Echo, uint ClockOffset)
{
    /// <summary>Whether the echoed timestamp is older than a transmission, which it therefore does not answer.</summary>
    public bool IsBefore(Timestamp transmission) => HasEcho && unchecked((int)(Echo - TcpConnection.TimestampClock(transmission, ClockOffset))) < 0;
}
