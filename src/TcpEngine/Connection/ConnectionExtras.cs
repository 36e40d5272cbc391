namespace TcpEngine;

/// <summary>What few connections have to remember: made when it is needed first.</summary>
internal sealed class ConnectionExtras
{
    /// <summary>The use of Fast Open; null for none.</summary>
    public FastOpenAttempt? FastOpen;

    /// <summary>What the application reads in a round trip; null before there was much, and where the receive buffer does not grow.</summary>
    public ReceiveTuning? ReceiveTuning;

    /// <summary>The receive buffer as Linux counts it (<see cref="HostHabits.Linux"/>); null for another host's.</summary>
    public ReceiveMemory? ReceiveMemory;

    /// <summary>The counters of accurate ECN feedback; null where it was not agreed on.</summary>
    public AccurateEcn? AccurateEcn;

    /// <summary>What was seen of reordering; null for nothing.</summary>
    public ReorderingHistory? Reordering;

    /// <summary>How many challenge ACKs went out lately.</summary>
    public RateLimiter ChallengeAcks;

    /// <summary>When larger segments are tried again, after the path's MTU was found to be smaller.</summary>
    public Timestamp PathMtuExpiry = Timestamp.Never;

    /// <summary>Where probes search for the path's MTU; null for nowhere.</summary>
    public PathMtuSearch? PathMtu;

    /// <summary>When the last keep-alive probe was due.</summary>
    public Timestamp LastKeepAliveAt = Timestamp.Never;

    /// <summary>REMOTE_UTO.</summary>
    public Duration RemoteUserTimeout;

    /// <summary>How many segments were not signed as they must be.</summary>
    public long UnauthenticSegments;

    /// <summary>How many keep-alive probes the peer has not answered.</summary>
    public int KeepAlivesUnanswered;

    /// <summary>A 'packet too big' that is not believed yet; 0 for none.</summary>
    public uint ClaimedMtu;
}
