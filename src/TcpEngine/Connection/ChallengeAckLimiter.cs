namespace TcpEngine;

/// <summary>Limits how many challenge ACKs go out, so that they cannot be made a weapon (RFC 5961, section 7).</summary>
internal struct ChallengeAckLimiter
{
    private const int Limit = 10;
    private static readonly Duration Period = Duration.FromSeconds(5);

    private Timestamp _periodEnd;
    private int _sent;

    /// <summary>Whether one more may go out, as there was none for so long; if so, it is remembered.</summary>
    public bool TryTake(Timestamp now, Duration interval)
    {
        if (now < _periodEnd)
        {
            return false;
        }

        _periodEnd = now + interval;
        return true;
    }

    /// <summary>Whether one more may go out; if so, it is counted.</summary>
    public bool TryTake(Timestamp now)
    {
        if (now >= _periodEnd)
        {
            _periodEnd = now + Period;
            _sent = 0;
        }

        return _sent++ < Limit;
    }
}
