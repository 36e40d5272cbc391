namespace TcpEngine;

// TCP Fast Open, the server's side (RFC 7413, section 4.2).
public sealed partial class TcpStack
{
    /// <summary>What is remembered for connections that are opened from here with <see cref="TcpConnectionOptions.FastOpen"/>.</summary>
    public FastOpenClient FastOpen { get; } = new();

    /// <summary>The keys of the cookies that listeners without keys of their own give and take.</summary>
    public FastOpenKeys FastOpenKeys { get; set; }

    private FastOpenVerdict JudgeFastOpen(TcpListener listener, bool isAuthenticated, in Segment syn, Timestamp now)
    {
        // A signed SYN can be replayed, as it is signed without our number: its data must wait for the handshake.
        bool isAsked = !isAuthenticated && (syn.FastOpen is not null || (listener.FastOpenWithoutCookie && !syn.Payload.IsEmpty));
        if (listener.FastOpenLimit == 0 || !isAsked)
        {
            return new FastOpenVerdict(Reason.SynAccepted);
        }

        Statistics.FastOpenCookiesRequested += syn.FastOpen is { IsRequest: true } ? 1 : 0;
        if (!listener.HasFastOpenRoom(now))
        {
            Statistics.FastOpenListenOverflows++;
            return new FastOpenVerdict(Reason.FastOpenLimitReached);
        }

        if (listener.FastOpenWithoutCookie)
        {
            return new FastOpenVerdict(Reason.FastOpenAccepted, IsAccepted: true);
        }

        FastOpenKeys keys = listener.FastOpenKeys ?? FastOpenKeys;
        FastOpenCookie brought = syn.FastOpen!.Value;
        FastOpenCookie cookie = keys.GetCookie(syn.Source.Address, syn.Destination.Address, brought.IsExperimental);
        return brought.IsRequest ? new FastOpenVerdict(Reason.FastOpenCookieRequested, Cookie: cookie)
            : keys.IsCookieValid(syn.Source.Address, syn.Destination.Address, brought, out bool isOutdated)
                ? new FastOpenVerdict(Reason.FastOpenAccepted, IsAccepted: true, isOutdated ? cookie : null)
                : new FastOpenVerdict(Reason.FastOpenCookieWrong, Cookie: cookie);
    }

    private void OpenPassive(TcpListener listener, StackEntry entry, in Segment syn, Timestamp now)
    {
        FastOpenVerdict verdict = JudgeFastOpen(listener, entry.Connection.IsAuthenticated, syn, now);
        if (verdict.IsAccepted)
        {
            Statistics.FastOpenPassive++;
            entry.HalfOpen!.IsFastOpenPending = true;
            listener.PendingFastOpenRequests++;
        }
        else
        {
            Statistics.FastOpenPassiveFail += verdict.Reason == Reason.FastOpenCookieWrong ? 1 : 0;
            entry.HalfOpen!.IsPending = true;
            listener.PendingConnections++;
        }

        entry.Connection.OpenPassive(syn, verdict, now);
    }

    // The handshake is over, well or not.
    private static void Unpend(StackEntry entry, Timestamp now)
    {
        if (entry.HalfOpen is not { } halfOpen)
        {
            return;
        }

        if (halfOpen.IsPending)
        {
            halfOpen.IsPending = false;
            halfOpen.Listener.PendingConnections--;
        }

        if (halfOpen.IsFastOpenPending)
        {
            halfOpen.IsFastOpenPending = false;
            halfOpen.Listener.EndFastOpenRequest(wasReset: entry.Connection.Failure == TcpFailure.Reset, now);
        }
    }
}
