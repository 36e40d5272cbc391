namespace TcpEngine;

// The receiver's ways that are Linux's (HostHabits.Linux).
public sealed partial class TcpConnection
{
    private static readonly Duration HurriedSyn = Duration.FromMilliseconds(5); // two ticks of a clock of 250 to 1,000 Hz

    private bool _isReadShut;

    private bool IsAsLinux => _options.Habits == HostHabits.Linux;

    /// <summary>Whether the application answers what comes, so that acknowledgments wait for that; false makes the next ones go at once (TCP_QUICKACK).</summary>
    public bool ExpectsAnswers
    {
        get => _work?.Ack.WaitsForAnswers ?? _acknowledgments.IsAnswered;
        set
        {
            if (value)
            {
                Work.Ack.SetAnswers(areExpected: true);
            }
            else
            {
                Work.Ack.Hurry(Work.ReceiveBuffer.Available == 0, _largestReceived);
                WorkQueue?.OnWork();
            }

            Rest();
        }
    }

    /// <summary>The application will read no more: once it has closed as well, what comes is answered by RST.</summary>
    internal void ShutReading() => _isReadShut = true;

    private AckPace Pace(Timestamp now, bool opensWindow = false)
    {
        int quickAcks = Math.Min(_options.QuickAcks, Memory.Offered / (2 * _largestReceived) is > 0 and int pairs ? pairs : 2);
        return new AckPace(now, _largestReceived, quickAcks, _rto.Smoothed, _rto.Value, Memory.Select(_receiveWindowShift) >= Memory.Offered)
        {
            OpensWindow = opensWindow,
            IsWindowShort = Memory.IsShort,
        };
    }

    private void PaceAcknowledgment(in Segment segment, uint advance, bool hadGap, Timestamp now)
    {
        bool opensWindow = TakeAsLinux(segment, advance, now);
        bool isPush = (segment.Flags & TcpCodec.TcpFlags.Psh) != 0;
        if (!Work.ReceiveBuffer.OutOfOrder.IsEmpty)
        {
            Work.Ack.AtGap(_receiveNext, advance, segment.Payload.Length, isPush, _usesSack, Pace(now, opensWindow));
        }
        else
        {
            Work.Ack.InOrder(advance, segment.Payload.Length, isPush, Pace(now, opensWindow));
            if (hadGap)
            {
                Work.Ack.Now(Reason.AckFillsGap);
            }
        }
    }

    private bool MayAnswerInvalid(Timestamp now) => IsAsLinux ? Extras.ChallengeAcks.TryTake(now, 1, _options.InvalidAckInterval) : Extras.ChallengeAcks.TryTakeChallenge(now);

    // At the end of what is held beyond a gap; or just before the FIN: some hosts end a program by a FIN, and a RST with its number.
    private bool IsResetAtEdge(in Segment reset) => (_usesSack && Work.ReceiveBuffer.OutOfOrder.End == reset.SequenceNumber)
        || (HasPeerClosed && State != TcpState.TimeWait && reset.SequenceNumber == _receiveNext - 1u);

    // New data that nobody will read.
    private bool IsUnwanted(in Segment segment) => State != TcpState.TimeWait
        && (_released || (_isReadShut && State is TcpState.FinWait1 or TcpState.FinWait2))
        && segment.SequenceNumber + segment.Payload.Length > _receiveNext;

    // What is taken is a RST, and an acknowledgment with the right number; what is not, is answered.
    private Outcome ArrivesInTimeWait(in Segment segment, Timestamp now)
    {
        if (segment.Length == 0 && segment.SequenceNumber == _receiveNext)
        {
            return new Outcome(Reason.AckOld);
        }

        if (segment.IsAck)
        {
            _closeDeadline = now + (_options.MaximumSegmentLifetime * 2);
        }

        AcknowledgeUnacceptable(segment, Reason.AckOfDuplicate, now);
        return Outcome.Dropped(Reason.DataDuplicate);
    }

    // As long as that many retransmissions take that double the RTO each time.
    private Duration SynPatience => _options.InitialRetransmissionTimeout * ((2L << Math.Min(_options.SynRetries, 20)) - 1);

    // A host that has forgotten an old connection has forgotten it by now: our SYN need not wait for its timer.
    private void HurryWithSyn(Timestamp now)
    {
        if (IsAsLinux && Work.RetransmissionsInARow == 0)
        {
            Work.RetransmissionDeadline = now + HurriedSyn;
        }
    }

    // What was sent with the SYN, or after it, once the handshake is over.
    private void RepeatAfterHandshake()
    {
        if (!IsAsLinux)
        {
            RepeatSynData();
        }
        else if (IsFastOpened && Work.SynTransmissions > 1 && Work.Sent.Count > 0)
        {
            Work.Sent.MarkAllLost(Timestamp.Never);
            _retransmissionReason = Reason.RetransmissionTimeout;
            Work.MustRetransmit = true;
        }
    }

    // A FIN beyond a gap takes a number, too.
    private int AddFin(int first, int count, int room)
    {
        if (!IsAsLinux || Work.PeerFin is not { } fin)
        {
            return count;
        }

        Span<TcpCodec.TcpSackBlock> blocks = _context.Memory.SackBlocks;
        for (int i = first; i < count; i++)
        {
            if (blocks[i].Right == fin.Value)
            {
                blocks[i] = new TcpCodec.TcpSackBlock(blocks[i].Left, (fin + 1u).Value);
                return count;
            }
        }

        if (Work.ReceiveBuffer.OutOfOrder.End == fin || count >= room)
        {
            return count;
        }

        blocks[first..count].CopyTo(blocks[(first + 1)..]);
        blocks[first] = new TcpCodec.TcpSackBlock(fin.Value, (fin + 1u).Value);
        return count + 1;
    }

    // A SYN that goes again says what is known of the path by now.
    private ushort OfferedSegmentSize => IsAsLinux && _extras is { PathMtuExpiry.IsSet: true } ? Math.Min(_localSegmentSize, (ushort)(_sendSegmentSize + SegmentOptionsSize)) : _localSegmentSize;
}
