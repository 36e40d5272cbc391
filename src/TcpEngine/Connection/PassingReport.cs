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

    /// <summary>It is told.</summary>
    public void Clear() => IsSet = false;
}
