namespace TcpEngine;

// Time-outs: RFC 9293, section 3.10.8, and RFC 6298, section 5.
public sealed partial class TcpConnection
{
    private static readonly Duration LeastOverride = Duration.FromMilliseconds(100); // RFC 9293, section 3.8.6.2.1: 0.1 to 1.0 seconds
    private static readonly Duration GreatestOverride = Duration.FromSeconds(1);

    private Timestamp _retransmissionDeadline = Timestamp.Never;
    private Timestamp _persistDeadline = Timestamp.Never;
    private Timestamp _timeWaitDeadline = Timestamp.Never;
    private Timestamp _lastSentAt = Timestamp.Never;
    private int _retransmissionsInARow;
    private int _persistBackoff;
    private int _unansweredProbes;

    /// <summary>When <see cref="OnDeadline"/> is to be called; <see cref="Timestamp.Never"/> where no timer is armed.</summary>
    public Timestamp NextDeadline => Timestamp.Min(
        Timestamp.Min(Timestamp.Min(_retransmissionDeadline, _persistDeadline), Timestamp.Min(_ack.Deadline, _timeWaitDeadline)),
        Timestamp.Min(Timestamp.Min(Timestamp.Min(KeepAliveDeadline, UserDeadline), _finWait2Deadline), Timestamp.Min(_reorderingDeadline, _probeDeadline)));

    /// <summary>Runs the timers that have run out.</summary>
    public void OnDeadline(Timestamp now)
    {
        if (_timeWaitDeadline <= now)
        {
            EnterClosed(TcpFailure.None);
            ObserveTimer(TimerKind.TimeWait, Reason.TimeWaitExpired, TcpState.TimeWait, now);
        }

        if (_finWait2Deadline <= now)
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

        if (_ack.Deadline <= now)
        {
            _ack.Expire();
            ObserveTimer(TimerKind.DelayedAck, Reason.DelayedAckTimerExpired, State, now);
        }

        if (_persistDeadline <= now)
        {
            OnPersistTimer(now);
        }

        if (_reorderingDeadline <= now)
        {
            OnReorderingTimer(now);
        }

        if (_probeDeadline <= now)
        {
            OnProbeTimer(now);
        }

        if (_retransmissionDeadline <= now)
        {
            OnRetransmissionTimer(now);
        }
    }

    private void OnRetransmissionTimer(Timestamp now)
    {
        if (TryEndPause(now))
        {
            return;
        }

        TcpState before = State;
        bool isHandshake = State is TcpState.SynSent or TcpState.SynReceived;
        if (UserTimeout == Duration.Zero && _retransmissionsInARow >= (isHandshake ? _options.SynRetries : _options.DataRetries))
        {
            EnterClosed(TcpFailure.TimedOut);
            _fastOpen?.Client?.Refuse(Key, now);
            SuspectFastOpen(_retransmissionsInARow < FastOpenTimeouts, now);
            ObserveTimer(TimerKind.Retransmission, Reason.RetransmissionsExhausted, before, now);
            return;
        }

        bool isFirst = _retransmissionsInARow++ == 0;
        bool isForward = false;

        // RFC 8985, section 6.3: what was sent so lately that it may still arrive is not lost.
        Timestamp sentUpTo = _usesSack && !isHandshake ? now - (_sent.Rack.RoundTrip + _sent.Rack.ReorderingWindow(isRecovering: true, 0, _rto.Smoothed)) : Timestamp.Never;
        if (_retransmissionsInARow == _options.UnansweredThreshold)
        {
            _events |= ConnectionEvents.Unanswered;
        }

        if (!isHandshake)
        {
            isForward = BeginForwardRecovery(isFirst, sentUpTo.IsSet ? sentUpTo : now);
            _congestion.OnTimeout(FlightSize, isFirst);
            _mustTellReduction = _usesEcn;
            _recovery = RecoveryPhase.TimeoutRecovery;
            _recoveryPoint = _sendNext;
            _duplicateAcks = 0;
            _pendingDecision = isFirst ? Reason.EnterTimeoutRecovery : Reason.None;
        }

        bool hasReneged = _sent.ForgetSacks();
        if (isHandshake || (isForward && !hasReneged))
        {
            _sent.MarkFirstLost(); // in the handshake that is the SYN: data that went with it has its time once the connection stands
        }
        else
        {
            _sent.MarkAllLost(sentUpTo);
        }

        _probeEnd = null;
        _probeDeadline = Timestamp.Never;
        _retransmissionReason = AbandonFastOpen() ? Reason.FastOpenSynAgain : Reason.RetransmissionTimeout;
        _mustRetransmit = true;
        _rto.BackOff();
        SuspectPathMtu(now);
        SuspectFastOpen(_retransmissionsInARow == FastOpenTimeouts, now);
        _retransmissionDeadline = Timestamp.Never; // the retransmission starts it again
        ObserveTimer(TimerKind.Retransmission, Reason.RetransmissionTimerExpired, before, now);
    }

    private void OnPersistTimer(Timestamp now)
    {
        _persistDeadline = Timestamp.Never;
        if (_sendWindow > 0)
        {
            // Something is small, and the window lets no more out: it goes all the same (RFC 9293, section 3.8.6.2.1).
            _mustOverride = true;
            ObserveTimer(TimerKind.Persist, Reason.SillyWindowTimerExpired, State, now);
            return;
        }

        // A peer that answers may keep its window closed for as long as it likes; one that does not is gone.
        if (UserTimeout == Duration.Zero && _unansweredProbes++ >= _options.DataRetries)
        {
            TcpState before = State;
            EnterClosed(TcpFailure.TimedOut);
            ObserveTimer(TimerKind.Persist, Reason.RetransmissionsExhausted, before, now);
            return;
        }

        _persistBackoff++;
        if (_sent.Count > 0)
        {
            // The last probe's octet goes again.
            _sent.MarkAllLost(Timestamp.Never);
            _retransmissionReason = Reason.ZeroWindowProbe;
            _mustRetransmit = true;
        }
        else
        {
            _mustProbe = true;
        }

        ObserveTimer(TimerKind.Persist, Reason.PersistTimerExpired, State, now);
    }

    // RFC 6298, section 5.1; while the window is closed the persist timer does its work (RFC 9293, section 3.8.6.1).
    private void StartRetransmissionTimer(Timestamp now)
    {
        if (IsSynchronized && _sendWindow == 0 && State != TcpState.TimeWait)
        {
            _retransmissionDeadline = Timestamp.Never;
            ArmPersist(now);
        }
        else if (!_retransmissionDeadline.IsSet)
        {
            _retransmissionDeadline = now + _rto.Value;
        }
    }

    // There is something to send, nothing is in flight that would bring an ACK, and the window does not let it out.
    private void ArmPersist(Timestamp now)
    {
        bool waitsForWindow = _sendWindow == 0 || (_sent.Count == 0 && HasUnsent);
        if (!waitsForWindow || _persistDeadline.IsSet || _retransmissionDeadline.IsSet)
        {
            return;
        }

        if (_sendWindow > 0)
        {
            _persistDeadline = now + Duration.Min(Duration.Max(_rto.Value, LeastOverride), GreatestOverride);
            return;
        }

        Duration wait = Duration.Max(_rto.Value, _options.MinimumRetransmissionTimeout) * (1L << Math.Min(_persistBackoff, 20));
        _persistDeadline = now + Duration.Min(wait, _options.MaximumRetransmissionTimeout);
    }

    private void AfterWindowUpdate(uint before, Timestamp now)
    {
        if (_sendWindow == 0)
        {
            // What is in flight may be acknowledged or not: from now on the persist timer asks.
            _retransmissionDeadline = Timestamp.Never;
            _probeDeadline = Timestamp.Never;
            if (_sent.Count > 0)
            {
                ArmPersist(now);
            }

            return;
        }

        _persistDeadline = Timestamp.Never;
        if (before != 0)
        {
            return;
        }

        _persistBackoff = 0;
        if (_sent.Count > 0)
        {
            // The peer could not take the probe's octet.
            _sent.MarkAllLost(Timestamp.Never);
            _retransmissionReason = Reason.WindowOpenedRetransmit;
            _mustRetransmit = true;
            StartRetransmissionTimer(now);
        }
    }

    private void StopTimers()
    {
        _retransmissionDeadline = Timestamp.Never;
        _persistDeadline = Timestamp.Never;
        _timeWaitDeadline = Timestamp.Never;
        _finWait2Deadline = Timestamp.Never;
        _reorderingDeadline = Timestamp.Never;
        _probeDeadline = Timestamp.Never;
        _ack.StopTimer();
    }
}
