using TcpCodec;

namespace TcpEngine;

// Accurate ECN feedback: how it is agreed on, and what goes where (RFC 9768). The counters are AccurateEcn's.
public sealed partial class TcpConnection
{
    private const TcpFlags AceFlags = TcpFlags.Ae | TcpFlags.Cwr | TcpFlags.Ece;
    private const int AccurateSyns = 2; // that ask before one does not
    private const TcpFlags ClassicRequest = TcpFlags.Cwr | TcpFlags.Ece;
    private const TcpFlags ClassicAnswer = TcpFlags.Ece;

    private AccurateEcn? AccurateFeedback => _extras?.AccurateEcn;

    /// <summary>Which feedback of congestion marks was agreed on.</summary>
    internal EcnMode EcnMode => AccurateFeedback is not null ? EcnMode.Accurate : _usesEcn ? EcnMode.Classic : EcnMode.None;

    /// <summary>Once a client's handshake is over: whether it took a SYN that asks for no ECN (RFC 9768, section 3.1.4.1); null before, or where it does not ask for accurate feedback.</summary>
    internal bool? TriedAccurateEcn => AsksForAccurateEcn && State == TcpState.Established ? Work.SynTransmissions > AccurateSyns && EcnMode == EcnMode.None : null;

    private bool MaySendEct => AccurateFeedback?.MaySendEct ?? _usesEcn;

    private bool AsksForAccurateEcn => _options.Ecn == EcnUse.RequestAccurate;

    // Who asks by RFC 3168 must not answer the peer's SYN otherwise, should both cross (section 3.1.5).
    private bool AcceptsAccurateEcn => AsksForAccurateEcn || (_isPassive && _options.Ecn >= EcnUse.AcceptAccurate);

    /// <summary>The flags of the SYN whose SYN,ACK was a cookie, as far as its acknowledgment tells: others do not have such an ACE field (RFC 9768, section 5.1).</summary>
    internal static TcpFlags EcnOfCookie(in Segment acknowledgment, TcpConnectionOptions options, bool usedEcn) =>
        options.Ecn >= EcnUse.AcceptAccurate && acknowledgment.Length == 0 && AccurateEcn.AceOf(acknowledgment.Flags) >= 2 ? AceFlags
        : usedEcn ? ClassicRequest
        : TcpFlags.None;

    // Table 2, and section 3.1.3: what is not known yet means as much as all three flags.
    private static bool RequestsAccurateEcn(TcpFlags syn) => (syn & AceFlags) is not (TcpFlags.None or ClassicRequest);

    private static bool AnswersAccurateEcn(TcpFlags syn, TcpConnectionOptions options) => options.Ecn >= EcnUse.AcceptAccurate && RequestsAccurateEcn(syn);

    private static bool AgreesToAccurateEcn(TcpFlags synAck) => (synAck & AceFlags) is not (TcpFlags.None or ClassicAnswer or AceFlags);

    private void NegotiateAccurateEcn(in Segment syn)
    {
        if (!syn.IsAck && AcceptsAccurateEcn && RequestsAccurateEcn(syn.Flags))
        {
            Extras.AccurateEcn = new AccurateEcn(syn.Ecn);
        }
        else if (syn.IsAck && AsksForAccurateEcn && AgreesToAccurateEcn(syn.Flags))
        {
            AccurateEcn ecn = new(syn.Ecn);
            ecn.OnSynAck(syn.Ecn);
            ecn.BeginOptions(syn.AccurateEcn);
            Extras.AccurateEcn = ecn;
        }
    }

    // A client, when the connection stands: whether the SYN came marked.
    private void TakeSynReflection(in Segment synAck)
    {
        if (AccurateFeedback is not { } ecn)
        {
            return;
        }

        ecn.BeginFeedback(synAck, Work.Sent.DeliveredSegments);
        RespondToHandshakeMark(ecn.TakeReflection(AccurateEcn.AceOf(synAck.Flags)));
    }

    // A server, when the connection stands: only a pure ACK without SACK blocks has the encoding of the handshake (section 3.2.2.1).
    private void TakeAckOfSynAck(in Segment segment, Timestamp now)
    {
        if (AccurateFeedback is not { } ecn)
        {
            return;
        }

        ecn.BeginOptions(segment.AccurateEcn);
        ecn.BeginFeedback(segment, Work.Sent.DeliveredSegments);
        if (segment.Length > 0 || segment.SackBlocks.Count > 0)
        {
            if (TakeFeedback(segment))
            {
                RespondToMark(FlightSize, now);
            }
        }
        else
        {
            RespondToHandshakeMark(ecn.TakeAckOfSynAck(AccurateEcn.AceOf(segment.Flags)));
        }
    }

    private void RespondToHandshakeMark(bool isMarked)
    {
        if (isMarked)
        {
            _congestion.OnCongestionMark(_congestion.CongestionWindow);
            _pendingDecision = Reason.EcnReduction;
        }
    }

    // In SYN-RECEIVED the peer's SYN has come again, or after both opened at once its SYN,ACK (section 3.1.5).
    private bool MixesFeedback(in Segment syn)
    {
        if (AccurateFeedback is { } ecn)
        {
            ecn.OnRepeatedSyn(syn.Ecn);
            if ((syn.Flags & AceFlags) == TcpFlags.None)
            {
                ecn.StopSendingEct();
            }

            return (syn.Flags & AceFlags) == (syn.IsAck ? ClassicAnswer : ClassicRequest);
        }

        return _usesEcn && AcceptsAccurateEcn && (syn.IsAck ? AgreesToAccurateEcn(syn.Flags) : RequestsAccurateEcn(syn.Flags));
    }

    private Outcome RefuseMixedFeedback()
    {
        Work.Reset = new PendingReset(_sendNext, Reason.ResetEcnMixed, Acknowledges: true);
        EnterClosed(TcpFailure.Reset);
        return Outcome.Dropped(Reason.EcnMixed);
    }

    // The SYN,ACK came again: our acknowledgment was lost, and goes again in the same encoding.
    private void TakeRepeatedSynAck(in Segment segment)
    {
        if (AccurateFeedback is { } ecn && !_isPassive && segment.IsAck && segment.SequenceNumber == _initialReceiveSequence && AgreesToAccurateEcn(segment.Flags) && Work.Ack.Reason == Reason.ChallengeAck)
        {
            ecn.OnSynAck(segment.Ecn);
        }
    }

    // The receiver: what has come is counted, and some of it told at once (section 3.2.2.5.1).
    private void CountMarks(in Segment segment)
    {
        if (AccurateFeedback is not { } ecn)
        {
            return;
        }

        if (ecn.Receive(segment.Ecn, segment.Payload.Length, !segment.Payload.IsEmpty || Work.Ack.HasUnacknowledged))
        {
            Work.Ack.Now(segment.Payload.IsEmpty ? Reason.AckOfMarkedAcks : Reason.AckOfMarks);
        }
    }

    // The sender: whether the peer tells of more marks (sections 3.2.2.2 and 3.2.3.1).
    private bool TakeFeedback(in Segment segment)
    {
        // What acknowledges the SYN,ACK alone may be in the encoding of the handshake, and tells nothing of data.
        AccurateEcn ecn = AccurateFeedback!;
        bool isOfHandshake = _isPassive && segment.Acknowledgment == _initialSendSequence + 1u && segment.Length == 0;
        if (segment.IsSyn || isOfHandshake || ecn.IsSuperseded(segment, _usesTimestamps, Work.Sent.DeliveredSegments))
        {
            return false;
        }

        bool maySendEct = ecn.MaySendEct;
        bool tellsMarks = ecn.TakeFeedback(segment, Work.Sent.DeliveredSegments, _sendSegmentSize) > 0;
        if (maySendEct && !ecn.MaySendEct)
        {
            _pendingDecision = Reason.EcnUnusable;
        }

        return tellsMarks;
    }

    // A pure ACK of a SYN,ACK: it goes before data, so that the server learns how the SYN,ACK came (section 3.2.2.1).
    private bool MustReflect => AccurateFeedback is { MustReflect: true } && Work.Ack.Reason is Reason.AckOfSynAck or Reason.ChallengeAck;

    // The first segments test whether options get through (section 3.2.3.2.1); later ones bear one where there is something to tell.
    private bool IsAccurateEcnOptionDue(SequenceNumber start, int dataLength, bool isReflection, Timestamp now)
    {
        if (AccurateFeedback is not { SendsOptions: true } ecn || _options.AccurateEcnOption == AccurateEcnOptionUse.Never)
        {
            return false;
        }

        bool isFirstData = !_isPassive && dataLength > 0 && start == _initialSendSequence + 1u;
        int beacons = _options.AccurateEcnBeacons;
        bool isBeacon = beacons > 0 && _rto.Smoothed > Duration.Zero && ecn.HasNoOptionSince(now - new Duration(_rto.Smoothed.Nanoseconds / beacons));
        return isReflection || isFirstData || ecn.IsOptionDue(_options.AccurateEcnOption, isBeacon);
    }

    // What the option takes of the next segment with new data.
    private int DueAccurateEcnSize(Timestamp now) =>
        IsAccurateEcnOptionDue(_sendNext, 1, isReflection: false, now) && AccurateFeedback!.MakeOption(OutgoingSegment.MaximumOptionsSize - SegmentOptionsSize - SackOptionSize - DueUserTimeoutSize) is { } option ? option.PaddedSize : 0;

    // Congestion comes before other options, but two SACK blocks come before it (section 3.2.3.3).
    private AccurateEcnOption? TellCounters(SequenceNumber start, bool isSyn, bool isReflection, int dataLength, int takenSize, Timestamp now)
    {
        if (AccurateFeedback is not { } ecn)
        {
            return null;
        }

        if (isSyn)
        {
            return State == TcpState.SynReceived && ecn.SendsOptions && _options.AccurateEcnOption != AccurateEcnOptionUse.Never ? ecn.MakeOption(OutgoingSegment.MaximumOptionsSize) : null;
        }

        if (!IsAccurateEcnOptionDue(start, dataLength, isReflection, now))
        {
            return null;
        }

        int room = OutgoingSegment.MaximumOptionsSize - SegmentOptionsSize - takenSize;
        return ecn.MakeOption(dataLength > 0 ? Math.Min(room, _sendSegmentSize - dataLength - takenSize) : room);
    }
}
