namespace TcpEngine;

// What a listener has for TCP Fast Open (RFC 7413, section 4.2).
public sealed partial class TcpListener
{
    private static readonly Duration ResetLifetime = Duration.FromSeconds(60);

    private readonly Queue<Timestamp> _resets = new();

    /// <summary>
    /// How many connections with data in their SYN may be in SYN-RECEIVED at once; beyond them a SYN is as any other. Default 0: Fast Open is off, and its options are ignored (FastOpenEnabled).
    /// Only for applications for which a request may come twice (section 6.1).
    /// </summary>
    public int FastOpenLimit { get; set; }

    /// <summary>Whether data in a SYN is taken whatever cookie it has, or without one: for networks where no address is forged (section 7.3).</summary>
    public bool FastOpenWithoutCookie { get; set; }

    /// <summary>The keys of this listener's cookies; null for the stack's.</summary>
    public FastOpenKeys? FastOpenKeys { get; set; }

    /// <summary>How many connections that Fast Open has opened are in SYN-RECEIVED; those reset there count for a minute more, so that forged addresses whose owners answer do not make room (section 5.1).</summary>
    public int PendingFastOpenRequests { get; internal set; }

    /// <summary>Whether one more may be opened.</summary>
    internal bool HasFastOpenRoom(Timestamp now)
    {
        while (_resets.TryPeek(out Timestamp until) && until <= now)
        {
            _resets.Dequeue();
            PendingFastOpenRequests--;
        }

        return PendingFastOpenRequests < FastOpenLimit;
    }

    /// <summary>One has left SYN-RECEIVED.</summary>
    internal void EndFastOpenRequest(bool wasReset, Timestamp now)
    {
        if (wasReset)
        {
            _resets.Enqueue(now + ResetLifetime);
        }
        else
        {
            PendingFastOpenRequests--;
        }
    }
}
