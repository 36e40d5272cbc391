namespace TcpEngine;

/// <summary>Says which packets that leave a queue are dropped, so that it does not stand: Controlled Delay.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc8289#section-5">RFC 8289, section 5</see></remarks>
internal sealed class CoDel(CoDelSettings settings)
{
    private const int LargestPacket = 1500; // no queue at all: one packet more or less is not worth a drop

    private Timestamp _firstAbove = Timestamp.Never; // when the sojourn time has been above the target for an interval
    private Timestamp _dropNext;
    private bool _isDropping;
    private int _count;     // drops since the dropping state was entered
    private int _lastCount; // that count, when it was entered last

    /// <summary>Whether the packet that leaves the queue is to be dropped; if so, the next one is asked about.</summary>
    /// <param name="waited">How long it waited: its sojourn time.</param>
    /// <param name="bytesBehind">How many bytes still wait behind it.</param>
    /// <param name="now">The time.</param>
    public bool ShouldDrop(Duration waited, int bytesBehind, Timestamp now)
    {
        bool isOverdue = IsOverdue(waited, bytesBehind, now);
        if (_isDropping)
        {
            if (!isOverdue)
            {
                _isDropping = false;
            }
            else if (now >= _dropNext)
            {
                _count++;
                _dropNext = ControlLaw(_dropNext);
                return true;
            }

            return false;
        }

        if (isOverdue)
        {
            EnterDropping(now);
        }

        return isOverdue;
    }

    /// <summary>The queue has run empty.</summary>
    public void OnEmpty()
    {
        _firstAbove = Timestamp.Never;
        _isDropping = false;
    }

    private bool IsOverdue(Duration waited, int bytesBehind, Timestamp now)
    {
        if (waited < settings.Target || bytesBehind <= LargestPacket)
        {
            _firstAbove = Timestamp.Never;
            return false;
        }

        if (!_firstAbove.IsSet)
        {
            _firstAbove = now + settings.Interval;
            return false;
        }

        return now >= _firstAbove;
    }

    private void EnterDropping(Timestamp now)
    {
        // Soon after it was left, the rate of drops that controlled the queue then is taken up again.
        int before = _count - _lastCount;
        _isDropping = true;
        _count = before > 1 && now - _dropNext < settings.Interval * 16 ? before : 1;
        _dropNext = ControlLaw(now);
        _lastCount = _count;
    }

    // Drops come closer together with the square root of their number, which lowers TCP's throughput linearly.
    private Timestamp ControlLaw(Timestamp time) => time + new Duration((long)(settings.Interval.Nanoseconds / Math.Sqrt(_count)));
}
