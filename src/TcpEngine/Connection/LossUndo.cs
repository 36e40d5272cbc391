namespace TcpEngine;

/// <summary>What is known of whether the last reduction was mistaken: all that went again was needless (RFC 3708), or what was taken for lost was late (RFC 3522).</summary>
internal struct LossUndo
{
    private SequenceNumber _marker;
    private int _needed; // retransmissions that no D-SACK has reported; -1 before the first

    /// <summary>Whether there is a reduction that could be taken back.</summary>
    public bool IsPossible { get; private set; }

    /// <summary>When the first retransmission went out; <see cref="Timestamp.Never"/> before.</summary>
    public Timestamp FirstRetransmission { get; set; }

    /// <summary>Whether each retransmission was needless.</summary>
    public readonly bool IsDisproved => IsPossible && _needed == 0;

    /// <summary>A reduction begins.</summary>
    /// <param name="unacknowledged">SND.UNA.</param>
    /// <param name="underWay">How many retransmissions are on their way.</param>
    public void Begin(SequenceNumber unacknowledged, int underWay)
    {
        IsPossible = true;
        _marker = unacknowledged;
        _needed = underWay > 0 ? underWay : -1;
        FirstRetransmission = underWay > 0 ? FirstRetransmission : Timestamp.Never;
    }

    /// <summary>A segment went again.</summary>
    public void OnRetransmitted(Timestamp now)
    {
        _needed = Math.Max(0, _needed) + 1;
        FirstRetransmission = FirstRetransmission.IsSet ? FirstRetransmission : now;
    }

    /// <summary>A D-SACK came.</summary>
    /// <param name="end">The sequence number after what it reports.</param>
    /// <param name="segments">How many segments that are.</param>
    public void OnDuplicateReported(SequenceNumber end, int segments)
    {
        if (IsPossible && _needed > 0 && end > _marker)
        {
            _needed = Math.Max(0, _needed - segments);
        }
    }

    /// <summary>The reduction is taken back, or another begins that cannot be.</summary>
    public void End() => IsPossible = false;
}
