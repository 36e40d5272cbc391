namespace TcpEngine;

// What the observer is told. Each event is told when it is over, so that its states and variables are those before and after; what follows from it
// (decisions, notices) is told after it.
public sealed partial class TcpConnection
{
    private Reason _pendingDecision;
    private ConnectionEvents _noticed;

    /// <summary>The connection's variables, by their RFC names.</summary>
    public ConnectionSnapshot TakeSnapshot() => new()
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
        CongestionWindow = _congestion.CongestionWindow,
        SlowStartThreshold = _congestion.SlowStartThreshold,
        FlightSize = FlightSize,
        Phase = Phase,
        RecoveryPoint = _recoveryPoint,
        DuplicateAcks = _duplicateAcks,
        SmoothedRoundTripTime = _rto.Smoothed,
        RoundTripTimeVariation = _rto.Variation,
        LatestRoundTripTime = _rto.Latest,
        RetransmissionTimeout = _rto.Value,
        Backoff = _rto.Backoff,
        SendBufferBytes = (uint)_sendBuffer.Count,
        ReceiveBufferBytes = (uint)_receiveBuffer.Available,
        OutOfOrderBytes = _receiveBuffer.OutOfOrder.Bytes,
        RetransmissionDeadline = _retransmissionDeadline,
        PersistDeadline = _persistDeadline,
        DelayedAckDeadline = _ack.Deadline,
        TimeWaitDeadline = _timeWaitDeadline,
    };

    private RecoveryPhase Phase => _recovery switch
    {
        RecoveryPhase.FastRecovery or RecoveryPhase.TimeoutRecovery => _recovery,
        _ => _congestion.CongestionWindow < _congestion.SlowStartThreshold ? RecoveryPhase.SlowStart : RecoveryPhase.CongestionAvoidance,
    };

    private void ObserveReceived(in Segment segment, Outcome outcome, TcpState before, Timestamp now)
    {
        _observer?.Observe(new EngineEvent
        {
            Kind = outcome.IsDropped ? EngineEventKind.SegmentDropped : EngineEventKind.SegmentReceived,
            Time = now,
            Endpoint = _endpointName,
            ConnectionId = Id,
            Key = Key,
            Reason = outcome.Reason,
            StateBefore = before,
            StateAfter = State,
            Packet = segment.Packet,
            Bytes = segment.Payload.Length,
            HasSnapshot = true,
            Snapshot = TakeSnapshot(),
        });
        if (_pendingDecision != Reason.None)
        {
            ObserveDecision(_pendingDecision, now);
        }

        FlushNotices(now);
    }

    private void ObserveSent(ReadOnlySpan<byte> packet, Reason reason, int retransmissions, int bytes, Timestamp now) => _observer?.Observe(new EngineEvent
    {
        Kind = EngineEventKind.SegmentSent,
        Time = now,
        Endpoint = _endpointName,
        ConnectionId = Id,
        Key = Key,
        Reason = reason,
        StateBefore = State,
        StateAfter = State,
        Packet = packet,
        Bytes = bytes,
        Retransmissions = retransmissions,
        HasSnapshot = true,
        Snapshot = TakeSnapshot(),
    });

    private void ObserveCall(ApplicationCall call, Reason reason, TcpState before, int bytes, Timestamp now) => _observer?.Observe(new EngineEvent
    {
        Kind = EngineEventKind.ApplicationCall,
        Time = now,
        Endpoint = _endpointName,
        ConnectionId = Id,
        Key = Key,
        Reason = reason,
        Call = call,
        Bytes = bytes,
        StateBefore = before,
        StateAfter = State,
        HasSnapshot = true,
        Snapshot = TakeSnapshot(),
    });

    private void ObserveTimer(TimerKind timer, Reason reason, TcpState before, Timestamp now)
    {
        _observer?.Observe(new EngineEvent
        {
            Kind = EngineEventKind.TimerExpired,
            Time = now,
            Endpoint = _endpointName,
            ConnectionId = Id,
            Key = Key,
            Reason = reason,
            Timer = timer,
            StateBefore = before,
            StateAfter = State,
            HasSnapshot = true,
            Snapshot = TakeSnapshot(),
        });
        if (_pendingDecision != Reason.None)
        {
            ObserveDecision(_pendingDecision, now);
        }

        FlushNotices(now);
    }

    private void ObserveDecision(Reason reason, Timestamp now)
    {
        _pendingDecision = Reason.None;
        _observer?.Observe(new EngineEvent
        {
            Kind = EngineEventKind.CongestionDecision,
            Time = now,
            Endpoint = _endpointName,
            ConnectionId = Id,
            Key = Key,
            Reason = reason,
            StateBefore = State,
            StateAfter = State,
            HasSnapshot = true,
            Snapshot = TakeSnapshot(),
        });
    }

    // Tells of the events that were set since the last time; those that the stack has not taken yet are told once.
    private void FlushNotices(Timestamp now)
    {
        ConnectionEvents fresh = _events & ~_noticed;
        _noticed = _events;
        if (_observer is null || fresh == ConnectionEvents.None)
        {
            return;
        }

        NoticeIf(fresh, ConnectionEvents.Connected, ApplicationNotice.Connected, Reason.ConnectionEstablished, now);
        NoticeIf(fresh, ConnectionEvents.DataAvailable, ApplicationNotice.DataAvailable, Reason.DataReady, now);
        NoticeIf(fresh, ConnectionEvents.SendBufferSpace, ApplicationNotice.SendBufferSpace, Reason.SendBufferRoom, now);
        NoticeIf(fresh, ConnectionEvents.PeerClosed, ApplicationNotice.PeerClosed, Reason.PeerFinished, now);
        (ApplicationNotice notice, Reason reason) = Failure switch
        {
            TcpFailure.Refused => (ApplicationNotice.Refused, Reason.ConnectionRefused),
            TcpFailure.Reset => (ApplicationNotice.Reset, Reason.ConnectionReset),
            TcpFailure.TimedOut => (ApplicationNotice.TimedOut, Reason.ConnectionTimedOut),
            _ => (ApplicationNotice.Closed, Reason.ConnectionClosed),
        };
        NoticeIf(fresh, ConnectionEvents.Closed, notice, reason, now);
    }

    private void NoticeIf(ConnectionEvents fresh, ConnectionEvents flag, ApplicationNotice notice, Reason reason, Timestamp now)
    {
        if ((fresh & flag) == 0)
        {
            return;
        }

        _observer!.Observe(new EngineEvent
        {
            Kind = EngineEventKind.ApplicationNotice,
            Time = now,
            Endpoint = _endpointName,
            ConnectionId = Id,
            Key = Key,
            Reason = reason,
            Notice = notice,
            Bytes = flag == ConnectionEvents.DataAvailable ? _receiveBuffer.Available : 0,
            StateBefore = State,
            StateAfter = State,
            HasSnapshot = true,
            Snapshot = TakeSnapshot(),
        });
    }

    /// <summary>What became of a received segment.</summary>
    private readonly record struct Outcome(Reason Reason, bool IsDropped = false)
    {
        public static Outcome Dropped(Reason reason) => new(reason, IsDropped: true);
    }
}
