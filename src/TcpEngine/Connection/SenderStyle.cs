namespace TcpEngine;

/// <summary>How a sender fills what RFCs leave open: when its window grows, what it counts, and how long it waits.</summary>
public enum SenderStyle
{
    /// <summary>By the letter: octets are counted (RFC 5681), the RTO has a least value (RFC 6298), and a window that was reduced stays so, but after a spurious time-out (RFC 5682).</summary>
    Rfc,

    /// <summary>
    /// As Linux does: whole segments are counted, each new one that arrives lets the window grow by one in slow start; ssthresh is a part of cwnd; the least RTO is a margin above SRTT; each reduction
    /// is spread over a round trip (RFC 6937), and taken back once it is seen to have been mistaken (RFC 3522, RFC 3708).
    /// </summary>
    Linux,
}
