namespace TcpEngine;

// Whether a time-out was one too early, as when the path stood still for a while: F-RTO (RFC 5682) finds out, and the response is Eifel's (RFC 4015).
public sealed partial class TcpConnection
{

    // RFC 5682, section 2.1, step 1: the first segment goes again, and nothing else is taken for lost yet.
    private bool BeginForwardRecovery(bool isFirst, Timestamp sentUpTo)
    {
        bool mayBe = isFirst && Work.Recovery == RecoveryPhase.SlowStart && _sendUnacknowledged >= _recoveryPoint && Work.Sent.Count > 1 && Work.Sent.LostCount == 0;
        Work.ForwardRecovery = mayBe ? ForwardRecovery.HeadSent : ForwardRecovery.None;
        if (mayBe)
        {
            Work.FlightBeforeTimeout = Math.Max(FlightSize, 2u * _sendSegmentSize);
            Work.HadCongestionEvidence = false;
            Work.OutstandingUpTo = sentUpTo;
        }

        return mayBe;
    }

    // Steps 2 and 3.
    private void AdvanceForwardRecovery(in Segment segment, bool isNewAck)
    {
        bool isDuplicate = !isNewAck && segment.Length == 0 && segment.Acknowledgment == _sendUnacknowledged;
        switch (Work.ForwardRecovery)
        {
            case ForwardRecovery.HeadSent when isNewAck && segment.Acknowledgment < _recoveryPoint && Work.SendBuffer.End > _sendNext && _sendUnacknowledged + _sendWindow > _sendNext:
                Work.ForwardRecovery = ForwardRecovery.NewSent;
                Work.ForwardSegments = 2;
                break;

            case ForwardRecovery.HeadSent when isNewAck || isDuplicate:
            case ForwardRecovery.NewSent when isDuplicate:
                EndForwardRecovery();
                break;

            case ForwardRecovery.NewSent when isNewAck:
                // What was never sent again is acknowledged: the time-out was spurious.
                Work.ForwardRecovery = ForwardRecovery.None;
                Work.ForwardSegments = 0;
                if (!Work.HadCongestionEvidence && Work.Recovery == RecoveryPhase.TimeoutRecovery)
                {
                    Work.Recovery = RecoveryPhase.SlowStart;
                    _recoveryPoint = _sendUnacknowledged;
                    _congestion.OnSpuriousTimeout(Work.FlightBeforeTimeout, FlightSize);
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
        Work.ForwardRecovery = ForwardRecovery.None;
        Work.ForwardSegments = 0;
        if (Work.Recovery == RecoveryPhase.TimeoutRecovery)
        {
            Work.Sent.MarkSentOnceLost(Work.OutstandingUpTo);
        }
    }
}
