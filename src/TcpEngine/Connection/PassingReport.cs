using TcpCodec;

namespace TcpEngine;

/// <summary>What has just come and is told to the peer once, as the first block of a SACK option, though it is not held as such: it came twice (RFC 2883, section 4), or was thrown away (RFC 2018, section 8).</summary>
internal struct PassingReport
{
    private SequenceNumber _start;
    private SequenceNumber _end;

    /// <summary>Whether there is something to tell.</summary>
    public bool IsSet { get; private set; }

    /// <summary>The block.</summary>
    public readonly TcpSackBlock Block => new(_start.Value, _end.Value);

    /// <summary>These octets came before, or are thrown away.</summary>
    public void Set(SequenceNumber start, SequenceNumber end)
    {
        if (end > start)
        {
            (_start, _end, IsSet) = (start, end, true);
        }
    }

    /// <summary>These came before as well: they are told of where they touch the others.</summary>
    public void Extend(SequenceNumber start, SequenceNumber end)
    {
        if (!IsSet)
        {
            Set(start, end);
        }
        else if (start <= _end && _start <= end)
        {
            (_start, _end) = (SequenceNumber.Min(_start, start), SequenceNumber.Max(_end, end));
        }
    }

    /// <summary>It is told.</summary>
    public void Clear() => IsSet = false;
}
