namespace TcpEngine;

/// <summary>How a connection behaves. The defaults are what a host on today's Internet uses.</summary>
public sealed record TcpConnectionOptions
{
    /// <summary>What the connection uses where nothing else is said.</summary>
    public static TcpConnectionOptions Default { get; } = new();

    /// <summary>The most data that one segment may carry either way, in bytes, 88 to 65,495; what the path's MTU allows where it is 0 (RFC 9293, section 3.7.1).</summary>
    public ushort MaximumSegmentSize { get; init; }

    /// <summary>The send buffer's size in bytes: written and not yet acknowledged data. Default null: it begins with 256 KiB, and grows up to <see cref="SendBufferLimit"/> with cwnd, to twice that.</summary>
    public int? SendBufferSize { get; init; }

    /// <summary>How far a send buffer that grows does so, in bytes, up to 1 GiB. Default 16 MiB.</summary>
    public int SendBufferLimit { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// The receive buffer's size in bytes, up to 1 GiB: the largest window that is offered. Default null: it begins with <see cref="InitialReceiveBufferSize"/>, and grows up to
    /// <see cref="ReceiveBufferLimit"/> with what the application reads in a round trip.
    /// </summary>
    public int? ReceiveBufferSize { get; init; }

    /// <summary>What a receive buffer that grows begins with, in bytes. Default 64 KiB.</summary>
    public int InitialReceiveBufferSize { get; init; } = 64 * 1024;

    /// <summary>How far a receive buffer that grows does so, in bytes, up to 1 GiB: the window scale is chosen for it (RFC 7323, section 2.3). Default 16 MiB, enough for 1 Gbit/s and 100 ms.</summary>
    public int ReceiveBufferLimit { get; init; } = 16 * 1024 * 1024;

    /// <summary>What the send buffer begins with.</summary>
    internal int FirstSendBuffer => SendBufferSize ?? Math.Min(256 * 1024, SendBufferLimit);

    /// <summary>What the receive buffer begins with.</summary>
    internal int FirstReceiveBuffer => ReceiveBufferSize ?? Math.Min(InitialReceiveBufferSize, ReceiveBufferLimit);

    /// <summary>What the receive buffer may become.</summary>
    internal int LargestReceiveBuffer => ReceiveBufferSize ?? ReceiveBufferLimit;

    /// <summary>Turns Nagle's algorithm off: small segments are sent at once (RFC 9293, section 3.7.4).</summary>
    public bool NoDelay { get; init; }

    /// <summary>Whether nothing but full segments is sent, and what remains waits until this is taken back, at the longest for an RTO, 0.1 to 1 s.</summary>
    public bool Cork { get; init; }

    /// <summary>Whether window scaling is offered and accepted (RFC 7323, section 2). Default true.</summary>
    public bool WindowScaling { get; init; } = true;

    /// <summary>Whether timestamps are offered and accepted (RFC 7323, section 3). Default true.</summary>
    public bool Timestamps { get; init; } = true;

    /// <summary>Whether selective acknowledgments are offered and accepted (RFC 2018). Default true.</summary>
    public bool SelectiveAcknowledgments { get; init; } = true;

    /// <summary>How long an acknowledgment may wait for data to go with it. Default 40 ms; the limit is 500 ms (RFC 9293, section 3.8.6.3).</summary>
    public Duration AckDelay { get; init; } = Duration.FromMilliseconds(40);

    /// <summary>
    /// How many acknowledgments go at once, without <see cref="AckDelay"/>, when data begins to come, or comes again after a pause or for the second time; until the application answers
    /// what comes. Default 0; many hosts have 16 (RFC 9293, section 3.8.6.3, has a longest delay, and no shortest).
    /// </summary>
    public int QuickAcks { get; init; }

    /// <summary>Whose ways it has as a receiver. Default the RFCs'.</summary>
    public HostHabits Habits { get; init; }

    /// <summary>With <see cref="HostHabits.Linux"/>: how much goes as one.</summary>
    public SegmentationOffload Offload { get; init; } = SegmentationOffload.Default;

    /// <summary>With <see cref="HostHabits.Linux"/>: how long after an answer to a segment that is not acceptable another one without data gets none. Default 500 ms.</summary>
    public Duration InvalidAckInterval { get; init; } = Duration.FromMilliseconds(500);

    /// <summary>How many of a SYN's retransmissions wait no longer than the first; the peer is given up as late as with <see cref="SynRetries"/> that double it. Default 0 (RFC 6298, section 5.5); many hosts have 4.</summary>
    public int LinearSynTimeouts { get; init; }

    /// <summary>MSL: how long a segment may live in the network. TIME-WAIT lasts twice as long. Default 30 s, as most hosts have it (RFC 9293, section 3.4.2, has 2 min).</summary>
    public Duration MaximumSegmentLifetime { get; init; } = Duration.FromSeconds(30);

    /// <summary>How long a connection that the application has released waits in FIN-WAIT-2 for the peer's FIN; zero for as long as it takes. Default 60 s, as many hosts have it; RFC 9293 has no limit.</summary>
    public Duration FinWait2Limit { get; init; } = Duration.FromSeconds(60);

    /// <summary>Whether a RST is ignored in TIME-WAIT, so that an old duplicate cannot end it early (RFC 1337, section 3, F1). RFC 9293, section 3.10.7.4, would close. Default true.</summary>
    public bool TimeWaitIgnoresReset { get; init; } = true;

    /// <summary>The RTO before the first round-trip measurement. Default 1 s (RFC 6298, section 2.1).</summary>
    public Duration InitialRetransmissionTimeout { get; init; } = Duration.FromSeconds(1);

    /// <summary>The least RTO. Default 200 ms, as most hosts have it; RFC 6298, section 2.4, recommends 1 s, which was for clocks of 500 ms.</summary>
    public Duration MinimumRetransmissionTimeout { get; init; } = Duration.FromMilliseconds(200);

    /// <summary>The greatest RTO. Default 120 s (RFC 6298, section 2.5: at least 60 s).</summary>
    public Duration MaximumRetransmissionTimeout { get; init; } = Duration.FromSeconds(120);

    /// <summary>R1: after how many retransmissions of the same segment the application is told that the peer does not answer. Default 3 (RFC 9293, section 3.8.3).</summary>
    public int UnansweredThreshold { get; init; } = 3;

    /// <summary>The user time-out: how long sent data may stay unacknowledged before the peer is given up, whatever <see cref="DataRetries"/> and <see cref="SynRetries"/> say; zero for those (RFC 9293, section 3.10.8).</summary>
    public Duration UserTimeout { get; init; }

    /// <summary>Whether the peer is told of the user time-out, and its own heeded (RFC 5482, section 3: ENABLED); null for no. Default null.</summary>
    public UserTimeoutExchange? UserTimeoutExchange { get; init; }

    /// <summary>Whether a silent peer is asked whether it lives. Default false (RFC 9293, section 3.8.4).</summary>
    public bool KeepAlive { get; init; }

    /// <summary>How long nothing was heard before the first keep-alive probe; with <see cref="UserTimeoutExchange"/>, longer than the user time-out in any case (RFC 5482, section 4.2). Default 2 h.</summary>
    public Duration KeepAliveIdle { get; init; } = Duration.FromSeconds(7200);

    /// <summary>How long an unanswered keep-alive probe waits for the next. Default 75 s.</summary>
    public Duration KeepAliveInterval { get; init; } = Duration.FromSeconds(75);

    /// <summary>How many keep-alive probes go unanswered before the peer is given up, 1 and more. Default 10.</summary>
    public int KeepAliveProbes { get; init; } = 10;

    /// <summary>The congestion control. Default CUBIC.</summary>
    public CongestionControlAlgorithm CongestionControl { get; init; }

    /// <summary>
    /// Whether what goes at once after a pause is RFC 3390's window, 4 KB or so, once something was lost of what went at once at the beginning, or after a pause. Default true (RFC 6928,
    /// section 2); many hosts go on with ten segments.
    /// </summary>
    public bool ShrinksRestartWindow { get; init; } = true;

    /// <summary>How the path's MTU is searched for where routers tell nothing of it. Default: after a black hole was found (RFC 4821).</summary>
    public PathMtuSearchOptions PathMtuSearch { get; init; } = PathMtuSearchOptions.Default;

    /// <summary>Whether the first slow start ends when round trips grow longer, and not only when something is lost (HyStart++, RFC 9406). Default true.</summary>
    public bool HyStart { get; init; } = true;

    /// <summary>Whether cwnd falls back after the connection was idle for longer than the RTO. Default true (RFC 5681, section 4.1).</summary>
    public bool SlowStartAfterIdle { get; init; } = true;

    /// <summary>Whether explicit congestion notification is used, and with which feedback. Default: where the peer asks for it, by RFC 3168; see <see cref="EcnUse"/> for RFC 9768's.</summary>
    public EcnUse Ecn { get; init; } = EcnUse.Accept;

    /// <summary>When accurate ECN feedback sends its byte counters. Default: whenever a counter has changed (RFC 9768, section 3.2.3.3).</summary>
    public AccurateEcnOptionUse AccurateEcnOption { get; init; }

    /// <summary>How often in a round trip accurate ECN feedback sends its byte counters at least, 0 for no such rule, whether they have changed since the last time or not; with <see cref="AccurateEcnOptionUse.Simple"/>. Default 0.</summary>
    public int AccurateEcnBeacons { get; init; }

    /// <summary>The DiffServ code point of what is sent, 0 to 63. Default 0 (RFC 9293, section 3.9.1.9).</summary>
    public byte Dscp { get; init; }

    /// <summary>The time to live, or hop limit, of what is sent, 1 to 255. Default 64 (RFC 9293, section 3.9.2).</summary>
    public byte TimeToLive { get; init; } = 64;

    /// <summary>Whether the RST that gives a connection up acknowledges what has come, as many hosts do. Default false: RFC 9293, section 3.10.5, has it without.</summary>
    public bool ResetAcknowledges { get; init; }

    /// <summary>
    /// Whether a closed window is probed by an empty segment with a number that the peer has acknowledged, as many hosts do, and not by the next octet. Default false: RFC 9293, section 3.8.6.1,
    /// has an octet, which is in the peer's hands at once should the window have opened.
    /// </summary>
    public bool EmptyWindowProbes { get; init; }

    /// <summary>Whether a connection that is opened from here uses TCP Fast Open. Default: it does not. A listener has a limit of its own: <see cref="TcpListener.FastOpenLimit"/> (RFC 7413).</summary>
    public FastOpenUse FastOpen { get; init; }

    /// <summary>Whether the last segments that are sent are probed for a loss before the RTO is over. Default true (RFC 8985, section 7).</summary>
    public bool TailLossProbes { get; init; } = true;

    /// <summary>Whether the application is told of ICMP errors that may pass. Default true (RFC 9293, section 3.9.1.8).</summary>
    public bool ReportSoftErrors { get; init; } = true;

    /// <summary>
    /// The keys of TCP-AO (RFC 5925) and for MD5 signatures (RFC 2385). A connection that matches one signs all that it sends and drops what the peer has not signed; which keys a connection
    /// uses once it is opened, <see cref="TcpConnection.InstallKeys"/> changes. Default none.
    /// </summary>
    public AuthenticationKeys Keys { get; init; } = AuthenticationKeys.None;

    /// <summary>Whether segments that are signed are taken where there is no key for the peer, as if they were not signed. Default true (RFC 5925, section 7.3).</summary>
    public bool AcceptUnknownSignatures { get; init; } = true;

    /// <summary>Whether a synchronized connection with TCP-AO ignores ICMP's hard errors, 'fragmentation needed' of IPv4 among them: a smaller MTU then shows by time-outs. Default true (RFC 5925, section 7.8).</summary>
    public bool IgnoreUnauthenticatedIcmp { get; init; } = true;

    /// <summary>R2 for a SYN: how often it is sent again before the peer is given up. Default 7, which with an RTO of 1 s makes 255 s (RFC 9293, section 3.8.3: at least 3 min).</summary>
    public int SynRetries { get; init; } = 7;

    /// <summary>The same for the SYN,ACK of a connection that a peer opens; null for as many.</summary>
    public int? SynAckRetries { get; init; }

    /// <summary>R2 for data: how often a segment is sent again before the peer is given up. Default 15 (RFC 9293, section 3.8.3: at least 100 s).</summary>
    public int DataRetries { get; init; } = 15;
}
