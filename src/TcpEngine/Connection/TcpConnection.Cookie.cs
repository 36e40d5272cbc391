using TcpCodec;

namespace TcpEngine;

// A connection whose SYN,ACK was a SYN cookie (RFC 4987, section 3.6): it begins with the acknowledgment of it.
public sealed partial class TcpConnection
{
    /// <summary>Takes the place of the half-open connection that was never kept; the acknowledgment itself comes next, by <see cref="OnSegment"/>.</summary>
    /// <param name="syn">The SYN, as far as the cookie remembers it.</param>
    /// <param name="now">The time.</param>
    internal void OpenByCookie(in Segment syn, Timestamp now)
    {
        BeginPassive(syn, now);
        Work.SynTransmissions = 1;
        Work.Sent.Add(new SentSegment { Start = _initialSendSequence, Length = 1, SentAt = now, Transmissions = 2, IsSyn = true }); // when it was sent is not known
        _sendNext = _initialSendSequence + 1u;
        _advertisedEdge = _receiveNext + FirstWindow;
        _lastAckSent = _receiveNext;
    }

    /// <summary>The SYN,ACK that a connection with those options would send.</summary>
    /// <param name="syn">The SYN.</param>
    /// <param name="key">The connection.</param>
    /// <param name="cookie">The initial sequence number.</param>
    /// <param name="options">How the connection would behave.</param>
    /// <param name="mtu">The path's MTU, in bytes.</param>
    /// <param name="clock">The timestamp clock.</param>
    /// <param name="authenticator">Who signs it; null for nobody.</param>
    internal static OutgoingSegment AnswerByCookie(in Segment syn, in ConnectionKey key, SequenceNumber cookie, TcpConnectionOptions options, int mtu, uint clock, SegmentAuthenticator? authenticator)
    {
        bool timestamps = options.Timestamps && syn.HasTimestamps;
        AccurateEcn? accurate = AnswersAccurateEcn(syn.Flags, options) ? new AccurateEcn(syn.Ecn) : null; // it is known again by the acknowledgment's ACE field (RFC 9768, section 5.1)
        bool usesEcn = accurate is null && timestamps && options.Ecn != EcnUse.Off && (syn.Flags & ClassicRequest) == ClassicRequest;
        return new OutgoingSegment
        {
            SequenceNumber = cookie,
            Acknowledgment = syn.SequenceNumber + 1u,
            Flags = TcpFlags.Syn | TcpFlags.Ack | (accurate?.Reflection ?? (usesEcn ? ClassicAnswer : TcpFlags.None)),
            Window = (ushort)Math.Min(ushort.MaxValue, FirstWindowOf(options, LocalSegmentSize(key, options, mtu) - (timestamps ? TimestampsOptionSize : 0))),
            Dscp = options.Dscp,
            TimeToLive = options.TimeToLive,
            MaximumSegmentSize = LocalSegmentSize(key, options, mtu),
            HasWindowShift = timestamps && options.WindowScaling && syn.HasWindowShift,
            WindowShift = LocalWindowShift(options),
            SackPermitted = timestamps && options.SelectiveAcknowledgments && syn.SackPermitted,
            HasTimestamps = timestamps,
            TimestampValue = timestamps ? SynCookie.MarkTimestamp(clock, syn, usesEcn) : 0,
            TimestampEcho = syn.TimestampValue,
            Authenticator = authenticator,
        };
    }
}
