namespace TcpEngine;

/// <summary>The variables of a connection at one moment, by their RFC names.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc9293#section-3.3.1">RFC 9293, section 3.3.1</see></remarks>
public readonly record struct ConnectionSnapshot
{
    /// <summary>ISS: the initial send sequence number.</summary>
    public SequenceNumber InitialSendSequence { get; init; }

    /// <summary>SND.UNA: the oldest sequence number that is not acknowledged.</summary>
    public SequenceNumber SendUnacknowledged { get; init; }

    /// <summary>SND.NXT: the next sequence number to send.</summary>
    public SequenceNumber SendNext { get; init; }

    /// <summary>SND.WND: the peer's receive window, in bytes, scaled.</summary>
    public uint SendWindow { get; init; }

    /// <summary>SND.WL1: the segment sequence number of the last window update.</summary>
    public SequenceNumber SendWindowUpdateSequence { get; init; }

    /// <summary>SND.WL2: the segment acknowledgment number of the last window update.</summary>
    public SequenceNumber SendWindowUpdateAcknowledgment { get; init; }

    /// <summary>IRS: the peer's initial sequence number.</summary>
    public SequenceNumber InitialReceiveSequence { get; init; }

    /// <summary>RCV.NXT: the next sequence number that is expected.</summary>
    public SequenceNumber ReceiveNext { get; init; }

    /// <summary>RCV.WND: the window that is offered to the peer, in bytes, scaled.</summary>
    public uint ReceiveWindow { get; init; }

    /// <summary>RCV.UP: the sequence number after the urgent data received.</summary>
    public SequenceNumber ReceiveUrgentPointer { get; init; }

    /// <summary>Snd.Wind.Shift: the power of two that scales the peer's windows, 0 to 14 (RFC 7323, section 2).</summary>
    public byte SendWindowShift { get; init; }

    /// <summary>Rcv.Wind.Shift: the power of two that scales our windows, 0 to 14 (RFC 7323, section 2).</summary>
    public byte ReceiveWindowShift { get; init; }

    /// <summary>Eff.snd.MSS: the most data that a segment we send may carry, in bytes (RFC 9293, section 3.7.1).</summary>
    public ushort SendMaximumSegmentSize { get; init; }

    /// <summary>cwnd: the congestion window, in bytes (RFC 5681, section 2).</summary>
    public uint CongestionWindow { get; init; }

    /// <summary>ssthresh: the slow start threshold, in bytes; <see cref="uint.MaxValue"/> while there is none (RFC 5681, section 2).</summary>
    public uint SlowStartThreshold { get; init; }

    /// <summary>FlightSize: what was sent and is not acknowledged, in bytes (RFC 5681, section 2).</summary>
    public uint FlightSize { get; init; }

    /// <summary>What congestion control is doing.</summary>
    public RecoveryPhase Phase { get; init; }

    /// <summary>recover: the sequence number whose acknowledgment ends recovery (RFC 6582, section 3).</summary>
    public SequenceNumber RecoveryPoint { get; init; }

    /// <summary>How many duplicate acknowledgments came in a row.</summary>
    public int DuplicateAcks { get; init; }

    /// <summary>SRTT: the smoothed round-trip time; zero before the first measurement (RFC 6298, section 2).</summary>
    public Duration SmoothedRoundTripTime { get; init; }

    /// <summary>RTTVAR: the round-trip time's variation (RFC 6298, section 2).</summary>
    public Duration RoundTripTimeVariation { get; init; }

    /// <summary>The last round-trip time measured; zero before the first.</summary>
    public Duration LatestRoundTripTime { get; init; }

    /// <summary>RTO: the retransmission time-out, backed off (RFC 6298, section 2).</summary>
    public Duration RetransmissionTimeout { get; init; }

    /// <summary>How often the RTO has been doubled since the last acknowledgment (RFC 6298, section 5.5).</summary>
    public int Backoff { get; init; }

    /// <summary>Bytes written by the application that are not acknowledged yet, sent or not.</summary>
    public uint SendBufferBytes { get; init; }

    /// <summary>Bytes in order that the application has not read yet.</summary>
    public uint ReceiveBufferBytes { get; init; }

    /// <summary>How many bytes the send buffer may hold by now.</summary>
    public uint SendBufferSize { get; init; }

    /// <summary>How many bytes the receive buffer may hold by now: RCV.WND's upper bound.</summary>
    public uint ReceiveBufferSize { get; init; }

    /// <summary>Bytes received out of order, held for reassembly.</summary>
    public uint OutOfOrderBytes { get; init; }

    /// <summary>When the retransmission timer runs out.</summary>
    public Timestamp RetransmissionDeadline { get; init; }

    /// <summary>When the persist timer runs out.</summary>
    public Timestamp PersistDeadline { get; init; }

    /// <summary>When the delayed acknowledgment is due.</summary>
    public Timestamp DelayedAckDeadline { get; init; }

    /// <summary>When TIME-WAIT ends.</summary>
    public Timestamp TimeWaitDeadline { get; init; }

    /// <summary>How far TCP Fast Open came (RFC 7413).</summary>
    public FastOpenState FastOpen { get; init; }

    /// <summary>Which feedback of congestion marks was agreed on (RFC 9768, section 3.1.2).</summary>
    public EcnMode Ecn { get; init; }

    /// <summary>With accurate feedback: what has come marked (r.cep and the others of RFC 9768, section 3.2).</summary>
    public EcnCounters EcnReceived { get; init; }

    /// <summary>With accurate feedback: what the peer has told of marks on what was sent (s.cep and the others).</summary>
    public EcnCounters EcnDelivered { get; init; }
}
