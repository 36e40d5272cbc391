namespace TcpEngine;

// Time-outs: RFC 9293, section 3.10.8, and RFC 6298, section 5.
public sealed partial class TcpConnection
{
    private static readonly Duration LeastOverride = Duration.FromMilliseconds(100); // RFC 9293, section 3.8.6.2.1: 0.1 to 1.0 seconds
    private static readonly Duration GreatestOverride = Duration.FromSeconds(1);

    private Timestamp _closeDeadline = Timestamp.Never; // the end of TIME-WAIT, or of the wait in FIN-WAIT-2
    private Timestamp _lastSentAt = Timestamp.Never;

    /// <summary>When <see cref="OnDeadline"/> is to be called; <see cref="Timestamp.Never"/> where no timer is armed.</summary>
    public Timestamp NextDeadline => Timestamp.Min(
        Timestamp.Min(Timestamp.Min(KeepAliveDeadline, UserDeadline), _closeDeadline),
        _work is not { } work ? Timestamp.Never : Timestamp.Min(
            Timestamp.Min(Timestamp.Min(work.RetransmissionDeadline, work.PersistDeadline), work.Ack.Deadline),
            Timestamp.Min(work.ReorderingDeadline, work.ProbeDeadline)));

    /// <summary>Runs the timers that have run out.</summary>
    public void OnDeadline(Timestamp now)
    {
        GoOn();
        if (_closeDeadline <= now && State == TcpState.TimeWait)
        {
            EnterClosed(TcpFailure.None);
            ObserveTimer(TimerKind.TimeWait, Reason.TimeWaitExpired, TcpState.TimeWait, now);
        }

        if (_closeDeadline <= now && State == TcpState.FinWait2)
        {
            OnFinWait2Timer(now);
        }

        if (UserDeadline <= now)
        {
            OnUserTimer(now);
        }

        if (KeepAliveDeadline <= now)
        {
            OnKeepAliveTimer(now);
        }

        if (Work.Ack.Deadline <= now)
        {
            if (IsAsLinux)
            {
                Work.Ack.ExpireAdaptively(_rto.Value);
            }
            else
            {
                Work.Ack.Expire();
            }

            ObserveTimer(TimerKind.DelayedAck, Reason.DelayedAckTimerExpired, State, now);
        }

        if (Work.PersistDeadline <= now)
        {
            OnPersistTimer(now);
        }

        if (Work.ReorderingDeadline <= now)
        {
            OnReorderingTimer(now);
        }

        if (Work.ProbeDeadline <= now)
        {
            OnProbeTimer(now);
        }

        if (Work.RetransmissionDeadline <= now)
        {
            OnRetransmissionTimer(now);
        }

        Rest();
    }

    // R2.
    private int Retries => State switch
    {
        TcpState.SynReceived when _isPassive => _options.SynAckRetries ?? _options.SynRetries,
        TcpState.SynSent or TcpState.SynReceived => _options.SynRetries,
        _ => _options.DataRetries,
    };

    private void OnRetransmissionTimer(Timestamp now)
    {
        if (TryEndPause(now))
        {
            return;
        }

        TcpState before = State;
        bool isHandshake = State is TcpState.SynSent or TcpState.SynReceived;
        if (UserTimeout == Duration.Zero && (State == TcpState.SynSent && _options.LinearSynTimeouts > 0 ? now - Work.ProgressAt >= SynPatience : Work.RetransmissionsInARow >= Retries))
        {
            EnterClosed(TcpFailure.TimedOut);
            Attempt?.Client?.Refuse(Key, now);
            SuspectFastOpen(Work.RetransmissionsInARow < FastOpenTimeouts, now);
            ObserveTimer(TimerKind.Retransmission, Reason.RetransmissionsExhausted, before, now);
            return;
        }

        bool isFirst = Work.RetransmissionsInARow++ == 0;
        bool isForward = false;

        // RFC 8985, section 6.3: what was sent so lately that it may still arrive is not lost.
        Timestamp sentUpTo = _usesSack && !isHandshake ? now - (Work.Sent.Rack.RoundTrip + Work.Sent.Rack.ReorderingWindow(isRecovering: true, 0, _rto.Smoothed)) : Timestamp.Never;
        if (Work.RetransmissionsInARow == _options.UnansweredThreshold)
        {
            _events |= ConnectionEvents.Unanswered;
        }

        if (!isHandshake && Segments is not null)
        {
            CollapseWindow(Segments, sentUpTo.IsSet ? sentUpTo : now);
        }
        else if (!isHandshake)
        {
            isForward = BeginForwardRecovery(isFirst, sentUpTo.IsSet ? sentUpTo : now);
            TakeLossOfRestart();
            PathMtu?.Abandon();
            _congestion.OnTimeout(FlightSize, isFirst);
            _mustTellReduction = _usesEcn;
            Work.Recovery = RecoveryPhase.TimeoutRecovery;
            _recoveryPoint = _sendNext;
            Work.DuplicateAcks = 0;
            _pendingDecision = isFirst ? Reason.EnterTimeoutRecovery : Reason.None;
        }

        bool hasReneged = Segments is null && Work.Sent.ForgetSacks();
        if (isHandshake || (isForward && !hasReneged))
        {
            Work.Sent.MarkFirstLost(); // in the handshake that is the SYN: data that went with it has its time once the connection stands
        }
        else if (Segments is null)
        {
            Work.Sent.MarkAllLost(sentUpTo);
        }

        Work.ProbeEnd = null;
        Work.ProbeDeadline = Timestamp.Never;
        _retransmissionReason = AbandonFastOpen() ? Reason.FastOpenSynAgain : Reason.RetransmissionTimeout;
        Work.MustRetransmit = true;
        if (State != TcpState.SynSent || Work.RetransmissionsInARow > _options.LinearSynTimeouts)
        {
            _rto.BackOff();
        }

        SuspectPathMtu(now);
        SuspectFastOpen(Work.RetransmissionsInARow == FastOpenTimeouts, now);
        Work.RetransmissionDeadline = Timestamp.Never; // the retransmission starts it again
        ObserveTimer(TimerKind.Retransmission, Reason.RetransmissionTimerExpired, before, now);
    }

    private void OnPersistTimer(Timestamp now)
    {
        Work.PersistDeadline = Timestamp.Never;
        if (_sendWindow > 0)
        {
            // Something is small, and the window lets no more out: it goes all the same (RFC 9293, section 3.8.6.2.1).
            Work.MustOverride = true;
            ObserveTimer(TimerKind.Persist, Reason.SillyWindowTimerExpired, State, now);
            return;
        }

        // A peer that answers may keep its window closed for as long as it likes; one that does not is gone.
        bool isFirst = Work.UnansweredProbes++ == 0;
        Work.ProgressAt = isFirst && Segments is not null ? now : Work.ProgressAt;
        if (UserTimeout == Duration.Zero && Work.UnansweredProbes > _options.DataRetries)
        {
            TcpState before = State;
            EnterClosed(TcpFailure.TimedOut);
            ObserveTimer(TimerKind.Persist, Reason.RetransmissionsExhausted, before, now);
            return;
        }

        Work.PersistBackoff++;
        if (Work.Sent.Count > 0)
        {
            // The last probe's octet goes again.
            Work.Sent.MarkAllLost(Timestamp.Never);
            _retransmissionReason = Reason.ZeroWindowProbe;
            Work.MustRetransmit = true;
        }
        else
        {
            Work.MustProbe = true;
        }

        ObserveTimer(TimerKind.Persist, Reason.PersistTimerExpired, State, now);
    }

    // RFC 6298, section 5.1; while the window is closed the persist timer does its work (RFC 9293, section 3.8.6.1).
    private void StartRetransmissionTimer(Timestamp now)
    {
        if (IsSynchronized && _sendWindow == 0 && State != TcpState.TimeWait && (Segments is null || Work.Sent.Count == 0))
        {
            Work.RetransmissionDeadline = Timestamp.Never;
            ArmPersist(now);
        }
        else if (!Work.RetransmissionDeadline.IsSet)
        {
            Work.RetransmissionDeadline = now + _rto.Value;
        }
    }

    // There is something to send, nothing is in flight that would bring an ACK, and the window does not let it out.
    private void ArmPersist(Timestamp now)
    {
        bool waitsForWindow = _sendWindow == 0 || (Work.Sent.Count == 0 && HasUnsent);
        if (!waitsForWindow || Work.PersistDeadline.IsSet || Work.RetransmissionDeadline.IsSet)
        {
            return;
        }

        if (_sendWindow > 0)
        {
            Work.PersistDeadline = now + Duration.Min(Duration.Max(_rto.Value, LeastOverride), GreatestOverride);
            return;
        }

        Duration wait = Duration.Max(_rto.Value, _options.MinimumRetransmissionTimeout) * (1L << Math.Min(Work.PersistBackoff, 20));
        Work.PersistDeadline = now + Duration.Min(wait, _options.MaximumRetransmissionTimeout);
    }

    private void AfterWindowUpdate(uint before, Timestamp now)
    {
        if (Segments is not null && (_sendWindow == 0 || before == 0))
        {
            AfterClosedWindow(now);
            return;
        }

        if (_sendWindow == 0)
        {
            // What is in flight may be acknowledged or not: from now on the persist timer asks.
            Work.RetransmissionDeadline = Timestamp.Never;
            Work.ProbeDeadline = Timestamp.Never;
            if (Work.Sent.Count > 0)
            {
                ArmPersist(now);
            }

            return;
        }

        Work.PersistDeadline = Timestamp.Never;
        if (before != 0)
        {
            return;
        }

        Work.PersistBackoff = 0;
        if (Work.Sent.Count > 0)
        {
            // The peer could not take the probe's octet.
            Work.Sent.MarkAllLost(Timestamp.Never);
            _retransmissionReason = Reason.WindowOpenedRetransmit;
            Work.MustRetransmit = true;
            StartRetransmissionTimer(now);
        }
    }

    // The retransmission timer goes on for what is in flight; the persist timer begins anew with each answer that tells of a closed window.
    private void AfterClosedWindow(Timestamp now)
    {
        Work.PersistDeadline = Timestamp.Never;
        if (_sendWindow > 0)
        {
            Work.PersistBackoff = 0;
        }
        else if (Work.Sent.Count == 0 && HasUnsent)
        {
            ArmPersist(now);
        }
    }

    private void StopTimers()
    {
        Work.RetransmissionDeadline = Timestamp.Never;
        Work.PersistDeadline = Timestamp.Never;
        _closeDeadline = Timestamp.Never;
        Work.ReorderingDeadline = Timestamp.Never;
        Work.ProbeDeadline = Timestamp.Never;
        Work.Ack.StopTimer();
    }
}
