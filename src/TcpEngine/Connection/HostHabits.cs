namespace TcpEngine;

/// <summary>Whose ways a connection has, where RFCs leave a choice or a widespread host does otherwise.</summary>
public enum HostHabits
{
    /// <summary>What the RFCs say, or recommend: octets are counted (RFC 5681), the RTO has a least value (RFC 6298), and a window that was reduced stays so, but after a spurious time-out (RFC 5682).</summary>
    Rfc = 0,

    /// <summary>
    /// Linux's, beside what other options say. Sender: whole segments are counted, each new one that arrives lets the window grow by one in slow start; ssthresh is a part of cwnd; the least
    /// RTO is a margin above SRTT; each reduction is spread over a round trip (RFC 6937), and taken back once it is seen to have been mistaken (RFC 3522, RFC 3708). Segments go in bursts (<see cref="SegmentationOffload"/>), a window that ends inside of one
    /// is filled, and none takes more than half of the largest window. Acknowledgments: every segment beyond one full one is acknowledged as long as the application keeps the window open; the delay follows the
    /// sender's pace; reading sends what waits at the end of a write; a FIN's waits, too; from the fourth on, those of a gap are put together for up to 1 ms; a FIN beyond a gap is in the
    /// SACK option. Window: the receive buffer's sizes are of memory with its records; the window opens with each segment that is worth its memory, what ends beyond it is taken whole or not at all. Segments: one without a timestamp is taken, a timestamp may be one tick old and does not count in an old duplicate; a RST counts at the end of what is held beyond a gap,
    /// and just before a FIN that came; what came before it can be read; data after a half-close of both sides is answered by RST. Handshake: a SYN with FIN is dropped, as is data with a
    /// SYN,ACK without Fast Open; an ICMP error ends an open at once; a SYN,ACK of a simultaneous open has our SYN's options; a wrong answer makes the SYN go again. TIME-WAIT acknowledges
    /// what it does not take. Answers to what is not acceptable are one in <see cref="TcpConnectionOptions.InvalidAckInterval"/>.
    /// </summary>
    Linux = 1,
}
