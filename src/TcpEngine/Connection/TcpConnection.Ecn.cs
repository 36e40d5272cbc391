using TcpCodec;

namespace TcpEngine;

// Explicit congestion notification: RFC 3168, section 6.1.
public sealed partial class TcpConnection
{
    private bool _usesEcn;
    private bool _echoesCongestion;  // CE came, and no CWR since
    private bool _mustTellReduction; // the next new data carries CWR

    // Section 6.1.1: an ECN-setup SYN has both bits, the answer ECE alone. A SYN that was lost may have been dropped for them: it goes again without (section 6.1.1.1).
    private TcpFlags EcnOfSyn(in SentSegment syn) => State switch
    {
        TcpState.SynSent when _options.Ecn == EcnUse.Request && syn.Transmissions == 1 => TcpFlags.Ece | TcpFlags.Cwr,
        TcpState.SynReceived when _usesEcn => TcpFlags.Ece,
        _ => TcpFlags.None,
    };

    private void NegotiateEcn(in Segment syn)
    {
        TcpFlags bits = syn.Flags & (TcpFlags.Ece | TcpFlags.Cwr);
        _usesEcn = syn.IsAck
            ? bits == TcpFlags.Ece && _options.Ecn == EcnUse.Request && Work.SynTransmissions == 1
            : bits == (TcpFlags.Ece | TcpFlags.Cwr) && _options.Ecn != EcnUse.Off;
        Work.CongestionPoint = _sendUnacknowledged;
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

    // The sender: ECE is as a loss, once a round trip (section 6.1.2).
    private void ReactToEcho(in Segment segment)
    {
        if (!_usesEcn || segment.IsSyn || (segment.Flags & TcpFlags.Ece) == 0 || _sendUnacknowledged < Work.CongestionPoint || Work.Recovery != RecoveryPhase.SlowStart || Work.Sent.Count == 0)
        {
            return;
        }

        Work.CongestionPoint = _sendNext;
        _mustTellReduction = true;
        _congestion.OnCongestionMark(LossFlightSize);
        _pendingDecision = Reason.EcnReduction;
    }
}
