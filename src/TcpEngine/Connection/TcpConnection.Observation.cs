namespace TcpEngine;

// What the observer is told. Each event is told when it is over, so that its states and variables are those before and after; what follows from it
// (decisions, notices) is told after it.
public sealed partial class TcpConnection
{
    private Reason _pendingDecision;
    private ConnectionEvents _noticed;
    private bool _wasToldOf; // the application knows of the connection

    /// <summary>The connection's variables, by their RFC names.</summary>
    public ConnectionSnapshot TakeSnapshot()
    {
        ConnectionSnapshot snapshot = Snapshot();
        Rest();
        return snapshot;
    }

    private ConnectionSnapshot Snapshot() => new()
    {
        InitialSendSequence = _initialSendSequence,
        SendUnacknowledged = _sendUnacknowledged,
        SendNext = _sendNext,
        SendWindow = _sendWindow,
        SendWindowUpdateSequence = _sendWindowSequence,
        SendWindowUpdateAcknowledgment = _sendWindowAcknowledgment,
        InitialReceiveSequence = _initialReceiveSequence,
        ReceiveNext = _receiveNext,
        ReceiveWindow = OfferedWindow,
        ReceiveUrgentPointer = _receiveUrgentPointer,
        SendWindowShift = _sendWindowShift,
        ReceiveWindowShift = _receiveWindowShift,
        SendMaximumSegmentSize = _sendSegmentSize,
        CongestionWindow = CongestionWindow,
        SlowStartThreshold = _congestion.SlowStartThreshold,
        FlightSize = FlightSize,
        Phase = Phase,
        RecoveryPoint = _recoveryPoint,
        DuplicateAcks = Work.DuplicateAcks,
        SmoothedRoundTripTime = _rto.Smoothed,
        RoundTripTimeVariation = _rto.Variation,
        LatestRoundTripTime = _rto.Latest,
        RetransmissionTimeout = _rto.Value,
        Backoff = _rto.Backoff,
        SendBufferBytes = (uint)Work.SendBuffer.Count,
        ReceiveBufferBytes = (uint)Work.ReceiveBuffer.Available,
        SendBufferSize = (uint)Work.SendBuffer.Limit,
        ReceiveBufferSize = (uint)ReceiveBufferSize,
        OutOfOrderBytes = Work.ReceiveBuffer.OutOfOrder.Bytes,
        RetransmissionDeadline = Work.RetransmissionDeadline,
        PersistDeadline = Work.PersistDeadline,
        DelayedAckDeadline = Work.Ack.Deadline,
        TimeWaitDeadline = State == TcpState.TimeWait ? _closeDeadline : Timestamp.Never,
        FastOpen = Attempt?.State ?? FastOpenState.None,
        Ecn = EcnMode,
        EcnReceived = AccurateFeedback?.Received ?? default,
        EcnDelivered = AccurateFeedback?.Delivered ?? default,
    };

    private RecoveryPhase Phase => Work.Recovery switch
    {
        RecoveryPhase.FastRecovery or RecoveryPhase.TimeoutRecovery => Work.Recovery,
        _ when _congestion.SlowStartThreshold == uint.MaxValue && Work.SlowStart.IsConservative => RecoveryPhase.ConservativeSlowStart,
        _ => _congestion.CongestionWindow < _congestion.SlowStartThreshold ? RecoveryPhase.SlowStart : RecoveryPhase.CongestionAvoidance,
    };

    private void ObserveReceived(in Segment segment, Outcome outcome, TcpState before, Timestamp now)
    {
        EngineEventKind kind = outcome.IsDropped ? EngineEventKind.SegmentDropped : EngineEventKind.SegmentReceived;
        Tell(new Happening(kind, outcome.Reason, before) { Bytes = segment.Payload.Length }, segment.Packet, now);
        ObserveConsequences(now);
    }

    private void ObserveSent(ReadOnlySpan<byte> packet, Reason reason, int retransmissions, int bytes, Timestamp now) =>
        Tell(new Happening(EngineEventKind.SegmentSent, reason, State) { Bytes = bytes, Retransmissions = retransmissions }, packet, now);

    private void ObserveCall(ApplicationCall call, Reason reason, TcpState before, int bytes, Timestamp now) =>
        Tell(new Happening(EngineEventKind.ApplicationCall, reason, before) { Call = call, Bytes = bytes }, default, now);

    private void ObserveTimer(TimerKind timer, Reason reason, TcpState before, Timestamp now)
    {
        Tell(new Happening(EngineEventKind.TimerExpired, reason, before) { Timer = timer }, default, now);
        ObserveConsequences(now);
    }

    private void ObserveConsequences(Timestamp now)
    {
        if (_pendingDecision != Reason.None)
        {
            Tell(new Happening(EngineEventKind.CongestionDecision, _pendingDecision, State), default, now);
            _pendingDecision = Reason.None;
        }

        if (_work is { SendBufferGrowth: > 0 } work)
        {
            Tell(new Happening(EngineEventKind.BufferGrown, Reason.SendBufferGrown, State) { Bytes = work.SendBufferGrowth }, default, now);
            work.SendBufferGrowth = 0;
        }

        FlushNotices(now);
    }

    private void Tell(in Happening happening, ReadOnlySpan<byte> packet, Timestamp now) => _context.Observer?.Observe(new EngineEvent
    {
        Kind = happening.Kind,
        Time = now,
        Endpoint = _context.EndpointName,
        ConnectionId = Id,
        Key = Key,
        Reason = happening.Reason,
        StateBefore = happening.Before,
        StateAfter = happening.Reason is Reason.ReturnToListen or Reason.HalfOpenReset ? TcpState.Listen : State, // the connection is gone, its listener is not
        Packet = packet,
        Timer = happening.Timer,
        Call = happening.Call,
        Notice = happening.Notice,
        Bytes = happening.Bytes,
        Retransmissions = happening.Retransmissions,
        HasSnapshot = true,
        Snapshot = Snapshot(),
    });

    // Tells of the events that were set since the last time; those that the stack has not taken yet are told once.
    private void FlushNotices(Timestamp now)
    {
        ConnectionEvents fresh = _events & ~_noticed;
        _noticed = _events;
        if (_context.Observer is null || fresh == ConnectionEvents.None)
        {
            return;
        }

        NoticeIf(fresh, ConnectionEvents.Connected, ApplicationNotice.Connected, IsFastOpening ? Reason.FastOpenUsable : Reason.ConnectionEstablished, now);
        NoticeIf(fresh, ConnectionEvents.DataAvailable, ApplicationNotice.DataAvailable, Reason.DataReady, now);
        NoticeIf(fresh, ConnectionEvents.SendBufferSpace, ApplicationNotice.SendBufferSpace, Reason.SendBufferRoom, now);
        NoticeIf(fresh, ConnectionEvents.PeerClosed, ApplicationNotice.PeerClosed, Reason.PeerFinished, now);
        NoticeIf(fresh, ConnectionEvents.Unanswered, ApplicationNotice.Unanswered, Reason.PeerUnanswering, now);
        NoticeIf(fresh, ConnectionEvents.UrgentData, ApplicationNotice.UrgentData, Reason.UrgentDataReady, now);
        NoticeIf(fresh, ConnectionEvents.SoftError, ApplicationNotice.SoftError, Reason.SoftErrorReported, now);
        _wasToldOf |= !_isPassive || (fresh & ConnectionEvents.Connected) != 0;
        (ApplicationNotice notice, Reason reason) = Failure switch
        {
            TcpFailure.Refused => (ApplicationNotice.Refused, Reason.ConnectionRefused),
            TcpFailure.Reset => (ApplicationNotice.Reset, Reason.ConnectionReset),
            TcpFailure.TimedOut => (ApplicationNotice.TimedOut, Reason.ConnectionTimedOut),
            _ => (ApplicationNotice.Closed, Reason.ConnectionClosed),
        };
        NoticeIf(_wasToldOf ? fresh : ConnectionEvents.None, ConnectionEvents.Closed, notice, reason, now); // nobody knows of a connection that never stood
    }

    private void NoticeIf(ConnectionEvents fresh, ConnectionEvents flag, ApplicationNotice notice, Reason reason, Timestamp now)
    {
        if ((fresh & flag) != 0)
        {
            int bytes = flag == ConnectionEvents.DataAvailable ? AvailableBytes : 0;
            Tell(new Happening(EngineEventKind.ApplicationNotice, reason, State) { Notice = notice, Bytes = bytes }, default, now);
        }
    }

    /// <summary>What an event tells beside the connection's variables.</summary>
    private readonly record struct Happening(EngineEventKind Kind, Reason Reason, TcpState Before)
    {
        public TimerKind Timer { get; init; }

        public ApplicationCall Call { get; init; }

        public ApplicationNotice Notice { get; init; }

        public long Bytes { get; init; }

        public int Retransmissions { get; init; }
    }

    /// <summary>What became of a received segment.</summary>
    private readonly record struct Outcome(Reason Reason, bool IsDropped = false)
    {
        public static Outcome Dropped(Reason reason) => new(reason, IsDropped: true);
    }
}
