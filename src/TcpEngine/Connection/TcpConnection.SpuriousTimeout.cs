namespace TcpEngine;

// Whether a time-out was one too early, as when the path stood still for a while: F-RTO (RFC 5682) finds out, and the response is Eifel's (RFC 4015).
public sealed partial class TcpConnection
{
    private ForwardRecovery _forwardRecovery;
    private int _forwardSegments;       // new segments that may go beyond cwnd, to see whether their acknowledgment advances
    private uint _flightBeforeTimeout;  // pipe_prev
    private bool _hadCongestionEvidence;
    private Timestamp _outstandingUpTo; // what was sent later than this may still arrive

    // RFC 5682, section 2.1, step 1: the first segment goes again, and nothing else is taken for lost yet.
    private bool BeginForwardRecovery(bool isFirst, Timestamp sentUpTo)
    {
        bool mayBe = isFirst && _recovery == RecoveryPhase.SlowStart && _sendUnacknowledged >= _recoveryPoint && _sent.Count > 1 && _sent.LostCount == 0;
        _forwardRecovery = mayBe ? ForwardRecovery.HeadSent : ForwardRecovery.None;
        if (mayBe)
        {
            _flightBeforeTimeout = Math.Max(FlightSize, 2u * _sendSegmentSize);
            _hadCongestionEvidence = false;
            _outstandingUpTo = sentUpTo;
        }

        return mayBe;
    }

    // Steps 2 and 3.
    private void AdvanceForwardRecovery(in Segment segment, bool isNewAck)
    {
        bool isDuplicate = !isNewAck && segment.Length == 0 && segment.Acknowledgment == _sendUnacknowledged;
        switch (_forwardRecovery)
        {
            case ForwardRecovery.HeadSent when isNewAck && segment.Acknowledgment < _recoveryPoint && _sendBuffer.End > _sendNext && _sendUnacknowledged + _sendWindow > _sendNext:
                _forwardRecovery = ForwardRecovery.NewSent;
                _forwardSegments = 2;
                break;

            case ForwardRecovery.HeadSent when isNewAck || isDuplicate:
            case ForwardRecovery.NewSent when isDuplicate:
                EndForwardRecovery();
                break;

            case ForwardRecovery.NewSent when isNewAck:
                // What was never sent again is acknowledged: the time-out was spurious.
                _forwardRecovery = ForwardRecovery.None;
                _forwardSegments = 0;
                if (!_hadCongestionEvidence && _recovery == RecoveryPhase.TimeoutRecovery)
                {
                    _recovery = RecoveryPhase.SlowStart;
                    _recoveryPoint = _sendUnacknowledged;
                    _congestion.OnSpuriousTimeout(_flightBeforeTimeout, FlightSize);
                    _pendingDecision = Reason.SpuriousTimeout;
                }
                else
                {
                    EndForwardRecovery();
                }

                break;
        }
    }

    // It was a loss: all that was outstanding is taken for lost, as after any time-out.
    private void EndForwardRecovery()
    {
        _forwardRecovery = ForwardRecovery.None;
        _forwardSegments = 0;
        if (_recovery == RecoveryPhase.TimeoutRecovery)
        {
            _sent.MarkSentOnceLost(_outstandingUpTo);
        }
    }

    /// <summary>Where F-RTO is.</summary>
    private enum ForwardRecovery : byte
    {
        None,
        HeadSent,
        NewSent,
    }
}
