using TcpCodec;

namespace TcpEngine.Inference;

/// <summary>
/// One end of an observed connection: what the capture shows of its variables. Send variables are as seen at the place of the capture: an acknowledgment that has passed there may not have arrived.
/// </summary>
public sealed partial class ObservedEnd
{
    private const byte LargestShift = 14;

    private SentSegments _sent;
    private RecentPackets _recent;
    private CongestionBound _bound;
    private RoundTrip _roundTrip;
    private AcknowledgmentProof _synProof;
    private AcknowledgmentProof _finProof;

    internal ObservedEnd(TcpEndpoint endpoint) => Endpoint = endpoint;

    /// <summary>Its socket.</summary>
    public TcpEndpoint Endpoint { get; }

    /// <summary>What was counted of it.</summary>
    public EndCounts Counts { get; } = new();

    /// <summary>The state that it has shown last; null where the wire cannot tell.</summary>
    public TcpState? State { get; internal set; }

    /// <summary>Whether anything of it was seen.</summary>
    public bool HasSent { get; private set; }

    /// <summary>Whether its SYN was seen, so that <see cref="Initial"/> is ISS.</summary>
    public bool HasSyn { get; private set; }

    /// <summary>Whether its SYN had ACK: it accepted, or both opened.</summary>
    public bool HasSynAck { get; private set; }

    /// <summary>ISS, or the first sequence number seen.</summary>
    public SequenceNumber Initial { get; private set; }

    /// <summary>SND.NXT as seen.</summary>
    public SequenceNumber Next { get; private set; }

    /// <summary>SND.UNA as seen: what the other has acknowledged; null before it has acknowledged anything.</summary>
    public SequenceNumber? Unacknowledged { get; internal set; }

    /// <summary>Whether it has acknowledged anything.</summary>
    public bool HasAcknowledged { get; private set; }

    /// <summary>RCV.NXT, as it said last.</summary>
    public SequenceNumber Acknowledged { get; private set; }

    /// <summary>The window field of its last segment, unscaled.</summary>
    public ushort RawWindow { get; private set; }

    /// <summary>Rcv.Wind.Shift; null where it is not known, as no handshake was seen.</summary>
    public byte? WindowShift { get; internal set; }

    /// <summary>RCV.WND as it said last, in bytes; null where the shift is not known.</summary>
    public uint? Window => HasAcknowledged && (RawWindow == 0 || WindowShift is not null) ? (uint)RawWindow << (WindowShift ?? 0) : null;

    /// <summary>The MSS option of its SYN, in bytes; 0 where none was seen.</summary>
    public ushort MaximumSegmentSize { get; private set; }

    /// <summary>The most data in one of its segments, in bytes.</summary>
    public uint LargestPayload { get; private set; }

    /// <summary>What was sent and not acknowledged, in bytes; null where that is not known.</summary>
    public uint? InFlight => HasSent && Unacknowledged is { } oldest ? (uint)Math.Max(0, Next - oldest) : null;

    /// <summary>How much of that the other has told to have (RFC 2018), in bytes.</summary>
    public uint Sacked { get; private set; }

    /// <summary>Duplicate acknowledgments that it got in a row, as seen.</summary>
    public int DuplicateAcks { get; private set; }

    /// <summary>What its congestion window was at least, in bytes; null where nothing tells.</summary>
    public uint? CongestionWindowBound => IsRecovering ? null : _bound.Value;

    /// <summary>Whether it repairs a loss: what was outstanding when something went again is not all acknowledged.</summary>
    public bool IsRecovering => RecoveryPoint is { } point && Unacknowledged is { } oldest && oldest < point;

    /// <summary>Its round-trip times as seen: from the capture to the other end and back.</summary>
    public RoundTrip RoundTrip => _roundTrip;

    /// <summary>Whether its FIN was seen.</summary>
    public bool HasFin { get; private set; }

    /// <summary>The sequence number of its FIN.</summary>
    public SequenceNumber Fin { get; private set; }

    /// <summary>Whether it has reset the connection.</summary>
    public bool HasReset { get; internal set; }

    /// <summary>Since when its window is closed; null where it is not.</summary>
    public Timestamp? ZeroWindowSince { get; private set; }

    internal uint? LatestTimestamp { get; private set; }

    // The newest TSecr that it sent: TS.Recent was no older from then on (RFC 7323, section 4.3).
    internal uint? LatestEcho { get; private set; }

    internal bool HasFastOpen { get; private set; }

    internal byte? OfferedShift { get; private set; }

    internal SequenceNumber? RecoveryPoint { get; private set; }

    // The end of the last octet seen: beyond it, as its sequence numbers say, there are octets that were not.
    internal SequenceNumber SeenEnd { get; private set; }

    internal bool HasSentData { get; private set; }

    // Whether its checksums can be trusted: then a wrong one tells of damage.
    internal bool HasRightChecksum { get; set; }

    // The end of the last segment that was set aside for its checksum.
    internal SequenceNumber? DamagedEnd { get; set; }

    // Whether such a segment was acknowledged, though it did not go again: then it was right, and it is the capture that is not.
    internal bool HasAcceptedDamage { get; private set; }

    // Whether it sent data that the capture had not had, so that its FIN is not from before the capture.
    internal bool HasNoEarlierFin { get; private set; }

    // Whether it was first to close; null where that cannot be told.
    internal bool? IsActiveCloser { get; private set; }

    internal ref AcknowledgmentProof SynProof => ref _synProof;

    internal ref AcknowledgmentProof FinProof => ref _finProof;

    // The largest window that it may have offered.
    internal uint LargestWindow { get; private set; }

    private ushort LatestIdentification { get; set; }

    // How many packets in a row had an identification a little larger than the one before.
    private int IdentificationRun { get; set; }

    // When it sent new data, or the other acknowledged some, last.
    private Timestamp LatestProgress { get; set; }

    // The flags of the other's last segment that tell of congestion (RFC 3168, RFC 9768).
    private TcpFlags LatestFeedback { get; set; }

    // TSval of what was acknowledged last.
    private uint? LatestTaken { get; set; }

    /// <summary>Whether the same packet was here before. It is remembered.</summary>
    internal bool Remember(in ObservedSegment segment) => _recent.Remember(segment);

    /// <summary>Takes in what every segment that fits tells of its sender.</summary>
    internal void Note(in ObservedSegment segment)
    {
        if (segment.IsSyn)
        {
            HasSyn = true;
            HasSynAck |= segment.IsAck;
            MaximumSegmentSize = segment.MaximumSegmentSize;
            OfferedShift = segment.WindowShift;
            HasFastOpen |= segment.HasFastOpen;
        }

        if (segment.HasTimestamps && (LatestTimestamp is not { } latest || unchecked((int)(segment.TimestampValue - latest)) > 0))
        {
            LatestTimestamp = segment.TimestampValue;
        }

        if (segment.HasTimestamps && segment.IsAck && (LatestEcho is not { } echo || unchecked((int)(segment.TimestampEcho - echo)) > 0))
        {
            LatestEcho = segment.TimestampEcho;
        }

        if (segment.Identification != 0)
        {
            int step = unchecked((short)(segment.Identification - LatestIdentification));
            IdentificationRun = step is > 0 and <= 256 ? IdentificationRun + 1 : 0;
            LatestIdentification = segment.Identification;
        }

        LargestPayload = Math.Max(LargestPayload, segment.PayloadLength);
        HasSentData |= segment.PayloadLength > 0;
    }

    /// <summary>Takes in its FIN.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="other">The other end.</param>
    /// <param name="mayBeAgain">Whether it may have been sent before.</param>
    internal void Finish(in ObservedSegment segment, ObservedEnd other, bool mayBeAgain)
    {
        HasFin = true;
        Fin = segment.End - 1u;
        bool? hasReceivedFin = other.HasFinReceived(this);
        IsActiveCloser = hasReceivedFin == false ? true : hasReceivedFin is null || mayBeAgain ? null : false;
        _finProof.Set(Fin + 1u, other);
    }

    /// <summary>Takes in what a segment of its acknowledges and offers.</summary>
    internal void Acknowledge(in ObservedSegment segment)
    {
        Acknowledged = HasAcknowledged ? SequenceNumber.Max(Acknowledged, segment.Acknowledgment) : segment.Acknowledgment;
        HasAcknowledged = true;
        SetWindow(segment);
    }

    /// <summary>Takes in the window of a SYN, which is never scaled.</summary>
    internal void SetWindow(in ObservedSegment segment)
    {
        RawWindow = segment.Window;
        uint window = segment.IsSyn ? segment.Window : (uint)segment.Window << (WindowShift ?? LargestShift);
        LargestWindow = Math.Max(LargestWindow, window);
        if (segment.Window == 0 && segment.IsAck && !segment.IsSyn && !segment.IsReset)
        {
            Counts.ZeroWindows += ZeroWindowSince is null ? 1 : 0;
            ZeroWindowSince ??= segment.Time;
        }
        else if (ZeroWindowSince is { } since)
        {
            Counts.ZeroWindowTime += segment.Time - since;
            ZeroWindowSince = null;
        }
    }

    // Whether the other has received this end's FIN, by what it acknowledged last; null where that cannot be told.
    internal bool? HasFinReceived(ObservedEnd other) =>
        HasFin ? other.HasAcknowledged && other.Acknowledged > Fin
        : !other.HasAcknowledged ? false
        : !HasSent || other.Acknowledged > SeenEnd || (!HasSyn && !HasNoEarlierFin) ? null
        : false;

    /// <summary>Gives its memory back.</summary>
    internal void Release() => _sent.Clear();
}
