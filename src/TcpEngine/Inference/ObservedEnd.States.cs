namespace TcpEngine.Inference;

/// <content>The state that a segment shows its sender to be in (RFC 9293, figure 5).</content>
public sealed partial class ObservedEnd
{
    /// <summary>The state in which this end sent a segment; null where the wire cannot tell.</summary>
    /// <param name="segment">The segment, taken in already.</param>
    /// <param name="other">The other end.</param>
    /// <param name="isOlder">Whether something that was sent later may have been seen before.</param>
    internal TcpState? StateAt(in ObservedSegment segment, ObservedEnd other, bool isOlder)
    {
        if (segment.IsSyn)
        {
            return segment.IsAck ? TcpState.SynReceived : TcpState.SynSent;
        }

        if (!segment.IsAck || isOlder)
        {
            return null;
        }

        bool? hasReceivedFin = other.HasFinReceived(this);
        if (!HasFin)
        {
            bool mayHaveFin = Next > SeenEnd || (!HasSyn && !HasNoEarlierFin);
            return mayHaveFin || hasReceivedFin is null ? null : IsSynAcknowledged(segment, other) switch
            {
                true => hasReceivedFin.Value ? TcpState.CloseWait : TcpState.Established,
                false when !hasReceivedFin.Value => TcpState.SynReceived,
                _ => null,
            };
        }

        return (IsActiveCloser, hasReceivedFin, IsFinAcknowledged(other)) switch
        {
            (false, _, false) => TcpState.LastAck,
            (false, _, true) => TcpState.TimeWait, // out of LAST-ACK nothing is sent: it was CLOSING, with its FIN still to be sent
            (false, _, null) => null,
            (true, false, false) => TcpState.FinWait1,
            (true, false, true) => TcpState.FinWait2,
            (true, true, false) => TcpState.Closing,
            (true, true, true) => TcpState.TimeWait,
            _ => null,
        };
    }

    private bool? IsSynAcknowledged(in ObservedSegment segment, ObservedEnd other)
    {
        if (!HasSyn)
        {
            return HasSentData || other.HasSentData ? true : null;
        }

        if (!HasSynAck)
        {
            // In SYN-SENT nothing but the other's SYN,ACK makes it send an ACK (RFC 9293, section 3.10.7.3).
            return !other.HasSyn || (other.HasSynAck && segment.Acknowledgment > other.Initial) ? true : null;
        }

        return _synProof.IsProven ? true
            : !_synProof.IsSeen ? (other.Counts.MissedBytes == 0 && other.HasSent ? false : null)
            : segment.PayloadLength > 0 && !HasFastOpen && !other.HasFastOpen ? true // data waits for the handshake (RFC 9293, section 3.10.2)
            : null;
    }

    private bool? IsFinAcknowledged(ObservedEnd other) =>
        _finProof.IsProven ? true : _finProof.IsSeen || !other.HasSent || other.Counts.MissedBytes > 0 ? null : false;
}
