namespace TcpEngine;

/// <summary>Limits how many answers go out, so that they cannot be made a weapon: so many in a period, which the first begins.</summary>
internal struct RateLimiter
{
    private Timestamp _periodEnd;
    private int _sent;

    /// <summary>Whether one more may go out; if so, it is counted.</summary>
    /// <param name="now">The time.</param>
    /// <param name="limit">How many may in one period.</param>
    /// <param name="period">How long that is.</param>
    public bool TryTake(Timestamp now, int limit, Duration period)
    {
        if (now >= _periodEnd)
        {
            _periodEnd = now + period;
            _sent = 0;
        }

        if (_sent == limit)
        {
            return false;
        }

        _sent++;
        return true;
    }

    /// <summary>The same for challenge ACKs: ten in five seconds (RFC 5961, section 7).</summary>
    public bool TryTakeChallenge(Timestamp now) => TryTake(now, 10, Duration.FromSeconds(5));
}
