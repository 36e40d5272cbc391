namespace TcpCodec.Reassembly;

/// <summary>
/// The fragments of one datagram. They are kept as they came, one behind the other, with a list of their places that is sorted and free of overlaps: the datagram
/// is whole when the list's lengths sum up to its end, which is what RFC 815's list of holes says from the other side. Memory is taken for what came, not for what
/// an offset claims.
/// </summary>
internal sealed class FragmentedDatagram(FragmentKey key, long deadline)
{
    private const int Overhead = 256; // of this object, its arrays and its place in the reassembler, bytes
    private const int FirstCapacity = 2048;

    private byte[] _bytes = [];
    private int _size;
    private Piece[] _pieces = [];
    private int _count;
    private int _sum;
    private int _end = -1; // where the datagram ends; -1 before its last fragment is here
    private byte[] _header = [];
    private int _nextHeaderAt;
    private int _congestion; // the bits 1 << ECN field of what was seen

    public FragmentKey Key { get; } = key;

    /// <summary>When it is given up.</summary>
    public long Deadline { get; } = deadline;

    /// <summary>Whether it was refused: its other fragments are refused until the deadline.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>The memory that it takes, in bytes.</summary>
    public int Cost { get; private set; } = Overhead;

    /// <summary>Whether the fragment with the beginning is here.</summary>
    public bool HasFirst => _header.Length > 0;

    /// <summary>The length of the datagram with its headers, or of what is here of it.</summary>
    public int Length => _header.Length + _sum;

    /// <summary>The memory that a fragment would take beyond what it takes now.</summary>
    public int CostOf(in Fragment fragment) =>
        GrownCapacity(fragment.Data.Length) - _bytes.Length + (GrownPieces() - _pieces.Length) * Piece.Size + (fragment.Start == 0 ? fragment.HeaderSize : 0);

    /// <summary>Adds a fragment.</summary>
    /// <returns>What becomes of it: <see cref="ReassemblyVerdict.Held"/>, <see cref="ReassemblyVerdict.Completed"/> or why not.</returns>
    public ReassemblyVerdict Add(in Fragment fragment, int maximumFragments)
    {
        if (IsRefused)
        {
            return ReassemblyVerdict.DatagramRefused;
        }

        int at = FindPlace(fragment.Start);
        if (IsDuplicate(fragment, at))
        {
            return ReassemblyVerdict.Duplicate;
        }

        if ((at > 0 && _pieces[at - 1].End > fragment.Start) || (at < _count && _pieces[at].Start < fragment.End))
        {
            return Refuse(ReassemblyVerdict.Overlap);
        }

        bool isBeyond = _end >= 0 && (fragment.End > _end || !fragment.MoreFollow);
        bool isShort = !fragment.MoreFollow && _count > 0 && _pieces[_count - 1].End > fragment.End;
        if (isBeyond || isShort)
        {
            return Refuse(ReassemblyVerdict.EndContradiction);
        }

        if (_count == maximumFragments)
        {
            return Refuse(ReassemblyVerdict.TooManyFragments);
        }

        Keep(fragment, at);
        return _end == _sum ? ReassemblyVerdict.Completed : ReassemblyVerdict.Held;
    }

    /// <summary>Writes the datagram: the first fragment's headers without what made it a fragment, and all data in order.</summary>
    /// <param name="buffer">Has room for <see cref="Length"/>.</param>
    /// <param name="datagram">The part of it that was written.</param>
    /// <returns>What becomes of the last fragment: it completes the datagram, or that is refused now that all is known.</returns>
    public ReassemblyVerdict Build(Span<byte> buffer, out ReadOnlySpan<byte> datagram)
    {
        datagram = default;
        if (!TryGetCongestion(out int congestion))
        {
            return ReassemblyVerdict.CongestionContradiction;
        }

        bool isV6 = Key.Version == 6;
        int headerSize = _header.Length - (isV6 ? Ipv6FragmentHeader.FixedSize : 0);
        int length = headerSize + _sum;
        if ((isV6 ? length - Ipv6Header.FixedSize : length) > Fragment.MaximumLength)
        {
            return ReassemblyVerdict.BeyondMaximumLength; // a first header that is longer than the other fragments'
        }

        _header.AsSpan(0, headerSize).CopyTo(buffer);
        int to = headerSize;
        foreach (Piece piece in _pieces.AsSpan(0, _count))
        {
            _bytes.AsSpan(piece.At, piece.Length).CopyTo(buffer[to..]);
            to += piece.Length;
        }

        Span<byte> written = buffer[..length];
        if (isV6)
        {
            EndV6(written, _nextHeaderAt, _header[headerSize], (Ipv6Ecn)congestion);
        }
        else
        {
            EndV4(written, (Ipv4Ecn)congestion);
        }

        datagram = written;
        return ReassemblyVerdict.Completed;
    }

    /// <summary>An atomic fragment without its fragment header.</summary>
    public static ReadOnlySpan<byte> BuildAtomic(scoped in Fragment fragment, Span<byte> buffer)
    {
        int headerSize = fragment.HeaderSize - Ipv6FragmentHeader.FixedSize;
        fragment.Header[..headerSize].CopyTo(buffer);
        fragment.Data.CopyTo(buffer[headerSize..]);
        Span<byte> written = buffer[..(headerSize + fragment.Data.Length)];
        EndV6(written, fragment.NextHeaderAt, fragment.Header[headerSize], (Ipv6Ecn)fragment.Congestion);
        return written;
    }

    /// <summary>Writes the first fragment as it came, which an ICMP error quotes.</summary>
    public ReadOnlySpan<byte> BuildFirst(Span<byte> buffer)
    {
        _header.CopyTo(buffer);
        _bytes.AsSpan(_pieces[0].At, _pieces[0].Length).CopyTo(buffer[_header.Length..]);
        return buffer[..(_header.Length + _pieces[0].Length)];
    }

    private static void EndV4(Span<byte> datagram, Ipv4Ecn congestion)
    {
        // The first fragment's own length stands in the header: it is not longer than the datagram, so the header can be read.
        Ipv4HeaderWriter.TryEdit(datagram, out Ipv4HeaderWriter ip, out _);
        ip.TotalLength = (ushort)datagram.Length;
        ip.MoreFragments = false;
        ip.FragmentOffset = 0;
        ip.Ecn = congestion;
        Ipv4HeaderWriter.SetChecksum(datagram);
    }

    private static void EndV6(Span<byte> datagram, int nextHeaderAt, byte nextHeader, Ipv6Ecn congestion)
    {
        const int PayloadLengthAt = 4;
        datagram.Slice(PayloadLengthAt, 2).Clear(); // an atomic fragment's was 8 more than there is now
        Ipv6HeaderWriter.TryEdit(datagram, out Ipv6HeaderWriter ip, out _);
        ip.PayloadLength = (ushort)(datagram.Length - Ipv6Header.FixedSize);
        ip.Ecn = congestion;
        datagram[nextHeaderAt] = nextHeader;
    }

    // RFC 3168, section 5.3: no mark is lost; but none is set on a packet of which a part says that its sender would not understand.
    private bool TryGetCongestion(out int congestion)
    {
        const int NotEct = 1 << (int)Ipv4Ecn.NotEct;
        const int Ce = 1 << (int)Ipv4Ecn.Ce;
        congestion = (_congestion & Ce) != 0 ? (int)Ipv4Ecn.Ce : Key.Version == 6 ? (_header[1] >> 4) & 3 : _header[1] & 3;
        return (_congestion & (NotEct | Ce)) != (NotEct | Ce);
    }

    private bool IsDuplicate(in Fragment fragment, int at)
    {
        if (at == _count || _pieces[at].Start != fragment.Start || _pieces[at].End != fragment.End)
        {
            return false;
        }

        bool isLast = _pieces[at].End == _end;
        return isLast == !fragment.MoreFollow && _bytes.AsSpan(_pieces[at].At, _pieces[at].Length).SequenceEqual(fragment.Data);
    }

    // RFC 5722, section 4: the datagram goes, with the fragments that are yet to come.
    private ReassemblyVerdict Refuse(ReassemblyVerdict verdict)
    {
        IsRefused = true;
        _bytes = [];
        _pieces = [];
        _header = [];
        _count = 0;
        _sum = 0;
        Cost = Overhead;
        return verdict;
    }

    private void Keep(in Fragment fragment, int at)
    {
        Cost += CostOf(fragment);
        if (_count == _pieces.Length)
        {
            Array.Resize(ref _pieces, GrownPieces());
        }

        int capacity = GrownCapacity(fragment.Data.Length);
        if (capacity > _bytes.Length)
        {
            Array.Resize(ref _bytes, capacity);
        }

        fragment.Data.CopyTo(_bytes.AsSpan(_size));
        Array.Copy(_pieces, at, _pieces, at + 1, _count - at);
        _pieces[at] = new Piece(fragment.Start, fragment.Data.Length, _size);
        _count++;
        _size += fragment.Data.Length;
        _sum += fragment.Data.Length;
        _congestion |= 1 << fragment.Congestion;
        if (!fragment.MoreFollow)
        {
            _end = fragment.End;
        }

        if (fragment.Start == 0)
        {
            _header = fragment.Header.ToArray();
            _nextHeaderAt = fragment.NextHeaderAt;
        }
    }

    private int GrownCapacity(int more) => _size + more <= _bytes.Length ? _bytes.Length : Math.Max(Math.Max(FirstCapacity, 2 * _bytes.Length), _size + more);

    private int GrownPieces() => _count < _pieces.Length ? _pieces.Length : Math.Max(4, 2 * _pieces.Length);

    // The first piece that does not begin before.
    private int FindPlace(int start)
    {
        int low = 0;
        int high = _count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_pieces[middle].Start < start)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private readonly record struct Piece(int Start, int Length, int At)
    {
        public const int Size = 12;

        public int End => Start + Length;
    }
}
