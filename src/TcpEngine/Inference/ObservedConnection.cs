using TcpCodec;

namespace TcpEngine.Inference;

/// <summary>A connection of other endpoints, as a capture shows it.</summary>
public sealed class ObservedConnection
{
    private const int Resynchronizing = 1 << 16; // how near to each other two segments are that fit nothing else

    private (SequenceNumber End, bool IsFromFirst)? _doubted;
    private bool _isHandshakeOver; // or gone again, so that its time says nothing

    internal ObservedConnection(uint id, TcpEndpoint first, TcpEndpoint second, Timestamp time)
    {
        Id = id;
        First = new ObservedEnd(first);
        Second = new ObservedEnd(second);
        Begun = Latest = time;
    }

    /// <summary>Its number in the capture, from 1.</summary>
    public uint Id { get; }

    /// <summary>The end whose segment was seen first: the client, where the beginning was seen.</summary>
    public ObservedEnd First { get; }

    /// <summary>The other end.</summary>
    public ObservedEnd Second { get; }

    /// <summary>When its first segment was seen.</summary>
    public Timestamp Begun { get; }

    /// <summary>When its last segment was seen.</summary>
    public Timestamp Latest { get; private set; }

    /// <summary>The time from the first SYN to the ACK of the SYN,ACK: a whole round trip, wherever the capture was taken; null where a part was not seen, or went again.</summary>
    public Duration? Handshake { get; private set; }

    /// <summary>Whether its beginning is not in the capture.</summary>
    public bool IsMidway => !First.HasSyn && !Second.HasSyn;

    /// <summary>Who closed first, by FIN or RST; null where nobody did.</summary>
    public ObservedEnd? Closer { get; private set; }

    /// <summary>Whether both closed before they had heard that the other did.</summary>
    public bool IsSimultaneousClose => First.IsActiveCloser == true && Second.IsActiveCloser == true;

    /// <summary>Whether it is over: reset, or closed in both directions and acknowledged.</summary>
    public bool IsOver => First.HasReset || Second.HasReset || (First.HasFinReceived(Second) == true && Second.HasFinReceived(First) == true);

    internal ConnectionKey Key => new(First.Endpoint, Second.Endpoint);

    // Where the recency list has it.
    internal LinkedListNode<ObservedConnection>? Place { get; set; }

    // A SYN in the midst of it: of a new connection, if it is answered.
    internal PendingSyn? PendingSyn { get; set; }

    internal SegmentObservation Observe(in ObservedSegment segment)
    {
        SegmentObservation observation = Begin(segment);
        ObservedEnd x = observation.Sender;
        ObservedEnd y = observation.Receiver;
        x.Counts.Segments++;
        x.Counts.Bytes += segment.PayloadLength;
        x.Counts.ChecksumsLeftToHardware += segment.ChecksumVerdict == ChecksumVerdict.LeftToHardware ? 1 : 0;
        x.Counts.SuperSegments += y.MaximumSegmentSize > 0 && segment.PayloadLength > y.MaximumSegmentSize ? 1 : 0;
        Reason aside = ReasonToSetAside(segment, x, y, observation.IsFromFirst, out bool isKnown);
        observation = aside != Reason.None ? observation with { Reason = aside } : Apply(observation, segment, x, y, isKnown);
        Count(observation.Reason, x.Counts);
        return observation;
    }

    /// <summary>Sets a SYN aside that does not belong here, unless it is answered.</summary>
    internal SegmentObservation Doubt(in ObservedSegment segment)
    {
        SegmentObservation observation = Begin(segment) with { Reason = Reason.SynInWindow };
        observation.Sender.Counts.Segments++;
        Count(observation.Reason, observation.Sender.Counts);
        return observation;
    }

    /// <summary>Gives its memory back.</summary>
    internal void Release()
    {
        First.Release();
        Second.Release();
    }

    private SegmentObservation Begin(in ObservedSegment segment)
    {
        bool isFromFirst = segment.Source == First.Endpoint;
        ObservedEnd x = isFromFirst ? First : Second;
        ObservedEnd y = isFromFirst ? Second : First;
        TcpState? initial = x.HasSent || !segment.IsSyn ? null : !segment.IsAck ? TcpState.Closed : y.HasSyn ? TcpState.Listen : null;
        Latest = segment.Time;
        return new SegmentObservation
        {
            Connection = this,
            IsFromFirst = isFromFirst,
            Time = segment.Time,
            Reason = Reason.None,
            StateBefore = x.State ?? initial,
            SequenceNumber = segment.SequenceNumber,
            Acknowledgment = segment.Acknowledgment,
            Flags = segment.Flags,
            PayloadLength = segment.PayloadLength,
        };
    }

    private static void Count(Reason reason, EndCounts counts)
    {
        counts.Retransmissions += reason is Reason.SeenRetransmission or Reason.SeenFastRetransmission or Reason.SeenSpuriousRetransmission or Reason.SeenRepairing ? 1 : 0;
        counts.FastRetransmissions += reason == Reason.SeenFastRetransmission ? 1 : 0;
        counts.SpuriousRetransmissions += reason == Reason.SeenSpuriousRetransmission ? 1 : 0;
        counts.Reordered += reason == Reason.SeenReordering ? 1 : 0;
        counts.Late += reason == Reason.SeenLate ? 1 : 0;
        counts.Doubled += reason == Reason.SeenTwice ? 1 : 0;
        counts.Damaged += reason == Reason.TcpChecksumWrong ? 1 : 0;
        counts.Doubtful += reason is Reason.SeenDoubtful or Reason.SynInWindow ? 1 : 0;
        counts.DuplicateAcks += reason == Reason.AckDuplicate ? 1 : 0;
        counts.ReportedDuplicates += reason == Reason.AckOfDuplicate ? 1 : 0;
        counts.ZeroWindowProbes += reason == Reason.ZeroWindowProbe ? 1 : 0;
        counts.KeepAlives += reason == Reason.KeepAliveProbe ? 1 : 0;
    }

    private Reason ReasonToSetAside(in ObservedSegment segment, ObservedEnd x, ObservedEnd y, bool isFromFirst, out bool isKnown)
    {
        isKnown = x.Remember(segment);
        if (segment.ChecksumVerdict == ChecksumVerdict.Wrong && x is { HasRightChecksum: true, HasAcceptedDamage: false })
        {
            x.DamagedEnd = segment.End;
            return Reason.TcpChecksumWrong;
        }

        x.HasRightChecksum |= segment.ChecksumVerdict == ChecksumVerdict.Right;
        if (isKnown && segment.Identification != 0)
        {
            return Reason.SeenTwice;
        }

        if (Plausibility.Fits(segment, x, y))
        {
            _doubted = null;
            return Reason.None;
        }

        // What does not fit is set aside, unless what follows fits it: then the capture missed something.
        bool isConfirmed = _doubted is { } doubted && doubted.IsFromFirst == isFromFirst && segment.PayloadLength > 0 && Math.Abs(segment.SequenceNumber - doubted.End) < Resynchronizing;
        _doubted = segment.PayloadLength > 0 ? (segment.End, isFromFirst) : _doubted;
        return isConfirmed ? Reason.None : Reason.SeenDoubtful;
    }

    private SegmentObservation Apply(SegmentObservation observation, in ObservedSegment segment, ObservedEnd x, ObservedEnd y, bool isKnown)
    {
        if (segment.IsReset)
        {
            return ApplyReset(observation, segment, x, y);
        }

        bool isOlder = IsOlder(segment, x);
        bool isDuplicate = IsDuplicateAck(segment, x, y);
        bool wasClosed = x.ZeroWindowSince is not null;
        bool isFirstAck = !x.HasAcknowledged;
        SequenceNumber acknowledgedBefore = x.Acknowledged;
        int windowBefore = x.RawWindow;
        Reason reason = x.Place(segment, y, isKnown, out int? again);
        if (reason == Reason.SeenTwice)
        {
            return observation with { Reason = reason };
        }

        if (x.HasReset && !isOlder)
        {
            // Whoever sent the RST, it was not this end, or nobody believed it.
            x.HasReset = false;
            Closer = Closer == x && !x.HasFin ? null : Closer;
        }

        uint missed = 0;
        if (segment.IsAck)
        {
            missed = y.TakeAcknowledgment(segment, isDuplicate);
            if (!isOlder || isFirstAck)
            {
                x.Acknowledge(segment);
            }
        }
        else if (segment.IsSyn)
        {
            x.SetWindow(segment);
        }

        x.Note(segment);
        AgreeOnScaling(segment);
        NoteProofs(segment, x, y, mayBeAgain: again > 0 || reason is not (Reason.SeenData or Reason.FinAfterData));
        NoteHandshake(segment, x, y, again);
        isOlder |= reason is Reason.SeenReordering || (reason == Reason.SeenLate && x.HasFin);
        TcpState? state = x.StateAt(segment, y, isOlder);
        x.State = isOlder ? x.State : state;
        return observation with
        {
            Reason = reason != Reason.None ? reason : AckReason(segment, x, y, (acknowledgedBefore, isFirstAck, windowBefore, wasClosed, isDuplicate, missed)),
            Retransmissions = again,
            StateAfter = state,
            MissedBytes = missed,
        };
    }

    // RCV.NXT never goes back, nor does a sender's clock.
    private static bool IsOlder(in ObservedSegment segment, ObservedEnd x) =>
        (segment.IsAck && x.HasAcknowledged && segment.Acknowledgment < x.Acknowledged)
        || (segment.HasTimestamps && x.LatestTimestamp is { } latest && unchecked((int)(segment.TimestampValue - latest)) < 0)
        || (segment is { Length: 0, IsReset: false } && x.HasFin && segment.SequenceNumber <= x.Fin);

    // RFC 5681, section 2.
    private static bool IsDuplicateAck(in ObservedSegment segment, ObservedEnd x, ObservedEnd y) =>
        segment is { Length: 0, IsAck: true } && x.HasAcknowledged && segment.Acknowledgment == x.Acknowledged && segment.Window == x.RawWindow && y.InFlight > 0;

    private static Reason AckReason(
        in ObservedSegment segment, ObservedEnd x, ObservedEnd y, (SequenceNumber Acknowledged, bool IsFirst, int Window, bool WasClosed, bool IsDuplicate, uint Missed) before)
    {
        bool isNew = before.IsFirst || segment.Acknowledgment > before.Acknowledged;
        return x.HasSyn && !x.HasSynAck && y.HasSynAck && before.IsFirst ? Reason.AckOfSynAck
            : before.Missed > 0 ? Reason.SeenUnseenAcknowledged
            : isNew && y.HasFin && segment.Acknowledgment == y.Fin + 1u ? Reason.AckOfFin
            : segment.Window == 0 && !before.WasClosed ? Reason.SeenZeroWindow
            : segment.Window == 0 ? Reason.AckOfProbe
            : ReportsDuplicate(segment) ? Reason.AckOfDuplicate
            : isNew ? Reason.SeenAcknowledgment
            : before.WasClosed || segment.Window > before.Window ? Reason.WindowUpdateSent
            : before.IsDuplicate ? Reason.AckDuplicate
            : Reason.SeenAcknowledgment;
    }

    // RFC 2883, section 4: the first block is acknowledged already, or is within the second.
    private static bool ReportsDuplicate(in ObservedSegment segment)
    {
        TcpSack blocks = segment.SackBlocks;
        return blocks.Count > 0
            && (new SequenceNumber(blocks[0].Right) <= segment.Acknowledgment
                || (blocks.Count > 1 && new SequenceNumber(blocks[1].Left) <= new SequenceNumber(blocks[0].Left) && new SequenceNumber(blocks[0].Right) <= new SequenceNumber(blocks[1].Right)));
    }

    private SegmentObservation ApplyReset(SegmentObservation observation, in ObservedSegment segment, ObservedEnd x, ObservedEnd y)
    {
        bool isAnswerToSyn = !x.HasSent && y.HasSyn;
        bool isExact = x.HasSent && segment.SequenceNumber == x.Next && x.State is not (TcpState.SynSent or null);
        TcpState? state = (isAnswerToSyn && segment.IsAck) || isExact ? TcpState.Closed : null;
        x.HasReset = true;
        x.State = state;
        Closer ??= x;
        return observation with { Reason = isAnswerToSyn && segment.IsAck ? Reason.ResetNoConnection : Reason.SeenReset, StateAfter = state };
    }

    private void AgreeOnScaling(in ObservedSegment segment)
    {
        if (!segment.IsSyn || !First.HasSyn || !Second.HasSyn)
        {
            return;
        }

        bool isAgreed = First.OfferedShift is not null && Second.OfferedShift is not null;
        First.WindowShift = isAgreed ? First.OfferedShift : (byte)0;
        Second.WindowShift = isAgreed ? Second.OfferedShift : (byte)0;
    }

    private void NoteProofs(in ObservedSegment segment, ObservedEnd x, ObservedEnd y, bool mayBeAgain)
    {
        y.SynProof.See(segment);
        y.FinProof.See(segment);
        if (segment.IsSyn && !x.SynProof.IsSet)
        {
            x.SynProof.Set(segment.SequenceNumber + 1u, y);
        }

        x.SynProof.Prove(segment);
        x.FinProof.Prove(segment);
        if (segment.IsFin && !x.HasFin)
        {
            x.Finish(segment, y, mayBeAgain);
            Closer ??= x;
        }
    }

    private void NoteHandshake(in ObservedSegment segment, ObservedEnd x, ObservedEnd y, int? again)
    {
        if (segment.IsSyn && again > 0)
        {
            _isHandshakeOver = true;
        }
        else if (Handshake is null && !_isHandshakeOver && x == First && x.HasSyn && !segment.IsSyn && segment.IsAck && y.HasSynAck && segment.Acknowledgment > y.Initial)
        {
            Handshake = segment.Time - Begun;
            _isHandshakeOver = true;
        }
    }
}
