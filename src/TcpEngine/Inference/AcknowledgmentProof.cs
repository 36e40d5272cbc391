namespace TcpEngine.Inference;

/// <summary>
/// Whether an end has received the acknowledgment of its SYN, or of its FIN. That one passed the capture does not tell: it may have been lost behind it, or be on its way. What tells is what the
/// end says later: it acknowledges an octet, or echoes a timestamp, that the other has never sent without that acknowledgment.
/// </summary>
internal struct AcknowledgmentProof
{
    private SequenceNumber _target;
    private SequenceNumber _withoutEnd;
    private bool _hasWithout;
    private bool _isSeen;
    private uint? _firstTimestampWith;
    private uint? _lastTimestampWithout;

    /// <summary>Whether there is something to wait for.</summary>
    public bool IsSet { get; private set; }

    /// <summary>Whether the acknowledgment has passed the capture.</summary>
    public readonly bool IsSeen => _isSeen;

    /// <summary>Whether it was received for certain.</summary>
    public bool IsProven { get; private set; }

    /// <summary>Begins to wait.</summary>
    /// <param name="target">What SEG.ACK must be at least.</param>
    /// <param name="other">The end that acknowledges, as it stands.</param>
    public void Set(SequenceNumber target, ObservedEnd other)
    {
        this = new AcknowledgmentProof { IsSet = true, _target = target, _hasWithout = other.HasSent, _withoutEnd = other.Next, _lastTimestampWithout = other.LatestTimestamp };
        _isSeen = other.HasAcknowledged && other.Acknowledged >= target; // the capture missed what is acknowledged
    }

    /// <summary>Takes in a segment of the end that acknowledges.</summary>
    public void See(in ObservedSegment segment)
    {
        if (!IsSet)
        {
            return;
        }

        uint? timestamp = segment.HasTimestamps ? segment.TimestampValue : null;
        if (segment.IsAck && segment.Acknowledgment >= _target)
        {
            if (!_isSeen)
            {
                _firstTimestampWith = timestamp;
            }

            _isSeen = true;
            return;
        }

        _withoutEnd = _hasWithout ? SequenceNumber.Max(_withoutEnd, segment.End) : segment.End;
        _hasWithout = true;
        _lastTimestampWithout = timestamp ?? _lastTimestampWithout;
    }

    /// <summary>Takes in a segment of the end that waits.</summary>
    public void Prove(in ObservedSegment segment)
    {
        if (!_isSeen || IsProven || !segment.IsAck)
        {
            return;
        }

        bool acknowledges = _hasWithout && segment.Acknowledgment > _withoutEnd;
        bool echoes = segment.HasTimestamps && _firstTimestampWith is { } first && unchecked((int)(segment.TimestampEcho - first)) >= 0
            && (_lastTimestampWithout is not { } last || unchecked((int)(first - last)) > 0);
        IsProven = acknowledges || echoes;
    }

    /// <summary>What is known for certain without an acknowledgment.</summary>
    public void Settle() => IsProven = true;
}
