using TcpCodec.Reassembly;

namespace TcpEngine;

// Fragments are put together before TCP sees them (RFC 1122, section 3.3.2).
public sealed partial class TcpStack
{
    private IpReassembler? _reassembler; // most hosts never see a fragment
    private bool _isReassembled;         // what is being received was put together
    private readonly Queue<byte[]> _icmpErrors = new();
    private RateLimiter _icmpErrorLimiter; // RFC 1812, section 4.3.2.8; RFC 4443, section 2.4 (f)

    private Timestamp NextFragmentDeadline => _reassembler is { } reassembler ? new Timestamp(reassembler.NextDeadline) : Timestamp.Never;

    // Whether the packet is done with; else the reason why it is dropped.
    private bool ReceiveFragment(ReadOnlySpan<byte> packet, ref Reason reason, Timestamp now)
    {
        Statistics.ReasmReqds++;
        if (_isReassembled)
        {
            reason = Reason.FragmentMalformed; // fragments within fragments have no use but to keep us busy
            return false;
        }

        if (!PacketAddresses.TryRead(packet, out _, out IpAddress destination) || !_options.Addresses.Contains(destination))
        {
            reason = Reason.NotForThisHost;
            return false;
        }

        _reassembler ??= new IpReassembler();
        ReassemblyVerdict verdict = _reassembler.Add(packet, now.Nanoseconds, out ReadOnlySpan<byte> datagram);
        reason = ReasonOf(verdict);
        if (ReassemblyText.IsRefusal(verdict) || verdict == ReassemblyVerdict.Duplicate)
        {
            Statistics.ReasmFails += verdict == ReassemblyVerdict.Duplicate ? 0 : 1;
            return false;
        }

        _observer?.Observe(new EngineEvent { Kind = EngineEventKind.SegmentReceived, Time = now, Endpoint = Name, Reason = reason, Packet = packet });
        if (!datagram.IsEmpty)
        {
            Statistics.ReasmOKs++;
            _isReassembled = true;
            Receive(datagram, now);
            _isReassembled = false;
        }

        return true;
    }

    private void ExpireFragments(Timestamp now)
    {
        while (_reassembler is not null && _reassembler.TryExpire(now.Nanoseconds, out ExpiredDatagram expired))
        {
            Statistics.ReasmFails++;
            ObserveDropped(default, Reason.FragmentsExpired, default, default, TcpState.Closed, now);
            TellOfExpiry(expired.FirstFragment, now);
        }
    }

    // Only who has sent the first fragment is told (RFC 1122, section 3.3.2; RFC 8200, section 4.5).
    private void TellOfExpiry(ReadOnlySpan<byte> first, Timestamp now)
    {
        if (PacketAddresses.TryRead(first, out _, out IpAddress own) && _icmpErrorLimiter.TryTake(now, 10, Duration.FromSeconds(1)) && IcmpErrorPacket.ReassemblyTimeExceeded([own], first) is { } error)
        {
            _icmpErrors.Enqueue(error);
        }
    }

    private bool TrySendIcmpError(Span<byte> packet, Timestamp now, out int written)
    {
        written = 0;
        if (!_icmpErrors.TryDequeue(out byte[]? error))
        {
            return false;
        }

        error.CopyTo(packet);
        written = error.Length;
        _observer?.Observe(new EngineEvent { Kind = EngineEventKind.SegmentSent, Time = now, Endpoint = Name, Reason = Reason.ReassemblyTimeTold, Packet = error });
        return true;
    }

    private static Reason ReasonOf(ReassemblyVerdict verdict) => verdict switch
    {
        ReassemblyVerdict.Held => Reason.FragmentHeld,
        ReassemblyVerdict.Completed => Reason.FragmentCompletes,
        ReassemblyVerdict.AtomicFragment => Reason.FragmentAtomic,
        ReassemblyVerdict.Duplicate => Reason.FragmentDuplicate,
        ReassemblyVerdict.Overlap or ReassemblyVerdict.EndContradiction or ReassemblyVerdict.CongestionContradiction => Reason.FragmentOverlap,
        ReassemblyVerdict.DatagramRefused => Reason.FragmentRefused,
        ReassemblyVerdict.TooManyFragments or ReassemblyVerdict.NoRoom => Reason.FragmentTooMany,
        _ => Reason.FragmentMalformed,
    };
}
