using TcpCodec;

namespace TcpEngine;

/// <summary>
/// One TCP connection: RFC 9293's transmission control block and its rules, without a clock, a socket or a thread. Segments, calls and the time go in;
/// segments (<see cref="TryTransmit"/>), events (<see cref="TakeEvents"/>) and the next deadline come out. Not thread-safe.
/// </summary>
/// <remarks>
/// The parts: <c>.Application</c> is RFC 9293, sections 3.10.1 to 3.10.6; <c>.SegmentArrives</c> section 3.10.7; <c>.Acknowledgments</c> what an ACK does to
/// the sender; <c>.Transmit</c> what is sent, and when; <c>.Timers</c> section 3.10.8; <c>.Observation</c> what the observer is told. Each other is named after its mechanism.
/// </remarks>
public sealed partial class TcpConnection
{
    private const ushort DefaultSegmentSizeV4 = 536;  // RFC 9293, section 3.7.1 (MUST-15)
    private const ushort DefaultSegmentSizeV6 = 1220;
    private const byte MaximumWindowShift = 14;       // RFC 7323, section 2.3
    private const int TimestampsOptionSize = 12;      // with its two NOPs

    private readonly ConnectionContext _context;
    private int _receiveBufferSize; // what it may hold by now
    private TcpConnectionOptions _options;
    private readonly uint _timestampOffset;
    private readonly ushort _localSegmentSize;
    private readonly ICongestionControl _congestion;
    private RetransmissionTimeout _rto;
    private PeerTimestamps _timestamps;
    private ConnectionEvents _events;

    // Send sequence variables (RFC 9293, section 3.3.1).
    private readonly SequenceNumber _initialSendSequence;
    private SequenceNumber _sendUnacknowledged;
    private SequenceNumber _sendNext;
    private uint _sendWindow;
    private uint _largestSendWindow;
    private SequenceNumber _sendWindowSequence;
    private SequenceNumber _sendWindowAcknowledgment;
    private byte _sendWindowShift;
    private ushort _sendSegmentSize;

    // Receive sequence variables.
    private SequenceNumber _initialReceiveSequence;
    private SequenceNumber _receiveNext;
    private SequenceNumber _receiveUrgentPointer;
    private SequenceNumber _advertisedEdge; // the right edge of the largest window offered: it never moves left
    private SequenceNumber _lastAckSent;
    private byte _receiveWindowShift;
    private ushort _largestReceived = DefaultSegmentSizeV4; // RMSS, as far as is seen: the largest segment that came

    // Negotiated.
    private bool _usesWindowScaling;
    private bool _usesTimestamps;
    private bool _usesSack;

    // What the application asked for.
    private bool _closeRequested;
    private bool _released; // neither will it read
    private bool _isPassive;

    /// <summary>Creates a connection in CLOSED.</summary>
    /// <param name="key">Both ends.</param>
    /// <param name="id">The stack's number for it, for the observer.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="mtu">The path's MTU: the largest IP packet, in bytes.</param>
    /// <param name="initialSendSequence">ISS, chosen as RFC 6528 has it.</param>
    /// <param name="timestampOffset">What is added to the clock in timestamps, so that they tell nothing (RFC 7323, section 7.1).</param>
    /// <param name="endpointName">The endpoint's name, for the observer.</param>
    /// <param name="observer">Who is told; null for nobody.</param>
    /// <param name="memory">What it shares with other connections; null for a memory of its own.</param>
    public TcpConnection(
        ConnectionKey key, uint id, TcpConnectionOptions options, int mtu, SequenceNumber initialSendSequence, uint timestampOffset, string endpointName, IEngineObserver? observer, ConnectionMemory? memory = null)
        : this(key, id, options, mtu, initialSendSequence, timestampOffset, new ConnectionContext(endpointName, observer, memory ?? new ConnectionMemory()))
    {
    }

    /// <summary>Creates a connection in CLOSED, one of a stack's.</summary>
    internal TcpConnection(ConnectionKey key, uint id, TcpConnectionOptions options, int mtu, SequenceNumber initialSendSequence, uint timestampOffset, ConnectionContext context)
    {
        Key = key;
        Id = id;
        _options = options;
        _context = context;
        _timestampOffset = timestampOffset;
        _initialSendSequence = initialSendSequence;
        _authenticator = options.Keys.Begin(key, initialSendSequence);
        _sendUnacknowledged = initialSendSequence;
        _sendNext = initialSendSequence;
        _congestion = options.Habits == HostHabits.Linux ? new SegmentCongestion(options.CongestionControl, initialSendSequence)
            : options.CongestionControl == CongestionControlAlgorithm.NewReno ? new NewReno() : new Cubic();
        _recoveryPoint = initialSendSequence; // RFC 6582, section 3.2, step 1
        _receiveBufferSize = options.FirstReceiveBuffer;
        _rto = new RetransmissionTimeout(options);
        _localSegmentSize = LocalSegmentSize(key, options, mtu);
        _sendSegmentSize = _localSegmentSize;
        _receiveWindowShift = LocalWindowShift(options);
    }

    /// <summary>Both ends.</summary>
    public ConnectionKey Key { get; }

    /// <summary>The stack's number for the connection.</summary>
    public uint Id { get; }

    /// <summary>The state.</summary>
    public TcpState State { get; private set; }

    /// <summary>Why the connection ended, where it did not end in order.</summary>
    public TcpFailure Failure { get; private set; }

    /// <summary>Who is told when the application has made something to transmit.</summary>
    internal IWorkQueue? WorkQueue { get; init; }

    /// <summary>Whether what was transmitted last was a retransmission.</summary>
    internal bool WasRetransmission { get; private set; }

    /// <summary>Whether what was transmitted last was a RST.</summary>
    internal bool WasReset { get; private set; }

    /// <summary>SND.NXT.</summary>
    internal SequenceNumber SendNext => _sendNext;

    /// <summary>The last trouble that the network told of and that may pass; <see cref="IcmpErrorKind.None"/> for none (RFC 9293, section 3.9.1.8).</summary>
    public IcmpErrorKind SoftError { get; private set; }

    /// <summary>The DiffServ code point of the last segment that came (RFC 9293, section 3.9.1.9).</summary>
    public byte ReceivedDscp { get; private set; }

    /// <summary>How many bytes <see cref="Send(ReadOnlySpan{byte}, Timestamp)"/> takes now.</summary>
    public int SendBufferRoom => _closeRequested ? 0 : _work?.SendBuffer.Room ?? SendBufferSize;

    /// <summary>How many written bytes are not acknowledged yet, sent or not.</summary>
    public int SendBufferBytes => _work?.SendBuffer.Count ?? 0;

    /// <summary>How many written bytes were never sent.</summary>
    public int UnsentBytes => _work is { } work ? Math.Max(0, work.SendBuffer.End - SequenceNumber.Max(_sendNext, work.SendBuffer.Start)) : 0;

    /// <summary>The largest window that the peer has offered, in bytes.</summary>
    internal uint LargestSendWindow => _largestSendWindow;

    /// <summary>How many bytes <see cref="Receive"/> has to give.</summary>
    public int AvailableBytes => _work?.ReceiveBuffer.Available ?? 0;

    /// <summary>Whether the peer has closed and everything it sent was read: there will be no more.</summary>
    public bool IsAtEnd => AvailableBytes == 0 && HasPeerClosed;

    /// <summary>Whether the peer's FIN, and all before it, is here.</summary>
    public bool HasPeerClosed => State is TcpState.CloseWait or TcpState.Closing or TcpState.LastAck or TcpState.TimeWait;

    /// <summary>Takes what there is to tell the application.</summary>
    public ConnectionEvents TakeEvents()
    {
        ConnectionEvents events = _events;
        _events = ConnectionEvents.None;
        _noticed = ConnectionEvents.None;
        return events;
    }

    private bool IsSynchronized => State is not (TcpState.Closed or TcpState.Listen or TcpState.SynSent or TcpState.SynReceived);

    private bool IsFinAcknowledged => _closeRequested && _sendUnacknowledged > Work.SendBuffer.End && _sendNext == _sendUnacknowledged;

    private uint FlightSize => (uint)(_sendNext - _sendUnacknowledged);

    private void NegotiateOptions(in Segment syn, Timestamp now)
    {
        _authenticator?.Begin(syn);
        _initialReceiveSequence = syn.SequenceNumber;
        _receiveNext = syn.SequenceNumber + 1u;
        _receiveUrgentPointer = _receiveNext;
        _advertisedEdge = _receiveNext;
        _usesWindowScaling = _options.WindowScaling && syn.HasWindowShift;
        _usesTimestamps = _options.Timestamps && syn.HasTimestamps;
        _usesSack = _options.SelectiveAcknowledgments && syn.SackPermitted;
        _sendWindowShift = _usesWindowScaling ? Math.Min(syn.WindowShift, MaximumWindowShift) : (byte)0;
        _receiveWindowShift = _usesWindowScaling ? _receiveWindowShift : (byte)0;
        NegotiateEcn(syn);
        TakeUserTimeout(syn);
        if (_usesTimestamps)
        {
            _timestamps.Begin(syn.TimestampValue, now);
        }

        // Eff.snd.MSS (RFC 9293, section 3.7.1): the option counts no options, so what we add to every segment comes off it (RFC 6691).
        ushort offered = syn.MaximumSegmentSize != 0 ? syn.MaximumSegmentSize : Key.Local.Address.IsV6 ? DefaultSegmentSizeV6 : DefaultSegmentSizeV4;
        int size = Math.Min(Math.Max(offered, (ushort)64), _localSegmentSize) - SegmentOptionsSize;
        _sendSegmentSize = (ushort)(_extras is { PathMtuExpiry.IsSet: true } ? Math.Min(size, _sendSegmentSize) : size); // a router may have told of the path's MTU by now
        _negotiatedSegmentSize = (ushort)size;
    }

    private static ushort LocalSegmentSize(in ConnectionKey key, TcpConnectionOptions options, int mtu)
    {
        int room = mtu - SegmentWriter.IpHeaderSize(key.Local.Address) - TcpHeader.FixedSize;
        return (ushort)Math.Clamp(options.MaximumSegmentSize == 0 ? room : Math.Min(room, options.MaximumSegmentSize), 64, ushort.MaxValue - 60);
    }

    // What options take of every segment after the SYN, with what fills them up to words, in bytes.
    private int SegmentOptionsSize => (_usesTimestamps ? TimestampsOptionSize : 0) + (_authenticator?.SizeBeside(_usesTimestamps) ?? 0);

    private static byte LocalWindowShift(TcpConnectionOptions options)
    {
        if (options.Habits == HostHabits.Linux)
        {
            return options.WindowScaling ? ReceiveMemory.ShiftOf(options) : (byte)0;
        }

        byte shift = 0;
        while (options.WindowScaling && shift < MaximumWindowShift && options.LargestReceiveBuffer >> shift > ushort.MaxValue)
        {
            shift++;
        }

        return shift;
    }

    // SND.WND from a SYN is never scaled (RFC 7323, section 2.2).
    private void TakeWindow(in Segment segment)
    {
        _sendWindow = segment.IsSyn ? segment.Window : (uint)segment.Window << _sendWindowShift;
        if (_sendWindow > _largestSendWindow)
        {
            _largestSendWindow = _sendWindow;
            FitSegmentsToWindow();
        }

        _sendWindowSequence = segment.SequenceNumber;
        _sendWindowAcknowledgment = segment.Acknowledgment;
    }

    private void EnterEstablished(Timestamp now)
    {
        State = TcpState.Established;
        if (IsAsLinux && _isPassive && !IsFastOpened)
        {
            _largestSendWindow = _sendWindow; // the SYN's does not count
        }

        BeginReceiving(now);
        BeginPathMtuSearch();
        FitSegmentsToWindow();
        bool isSynLost = Work.SynTransmissions > 2; // once may be chance: RFC 6928, section 2, softens RFC 5681, section 3.1
        if (!IsFastOpened || isSynLost)
        {
            _congestion.Begin(_sendSegmentSize, isSynLost);
        }

        if (Work.SynTransmissions > 1)
        {
            _rto.AfterSynTimeout();
            Work.RetransmissionDeadline = Work.RetransmissionDeadline.IsSet ? now + _rto.Value : Timestamp.Never; // data that went with the handshake
        }

        HearFromPeer(now);
        _events |= IsFastOpened ? ConnectionEvents.None : ConnectionEvents.Connected;
        if (_closeRequested)
        {
            State = TcpState.FinWait1; // a CLOSE that waited for the handshake (RFC 9293, section 3.10.4)
        }
    }

    private void EnterClosed(TcpFailure failure)
    {
        State = TcpState.Closed;
        Failure = failure;
        StopTimers();
        Work.SendBuffer.Clear();
        Work.Sent.Clear();
        Work.ReceiveBuffer.OutOfOrder.Clear();
        _events |= ConnectionEvents.Closed;
    }
}
