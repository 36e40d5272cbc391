namespace TcpEngine;

/// <summary>Decides when the acknowledgment of what came in goes out: at once, or with a delay (RFC 9293, section 3.8.6.3; RFC 5681, section 4.2).</summary>
internal struct AckSchedule
{
    private uint _unacknowledged;

    /// <summary>Why an acknowledgment goes out now; <see cref="TcpEngine.Reason.None"/> where none does.</summary>
    public Reason Reason { get; private set; }

    /// <summary>When a delayed acknowledgment is due.</summary>
    public Timestamp Deadline { get; private set; }

    public AckSchedule() => Clear();

    /// <summary>One goes out at once. The first reason stands.</summary>
    public void Now(Reason reason)
    {
        if (Reason == Reason.None)
        {
            Reason = reason;
        }
    }

    /// <summary>Data came in order: every second full-sized segment is acknowledged at once, another waits.</summary>
    public void InOrder(uint bytes, uint segmentSize, Timestamp now, Duration delay)
    {
        _unacknowledged += bytes;
        if (_unacknowledged >= 2 * segmentSize)
        {
            Now(Reason.AckEverySecondSegment);
        }
        else if (!Deadline.IsSet)
        {
            Deadline = now + delay;
        }
    }

    /// <summary>The delay is over, or needed no more.</summary>
    public void StopTimer() => Deadline = Timestamp.Never;

    /// <summary>A segment with ACK went out.</summary>
    public void Clear()
    {
        Reason = Reason.None;
        Deadline = Timestamp.Never;
        _unacknowledged = 0;
    }
}
