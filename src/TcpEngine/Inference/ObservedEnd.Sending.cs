using TcpCodec;

namespace TcpEngine.Inference;

/// <content>What a segment is among those that were sent before it.</content>
public sealed partial class ObservedEnd
{
    private const int TrustedRun = 4; // of identifications, before they say what was sent first
    private const int DuplicateThreshold = 3; // RFC 5681, section 3.2
    private static readonly Duration LongestTick = Duration.FromMilliseconds(100);
    private static readonly Duration DoublingTime = Duration.FromMilliseconds(10); // sooner nothing is sent again by a timer

    /// <summary>Puts a segment's octets among the others.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="other">The receiving end.</param>
    /// <param name="isKnown">Whether the same packet was here before.</param>
    /// <param name="again">How often its first octet was seen before; null where it cannot be told whether it went before.</param>
    /// <returns>What it is; <see cref="Reason.None"/> for what has no octets and is no probe.</returns>
    internal Reason Place(in ObservedSegment segment, ObservedEnd other, bool isKnown, out int? again)
    {
        again = null;
        if (!HasSent)
        {
            Begin(segment);
            Append(segment);
            return segment.IsSyn ? OpeningReason(segment) : Reason.SeenMidway;
        }

        if (IsProbe(segment, other, out Reason probe))
        {
            again = segment.Length > 0 && _sent.TryFind(segment.SequenceNumber, out int sent) && !_sent[sent].IsGap ? _sent[sent].Count : null;
            PlaceProbe(segment);
            return probe;
        }

        int ahead = segment.SequenceNumber - Next;
        if (segment.Length == 0)
        {
            if (ahead > 0)
            {
                AddGap(segment);
            }

            return Reason.None;
        }

        if (ahead >= 0)
        {
            if (ahead > 0)
            {
                AddGap(segment);
            }

            HasNoEarlierFin |= segment.PayloadLength > 0;
            Append(segment);
            SampleWindow(segment);
            return ahead > 0 ? Reason.SeenAfterGap : segment.IsSyn ? OpeningReason(segment) : segment.PayloadLength > 0 || !segment.IsFin ? Reason.SeenData : Reason.FinAfterData;
        }

        return PlaceBefore(segment, isKnown, out again);
    }

    /// <summary>Takes in what the other end acknowledges.</summary>
    /// <returns>How many octets of it the capture has not seen.</returns>
    internal uint TakeAcknowledgment(in ObservedSegment segment, bool isDuplicate)
    {
        SequenceNumber acknowledgment = segment.Acknowledgment;
        uint missed = 0;
        if (!HasSent)
        {
            Unacknowledged = Unacknowledged is { } before ? SequenceNumber.Max(before, acknowledgment) : acknowledgment;
            return 0;
        }

        TcpFlags feedback = segment.Flags & (TcpFlags.Ae | TcpFlags.Cwr | TcpFlags.Ece);
        if (!segment.IsSyn && ((feedback & TcpFlags.Ece) != 0 || feedback != LatestFeedback))
        {
            _bound.Reduce();
        }

        LatestFeedback = feedback;
        bool isNew = Unacknowledged is not { } oldest || acknowledgment > oldest;
        if (isNew)
        {
            if (acknowledgment > Next)
            {
                missed += (uint)(acknowledgment - Next);
                Next = acknowledgment;
            }

            missed += TakeSegments(segment);
            Unacknowledged = acknowledgment;
            DuplicateAcks = 0;
            LatestProgress = segment.Time;
            RecoveryPoint = RecoveryPoint is { } point && acknowledgment >= point ? null : RecoveryPoint;
        }
        else if (isDuplicate)
        {
            DuplicateAcks++;
        }

        TcpSack blocks = segment.SackBlocks;
        for (int i = 0; i < blocks.Count; i++)
        {
            TcpSackBlock block = blocks[i];
            Sacked += _sent.Acknowledge(new SequenceNumber(block.Left), new SequenceNumber(block.Right));
        }

        HasAcceptedDamage |= missed > 0 && DamagedEnd is { } damaged && acknowledgment >= damaged;
        Counts.MissedBytes += missed;
        return missed;
    }

    private static Reason OpeningReason(in ObservedSegment segment) => segment.IsAck ? Reason.SynAckToAccept : Reason.SynToOpen;

    private static SentSegment Entry(in ObservedSegment segment) => new()
    {
        Start = segment.SequenceNumber,
        End = segment.End,
        First = segment.Time,
        Last = segment.Time,
        Count = 1,
        TimestampValue = segment.HasTimestamps ? segment.TimestampValue : null,
        Identification = segment.Identification,
    };

    private void Begin(in ObservedSegment segment)
    {
        HasSent = true;
        Initial = Next = SeenEnd = segment.SequenceNumber;
    }

    private void Append(in ObservedSegment segment)
    {
        if (segment.Length > 0)
        {
            _sent.Append(Entry(segment));
        }

        Next = segment.End;
        SeenEnd = segment.Length > 0 ? segment.End : SeenEnd;
    }

    private void AddGap(in ObservedSegment segment)
    {
        _sent.Append(Entry(segment) with { Start = Next, End = segment.SequenceNumber, Count = 0, IsAmbiguous = true });
        Next = segment.SequenceNumber;
    }

    // What is sent into a closed window, or from before what was sent, to get an answer.
    private bool IsProbe(in ObservedSegment segment, ObservedEnd other, out Reason reason)
    {
        reason = Reason.None;
        if (segment.IsSyn || segment.IsFin || segment.IsReset || Unacknowledged is not { } oldest)
        {
            return false;
        }

        bool isClosed = other.HasAcknowledged && other.RawWindow == 0;
        bool isBefore = segment.PayloadLength <= 1 && segment.SequenceNumber == oldest - 1u && (oldest == Next || isClosed);
        bool isInto = isClosed && segment.PayloadLength > 0 && segment.SequenceNumber == other.Acknowledged;
        reason = isInto || (isBefore && isClosed) ? Reason.ZeroWindowProbe : isBefore ? Reason.KeepAliveProbe : Reason.None;
        return reason != Reason.None;
    }

    private void PlaceProbe(in ObservedSegment segment)
    {
        if (segment.Length == 0 || segment.SequenceNumber < Unacknowledged)
        {
            return; // an octet that was acknowledged, to get an answer
        }

        if (segment.SequenceNumber >= Next)
        {
            Append(segment);
            return;
        }

        _sent.SendAgain(segment.SequenceNumber, SequenceNumber.Min(segment.End, Next), Entry(segment));
        Extend(segment);
    }

    private Reason PlaceBefore(in ObservedSegment segment, bool isKnown, out int? again)
    {
        again = null;
        bool isOld = segment.HasTimestamps && LatestTimestamp is { } latest && unchecked((int)(segment.TimestampValue - latest)) < 0;
        bool isFound = _sent.TryFind(segment.SequenceNumber, out int index);
        if (!isFound)
        {
            // Acknowledged: the capture may have missed it, and it may come late.
            isOld |= segment.HasTimestamps && LatestTaken is { } taken && unchecked((int)(segment.TimestampValue - taken)) <= 0;
            if (isKnown || isOld)
            {
                return isOld && !isKnown ? Reason.SeenLate : segment.HasTimestamps ? Reason.SeenTwice : Reason.SeenLate;
            }

            bool isCertain = Counts.MissedBytes == 0;
            again = isCertain ? 1 : null;
            Extend(segment);
            return isCertain ? Reason.SeenSpuriousRetransmission : Reason.SeenLate;
        }

        SentSegment before = _sent[index];
        if (before.IsGap)
        {
            Reason filling = JudgeFilling(segment, before, isOld);
            _sent.SendAgain(segment.SequenceNumber, SequenceNumber.Min(segment.End, Next), Entry(segment));
            Extend(segment);
            SeenEnd = SequenceNumber.Max(SeenEnd, segment.End);
            again = filling == Reason.SeenRepairing ? 1 : null;
            return filling;
        }

        bool isAsked = !before.IsSacked && IsReportedMissing(segment.SequenceNumber);
        if (isKnown && IsSamePacket(segment, before, isAsked))
        {
            return Reason.SeenTwice;
        }

        if (isOld)
        {
            return Reason.SeenTwice; // a copy that took longer
        }

        again = before.Count;
        _sent.SendAgain(segment.SequenceNumber, SequenceNumber.Min(segment.End, Next), Entry(segment));
        Extend(segment);
        RecoveryPoint = Next;
        _bound.Reduce();
        return before.IsSacked ? Reason.SeenSpuriousRetransmission : isAsked ? Reason.SeenFastRetransmission : Reason.SeenRetransmission;
    }

    // A segment that goes again may carry more than before.
    private void Extend(in ObservedSegment segment)
    {
        if (segment.End > Next)
        {
            _sent.Append(Entry(segment) with { Start = Next });
            Next = segment.End;
            SeenEnd = segment.End;
        }
    }

    // What goes again has a new timestamp, unless the clock's tick is longer than that takes.
    private static bool IsSamePacket(in ObservedSegment segment, in SentSegment before, bool isAsked) =>
        !isAsked && segment.Time - before.Last < (segment.HasTimestamps ? LongestTick : DoublingTime);

    private bool IsReportedMissing(SequenceNumber number) => DuplicateAcks >= DuplicateThreshold || (Sacked > 0 && HasSackedBeyond(number));

    private bool HasSackedBeyond(SequenceNumber number)
    {
        for (int i = _sent.Count - 1; i >= 0 && _sent[i].Start > number; i--)
        {
            if (_sent[i].IsSacked)
            {
                return true;
            }
        }

        return false;
    }

    // Which was sent first: what fills the gap, or what was seen behind it? By the sender's clock, by its count of packets, or by whether there was time to ask for it.
    private Reason JudgeFilling(in ObservedSegment segment, in SentSegment gap, bool isOld)
    {
        if (isOld)
        {
            return Reason.SeenReordering;
        }

        if (segment.HasTimestamps && gap.TimestampValue is { } value && segment.TimestampValue != value)
        {
            return unchecked((int)(segment.TimestampValue - value)) < 0 ? Reason.SeenReordering : Reason.SeenRepairing;
        }

        if (segment.Identification != 0 && gap.Identification != 0 && IdentificationRun >= TrustedRun)
        {
            return unchecked((short)(segment.Identification - gap.Identification)) < 0 ? Reason.SeenReordering : Reason.SeenRepairing;
        }

        bool isAsked = IsReportedMissing(segment.SequenceNumber);
        Duration late = segment.Time - gap.First;
        return !isAsked && _roundTrip.Count > 0 && late < _roundTrip.Least / 2 ? Reason.SeenReordering : Reason.SeenLate;
    }

    private void SampleWindow(in ObservedSegment segment)
    {
        uint inFlight = InFlight ?? 0;
        Counts.MostInFlight = Math.Max(Counts.MostInFlight, inFlight);
        if ((segment.Flags & TcpFlags.Cwr) != 0)
        {
            _bound.Reduce();
        }

        // A tail loss probe comes after a silence, and goes beyond cwnd (RFC 8985, section 7.3).
        bool mayBeProbe = inFlight > segment.Length && segment.Time - LatestProgress >= _roundTrip.Smoothed;
        LatestProgress = segment.Time;
        if (!IsRecovering && DuplicateAcks == 0 && Sacked == 0 && segment.PayloadLength > 0 && !mayBeProbe)
        {
            _bound.Send(inFlight, segment.Time, _roundTrip.Smoothed);
        }
    }

    private uint TakeSegments(in ObservedSegment segment)
    {
        uint missed = 0;
        Timestamp? sentAt = null;
        while (_sent.TryTake(segment.Acknowledgment, out SentSegment taken))
        {
            LatestTaken = taken.TimestampValue ?? LatestTaken;
            missed += taken.IsGap ? (uint)(taken.End - taken.Start) : 0;
            Sacked -= taken.IsSacked ? Math.Min(Sacked, (uint)(taken.End - taken.Start)) : 0;
            bool isEchoed = taken.Count > 1 && !taken.IsAmbiguous && segment.HasTimestamps && taken.TimestampValue == segment.TimestampEcho;
            sentAt = taken.IsSacked || taken.IsGap ? null : taken.Count == 1 && !taken.IsAmbiguous ? taken.First : isEchoed ? taken.Last : null;
        }

        if (sentAt is { } sent)
        {
            _roundTrip.Measure(segment.Time - sent);
        }

        return missed;
    }
}
