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
        _replies.Enqueue(new Reply(key, Reason.SynCookieSent, answer));
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
}
