namespace TcpEngine;

/// <summary>
/// What a connection needs only while something is in flight, or waits to be sent, put in order, or read. <see cref="ConnectionMemory"/> keeps those that no connection needs; one at rest
/// has none.
/// </summary>
internal sealed class ConnectionWork(ConnectionMemory memory)
{
    /// <summary>What is sent and not acknowledged.</summary>
    public readonly RetransmissionQueue Sent = new(memory);

    /// <summary>What is written and not acknowledged.</summary>
    public readonly SendBuffer SendBuffer = new(memory);

    /// <summary>What has come and is not read.</summary>
    public readonly ReceiveBuffer ReceiveBuffer = new(memory);

    /// <summary>When what has come is acknowledged.</summary>
    public AckSchedule Ack;

    /// <summary>What came twice, or was thrown away, until the peer is told.</summary>
    public PassingReport Passing;

    /// <summary>The end of what went at once at the beginning, or after the last pause; SND.UNA once that is acknowledged.</summary>
    public SequenceNumber RestartEnd;

    /// <summary>A RST that waits to be sent.</summary>
    public PendingReset? Reset;

    /// <summary>The number of the peer's FIN, while a gap lies before it.</summary>
    public SequenceNumber? PeerFin;

    /// <summary>SND.UP: the octet after the urgent data.</summary>
    public SequenceNumber SendUrgentPointer;

    /// <summary>The ends of records in what is not sent yet.</summary>
    public Queue<SequenceNumber>? RecordEnds;

    /// <summary>What lies before it waits for nothing.</summary>
    public SequenceNumber PushEnd;

    /// <summary>The end of the last segment sent that was not full.</summary>
    public SequenceNumber SmallSegmentEnd;

    /// <summary>The application has said that more comes behind what is written, whatever has let that out since: it is not pushed.</summary>
    public bool EndsOpen;

    /// <summary>How often the SYN was sent.</summary>
    public int SynTransmissions;

    /// <summary>When what is outstanding began to wait.</summary>
    public Timestamp ProgressAt;

    /// <summary>The retransmission timer.</summary>
    public Timestamp RetransmissionDeadline;

    /// <summary>The persist timer.</summary>
    public Timestamp PersistDeadline;

    /// <summary>RACK's reordering timer.</summary>
    public Timestamp ReorderingDeadline;

    /// <summary>The timer of the tail loss probe.</summary>
    public Timestamp ProbeDeadline;

    /// <summary>How often the retransmission timer ran out, one time after the other.</summary>
    public int RetransmissionsInARow;

    /// <summary>How often the persist timer was backed off.</summary>
    public int PersistBackoff;

    /// <summary>How many window probes the peer has not answered.</summary>
    public int UnansweredProbes;

    /// <summary>The first retransmission goes out whatever cwnd says.</summary>
    public bool MustRetransmit;

    /// <summary>The persist timer ran out.</summary>
    public bool MustProbe;

    /// <summary>The same, while the window is silly and not closed.</summary>
    public bool MustOverride;

    /// <summary>A tail loss probe is due.</summary>
    public bool MustProbeTail;

    /// <summary>SlowStart, FastRecovery or TimeoutRecovery.</summary>
    public RecoveryPhase Recovery;

    /// <summary>How many duplicate acknowledgments came.</summary>
    public int DuplicateAcks;

    /// <summary>How much may be sent in fast recovery.</summary>
    public ProportionalRateReduction RateReduction;

    /// <summary>When fast recovery began.</summary>
    public Timestamp ReducedAt;

    /// <summary>No second reduction by ECN before more than this is acknowledged.</summary>
    public SequenceNumber CongestionPoint;

    /// <summary>How many marks told of congestion in a row, while cwnd was one segment.</summary>
    public byte MarksAtOneSegment;

    /// <summary>By how much the send buffer has grown, and the observer was not told yet, in bytes.</summary>
    public int SendBufferGrowth;

    /// <summary>When the first slow start ends.</summary>
    public HyStart SlowStart;

    /// <summary>Whether the window, not the application, limits the sender.</summary>
    public bool IsWindowLimited;

    /// <summary>TLP.end_seq; null where no tail loss probe is out.</summary>
    public SequenceNumber? ProbeEnd;

    /// <summary>TLP.is_retrans.</summary>
    public bool ProbeIsRetransmission;

    /// <summary>Whether the round-trip time was measured since the last tail loss probe.</summary>
    public bool MeasuredSinceProbe;

    /// <summary>Where F-RTO is.</summary>
    public ForwardRecovery ForwardRecovery;

    /// <summary>New segments that may go beyond cwnd, to see whether their acknowledgment advances.</summary>
    public int ForwardSegments;

    /// <summary>pipe_prev: what was in flight before the time-out, in bytes.</summary>
    public uint FlightBeforeTimeout;

    /// <summary>Whether the peer told of congestion since the time-out.</summary>
    public bool HadCongestionEvidence;

    /// <summary>What was sent later than this may still arrive.</summary>
    public Timestamp OutstandingUpTo;

    /// <summary>Whether nothing is left of the work but what <see cref="Begin"/> sets.</summary>
    public bool IsDone => Sent.Count == 0 && SendBuffer.Count == 0 && ReceiveBuffer.Available == 0 && ReceiveBuffer.OutOfOrder.IsEmpty
        && Ack.IsDone && !Passing.IsSet && Reset is null && PeerFin is null
        && !(MustRetransmit || MustProbe || MustOverride || MustProbeTail)
        && !(RetransmissionDeadline.IsSet || PersistDeadline.IsSet || ReorderingDeadline.IsSet || ProbeDeadline.IsSet)
        && (RetransmissionsInARow | PersistBackoff | UnansweredProbes | DuplicateAcks | ForwardSegments) == 0
        && Recovery == RecoveryPhase.SlowStart && ForwardRecovery == ForwardRecovery.None && ProbeEnd is null && MeasuredSinceProbe;

    /// <summary>Begins anew, for any connection.</summary>
    /// <param name="unacknowledged">SND.UNA, which nothing was sent beyond.</param>
    /// <param name="writeNext">The sequence number of the octet that is written next.</param>
    /// <param name="sendBufferSize">How many bytes may be written and not acknowledged.</param>
    /// <param name="receiveBufferSize">How many bytes may have come and not be read.</param>
    public void Begin(SequenceNumber unacknowledged, SequenceNumber writeNext, int sendBufferSize, int receiveBufferSize)
    {
        SendBuffer.Begin(writeNext, sendBufferSize);
        ReceiveBuffer.Begin(receiveBufferSize);
        Passing = default;
        RestartEnd = unacknowledged;
        Reset = null;
        PeerFin = null;
        SendUrgentPointer = unacknowledged;
        RecordEnds?.Clear();
        PushEnd = unacknowledged;
        SmallSegmentEnd = unacknowledged;
        EndsOpen = false;
        SynTransmissions = 0;
        ProgressAt = Timestamp.Never;
        RetransmissionDeadline = Timestamp.Never;
        PersistDeadline = Timestamp.Never;
        ReorderingDeadline = Timestamp.Never;
        ProbeDeadline = Timestamp.Never;
        (RetransmissionsInARow, PersistBackoff, UnansweredProbes, DuplicateAcks, ForwardSegments) = (0, 0, 0, 0, 0);
        (MustRetransmit, MustProbe, MustOverride, MustProbeTail) = (false, false, false, false);
        Recovery = RecoveryPhase.SlowStart;
        RateReduction = default;
        SlowStart = default;
        ReducedAt = default;
        CongestionPoint = unacknowledged;
        MarksAtOneSegment = 0;
        IsWindowLimited = false;
        SendBufferGrowth = 0;
        ProbeEnd = null;
        ProbeIsRetransmission = false;
        MeasuredSinceProbe = true;
        ForwardRecovery = ForwardRecovery.None;
        FlightBeforeTimeout = 0;
        HadCongestionEvidence = false;
        OutstandingUpTo = default;
    }
}
