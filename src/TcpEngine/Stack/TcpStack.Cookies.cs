namespace TcpEngine;

// SYN cookies, where a listener's backlog is full (RFC 4987, section 3.6).
public sealed partial class TcpStack
{
    private static readonly Duration CookieLifetime = Duration.FromSeconds(128);

    private void AnswerByCookie(TcpListener listener, in ConnectionKey key, in Segment syn, Timestamp now)
    {
        ObserveDropped(syn.Packet, Reason.BacklogFull, default, key, TcpState.Listen, now);
        if (_replies.Count >= ReplyLimit)
        {
            Statistics.ListenOverflows++;
            return;
        }

        Statistics.SynCookiesSent++;
        listener.CookiesUntil = now + CookieLifetime;
        SequenceNumber cookie = _cookies.Make(key, syn, now);
        uint clock = TcpConnection.TimestampClock(now, _initialSequence.TimestampOffset(key));
        OutgoingSegment answer = TcpConnection.AnswerByCookie(syn, key, cookie, listener.Options, _options.Mtu, clock, BeginBySyn(listener, key, cookie, syn));
        _replies.Enqueue(new Reply(key, cookie, answer.Acknowledgment, answer.Flags) { Answer = new CookieAnswer(answer) });
    }

    private bool TryOpenByCookie(TcpListener listener, in ConnectionKey key, in Segment segment, Timestamp now)
    {
        if (now > listener.CookiesUntil || segment.IsReset)
        {
            return false;
        }

        if (!_cookies.TryOpen(key, segment, now, out ushort segmentSize))
        {
            Statistics.SynCookiesFailed++;
            return false;
        }

        Statistics.SynCookiesReceived++;
        Statistics.PassiveOpens++;
        bool timestamps = listener.Options.Timestamps && segment.HasTimestamps;
        byte? shift = timestamps ? SynCookie.ShiftOf(segment.TimestampEcho) : null;
        Segment syn = new()
        {
            Packet = default,
            Source = segment.Source,
            Destination = segment.Destination,
            SequenceNumber = segment.SequenceNumber - 1u,
            Acknowledgment = default,
            Flags = TcpCodec.TcpFlags.Syn | TcpConnection.EcnOfCookie(segment, listener.Options, timestamps && SynCookie.UsesEcn(segment.TimestampEcho)),
            Window = segment.Window,
            MaximumSegmentSize = segmentSize,
            HasWindowShift = shift is not null,
            WindowShift = shift ?? 0,
            SackPermitted = timestamps && SynCookie.SackPermitted(segment.TimestampEcho),
            HasTimestamps = timestamps,
            TimestampValue = segment.TimestampValue,
            SignatureOption = segment.SignatureOption,
        };
        StackEntry entry = Create(key, listener, listener.Options, segment.Acknowledgment - 1u, predecessor: null);
        entry.Connection.OpenByCookie(syn, now);
        entry.Connection.OnSegment(segment, now);
        Settle(entry, now);
        return true;
    }

    /// <summary>A SYN,ACK with a cookie that waits to be sent.</summary>
    private readonly struct CookieAnswer(in OutgoingSegment segment)
    {
        private readonly SequenceNumber _sequenceNumber = segment.SequenceNumber;
        private readonly SequenceNumber _acknowledgment = segment.Acknowledgment;
        private readonly TcpCodec.TcpFlags _flags = segment.Flags;
        private readonly ushort _window = segment.Window;
        private readonly byte _dscp = segment.Dscp;
        private readonly byte _timeToLive = segment.TimeToLive;
        private readonly ushort _maximumSegmentSize = segment.MaximumSegmentSize;
        private readonly bool _hasWindowShift = segment.HasWindowShift;
        private readonly byte _windowShift = segment.WindowShift;
        private readonly bool _sackPermitted = segment.SackPermitted;
        private readonly bool _hasTimestamps = segment.HasTimestamps;
        private readonly uint _timestampValue = segment.TimestampValue;
        private readonly uint _timestampEcho = segment.TimestampEcho;
        private readonly SegmentAuthenticator? _authenticator = segment.Authenticator;

        /// <summary>The segment.</summary>
        public OutgoingSegment ToSegment() => new()
        {
            SequenceNumber = _sequenceNumber,
            Acknowledgment = _acknowledgment,
            Flags = _flags,
            Window = _window,
            Dscp = _dscp,
            TimeToLive = _timeToLive,
            MaximumSegmentSize = _maximumSegmentSize,
            HasWindowShift = _hasWindowShift,
            WindowShift = _windowShift,
            SackPermitted = _sackPermitted,
            HasTimestamps = _hasTimestamps,
            TimestampValue = _timestampValue,
            TimestampEcho = _timestampEcho,
            Authenticator = _authenticator,
        };
    }
}
