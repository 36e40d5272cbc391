namespace TcpEngine;

/// <summary>Limits how many ICMP errors a host sends, so that nobody can have it flood others (RFC 4443, section 2.4 (f); RFC 1812, section 4.3.2.8).</summary>
internal struct IcmpErrorLimiter
{
    private const int Limit = 10;
    private static readonly Duration Period = Duration.FromSeconds(1);

    private Timestamp _periodEnd;
    private int _sent;

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
