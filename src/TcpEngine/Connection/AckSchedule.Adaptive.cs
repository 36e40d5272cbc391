namespace TcpEngine;

// As Linux decides it: the delay follows the pace at which segments come (HostHabits.Linux).
internal partial struct AckSchedule
{
    private const int PromptDuplicates = 3; // as many as make a fast retransmission
    private const int MostCompressed = 44;
    private static readonly Duration LeastDelay = Duration.FromMilliseconds(40);
    private static readonly Duration DelayOfAnswers = Duration.FromMilliseconds(200);
    private static readonly Duration GreatestDelay = Duration.FromMilliseconds(500);
    private static readonly Duration GreatestCompression = Duration.FromMilliseconds(1);
    private static readonly Duration LeastCompression = Duration.FromMicroseconds(100);

    /// <summary>Whether acknowledgments wait for the application's answer.</summary>
    public readonly bool WaitsForAnswers => _isAnswered;

    /// <summary>Data came in order, and leaves no gap.</summary>
    public void InOrder(uint bytes, int length, bool isPush, in AckPace pace)
    {
        NotePace(bytes, length, isPush, pace);
        if (_unacknowledged > pace.SegmentSize && pace.IsWindowShort)
        {
            StopHurrying();
        }

        if (_unacknowledged > pace.SegmentSize && pace.KeepsWindow)
        {
            Now(Reason.AckEverySecondSegment);
        }
        else if (_quickAcks > 0 && !_isAnswered)
        {
            Now(Reason.AckAtOnce);
        }
        else
        {
            Later(pace);
        }
    }

    /// <summary>Data came that ends a gap, or is beyond one: it may go with others that tell of the same.</summary>
    public void AtGap(SequenceNumber next, uint bytes, int length, bool isPush, bool usesSack, in AckPace pace)
    {
        if (bytes > 0)
        {
            NotePace(bytes, length, isPush, pace);
        }

        _isDue = true;
        _quickAcks |= pace.OpensWindow ? 1 : 0;
        if (next != _gapAt)
        {
            (_gapAt, _gapAcks, _compressed) = (next, 0, 0);
        }

        if ((_quickAcks > 0 && !_isAnswered) || !usesSack || _compressed >= MostCompressed || _gapAcks < PromptDuplicates)
        {
            _gapAcks += _quickAcks > 0 && !_isAnswered ? 0 : 1;
            Now(bytes > 0 ? Reason.AckFillsGap : Reason.AckOutOfOrder);
            return;
        }

        _compressed++;
        Timestamp due = pace.Now + Duration.Max(Duration.Min(pace.RoundTrip / 20, GreatestCompression), LeastCompression);
        Deadline = Timestamp.Min(Deadline, due);
    }

    /// <summary>A FIN came, and leaves no gap: the application will answer it by closing.</summary>
    public void FinCame(in AckPace pace)
    {
        _isDue = true;
        _isAnswered = true;
        if (_delay == Duration.Zero)
        {
            Now(Reason.AckOfFin);
        }
        else if (Reason == Reason.None)
        {
            Later(pace);
        }
    }

    /// <summary>The application answers what comes, or says whether it does (TCP_QUICKACK).</summary>
    public void SetAnswers(bool areExpected) => _isAnswered = areExpected;

    /// <summary>The application has read.</summary>
    /// <param name="isEmpty">Whether nothing is left to read.</param>
    /// <param name="segmentSize">The largest segment that came, in bytes.</param>
    public void OnRead(bool isEmpty, uint segmentSize)
    {
        if (_isDue && (_unacknowledged > segmentSize || (isEmpty && (_pushes > 1 || (_pushes == 1 && !_isAnswered)))))
        {
            Now(Reason.AckAtOnce);
        }
    }

    /// <summary>Acknowledgments are to go at once: what waits, goes.</summary>
    public void Hurry(bool isEmpty, uint segmentSize)
    {
        _isAnswered = false;
        _pushes = Math.Max(_pushes, 1);
        OnRead(isEmpty, segmentSize);
    }

    /// <summary>Acknowledgments wait from now on.</summary>
    public void StopHurrying() => _quickAcks = 0;

    /// <summary>The delay is over. It was too short for an answer, or there is none.</summary>
    public void ExpireAdaptively(Duration timeout)
    {
        _delay = _isAnswered ? LeastDelay : Duration.Min(_delay * 2, timeout);
        Expire();
    }

    private void NotePace(uint bytes, int length, bool isPush, in AckPace pace)
    {
        _unacknowledged += bytes;
        _isDue = true;
        _pushes += length < pace.SegmentSize || (length == pace.SegmentSize && isPush) ? 1 : 0;
        Duration gap = pace.Now - _dataAt;
        if (_delay == Duration.Zero)
        {
            _quickAcks = Math.Max(_quickAcks, pace.QuickAcks);
            _delay = LeastDelay;
        }
        else if (gap <= LeastDelay / 2)
        {
            _delay = (_delay / 2) + (LeastDelay / 2);
        }
        else if (gap < _delay)
        {
            _delay = Duration.Min((_delay / 2) + gap, pace.Timeout);
        }
        else if (gap > pace.Timeout)
        {
            _quickAcks = Math.Max(_quickAcks, pace.QuickAcks);
        }

        _dataAt = pace.Now;
        _quickAcks |= pace.OpensWindow ? 1 : 0;
    }

    private void Later(in AckPace pace)
    {
        Duration delay = _delay;
        if (delay > LeastDelay)
        {
            Duration greatest = _isAnswered || _pushes > 0 ? DelayOfAnswers : GreatestDelay;
            greatest = pace.RoundTrip > Duration.Zero ? Duration.Min(greatest, Duration.Max(pace.RoundTrip, LeastDelay)) : greatest;
            delay = Duration.Min(delay, greatest);
        }

        if (Deadline.IsSet && Deadline <= pace.Now + (delay / 4))
        {
            Now(Reason.AckDelayExpired);
        }
        else
        {
            Deadline = Timestamp.Min(Deadline, pace.Now + delay);
        }
    }
}
