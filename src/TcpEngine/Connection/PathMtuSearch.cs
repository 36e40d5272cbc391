namespace TcpEngine;

/// <summary>The search for the largest packet that the path takes: between what is known to get through and what is not, each probe halves what is left (RFC 4821, section 7). Sizes are of IP packets, in bytes.</summary>
/// <param name="low">search_low: what gets through.</param>
/// <param name="high">search_high: the largest that can be sent at all.</param>
internal sealed class PathMtuSearch(int low, int high)
{
    private readonly int _largest = high;
    private Timestamp _pausedUntil;
    private Timestamp _raiseAt = Timestamp.Never;
    private int _probe;

    /// <summary>search_low: the largest packet that is known to get through.</summary>
    public int Low { get; private set; } = low;

    /// <summary>search_high: what is larger does not, as far as is known.</summary>
    public int High { get; private set; } = high;

    /// <summary>Whether a probe is on its way.</summary>
    public bool IsProbing => _probe > 0;

    /// <summary>The probe's size.</summary>
    public int ProbeSize => _probe;

    /// <summary>The sequence number after the probe's last.</summary>
    public SequenceNumber ProbeEnd { get; private set; }

    /// <summary>The size of the next probe; 0 where none is due.</summary>
    public int NextSize(PathMtuSearchOptions options, Timestamp now)
    {
        if (High - Low < options.Threshold)
        {
            _raiseAt = _raiseAt.IsSet ? _raiseAt : now + options.RaiseInterval;
            if (_raiseAt > now)
            {
                return 0;
            }

            High = _largest; // the path may be another by now
            _raiseAt = Timestamp.Never;
        }

        int size = (Low + High) / 2;
        return IsProbing || now < _pausedUntil || size <= Low || High - Low < options.Threshold ? 0 : size;
    }

    /// <summary>A probe goes out.</summary>
    public void Begin(int size, SequenceNumber end) => (_probe, ProbeEnd) = (size, end);

    /// <summary>It has arrived.</summary>
    public void Succeed()
    {
        Low = _probe;
        _probe = 0;
    }

    /// <summary>It is lost, and nothing else: it was too large.</summary>
    /// <param name="pausedUntil">When the next may go.</param>
    public void Fail(Timestamp pausedUntil)
    {
        High = _probe - 1;
        _pausedUntil = pausedUntil;
        _probe = 0;
    }

    /// <summary>What became of it is not known (section 7.6.4).</summary>
    public void Abandon() => _probe = 0;

    /// <summary>A router tells what it takes.</summary>
    /// <param name="size">Its MTU.</param>
    /// <param name="raiseAt">When larger packets may be tried again.</param>
    public void Limit(int size, Timestamp raiseAt)
    {
        High = Math.Min(High, size);
        Low = Math.Min(Low, High);
        _raiseAt = raiseAt;
        _probe = 0;
    }

    /// <summary>Large packets time out (section 7.7): only smaller ones are known to get through.</summary>
    public void Fall(int size)
    {
        Low = Math.Min(Low, size);
        _probe = 0;
    }
}
