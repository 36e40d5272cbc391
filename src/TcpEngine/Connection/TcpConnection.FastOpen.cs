using TcpCodec;

namespace TcpEngine;

// TCP Fast Open: data goes with the SYN (RFC 7413).
public sealed partial class TcpConnection
{
    private const int FastOpenTimeouts = 3; // so many in a row, and it may be Fast Open that the network swallows


    /// <summary>FastOpened: the peer's SYN had a valid cookie, so that data can be read and written although the handshake may not be over (RFC 7413, section 4.2).</summary>
    public bool IsFastOpened { get; private set; }

    /// <summary>Whether data that went with a SYN was taken whole: ours by the peer, or the peer's by us.</summary>
    public bool IsSynDataAccepted { get; private set; }

    /// <summary>Whether it is in SYN-RECEIVED, and data moves all the same.</summary>
    internal bool IsFastOpening => IsFastOpened && State == TcpState.SynReceived;

    /// <summary>How much of what is written before the SYN is sent goes with it, in bytes (RFC 7413, section 4.2.2).</summary>
    internal int SynDataRoom => State == TcpState.SynSent && Attempt is { State: FastOpenState.SynSent } attempt
        ? Math.Min(attempt.SegmentSize, _localSegmentSize) - OutgoingSegment.MaximumOptionsSize
        : 0;

    /// <summary>The SYN, which was not sent yet, asks for a cookie and has no data, whatever is remembered of the server.</summary>
    internal void AskForCookie() => Extras.FastOpen = Attempt?.Asking();

    private bool HasReceivedData => _receiveNext - _initialReceiveSequence > 1 || !Work.ReceiveBuffer.OutOfOrder.IsEmpty;

    /// <summary>OPEN, active, as <see cref="OpenActive(Timestamp)"/>; the SYN bears what the host remembers of the server, and the data that is written before it is sent.</summary>
    internal void OpenActive(FastOpenClient client, Timestamp now) => OpenActive(IsAuthenticated ? null : client.Prepare(Key, _options.FastOpen, now), now); // beside a signature there is no room for a cookie

    /// <summary>A SYN came for a listener: LISTEN to SYN-RECEIVED, with or without the SYN's data (RFC 7413, section 4.2.2).</summary>
    internal void OpenPassive(in Segment syn, in FastOpenVerdict verdict, Timestamp now)
    {
        BeginPassive(syn, now);
        if (verdict.IsAccepted || verdict.Cookie is not null)
        {
            Extras.FastOpen = new FastOpenAttempt(null) { Cookie = verdict.Cookie, State = verdict.IsAccepted ? FastOpenState.Accepted : FastOpenState.CookieGiven };
        }

        if (verdict.IsAccepted)
        {
            IsFastOpened = true;
            _congestion.Begin(_sendSegmentSize, synWasLost: false);
            _events |= ConnectionEvents.Connected;
            OfferFirstWindow();
            BeginReceiving(now);
            TakeText(syn, syn.SequenceNumber + 1u, now);
            IsSynDataAccepted = Work.ReceiveBuffer.Available > 0;
            Work.PeerFin = syn.IsFin ? syn.End - 1u : null; // it counts once the handshake is over
        }

        ObserveReceived(syn, new Outcome(verdict.Reason), TcpState.Listen, now);
    }

    // The window that every SYN offers, unscaled.
    private void OfferFirstWindow() => _advertisedEdge = SequenceNumber.Max(_advertisedEdge, _receiveNext + FirstWindow);

    // The first SYN, or SYN,ACK; only that one has the option. The SYN's data is a segment of its own: it is acknowledged, or sent again, by itself.
    private int SendFastOpenSyn(Span<byte> packet, Timestamp now)
    {
        FastOpenAttempt attempt = Attempt!;
        bool isClient = State == TcpState.SynSent;
        int length = Math.Min(Work.SendBuffer.Count, SynDataRoom);
        if (length > 0)
        {
            Work.Sent.Add(new SentSegment { Start = _sendNext, Length = (uint)length, SentAt = now, Transmissions = 1, IsPush = true });
            _sendNext += length;
        }

        TcpFlags flags = TcpFlags.Syn | (isClient ? 0 : TcpFlags.Ack) | EcnOfSyn(Work.Sent[0]);
        Reason reason = attempt.State switch
        {
            FastOpenState.CookieRequested => Reason.FastOpenCookieAsked,
            FastOpenState.SynSent when attempt.Cookie is not null || length > 0 => Reason.FastOpenSyn,
            FastOpenState.CookieGiven => Reason.FastOpenCookieGiven,
            FastOpenState.Accepted => Reason.FastOpenSynAck,
            _ => Reason.SynToOpen,
        };
        OutgoingSegment segment = NewSegment(_initialSendSequence, flags, length, now) with { FastOpen = attempt.Cookie };
        return Finish(packet, segment, _initialSendSequence + 1u, length, reason, 0, now);
    }

    // The client has got its SYN,ACK (RFC 7413, section 4.2.2): what it brings is remembered, and what it does not acknowledge goes again with the ACK.
    private Reason TakeFastOpenAnswer(in Segment synAck, Timestamp now)
    {
        if (Attempt is not { Client: { } client } attempt)
        {
            return Reason.SynAckAccepted;
        }

        bool bringsCookie = synAck.FastOpen is { IsRequest: false };
        bool isAnswerToFirst = Work.SynTransmissions == 1;
        bool hadData = _sendNext > _initialSendSequence + 1u;
        bool isDataLeft = RepeatSynData();
        if (bringsCookie || isAnswerToFirst)
        {
            ushort segmentSize = synAck.MaximumSegmentSize != 0 ? synAck.MaximumSegmentSize : Key.Local.Address.IsV6 ? DefaultSegmentSizeV6 : DefaultSegmentSizeV4;
            FastOpenCookie? request = isAnswerToFirst && attempt.Cookie is { IsRequest: true } ? attempt.Cookie : null;
            client.Learn(Key, segmentSize, synAck.FastOpen, request, now);
        }

        if (!bringsCookie && (isDataLeft || (!isAnswerToFirst && !hadData)))
        {
            client.Refuse(Key, now);
        }

        if (hadData)
        {
            IsSynDataAccepted = !isDataLeft;
            attempt.State = isDataLeft ? FastOpenState.Refused : FastOpenState.Accepted;
        }

        return isDataLeft ? Reason.FastOpenDataRefused
            : hadData ? Reason.FastOpenDataAccepted
            : bringsCookie ? Reason.FastOpenCookieReceived
            : Reason.SynAckAccepted;
    }

    // What of the SYN's data is not acknowledged once the SYN is.
    private bool RepeatSynData()
    {
        if (Attempt is not { Client: not null } || Work.Sent.Count == 0)
        {
            return false;
        }

        Work.Sent.MarkAllLost(Timestamp.Never);
        _retransmissionReason = Reason.FastOpenDataAgain;
        Work.MustRetransmit = true;
        return true;
    }

    // The SYN was not answered in time, or was too big: it goes again without data and option (RFC 7413, section 4.2.2).
    private bool AbandonFastOpen()
    {
        if (State != TcpState.SynSent || Attempt is not { State: FastOpenState.CookieRequested or FastOpenState.SynSent } attempt)
        {
            return false;
        }

        attempt.State = FastOpenState.Abandoned;
        return true;
    }

    // Something on the way may swallow what uses Fast Open, and what comes after it.
    private void SuspectFastOpen(bool isSuspicious, Timestamp now)
    {
        if (isSuspicious && Attempt is { Client: { } client } && client.Pause(now))
        {
            _pendingDecision = Reason.FastOpenPaused;
        }
    }

    private void TakeFirstDataAfterPause()
    {
        if (Attempt is { IsTrial: true, Client: { } client })
        {
            client.EndPause();
        }
    }
}
