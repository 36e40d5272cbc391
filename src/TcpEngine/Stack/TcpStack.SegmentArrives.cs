using HeaderSpec;
using TcpCodec;

namespace TcpEngine;

// SEGMENT ARRIVES, where there is no connection for it (RFC 9293, sections 3.10.7.1 and 3.10.7.2), and the way to the one there is.
public sealed partial class TcpStack
{
    private const int ReplyLimit = 64;

    /// <summary>A packet has come in, from the first byte of its IP header.</summary>
    public void Receive(ReadOnlySpan<byte> packet, Timestamp now)
    {
        if (!SegmentReader.TryRead(packet, out Segment segment, out Reason reason, out ParseError error))
        {
            if ((reason == Reason.ProtocolUnknown && ReceiveIcmp(packet, ref reason, now)) || (reason == Reason.Fragment && ReceiveFragment(packet, ref reason, now)))
            {
                return;
            }

            bool isDiscard = reason is Reason.ProtocolUnknown or Reason.IcmpMalformed or Reason.IcmpUnmatched or Reason.NotForThisHost or (>= Reason.FragmentDuplicate and <= Reason.FragmentTooMany);
            Statistics.InDiscards += isDiscard ? 1 : 0;
            Statistics.InErrs += isDiscard ? 0 : 1;
            Statistics.InSegs += isDiscard ? 0 : 1;
            ObserveDropped(packet, reason, error, default, TcpState.Closed, now);
            return;
        }

        Statistics.InSegs++;
        ConnectionKey key = new(segment.Destination, segment.Source);
        if (segment.Destination.Address.IsMulticastOrBroadcast || segment.Source.Address.IsMulticastOrBroadcast)
        {
            Discard(packet, Reason.MulticastOrBroadcast, key, now);
        }
        else if (segment.Source.Address.IsUnspecified || segment.Source == segment.Destination)
        {
            Discard(packet, Reason.SourceInvalid, key, now);
        }
        else if (!_options.Addresses.Contains(segment.Destination.Address))
        {
            Discard(packet, Reason.NotForThisHost, key, now);
        }
        else if (_connections.TryFind(key, out TableEntry? found) && !MayBeNewIncarnation(found, segment))
        {
            Arrives(found, segment, now);
        }
        else if (found is StackEntry { Connection.Options.Habits: HostHabits.Linux } && !found.IsOlderThan(segment, now))
        {
            Arrives(found, segment, now); // which acknowledges it
        }
        else if (found is not null && !found.IsOlderThan(segment, now))
        {
            ObserveDropped(packet, Reason.SynOldInTimeWait, default, key, TcpState.TimeWait, now);
        }
        else if (FindListener(segment.Destination) is { } listener)
        {
            ArrivesInListen(listener, key, segment, now);
        }
        else
        {
            ArrivesInClosed(key, segment, now);
        }
    }

    private static bool MayBeNewIncarnation(TableEntry entry, in Segment segment) =>
        entry.IsInTimeWait && segment.IsSyn && !segment.IsAck && !segment.IsReset;

    private void Arrives(TableEntry found, in Segment segment, Timestamp now)
    {
        if (found is TimeWaitRecord record)
        {
            ArrivesInTimeWait(record, segment, now);
        }
        else if (found is StackEntry entry)
        {
            long unauthentic = entry.Connection.UnauthenticSegments;
            entry.Connection.OnSegment(segment, now);
            Statistics.UnauthenticSegments += entry.Connection.UnauthenticSegments - unauthentic;
            Settle(entry, now);
        }
    }

    private TcpListener? FindListener(TcpEndpoint local)
    {
        if (_listeners.TryGetValue(local, out TcpListener? listener))
        {
            return listener;
        }

        IpAddress any = local.Address.IsV6 ? IpAddress.AnyV6 : IpAddress.AnyV4;
        return _listeners.GetValueOrDefault(new TcpEndpoint(any, local.Port));
    }

    // SEGMENT ARRIVES in LISTEN (RFC 9293, section 3.10.7.2).
    private void ArrivesInListen(TcpListener listener, in ConnectionKey key, in Segment segment, Timestamp now)
    {
        if (Authenticate(listener.Options, key, segment, out SegmentAuthenticator? authenticator) is var unauthentic and not Reason.None)
        {
            Statistics.UnauthenticSegments++;
            ObserveDropped(segment.Packet, unauthentic, default, key, TcpState.Listen, now);
        }
        else if (segment.IsReset || (segment.IsSyn && segment.IsFin && !segment.IsAck && listener.Options.Habits == HostHabits.Linux))
        {
            ObserveDropped(segment.Packet, segment.IsReset ? Reason.ResetUnacceptable : Reason.ListenTakesSynOnly, default, key, TcpState.Listen, now);
        }
        else if (segment.IsAck && !segment.IsSyn && TryOpenByCookie(listener, key, segment, now))
        {
            return;
        }
        else if (segment.IsAck || !segment.IsSyn)
        {
            Refuse(key, segment, authenticator, TcpState.Listen, now);
        }
        else if (listener.PendingConnections >= listener.Backlog && listener.SynCookies)
        {
            AnswerByCookie(listener, key, segment, now);
        }
        else if (listener.PendingConnections >= listener.Backlog)
        {
            Statistics.ListenOverflows++;
            ObserveDropped(segment.Packet, Reason.BacklogFull, default, key, TcpState.Listen, now);
        }
        else
        {
            // The previous incarnation waits aside: should the SYN turn out to be an old duplicate, it returns to TIME-WAIT (RFC 9293, section 3.6.1).
            if (_connections.TryFind(key, out TableEntry? old))
            {
                _connections.Remove(old);
            }

            StackEntry entry = Create(key, listener, listener.Options, old, now);
            Statistics.PassiveOpens++;
            OpenPassive(listener, entry, segment, now);
            Settle(entry, now);
        }
    }

    // SEGMENT ARRIVES in CLOSED (RFC 9293, section 3.10.7.1).
    private void ArrivesInClosed(in ConnectionKey key, in Segment segment, Timestamp now)
    {
        if (Authenticate(_options.Connections, key, segment, out SegmentAuthenticator? authenticator) is var unauthentic and not Reason.None)
        {
            Statistics.UnauthenticSegments++;
            ObserveDropped(segment.Packet, unauthentic, default, key, TcpState.Closed, now);
            return;
        }

        Refuse(key, segment, authenticator, TcpState.Closed, now);
    }

    // In CLOSED, and an ACK in LISTEN: RST. Where the segment had to be signed, so has that.
    private void Refuse(in ConnectionKey key, in Segment segment, SegmentAuthenticator? authenticator, TcpState state, Timestamp now)
    {
        ObserveDropped(segment.Packet, state == TcpState.Listen ? Reason.ListenTakesSynOnly : Reason.NoConnection, default, key, state, now);
        bool mustAnswer = !segment.IsReset && (segment.IsAck || segment.IsSyn || state == TcpState.Closed);
        if (!mustAnswer || _replies.Count >= ReplyLimit)
        {
            return;
        }

        _replies.Enqueue(new Reply(key, Reason.ResetNoConnection, segment.IsAck
            ? new OutgoingSegment { SequenceNumber = segment.Acknowledgment, Acknowledgment = default, Flags = TcpFlags.Rst, Window = 0, Authenticator = authenticator }
            : new OutgoingSegment { SequenceNumber = default, Acknowledgment = segment.End, Flags = TcpFlags.Rst | TcpFlags.Ack, Window = 0, Authenticator = authenticator }));
    }

    private void Discard(ReadOnlySpan<byte> packet, Reason reason, in ConnectionKey key, Timestamp now)
    {
        Statistics.InDiscards++;
        ObserveDropped(packet, reason, default, key, TcpState.Closed, now);
    }
}
