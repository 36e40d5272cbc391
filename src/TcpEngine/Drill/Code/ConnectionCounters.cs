namespace TcpEngine.Drill;

/// <summary>Counts what tcp_info tells of a connection's past: it is told of everything that the stack does, and tells it on.</summary>
internal sealed class ConnectionCounters(IEngineObserver? next) : IEngineObserver
{
    private readonly Dictionary<ConnectionKey, Counts> _counts = [];

    /// <summary>What was counted of a connection.</summary>
    public Counts Of(in ConnectionKey key) => _counts.GetValueOrDefault(key);

    /// <inheritdoc/>
    public void Observe(in EngineEvent e)
    {
        next?.Observe(e);
        if (!e.HasSnapshot)
        {
            return;
        }

        Counts counts = _counts.GetValueOrDefault(e.Key);
        int isData = e.Bytes > 0 ? 1 : 0;
        bool isRetransmission = e.Kind == EngineEventKind.SegmentSent && e.Retransmissions > 0;
        counts = counts with
        {
            SegmentsIn = counts.SegmentsIn + (e.Kind is EngineEventKind.SegmentReceived or EngineEventKind.SegmentDropped ? 1 : 0),
            DataSegmentsIn = counts.DataSegmentsIn + (e.Kind == EngineEventKind.SegmentReceived ? isData : 0),
            SynAcksOut = counts.SynAcksOut + (e.Kind == EngineEventKind.SegmentSent && e.StateAfter == TcpState.SynReceived ? 1 : 0),
            OutOfOrderSegments = counts.OutOfOrderSegments + (e.Kind == EngineEventKind.SegmentReceived && e.Snapshot.OutOfOrderBytes > counts.Last.OutOfOrderBytes ? 1 : 0),
            SegmentsOut = counts.SegmentsOut + (e.Kind == EngineEventKind.SegmentSent ? 1 : 0),
            DataSegmentsOut = counts.DataSegmentsOut + (e.Kind == EngineEventKind.SegmentSent ? isData : 0),
            Retransmissions = counts.Retransmissions + (isRetransmission ? 1 : 0),
            RetransmittedBytes = counts.RetransmittedBytes + (isRetransmission ? e.Bytes : 0),
            LeastRoundTripTime = Least(counts.LeastRoundTripTime, e.Snapshot.LatestRoundTripTime),
            BytesSent = counts.BytesSent + (e.Kind == EngineEventKind.SegmentSent ? e.Bytes : 0),
            DuplicateReports = counts.DuplicateReports + (e.Kind == EngineEventKind.SegmentReceived && ReportsDuplicate(e.Packet) ? 1 : 0),
            Timeouts = counts.Timeouts + (e.Kind == EngineEventKind.TimerExpired && e.Reason == Reason.RetransmissionTimerExpired ? 1 : 0),
            DataSentAt = e.Kind == EngineEventKind.SegmentSent && e.Bytes > 0 ? e.Time : counts.DataSentAt,
            DataReceivedAt = e.Kind == EngineEventKind.SegmentReceived && e.Bytes > 0 ? e.Time : counts.DataReceivedAt,
            ReceivedAt = e.Kind == EngineEventKind.SegmentReceived ? e.Time : counts.ReceivedAt,
            Limits = counts.Limits.After(e.Snapshot, IsSendBufferFull(e.Key, e.Snapshot.SendBufferBytes), e.Time),
            IsPassive = counts.IsPassive || e.StateBefore == TcpState.Listen,
            State = e.StateAfter,
            Last = e.Snapshot,
        };
        _counts[e.Key] = e.Kind is EngineEventKind.SegmentSent or EngineEventKind.SegmentReceived ? WithOptions(counts, e) : counts;
    }

    /// <summary>Tells whether a connection's send buffer is full, with so many bytes in it.</summary>
    public Func<ConnectionKey, long, bool> IsSendBufferFull { get; set; } = (_, bytes) => bytes >= TcpConnectionOptions.Default.FirstSendBuffer;

    // RFC 2883, section 4: a first block below what is acknowledged.
    private static bool ReportsDuplicate(ReadOnlySpan<byte> packet) =>
        SegmentReader.TryRead(packet, out Segment segment, out _, out _) && segment.SackBlocks.Count > 0 && new SequenceNumber(segment.SackBlocks[0].Right) <= segment.Acknowledgment;

    private static Duration Least(Duration least, Duration latest) => least == Duration.Zero || (latest != Duration.Zero && latest < least) ? latest : least;

    // What both SYNs had is in use.
    private static Counts WithOptions(Counts counts, in EngineEvent e)
    {
        if (!SegmentReader.TryRead(e.Packet, out Segment segment, out _, out _) || !segment.IsSyn)
        {
            return counts;
        }

        SynOptions options = new(segment.HasTimestamps, segment.SackPermitted, segment.HasWindowShift, segment.MaximumSegmentSize, segment.Payload.Length > 0);
        return e.Kind == EngineEventKind.SegmentSent ? counts with { Ours = options } : counts with { Theirs = options };
    }

    /// <summary>The options of a SYN.</summary>
    internal readonly record struct SynOptions(bool Timestamps, bool Sack, bool WindowScale, ushort MaximumSegmentSize, bool HasData);

    /// <summary>What was counted.</summary>
    internal readonly record struct Counts(
        int SegmentsIn, int DataSegmentsIn, int SegmentsOut, int DataSegmentsOut, int Retransmissions, long RetransmittedBytes, Duration LeastRoundTripTime,
        TcpState State, SynOptions Ours, SynOptions Theirs, ConnectionSnapshot Last)
    {
        /// <summary>How many SYN,ACKs were sent: Linux does not count them for the connection.</summary>
        public int SynAcksOut { get; init; }

        /// <summary>How many segments came beyond a gap.</summary>
        public int OutOfOrderSegments { get; init; }

        /// <summary>How many bytes of data were sent, those sent again included.</summary>
        public long BytesSent { get; init; }

        /// <summary>Whether the peer opened the connection.</summary>
        public bool IsPassive { get; init; }

        /// <summary>How many D-SACKs came.</summary>
        public int DuplicateReports { get; init; }

        /// <summary>How often the retransmission timer ran out.</summary>
        public int Timeouts { get; init; }

        /// <summary>When data was sent last.</summary>
        public Timestamp DataSentAt { get; init; }

        /// <summary>When data came last.</summary>
        public Timestamp DataReceivedAt { get; init; }

        /// <summary>When anything came last.</summary>
        public Timestamp ReceivedAt { get; init; }

        /// <summary>What held the sender up.</summary>
        public SenderLimits Limits { get; init; }
    }
}
