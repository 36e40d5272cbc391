using TcpCodec;

namespace TcpEngine;

// How large a packet the path takes: what routers tell (RFC 1191; RFC 8201), and what the connection finds out for itself (RFC 4821).
public sealed partial class TcpConnection
{
    private const int LeastMtuV4 = 576;  // what every host takes (RFC 1122, section 3.3.2); RFC 1191's 68 bytes would be a weapon
    private const int LeastMtuV6 = 1280; // RFC 8200, section 5
    private const int BaseMtuV4 = 1024;  // RFC 4821, section 7.2
    private const int LeastProbingWindow = 11; // segments: with less, a lost probe is a large part of what may be sent
    private static readonly Duration PathMtuLifetime = Duration.FromSeconds(600); // RFC 1191, section 6.3

    private ushort _negotiatedSegmentSize; // Eff.snd.MSS before a path's MTU
    private ushort _largestAcknowledged;   // the largest segment size that has got through

    private PathMtuSearch? PathMtu => _extras?.PathMtu;

    private int LeastMtu => Key.Local.Address.IsV6 ? LeastMtuV6 : LeastMtuV4;

    // What headers and options take of each packet.
    private int PacketOverhead => SegmentWriter.IpHeaderSize(Key.Local.Address) + TcpHeader.FixedSize + SegmentOptionsSize;

    private int BaseSize => _options.PathMtuSearch.BaseSize > 0 ? _options.PathMtuSearch.BaseSize : SegmentSizeFor((uint)(Key.Local.Address.IsV6 ? LeastMtuV6 : BaseMtuV4));

    private int FloorSize => _options.PathMtuSearch.FloorSize > 0 ? _options.PathMtuSearch.FloorSize : SegmentSizeFor((uint)LeastMtu);

    private ushort SegmentSizeFor(uint mtu) => (ushort)(Math.Clamp(mtu, (uint)LeastMtu, ushort.MaxValue) - PacketOverhead);

    // RFC 5927, section 7.2: at once where nothing so large has got through yet; else only if a time-out agrees.
    private Outcome ArrivesTooBig(in IcmpError error, Timestamp now)
    {
        uint mtu = error.Mtu != 0 ? error.Mtu : (uint)LeastMtu;
        if (SegmentSizeFor(mtu) >= _sendSegmentSize)
        {
            return ArrivesTooBigForProbe(error.SequenceNumber, mtu, now);
        }

        if (_largestAcknowledged > SegmentSizeFor(mtu) && Segments is null)
        {
            Extras.ClaimedMtu = mtu;
            return new Outcome(Reason.IcmpMtuDoubted);
        }

        ReducePathMtu(SegmentSizeFor(mtu), Reason.PathMtuReduced, now);
        return new Outcome(Reason.IcmpMtu);
    }

    // Larger than other segments is nothing but a probe.
    private Outcome ArrivesTooBigForProbe(SequenceNumber number, uint mtu, Timestamp now)
    {
        if (PathMtu is not { IsProbing: true } search || mtu >= search.ProbeSize || number >= search.ProbeEnd || Work.Sent.FindStart(number) is not { } probe || probe.End != search.ProbeEnd)
        {
            return Outcome.Dropped(Reason.IcmpUnmatched);
        }

        search.Limit((int)mtu, now + _options.PathMtuSearch.RaiseInterval);
        if (Work.Sent.MarkLongerLost(_sendSegmentSize))
        {
            _retransmissionReason = Reason.PathMtuProbeRetransmit;
            Work.MustRetransmit = true;
        }

        return new Outcome(Reason.IcmpMtu);
    }

    private void ReducePathMtu(int size, Reason reason, Timestamp now)
    {
        ForgetClaimedMtu();
        if (size >= _sendSegmentSize)
        {
            return;
        }

        if (PathMtu is not { } search)
        {
            Extras.PathMtuExpiry = now + PathMtuLifetime;
        }
        else if (reason == Reason.PathMtuReduced)
        {
            search.Limit(size + PacketOverhead, now + _options.PathMtuSearch.RaiseInterval);
        }

        _largestAcknowledged = (ushort)Math.Min(_largestAcknowledged, size);
        SetSegmentSize(size, reason);
        bool isLonger = Work.Sent.MarkLongerLost(size);
        if (isLonger && Segments is not null && IsSynchronized)
        {
            RepeatLongerSegments();
        }

        if (AbandonFastOpen())
        {
            Work.Sent.MarkFirstLost(); // the SYN was too big with its data: it goes alone, and the data after it
            isLonger = true;
        }

        if (isLonger)
        {
            _retransmissionReason = Reason.PathMtuRetransmit;
            Work.MustRetransmit = true;
        }
    }

    private void ForgetClaimedMtu()
    {
        if (_extras is { } extras)
        {
            extras.ClaimedMtu = 0;
        }
    }

    private void SetSegmentSize(int size, Reason reason)
    {
        _sendSegmentSize = (ushort)size;
        _congestion.OnSegmentSize((uint)size);
        _pendingDecision = reason;
    }

    // Large segments time out again and again, and no router says why: a black hole (RFC 4821, section 7.7).
    private void SuspectPathMtu(Timestamp now)
    {
        if (_extras is { ClaimedMtu: not 0 } extras)
        {
            ReducePathMtu(SegmentSizeFor(extras.ClaimedMtu), Reason.PathMtuReduced, now);
            return;
        }

        PathMtuSearchOptions options = _options.PathMtuSearch;
        int timeouts = _largestAcknowledged >= _sendSegmentSize ? options.TimeoutsOncePassed : options.Timeouts;
        if (options.When == PathMtuProbing.Off || !IsSynchronized || Work.RetransmissionsInARow < timeouts || Work.Sent.Count == 0 || Work.Sent[0].DataLength <= FloorSize)
        {
            return;
        }

        int size = Work.Sent[0].DataLength > BaseSize ? BaseSize : Math.Max(_sendSegmentSize / 2, FloorSize);
        if (_usesSack)
        {
            Extras.PathMtu ??= new PathMtuSearch(size + PacketOverhead, _negotiatedSegmentSize + PacketOverhead);
            Extras.PathMtu.Fall(size + PacketOverhead);
            Extras.PathMtuExpiry = Timestamp.Never;
        }

        ReducePathMtu(size, Reason.PathMtuBlackHole, now);
    }

    // The path may be another by now: larger segments are tried again.
    private void RestorePathMtu(Timestamp now)
    {
        if (_extras is { } extras && extras.PathMtuExpiry <= now)
        {
            extras.PathMtuExpiry = Timestamp.Never;
            _sendSegmentSize = _negotiatedSegmentSize;
            _congestion.OnSegmentSize(_sendSegmentSize);
        }
    }

    private void BeginPathMtuSearch()
    {
        PathMtuSearchOptions options = _options.PathMtuSearch;
        if (options.When != PathMtuProbing.Always || !_usesSack || _sendSegmentSize <= BaseSize)
        {
            return;
        }

        Extras.PathMtu = new PathMtuSearch(BaseSize + PacketOverhead, _sendSegmentSize + PacketOverhead);
        if (!_isPassive || !options.PassiveStartsLarge)
        {
            _sendSegmentSize = (ushort)BaseSize;
            _congestion.OnSegmentSize(_sendSegmentSize); // which may have begun with data in the SYN
        }
    }

    // RFC 4821, section 7.4: a probe goes where nothing is lost, and where so much follows it that its loss shows at once.
    private int NextPathProbe(PathMtuSearch search, Timestamp now)
    {
        int size = search.NextSize(_options.PathMtuSearch, now) - PacketOverhead;
        bool isCalm = Work.Recovery == RecoveryPhase.SlowStart && Work.Sent.LostCount == 0 && Work.Sent.SackedCount == 0 && Work.DuplicateAcks == 0 && Work.ProbeEnd is null && PassingOptionsSize(now) == 0;
        int needed = NeededForProbe(size);
        bool isEnough = RecordRoom(Work.SendBuffer.End - _sendNext) >= needed && _sendWindow >= needed && CongestionWindow >= LeastProbingWindow * _sendSegmentSize;
        return size > 0 && isCalm && isEnough ? size : 0;
    }

    private int NeededForProbe(int size) => size + ((DuplicateAckThreshold + 1) * _sendSegmentSize);

    // Whether a probe goes next, or has to wait until the windows have room for it, and everything else with it.
    private bool TryProbePathMtu(Span<byte> packet, int window, Timestamp now, out int written)
    {
        written = 0;
        if (PathMtu is not { } search || NextPathProbe(search, now) is not (> 0 and { } size))
        {
            return false;
        }

        if (NeededForProbe(size) > window || Pipe + Math.Max(size, 2 * _sendSegmentSize) > CongestionWindow)
        {
            return Work.Sent.Count > 0;
        }

        search.Begin(size + PacketOverhead, _sendNext + size);
        written = SendNew(packet, size, isFin: false, Reason.PathMtuProbe, now);
        return true;
    }

    // While it is on its way a probe takes the place of two segments, which it may have to be sent as.
    private int PathProbeReserve =>
        PathMtu is not { IsProbing: true } search ? 0
        : Segments is not null ? _sendSegmentSize // it counts as one already
        : Math.Max(0, (2 * _sendSegmentSize) + PacketOverhead - search.ProbeSize);

    // Section 7.6.1.
    private void TakeAckOfPathProbe()
    {
        if (PathMtu is { IsProbing: true } search && _sendUnacknowledged >= search.ProbeEnd)
        {
            search.Succeed();
            SetSegmentSize(search.Low - PacketOverhead, Reason.PathMtuProbed);
        }
    }

    // Section 7.6.2: nothing but the probe is lost, which says nothing of congestion; the next waits for a round trip for each segment in cwnd (section 4).
    private bool TakeLossOfPathProbe(Timestamp now)
    {
        if (PathMtu is not { IsProbing: true } search)
        {
            return false;
        }

        int lost = Work.Sent.FirstLost();
        if (Work.Recovery != RecoveryPhase.SlowStart || Work.Sent.LostCount != 1 || Work.Sent[lost].End != search.ProbeEnd)
        {
            search.Abandon();
            return false;
        }

        search.Fail(now + (_rto.Smoothed * Math.Max(1, CongestionWindow / _sendSegmentSize)));
        _retransmissionReason = Reason.PathMtuProbeRetransmit;
        Work.MustRetransmit = true;
        _pendingDecision = Reason.PathMtuProbeLost;
        return true;
    }
}
