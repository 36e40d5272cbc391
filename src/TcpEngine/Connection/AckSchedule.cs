namespace TcpEngine;

/// <summary>Decides when the acknowledgment of what came in goes out: at once, or with a delay (RFC 9293, section 3.8.6.3; RFC 5681, section 4.2).</summary>
internal partial struct AckSchedule
{
    private uint _unacknowledged;
    private int _quickAcks;   // how many more go at once
    private bool _isAnswered; // the application answers what comes: an acknowledgment has data to go with
    private Timestamp _dataAt;

    // Of the adaptive delay.
    private Duration _delay;       // zero before data came
    private bool _isDue;           // something came that one is due for
    private int _pushes;           // how many writes of the peer seem to have ended since the last one
    private int _gapAcks;          // how many have told of the same gap
    private int _compressed;       // how many of them wait to go as one
    private SequenceNumber _gapAt; // RCV.NXT at that gap

    /// <summary>Why an acknowledgment goes out now; <see cref="TcpEngine.Reason.None"/> where none does.</summary>
    public Reason Reason { get; private set; }

    /// <summary>When a delayed acknowledgment is due.</summary>
    public Timestamp Deadline { get; private set; }

    /// <summary>Begins, with nothing to acknowledge.</summary>
    /// <param name="history">What was remembered.</param>
    public AckSchedule(in AckHistory history)
    {
        (_dataAt, _quickAcks, _isAnswered, _delay) = (history.DataAt, history.QuickAcks, history.IsAnswered, history.Delay);
        Deadline = Timestamp.Never;
    }

    /// <summary>Whether there is nothing to acknowledge.</summary>
    public readonly bool IsDone => Reason == Reason.None && !Deadline.IsSet && _unacknowledged == 0;

    /// <summary>What is to be remembered then.</summary>
    public readonly AckHistory History => new(_dataAt, _quickAcks, _isAnswered, _delay);

    /// <summary>Whether data that came waits for its acknowledgment.</summary>
    public readonly bool HasUnacknowledged => _unacknowledged > 0;

    /// <summary>One goes out at once. The first reason stands.</summary>
    public void Now(Reason reason)
    {
        if (Reason == Reason.None)
        {
            Reason = reason;
        }
    }

    /// <summary>Data came in order: every second full-sized segment is acknowledged at once, another waits, but for the first ones.</summary>
    public void InOrder(uint bytes, uint segmentSize, Timestamp now, TcpConnectionOptions options, Duration timeout)
    {
        _unacknowledged += bytes;
        if (!_dataAt.IsSet || now - _dataAt > timeout)
        {
            _quickAcks = options.QuickAcks; // the sender begins, or begins again, with a small window, which acknowledgments open
        }

        _dataAt = now;
        if (_unacknowledged >= 2 * segmentSize)
        {
            Now(Reason.AckEverySecondSegment);
        }
        else if (_quickAcks > 0 && !_isAnswered)
        {
            Now(Reason.AckAtOnce);
        }
        else if (!Deadline.IsSet)
        {
            Deadline = now + options.AckDelay;
        }
    }

    /// <summary>New data goes out.</summary>
    public void DataSent(Timestamp now, Duration delay) => _isAnswered |= _dataAt.IsSet && now - _dataAt < Duration.Max(delay, _delay);

    /// <summary>What came was here before: acknowledgments get lost, or are too slow.</summary>
    public void DuplicateCame(int quickAcks)
    {
        (_quickAcks, _isAnswered) = (quickAcks, false);
        _delay = quickAcks > 0 ? LeastDelay : _delay;
    }

    /// <summary>The delay is over: nothing went out that it could have gone with.</summary>
    public void Expire()
    {
        Now(Reason.AckDelayExpired);
        StopTimer();
        _isAnswered = false;
    }

    /// <summary>The delay is over, or needed no more.</summary>
    public void StopTimer() => Deadline = Timestamp.Never;

    /// <summary>A segment with ACK went out.</summary>
    public void Clear()
    {
        if ((_unacknowledged > 0 || _isDue) && _quickAcks > 0 && --_quickAcks == 0)
        {
            _delay = _delay == Duration.Zero ? _delay : LeastDelay;
        }

        (_isDue, _pushes, _compressed) = (false, 0, 0);
        Reason = Reason.None;
        Deadline = Timestamp.Never;
        _unacknowledged = 0;
    }
}
