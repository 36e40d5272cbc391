namespace TcpEngine;

/// <summary>Computes the retransmission time-out from measured round-trip times (RFC 6298).</summary>
internal struct RetransmissionTimeout(TcpConnectionOptions options)
{
    private static readonly Duration AfterSyn = Duration.FromSeconds(3); // section 5.7
    private static readonly Duration Granularity = Duration.FromMilliseconds(1); // G of RFC 6298, section 2

    private bool _isAfterSynTimeout;

    /// <summary>SRTT; zero before the first measurement.</summary>
    public Duration Smoothed { get; private set; }

    /// <summary>RTTVAR.</summary>
    public Duration Variation { get; private set; }

    /// <summary>The last measurement; zero before the first.</summary>
    public Duration Latest { get; private set; }

    /// <summary>How often the RTO has been doubled.</summary>
    public int Backoff { get; private set; }

    /// <summary>RTO, backed off.</summary>
    public readonly Duration Value => Duration.Min(Base * (1L << Backoff), options.MaximumRetransmissionTimeout);

    // RTO before it is backed off.
    private readonly Duration Base => Latest != Duration.Zero
        ? Duration.Min(Duration.Max(Smoothed + Duration.Max(Granularity, Variation * 4), options.MinimumRetransmissionTimeout), options.MaximumRetransmissionTimeout)
        : _isAfterSynTimeout ? AfterSyn : options.InitialRetransmissionTimeout;

    /// <summary>Takes a measurement in (sections 2.2 and 2.3).</summary>
    /// <param name="roundTrip">The round-trip time.</param>
    /// <param name="samplesPerRoundTrip">How many measurements a round trip gives: each counts for less, so that the history stays as long (RFC 7323, appendix G).</param>
    public void Measure(Duration roundTrip, int samplesPerRoundTrip)
    {
        roundTrip = Duration.Max(roundTrip, new Duration(1));
        if (Latest == Duration.Zero)
        {
            Smoothed = roundTrip;
            Variation = roundTrip / 2;
        }
        else
        {
            Duration error = new(Math.Abs((Smoothed - roundTrip).Nanoseconds));
            Variation += (error - Variation) / (4L * samplesPerRoundTrip);
            Smoothed += (roundTrip - Smoothed) / (8L * samplesPerRoundTrip);
        }

        Latest = roundTrip;
        Backoff = 0;
    }

    /// <summary>Doubles the RTO, up to its maximum (section 5.5). Only a new measurement takes that back.</summary>
    public void BackOff() => Backoff += Value < options.MaximumRetransmissionTimeout ? 1 : 0;

    /// <summary>Sets the RTO to 3 s when data begins after the SYN's timer had run out, and nothing was measured (section 5.7).</summary>
    public void AfterSynTimeout()
    {
        if (Latest == Duration.Zero)
        {
            _isAfterSynTimeout = true;
            Backoff = 0;
        }
    }
}
