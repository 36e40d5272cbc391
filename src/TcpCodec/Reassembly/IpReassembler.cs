namespace TcpCodec.Reassembly;

/// <summary>
/// Puts the fragments of IPv4 and IPv6 datagrams together again. It reads no clock: times are handed in, in nanoseconds since any epoch, and never go back.
/// Memory and time are bounded by <see cref="ReassemblyLimits"/>; a fragment costs a binary search.
/// </summary>
/// <remarks>
/// <para>
/// Fragments that overlap are refused with their whole datagram, those that are yet to come included. RFC 5722 demands it of IPv6; RFC 791 lets IPv4 take the newer
/// data, but then two receivers that decide differently see different data, which is how filters are deceived (RFC 1858, section 4), so IPv4 is treated the same.
/// What comes twice, byte for byte, is no overlap (RFC 8200, section 4.5).
/// </para>
/// <para>
/// An identification of 16 bits comes round again within a second on a fast path (RFC 4963; RFC 8900, section 3.3): two datagrams may be mixed, so nothing here
/// takes the place of the transport's checksum.
/// </para>
/// <para>RFC 791, section 3.2; RFC 815; RFC 1122, section 3.3.2; RFC 5722; RFC 6946; RFC 7112; RFC 8200, section 4.5; RFC 8900</para>
/// </remarks>
public sealed class IpReassembler
{
    private const int BufferSize = Ipv6Header.FixedSize + Ipv6FragmentHeader.FixedSize + Fragment.MaximumLength;

    private readonly ReassemblyLimits _limits;
    private readonly Dictionary<FragmentKey, LinkedListNode<FragmentedDatagram>> _datagrams = [];
    private readonly LinkedList<FragmentedDatagram> _byAge = new(); // all have the same time to live: the oldest is the next to be given up
    private byte[] _buffer = [];

    /// <summary>Begins with no fragments.</summary>
    /// <param name="limits">How much time and memory it may take; null for what suits a host.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit allows nothing at all.</exception>
    public IpReassembler(ReassemblyLimits? limits = null)
    {
        _limits = limits ?? new ReassemblyLimits();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_limits.Timeout);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_limits.MaximumDatagrams);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_limits.MaximumFragments);
    }

    /// <summary>How many datagrams are incomplete, or were refused and are remembered.</summary>
    public int Datagrams => _datagrams.Count;

    /// <summary>The memory that fragments take, in bytes: never more than <see cref="ReassemblyLimits.MaximumBytes"/>.</summary>
    public int Bytes { get; private set; }

    /// <summary>How many datagrams were given up before their time because there was no room.</summary>
    public long GivenUp { get; private set; }

    /// <summary>When <see cref="TryExpire"/> has something to do next; <see cref="long.MaxValue"/> if there is nothing.</summary>
    public long NextDeadline => _byAge.First?.Value.Deadline ?? long.MaxValue;

    /// <summary>Takes a packet.</summary>
    /// <param name="packet">The packet, from its IP header on; what lies behind its IP length is left alone.</param>
    /// <param name="now">The time, in nanoseconds.</param>
    /// <param name="datagram">
    /// The whole datagram, where there is one: the packet itself (<see cref="ReassemblyVerdict.NotAFragment"/>), or one put together
    /// (<see cref="ReassemblyVerdict.Completed"/>, <see cref="ReassemblyVerdict.AtomicFragment"/>), valid until the next call. Else empty.
    /// </param>
    /// <returns>What became of the packet.</returns>
    public ReassemblyVerdict Add(ReadOnlySpan<byte> packet, long now, out ReadOnlySpan<byte> datagram)
    {
        datagram = default;
        ReassemblyVerdict verdict = Fragment.Read(packet, out Fragment fragment, out ReadOnlySpan<byte> whole);
        if (verdict != ReassemblyVerdict.Held)
        {
            datagram = verdict == ReassemblyVerdict.NotAFragment ? whole : default;
            return verdict;
        }

        verdict = Check(fragment);
        if (verdict == ReassemblyVerdict.AtomicFragment)
        {
            datagram = FragmentedDatagram.BuildAtomic(fragment, Buffer());
        }

        return verdict == ReassemblyVerdict.Held ? Hold(fragment, now, out datagram) : verdict;
    }

    /// <summary>Gives up one datagram whose time is over.</summary>
    /// <param name="now">The time, in nanoseconds.</param>
    /// <param name="expired">Which it was.</param>
    /// <returns>False if there is none: no more calls are needed before <see cref="NextDeadline"/>.</returns>
    public bool TryExpire(long now, out ExpiredDatagram expired)
    {
        expired = default;
        if (now < NextDeadline)
        {
            return false;
        }

        FragmentedDatagram oldest = _byAge.First!.Value;
        expired = new ExpiredDatagram(oldest.Key, oldest.HasFirst ? oldest.BuildFirst(Buffer()) : default);
        Remove(oldest.Key);
        return true;
    }

    // What is wrong with a fragment whatever the others are.
    private static ReassemblyVerdict Check(in Fragment fragment)
    {
        bool isFirst = fragment.Start == 0;
        if (fragment is { IsV6: true, IsAtomic: true })
        {
            return ReassemblyVerdict.AtomicFragment;
        }

        if (fragment.Data.IsEmpty)
        {
            return ReassemblyVerdict.Empty;
        }

        if (fragment.MoreFollow && fragment.Data.Length % 8 != 0)
        {
            return ReassemblyVerdict.LengthNotMultipleOfEight;
        }

        if (fragment.DatagramLength > Fragment.MaximumLength)
        {
            return ReassemblyVerdict.BeyondMaximumLength;
        }

        byte nextHeader = fragment.Header[^Ipv6FragmentHeader.FixedSize];
        return isFirst && fragment.IsV6 && !Ipv6HeaderChain.IsWhole(nextHeader, fragment.Data) ? ReassemblyVerdict.HeaderChainCut : ReassemblyVerdict.Held;
    }

    private ReassemblyVerdict Hold(scoped in Fragment fragment, long now, out ReadOnlySpan<byte> datagram)
    {
        datagram = default;
        if (_datagrams.TryGetValue(fragment.Key, out LinkedListNode<FragmentedDatagram>? node) && node.Value.Deadline <= now)
        {
            Remove(fragment.Key); // its time is over, though nobody has called TryExpire yet
            node = null;
        }

        FragmentedDatagram entry = node?.Value ?? new FragmentedDatagram(fragment.Key, now + _limits.Timeout);
        if (!MakeRoom(entry, isNew: node is null, fragment))
        {
            return ReassemblyVerdict.NoRoom;
        }

        if (node is null)
        {
            _datagrams.Add(entry.Key, _byAge.AddLast(entry));
            Bytes += entry.Cost;
        }

        int before = entry.Cost;
        ReassemblyVerdict verdict = entry.Add(fragment, _limits.MaximumFragments);
        Bytes += entry.Cost - before;
        if (verdict == ReassemblyVerdict.Completed)
        {
            verdict = entry.Build(Buffer(), out datagram);
            Remove(entry.Key);
        }

        return verdict;
    }

    // The oldest go first: who floods with fragments then pushes out others' that were waiting longest, but never stops new ones for a whole minute.
    private bool MakeRoom(FragmentedDatagram entry, bool isNew, in Fragment fragment)
    {
        int needed = entry.IsRefused ? 0 : entry.CostOf(fragment) + (isNew ? entry.Cost : 0);
        if (needed > _limits.MaximumBytes - (isNew ? 0 : entry.Cost))
        {
            return false;
        }

        while ((isNew && _datagrams.Count >= _limits.MaximumDatagrams) || Bytes + needed > _limits.MaximumBytes)
        {
            LinkedListNode<FragmentedDatagram> oldest = _byAge.First!;
            if (oldest.Value == entry)
            {
                oldest = oldest.Next!;
            }

            Remove(oldest.Value.Key);
            GivenUp++;
        }

        return true;
    }

    private void Remove(in FragmentKey key)
    {
        if (_datagrams.Remove(key, out LinkedListNode<FragmentedDatagram>? node))
        {
            Bytes -= node.Value.Cost;
            _byAge.Remove(node);
        }
    }

    private Span<byte> Buffer()
    {
        if (_buffer.Length == 0)
        {
            _buffer = new byte[BufferSize];
        }

        return _buffer;
    }
}
