namespace TcpEngine;

/// <summary>
/// HyStart++: leaves slow start when round trips grow longer, before the queue overflows; first into conservative slow start, which finds out whether that was chance (RFC 9406, section 4).
/// An acknowledgment counts for two segments at the most (RFC 3465), which is less than the eight that RFC 9406 allows where nothing is paced.
/// </summary>
internal struct HyStart
{
    private const int LeastSamples = 8;       // N_RTT_SAMPLE
    private const int GrowthDivisor = 4;      // CSS_GROWTH_DIVISOR
    private const int ConservativeRounds = 5; // CSS_ROUNDS
    private const int ThresholdDivisor = 8;   // MIN_RTT_DIVISOR

    private static readonly Duration LeastThreshold = Duration.FromMilliseconds(4);     // MIN_RTT_THRESH
    private static readonly Duration GreatestThreshold = Duration.FromMilliseconds(16); // MAX_RTT_THRESH

    private bool _hasBegun;
    private SequenceNumber _windowEnd;
    private Duration? _lastRound;    // lastRoundMinRTT
    private Duration? _currentRound; // currentRoundMinRTT
    private Duration _baseline;      // cssBaselineMinRtt
    private int _samples;            // rttSampleCount
    private int _rounds;             // of conservative slow start

    /// <summary>Whether slow start is the conservative one.</summary>
    public bool IsConservative { get; private set; }

    /// <summary>How much of what is acknowledged lets cwnd grow, in bytes.</summary>
    public readonly uint Growth(uint acknowledged) => IsConservative ? acknowledged / GrowthDivisor : acknowledged;

    /// <summary>A round trip was measured.</summary>
    /// <param name="roundTrip">The measurement.</param>
    /// <param name="acknowledgment">SEG.ACK.</param>
    /// <param name="next">SND.NXT.</param>
    /// <returns>What follows from it; <see cref="Reason.None"/> for nothing.</returns>
    public Reason Measure(Duration roundTrip, SequenceNumber acknowledgment, SequenceNumber next)
    {
        if (!_hasBegun)
        {
            (_hasBegun, _windowEnd) = (true, next);
        }

        _currentRound = _currentRound is { } least ? Duration.Min(least, roundTrip) : roundTrip;
        _samples++;
        Reason reason = Judge();
        if (acknowledgment < _windowEnd)
        {
            return reason;
        }

        (_lastRound, _currentRound, _samples, _windowEnd) = (_currentRound, null, 0, next);
        return IsConservative && ++_rounds >= ConservativeRounds ? Reason.SlowStartLeft : reason; // the round in which it began counts
    }

    private Reason Judge()
    {
        if (_samples < LeastSamples || _currentRound is not { } current)
        {
            return Reason.None;
        }

        if (IsConservative && current < _baseline)
        {
            IsConservative = false; // it was chance
            return Reason.SlowStartResumed;
        }

        if (IsConservative || _lastRound is not { } last || current < last + Duration.Min(GreatestThreshold, Duration.Max(LeastThreshold, last / ThresholdDivisor)))
        {
            return Reason.None;
        }

        (IsConservative, _baseline, _rounds) = (true, current, 0);
        return Reason.SlowStartSlowed;
    }
}
