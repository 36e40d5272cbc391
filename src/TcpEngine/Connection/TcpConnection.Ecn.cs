using TcpCodec;

namespace TcpEngine;

// Explicit congestion notification: RFC 3168, section 6.1.
public sealed partial class TcpConnection
{
    private const byte MostPauseDoublings = 16;

    private bool _usesEcn; // with the feedback of RFC 3168
    private bool _echoesCongestion;  // CE came, and no CWR since
    private bool _mustTellReduction; // the next new data carries CWR

    // Section 6.1.1: an ECN-setup SYN has both bits, the answer ECE alone. A SYN that was lost may have been dropped for them: it goes again without (section 6.1.1.1), with RFC 9768,
    // section 3.1.4.1, when it was lost twice.
    private TcpFlags EcnOfSyn(in SentSegment syn) => State switch
    {
        TcpState.SynSent when AsksForAccurateEcn => syn.Transmissions <= AccurateSyns ? AceFlags : TcpFlags.None,
        TcpState.SynSent when AsksForClassicEcn && syn.Transmissions == 1 => ClassicRequest,
        TcpState.SynReceived when AccurateFeedback is { } ecn => ecn.FlagsOfSynAck(syn.Transmissions),
        TcpState.SynReceived when _usesEcn => ClassicAnswer,
        _ => TcpFlags.None,
    };

    private bool AsksForClassicEcn => _options.Ecn is EcnUse.Request or EcnUse.RequestAcceptAccurate;

    private void NegotiateEcn(in Segment syn)
    {
        Work.CongestionPoint = _sendUnacknowledged;
        NegotiateAccurateEcn(syn);
        if (AccurateFeedback is not null)
        {
            return;
        }

        TcpFlags bits = syn.Flags & (AcceptsAccurateEcn ? AceFlags : ClassicRequest);
        _usesEcn = syn.IsAck
            ? bits == ClassicAnswer && (AsksForAccurateEcn || (AsksForClassicEcn && Work.SynTransmissions == 1))
            : bits == ClassicRequest && _options.Ecn != EcnUse.Off;
    }

    // The receiver: ECE on every acknowledgment from a CE on, until the sender says CWR (section 6.1.3).
    private void TakeEcn(in Segment segment)
    {
        if (!_usesEcn)
        {
            return;
        }

        if ((segment.Flags & TcpFlags.Cwr) != 0)
        {
            _echoesCongestion = false;
        }

        if (segment.Ecn == EcnCodepoint.CongestionExperienced)
        {
            _echoesCongestion = true;
        }
    }

    private bool TellsMarks(in Segment segment) =>
        !segment.IsSyn && (AccurateFeedback is { } ecn ? ecn.TellsMarks(segment) : _usesEcn && (segment.Flags & TcpFlags.Ece) != 0);

    // Whether an acknowledgment tells of marks that no other has told of.
    private bool TakeMarks(in Segment segment) => AccurateFeedback is not null ? TakeFeedback(segment) : TellsMarks(segment);

    // The sender: a mark is as a loss, once a round trip (section 6.1.2).
    private void RespondToMark(uint flightBefore, Timestamp now)
    {
        Work.HadCongestionEvidence = true;
        if (_sendUnacknowledged <= Work.CongestionPoint || Work.Recovery != RecoveryPhase.SlowStart || flightBefore == 0)
        {
            return;
        }

        Work.CongestionPoint = _sendNext;
        _mustTellReduction = _usesEcn;
        if (_congestion.CongestionWindow > _sendSegmentSize)
        {
            _congestion.OnCongestionMark(Math.Min(flightBefore, _congestion.CongestionWindow));
            _pendingDecision = Reason.EcnReduction;
        }
        else
        {
            PauseAfterMark(now);
        }
    }

    // The window cannot be less than a segment: the next one waits for the retransmission timer, longer each time (section 6.1.2; RFC 9438, section 4.6).
    private void PauseAfterMark(Timestamp now)
    {
        Work.MarksAtOneSegment = (byte)Math.Min(Work.MarksAtOneSegment + 1, MostPauseDoublings);
        _pendingDecision = Reason.EcnPause;
        if (Work.Sent.Count == 0 && _sendWindow > 0)
        {
            Work.RetransmissionDeadline = now + Duration.Min(_rto.Value * (1L << (Work.MarksAtOneSegment - 1)), _options.MaximumRetransmissionTimeout);
        }
    }

    private bool IsPausedByMarks => Work.MarksAtOneSegment > 0 && Work.Sent.Count == 0 && Work.RetransmissionDeadline.IsSet;

    private bool TryEndPause(Timestamp now)
    {
        if (!IsPausedByMarks)
        {
            return false;
        }

        Work.RetransmissionDeadline = Timestamp.Never;
        ObserveTimer(TimerKind.Retransmission, Reason.EcnPauseOver, State, now);
        return true;
    }
}
