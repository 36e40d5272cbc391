namespace TcpEngine;

/// <summary>
/// How large a receive buffer should be, by what the application reads in a round trip: dynamic right-sizing (M. Fisk and W. Feng, "Dynamic Right-Sizing in TCP", 2001). RFC 9293, section 3.8, leaves a
/// buffer's size to hosts.
/// </summary>
/// <param name="now">The time.</param>
/// <param name="first">What a sender begins with in a round trip, in bytes.</param>
/// <param name="roundTrip">The round-trip time as far as it is known; zero for not at all.</param>
internal sealed class ReceiveTuning(Timestamp now, int first, Duration roundTrip)
{
    private static readonly Duration Validity = Duration.FromSeconds(10);

    private Timestamp _start = now;
    private Timestamp _measuredAt = now;
    private long _read;
    private long _most = first;
    private uint _lastEcho;
    private Timestamp _edgeAt = Timestamp.Never;
    private SequenceNumber _edge;

    /// <summary>The round-trip time as a receiver sees it; zero before the first measurement.</summary>
    public Duration RoundTrip { get; private set; } = roundTrip;

    /// <summary>A segment came in order that has a timestamp: it echoes one of ours.</summary>
    /// <param name="echo">TSecr.</param>
    /// <param name="clock">Our timestamp clock, in milliseconds.</param>
    /// <param name="now">The time.</param>
    public void OnEcho(uint echo, uint clock, Timestamp now)
    {
        if (echo == _lastEcho)
        {
            return; // those that went together tell one thing
        }

        _lastEcho = echo;
        int milliseconds = unchecked((int)(clock - echo));
        if (milliseconds < 0)
        {
            return;
        }

        Measure(Duration.FromMilliseconds(Math.Max(1, milliseconds)), now);
    }

    /// <summary>Data came in order, and there are no timestamps: what the window offered lets the peer send comes a round trip later at the earliest.</summary>
    /// <param name="next">RCV.NXT.</param>
    /// <param name="edge">RCV.NXT+RCV.WND.</param>
    /// <param name="now">The time.</param>
    public void OnData(SequenceNumber next, SequenceNumber edge, Timestamp now)
    {
        if (_edgeAt.IsSet && next < _edge)
        {
            return;
        }

        if (_edgeAt.IsSet)
        {
            Measure(Duration.Max(now - _edgeAt, new Duration(1)), now);
        }

        (_edge, _edgeAt) = (edge, now);
    }

    /// <summary>The application has read.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="now">The time.</param>
    /// <returns>The size of buffer that this needs, in bytes; 0 where it is no more than before.</returns>
    public long OnRead(int bytes, Timestamp now)
    {
        _read += bytes;
        if (RoundTrip == Duration.Zero || now - _start < RoundTrip)
        {
            return 0;
        }

        long read = _read;
        (_start, _read) = (now, 0);
        if (read <= _most)
        {
            return 0;
        }

        // Twice that, for the window is told a round trip before it is used. A sender in slow start doubles what it sends meanwhile, and does so again before that is known here.
        double growth = Math.Min(read - _most, _most) / (double)_most;
        _most = read;
        return (long)(2 * read * (1 + (2 * growth)));
    }

    // What waited in queues, or at a sender that had nothing to send, looks longer: the shortest one counts, as long as it is not so old that the path may be another.
    private void Measure(Duration sample, Timestamp now)
    {
        if (RoundTrip == Duration.Zero || sample <= RoundTrip || now - _measuredAt > Validity)
        {
            (RoundTrip, _measuredAt) = (sample, now);
        }
    }
}
