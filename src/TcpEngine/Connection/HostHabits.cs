namespace TcpEngine;

/// <summary>Whose ways a connection has as a receiver, where RFCs leave a choice or a widespread host does otherwise.</summary>
public enum HostHabits
{
    /// <summary>What the RFCs say, or recommend.</summary>
    Rfc = 0,

    /// <summary>
    /// Linux's, beside what other options say. Acknowledgments: every segment beyond one full one is acknowledged as long as the application keeps the window open; the delay follows the
    /// sender's pace; reading sends what waits at the end of a write; a FIN's waits, too; from the fourth on, those of a gap are put together for up to 1 ms; a FIN beyond a gap is in the
    /// SACK option. Segments: one without a timestamp is taken, a timestamp may be one tick old and does not count in an old duplicate; a RST counts at the end of what is held beyond a gap,
    /// and just before a FIN that came; what came before it can be read; data after a half-close of both sides is answered by RST. Handshake: a SYN with FIN is dropped, as is data with a
    /// SYN,ACK without Fast Open; an ICMP error ends an open at once; a SYN,ACK of a simultaneous open has our SYN's options; a wrong answer makes the SYN go again. TIME-WAIT acknowledges
    /// what it does not take. Answers to what is not acceptable are one in <see cref="TcpConnectionOptions.InvalidAckInterval"/>.
    /// </summary>
    Linux = 1,
}
