using TcpCodec;

namespace TcpEngine;

// What is sent, and when: RFC 9293, sections 3.7 and 3.8.
public sealed partial class TcpConnection
{
    private const int MaximumSackBlocks = 4; // RFC 2018, section 3; fewer where other options take the room
    private const int LeastSackBlocks = 2;   // which the option of accurate ECN leaves room for (RFC 9768, section 3.2.3.3)

    private Reason _retransmissionReason;
    private bool _wantsRoom;

    /// <summary>Whether <see cref="TryTransmit"/> may have something to send.</summary>
    public bool WantsToTransmit => _work?.Reset is not null || (State is not (TcpState.Closed or TcpState.Listen) && HasWork);

    private bool HasWork => _mustKeepAlive
        || (State is TcpState.SynSent or TcpState.SynReceived && _work is not { Sent.Count: > 0 })
        || (_work is { } work && (work.Ack.Reason != Reason.None || work.Sent.LostCount > 0 || work.MustProbe || work.MustOverride || work.MustProbeTail))
        || HasUnsent;

    private bool HasUnsent => (IsSynchronized || IsFastOpening) && (_work is { } work
        ? work.SendBuffer.End > _sendNext || (IsFinDue && _sendNext == work.SendBuffer.End)
        : IsFinDue);

    // CLOSE was called, and the FIN is not acknowledged.
    private bool IsFinDue => _closeRequested && State is TcpState.FinWait1 or TcpState.LastAck or TcpState.Closing;

    /// <summary>Writes the next segment that is due, if any. Called until it says no.</summary>
    /// <param name="now">The time.</param>
    /// <param name="packet">Room for an IP packet of the MTU.</param>
    /// <param name="written">The packet's length, in bytes.</param>
    public bool TryTransmit(Timestamp now, Span<byte> packet, out int written)
    {
        bool isAny = TryTransmitNext(now, packet, out written);
        Rest();
        return isAny;
    }

    private bool TryTransmitNext(Timestamp now, Span<byte> packet, out int written)
    {
        written = 0;
        if (Work.Reset is { } reset)
        {
            Work.Reset = null;
            written = SendReset(packet, reset, now);
            return true;
        }

        switch (State)
        {
            case TcpState.Closed or TcpState.Listen:
                return false;
            case TcpState.SynSent or TcpState.SynReceived when Work.Sent.Count == 0:
                written = SendSyn(packet, now);
                return true;
        }

        if (_mustKeepAlive)
        {
            written = SendKeepAlive(packet, now);
            return true;
        }

        if (MustReflect)
        {
            return TrySendAck(packet, now, out written);
        }

        if (Work.MustProbeTail && TryProbeTail(packet, now, out written))
        {
            return true;
        }

        return TryRetransmit(packet, now, out written) || TrySendNew(packet, now, out written) || TrySendAck(packet, now, out written);
    }

    private int SendReset(Span<byte> packet, PendingReset reset, Timestamp now)
    {
        OutgoingSegment segment = new()
        {
            SequenceNumber = reset.SequenceNumber,
            Acknowledgment = reset.Acknowledges ? _receiveNext : default,
            Flags = TcpFlags.Rst | (reset.Acknowledges ? TcpFlags.Ack : 0) | (AccurateFeedback?.Ace ?? TcpFlags.None),
            Window = 0,
            Dscp = _options.Dscp,
            TimeToLive = _options.TimeToLive,
            HasTimestamps = _usesTimestamps, // RFC 7323, section 3.2
            TimestampValue = TimestampClock(now),
            Authenticator = _authenticator,
        };
        int written = SegmentWriter.Finish(packet, Key, SegmentWriter.Begin(packet, Key, segment, 0), _authenticator);
        (WasReset, WasRetransmission) = (true, false);
        ObserveSent(packet[..written], reset.Reason, 0, 0, now);
        return written;
    }

    private int SendSyn(Span<byte> packet, Timestamp now)
    {
        Work.Sent.Add(new SentSegment { Start = _initialSendSequence, Length = 1, SentAt = now, Transmissions = 1, IsSyn = true });
        _sendNext = _initialSendSequence + 1u;
        Work.SynTransmissions = 1;
        Work.ProgressAt = now;
        StartRetransmissionTimer(now);
        if (Attempt is not null)
        {
            return SendFastOpenSyn(packet, now);
        }

        return SendSegment(packet, Work.Sent[0], State == TcpState.SynSent ? Reason.SynToOpen : Reason.SynAckToAccept, EcnCodepoint.NotEct, now);
    }

    private bool TryRetransmit(Span<byte> packet, Timestamp now, out int written)
    {
        written = 0;
        int index = Segments is { Recovery.AwaitsForward: true } ? -1 : Work.Sent.FirstLost();
        if (index < 0 || (!Work.MustRetransmit && !MayRetransmit(Work.Sent[index])))
        {
            return false;
        }

        if (Work.Sent[index].DataLength > _sendSegmentSize)
        {
            Work.Sent.JoinBurst(index);
            Work.Sent.Split(index, _sendSegmentSize);
        }

        uint room = (uint)Math.Max(0, _sendUnacknowledged + _sendWindow - Work.Sent[index].Start);
        if (Segments is not null && room > 0 && room < Work.Sent[index].DataLength)
        {
            Work.Sent.Split(index, room);
        }

        if (AccurateFeedback is { } ecn && !_isPassive && Work.Sent[index].Start == _initialSendSequence + 1u)
        {
            ecn.StopSendingOptions(); // the first data bore one, and was lost (RFC 9768, section 3.2.3.2.2)
        }

        Work.Sent.MarkRetransmitted(index, now);
        Work.SynTransmissions += Work.Sent[index].IsSyn ? 1 : 0;
        Reason reason = Work.MustRetransmit || Work.Recovery != RecoveryPhase.TimeoutRecovery ? _retransmissionReason : Reason.GoBackRetransmit;
        Work.MustRetransmit = false;
        _lastSentAt = now;
        NoteRepair();
        Work.RateReduction.OnSent(Segments is null ? Work.Sent[index].Length : 1);
        if (Segments is not null && !Work.Sent[index].IsSyn)
        {
            Linux.Undo.OnRetransmitted(now);
            Work.RetransmissionDeadline = index == 0 ? Timestamp.Never : Work.RetransmissionDeadline; // the oldest has its whole time again
        }

        StartRetransmissionTimer(now);
        written = SendSegment(packet, Work.Sent[index], reason, EcnCodepoint.NotEct, now);
        return true;
    }

    // As the congestion window allows, and the peer's, should that have shrunk (RFC 9293, section 3.8.6).
    private bool MayRetransmit(in SentSegment segment) =>
        Pipe + WeightOf(segment) <= Math.Max(CongestionWindow, Pipe == 0 ? _sendSegmentSize : 0u) && (Segments is null ? segment.End <= _sendUnacknowledged + _sendWindow : segment.Start < _sendUnacknowledged + _sendWindow);

    // What a segment takes of cwnd.
    private uint WeightOf(in SentSegment segment) => Segments is null ? segment.Length : _sendSegmentSize;

    private bool TrySendNew(Span<byte> packet, Timestamp now, out int written)
    {
        written = 0;
        if (!HasUnsent || IsPausedByMarks || Segments is { Recovery.IsHeldBack: true })
        {
            return false;
        }

        RestorePathMtu(now);
        RestartAfterPause(now);
        int unsent = Work.SendBuffer.End - _sendNext;
        int window = (int)Math.Min(int.MaxValue, _sendWindow) - (int)FlightSize + (IsFastOpening ? 1 : 0); // the SYN takes none of it, nor of cwnd
        if (TryProbePathMtu(packet, window, now, out written))
        {
            return written > 0;
        }

        int congestion = Work.ForwardSegments > 0 ? _sendSegmentSize : (int)Math.Min(int.MaxValue, (long)CongestionWindow - Pipe - PathProbeReserve + (IsFastOpening ? 1 : 0));
        int record = RecordRoom(unsent);
        int full = _sendSegmentSize - PassingOptionsSize(now);
        int length = Math.Min(Math.Min(record, full), Math.Max(0, window));
        if (Segments is not null && length > 0 && !Work.MustOverride)
        {
            int burst = BurstEnd(record, window, congestion, full, now) - _sendNext;
            if (Linux.IsHeldBack)
            {
                return false;
            }

            length = burst > 0 ? Math.Min(length, burst) : length;
        }

        bool isFin = _closeRequested && length == unsent && State is TcpState.FinWait1 or TcpState.LastAck or TcpState.Closing && (length < window || Work.MustProbe);
        bool isProbe = Work.MustProbe && length == 0;
        _holdsBack &= !Work.MustOverride;
        bool isOverride = Work.MustOverride && length > 0 && length <= congestion;
        Work.MustProbe = false;
        Work.MustOverride = false;
        if (isProbe && _options.EmptyWindowProbes && unsent > 0)
        {
            written = SendEmptyProbe(packet, now);
            return true;
        }

        if (isProbe)
        {
            length = Math.Min(1, unsent);
            isFin &= length == 0;
        }
        else if (!isOverride && !MaySend(length, record, unsent, isFin, congestion, full))
        {
            ArmPersist(now);
            return false;
        }

        Reason reason = isProbe ? Reason.ZeroWindowProbe : isOverride ? Reason.SillyWindowOverride : length == 0 ? Reason.FinAfterData : Reason.NewData;
        written = SendNew(packet, length, isFin, reason, now);
        return true;
    }

    // What goes first, or first after a pause, goes at once.
    private void RestartAfterPause(Timestamp now)
    {
        if (Work.Sent.Count > 0)
        {
            return;
        }

        bool isPause = _lastSentAt.IsSet && now - _lastSentAt > _rto.Value;
        if (isPause)
        {
            RestartAfterIdle(now - _lastSentAt);
        }

        if (isPause || _sendNext == _initialSendSequence + 1u)
        {
            Work.RestartEnd = _sendNext + _congestion.RestartWindow;
        }
    }

    private void RestartAfterIdle(Duration idle)
    {
        if (!_options.SlowStartAfterIdle)
        {
            return;
        }

        if (Segments is not null)
        {
            Segments.OnIdle(idle, _rto.Value);
        }
        else
        {
            _congestion.OnIdle();
        }
    }

    // The peer has acknowledged the number before SND.UNA: it must answer (RFC 9293, section 3.10.7.4), and tells its window.
    private int SendEmptyProbe(Span<byte> packet, Timestamp now)
    {
        ArmPersist(now);
        OutgoingSegment segment = NewSegment(_sendUnacknowledged - 1u, TcpFlags.Ack, 0, now);
        return Finish(packet, segment, _sendNext, 0, Reason.ZeroWindowProbe, 0, now);
    }

    private int SendNew(Span<byte> packet, int length, bool isFin, Reason reason, Timestamp now)
    {
        bool isProbe = reason == Reason.ZeroWindowProbe;
        SequenceNumber end = _sendNext + length;
        bool isRecordEnd = Work.RecordEnds is { Count: > 0 } ends && ends.Peek() == end;
        SentSegment segment = new()
        {
            Start = _sendNext,
            Length = (uint)length + (isFin ? 1u : 0u),
            SentAt = now,
            Transmissions = 1,
            IsFin = isFin,
            IsJoined = Segments is not null && Linux.BurstStart < _sendNext && _sendNext < Linux.BurstEnd,
            IsPush = length > 0 && (isFin || (isRecordEnd && !(IsAsLinux && Work.EndsOpen)) || (end >= Work.SendBuffer.End && (reason == Reason.SillyWindowOverride || (!_holdsBack && !Work.EndsOpen)))), // the last of what the application has written (RFC 9293, section 3.9.1.2)
        };
        NoteSegmentEnd(segment, _sendSegmentSize - PassingOptionsSize(now));
        if (length > 0)
        {
            Work.Ack.DataSent(now, _options.AckDelay);
        }

        Work.ProgressAt = Work.Sent.Count == 0 ? now : Work.ProgressAt;
        Work.Sent.Add(segment);
        _sendNext = segment.End;
        _lastSentAt = now;
        if (Segments is not null)
        {
            NoteWindowUse(Segments, isLimited: false);
        }
        else
        {
            Work.IsWindowLimited = Work.SendBuffer.End > _sendNext || FlightSize + _sendSegmentSize > CongestionWindow;
        }

        if (isProbe)
        {
            ArmPersist(now);
        }
        else
        {
            Work.PersistDeadline = Timestamp.Never;
            Work.PersistBackoff = 0;
            StartRetransmissionTimer(now);
            ArmProbe(now);
        }

        Work.RateReduction.OnSent(Segments is null ? segment.Length : 1);
        Work.ForwardSegments = Math.Max(0, Work.ForwardSegments - 1);
        // Only new data: not retransmissions, not window probes, not acknowledgments (RFC 3168, sections 6.1.4 to 6.1.6).
        return SendSegment(packet, segment, reason, MaySendEct && length > 0 && !isProbe ? EcnCodepoint.Ect0 : EcnCodepoint.NotEct, now);
    }

    // What options that only some segments have take from the next one.
    private int PassingOptionsSize(Timestamp now) => SackOptionSize + DueUserTimeoutSize + DueAccurateEcnSize(now);

    // What a SACK option takes from each segment that is sent now.
    private int SackOptionSize => _usesSack && SackBlockCount > 0 ? 4 + (8 * Math.Min(MostSackBlocks, SackBlockCount)) : 0;

    private int SackBlockCount => Work.ReceiveBuffer.OutOfOrder.Count + (Work.Passing.IsSet ? 1 : 0) + (IsAsLinux && Work.PeerFin is not null && Work.ReceiveBuffer.OutOfOrder.End != Work.PeerFin ? 1 : 0);

    private int MostSackBlocks
    {
        get
        {
            int room = OutgoingSegment.MaximumOptionsSize - SegmentOptionsSize - 4;
            int beside = AccurateFeedback is { SendsOptions: true } ? Math.Max(LeastSackBlocks, (room - TcpEngine.AccurateEcnOption.GreatestSize) / 8) : MaximumSackBlocks;
            return Math.Min(Math.Min(MaximumSackBlocks, beside), room / 8);
        }
    }

    private bool TrySendAck(Span<byte> packet, Timestamp now, out int written)
    {
        written = 0;
        if (Work.Ack.Reason == Reason.None || State == TcpState.SynSent)
        {
            return false;
        }

        Reason reason = Work.Ack.Reason;
        // While a window probe is outstanding, SND.NXT lies behind the window, and an urgent pointer would not be looked at.
        SequenceNumber start = IsUrgent(_sendNext) && _sendUnacknowledged + _sendWindow < _sendNext ? _sendUnacknowledged + _sendWindow : _sendNext;
        OutgoingSegment segment = NewSegment(start, TcpFlags.Ack, 0, now);
        written = Finish(packet, segment, start, 0, reason, 0, now);
        return true;
    }

    private int SendSegment(Span<byte> packet, in SentSegment sent, Reason reason, EcnCodepoint ecn, Timestamp now)
    {
        TcpFlags flags = (sent.IsSyn ? TcpFlags.Syn : 0) | (sent.IsFin ? TcpFlags.Fin : 0) | (State == TcpState.SynSent ? 0 : TcpFlags.Ack);
        flags |= sent.IsPush ? TcpFlags.Psh : 0;

        if (sent.IsSyn)
        {
            flags |= EcnOfSyn(sent);
        }
        else if (_mustTellReduction && ecn == EcnCodepoint.Ect0)
        {
            flags |= TcpFlags.Cwr;
            _mustTellReduction = false;
        }

        OutgoingSegment segment = NewSegment(sent.Start, flags, sent.DataLength, now) with { Ecn = ecn };
        return Finish(packet, segment, sent.IsSyn ? sent.Start + 1u : sent.Start, sent.DataLength, reason, sent.Transmissions - 1, now);
    }

    private int Finish(Span<byte> packet, in OutgoingSegment segment, SequenceNumber dataStart, int dataLength, Reason reason, int retransmissions, Timestamp now)
    {
        Span<byte> payload = SegmentWriter.Begin(packet, Key, segment, dataLength);
        Work.SendBuffer.CopyTo(dataStart, payload);
        int written = SegmentWriter.Finish(packet, Key, payload, _authenticator);
        if ((segment.Flags & TcpFlags.Ack) != 0)
        {
            bool isSyn = (segment.Flags & TcpFlags.Syn) != 0;
            uint offered = isSyn ? segment.Window : (uint)segment.Window << _receiveWindowShift;
            offered = IsAsLinux ? OfferAsLinux(isSyn) : offered;
            _advertisedEdge = SequenceNumber.Max(_advertisedEdge, _receiveNext + offered);
            _lastAckSent = _receiveNext;
            Work.Ack.Clear();
            AccurateFeedback?.OnSent(segment.AccurateEcn is not null, now);
        }

        (WasReset, WasRetransmission) = (false, retransmissions > 0);
        ObserveSent(packet[..written], reason, retransmissions, dataLength, now);
        return written;
    }

    private OutgoingSegment NewSegment(SequenceNumber start, TcpFlags flags, int dataLength, Timestamp now)
    {
        bool isSyn = (flags & TcpFlags.Syn) != 0;
        bool isReply = (flags & TcpFlags.Ack) != 0;
        bool isReflection = MustReflect && !isSyn && dataLength == 0;
        if (!isSyn)
        {
            TcpFlags echo = AccurateFeedback is { } ecn ? isReflection ? ecn.Reflection : ecn.Ace : _echoesCongestion ? TcpFlags.Ece : TcpFlags.None;
            flags |= echo | (IsUrgent(start) ? TcpFlags.Urg : 0);
        }

        uint window = isSyn ? (uint)FirstWindow : OfferedWindow >> _receiveWindowShift;
        bool isOwnSyn = isSyn && (!isReply || (IsAsLinux && !_isPassive));
        bool timestamps = isOwnSyn ? _options.Timestamps : _usesTimestamps;
        int blocks = 0;
        if (_usesSack && !isSyn && SackBlockCount > 0 && !isReflection && Work.Ack.Reason != Reason.AckOfMarkedAcks)
        {
            int room = Math.Clamp((_sendSegmentSize - dataLength - 4) / 8, 0, MostSackBlocks); // a retransmission is as long as it was, whatever there is to tell now
            if (Work.Passing.IsSet && room > 0)
            {
                _context.Memory.SackBlocks[blocks++] = Work.Passing.Block;
                Work.Passing.Clear();
            }

            int first = blocks;
            blocks += Work.ReceiveBuffer.OutOfOrder.CopyTo(_context.Memory.SackBlocks.AsSpan(blocks, room - blocks));
            blocks = AddFin(first, blocks, room);
        }

        int sackSize = blocks > 0 ? 4 + (8 * blocks) : 0;
        Duration userTimeout = TellUserTimeout(isSyn, dataLength, sackSize);
        return new OutgoingSegment
        {
            SequenceNumber = start,
            Acknowledgment = isReply ? _receiveNext : default,
            Flags = flags,
            Dscp = _options.Dscp,
            TimeToLive = _options.TimeToLive,
            UrgentPointer = (flags & TcpFlags.Urg) != 0 ? UrgentOffset(start) : (ushort)0,
            Window = (ushort)Math.Min(ushort.MaxValue, window),
            MaximumSegmentSize = isSyn ? OfferedSegmentSize : (ushort)0,
            HasWindowShift = isSyn && (isOwnSyn ? _options.WindowScaling : _usesWindowScaling),
            WindowShift = isOwnSyn ? LocalWindowShift(_options) : _receiveWindowShift,
            SackPermitted = isSyn && (isOwnSyn ? _options.SelectiveAcknowledgments : _usesSack),
            HasTimestamps = timestamps,
            TimestampValue = TimestampClock(now),
            TimestampEcho = isReply ? _timestamps.Recent : 0,
            SackBlocks = _context.Memory.SackBlocks.AsSpan(0, blocks),
            Authenticator = _authenticator,
            UserTimeout = userTimeout,
            AccurateEcn = TellCounters(start, isSyn, isReflection, dataLength, sackSize + (userTimeout > Duration.Zero ? UserTimeoutOptionSize : 0), now),
        };
    }

    // The timestamp clock: one tick a millisecond (RFC 7323, section 5.4).
    private uint TimestampClock(Timestamp now) => TimestampClock(now, _timestampOffset);

    /// <summary>The timestamp clock with an offset.</summary>
    internal static uint TimestampClock(Timestamp now, uint offset) => unchecked((uint)(now.Nanoseconds / 1_000_000) + offset);

}
