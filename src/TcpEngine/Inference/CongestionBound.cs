namespace TcpEngine.Inference;

/// <summary>
/// What a sender's congestion window was at least: the most new data that it let be in flight within the last round trip. cwnd itself does not stand on the wire. What is sent in recovery, or as
/// duplicate acknowledgments allow, tells nothing (RFC 3042; RFC 6937).
/// </summary>
internal struct CongestionBound
{
    private static readonly Duration ShortestRound = Duration.FromMilliseconds(1);

    private uint _now;
    private uint _before;
    private Timestamp _roundStart;

    /// <summary>The bound in bytes; null where nothing tells.</summary>
    public readonly uint? Value => Math.Max(_now, _before) is > 0 and uint bound ? bound : null;

    /// <summary>New data went out.</summary>
    public void Send(uint inFlight, Timestamp now, Duration roundTrip)
    {
        Duration round = Duration.Max(roundTrip, ShortestRound);
        if (now - _roundStart >= round)
        {
            _before = now - _roundStart < round * 2 ? _now : 0;
            (_now, _roundStart) = (0, now);
        }

        _now = Math.Max(_now, inFlight);
    }

    /// <summary>The window was reduced, or may have been.</summary>
    public void Reduce() => this = default;
}
