namespace TcpCodec.Reassembly;

/// <summary>A fragment, as a view of the packet that it came in.</summary>
internal readonly ref struct Fragment
{
    public const int MaximumLength = 65_535;
    private const int Unit = 8; // bytes in the Fragment Offset's unit

    private Fragment(FragmentKey key, ReadOnlySpan<byte> packet, int headerSize, int offset, bool moreFollow, int congestion)
    {
        Key = key;
        Packet = packet;
        HeaderSize = headerSize;
        Start = offset * Unit;
        MoreFollow = moreFollow;
        Congestion = congestion;
    }

    public FragmentKey Key { get; }

    /// <summary>The whole packet, without what lies behind its IP length.</summary>
    public ReadOnlySpan<byte> Packet { get; }

    /// <summary>The length of all headers in front of the data: IPv6's fragment header is the last of them.</summary>
    public int HeaderSize { get; }

    public ReadOnlySpan<byte> Header => Packet[..HeaderSize];

    public ReadOnlySpan<byte> Data => Packet[HeaderSize..];

    /// <summary>Where the data begins, in bytes from the start of the datagram's.</summary>
    public int Start { get; }

    public int End => Start + Data.Length;

    public bool MoreFollow { get; }

    /// <summary>The ECN field.</summary>
    public int Congestion { get; }

    /// <summary>IPv6: where in the packet the number stands which says that the fragment header follows.</summary>
    public int NextHeaderAt { get; private init; }

    public bool IsV6 => Key.Version == 6;

    /// <summary>Whether it is a whole datagram (RFC 6946).</summary>
    public bool IsAtomic => Start == 0 && !MoreFollow;

    /// <summary>How long the datagram would be with it, as its length field counts: IPv6's does not count the fixed header.</summary>
    public int DatagramLength => (IsV6 ? HeaderSize - Ipv6Header.FixedSize - Ipv6FragmentHeader.FixedSize : HeaderSize) + End;

    /// <summary>Looks at a packet.</summary>
    /// <param name="packet">The packet, from its IP header on.</param>
    /// <param name="fragment">The fragment, where it is one.</param>
    /// <param name="whole">Without what lies behind its IP length.</param>
    /// <returns>What it is: <see cref="ReassemblyVerdict.Held"/> stands for a fragment.</returns>
    public static ReassemblyVerdict Read(ReadOnlySpan<byte> packet, out Fragment fragment, out ReadOnlySpan<byte> whole)
    {
        fragment = default;
        whole = default;
        return (packet.IsEmpty ? 0 : packet[0] >> 4) switch
        {
            4 => ReadV4(packet, out fragment, out whole),
            6 => ReadV6(packet, out fragment, out whole),
            _ => ReassemblyVerdict.Malformed,
        };
    }

    private static ReassemblyVerdict ReadV4(ReadOnlySpan<byte> packet, out Fragment fragment, out ReadOnlySpan<byte> whole)
    {
        fragment = default;
        bool isHeader = Ipv4Header.TryParse(packet, out Ipv4Header ip, out _);
        whole = ip.Bytes;
        if (!isHeader)
        {
            return ReassemblyVerdict.Malformed;
        }

        if (ip.FragmentOffset == 0 && !ip.MoreFragments)
        {
            return ReassemblyVerdict.NotAFragment;
        }

        fragment = new Fragment(FragmentKey.Of(ip), ip.Bytes, ip.HeaderSize, ip.FragmentOffset, ip.MoreFragments, (int)ip.Ecn);
        return ReassemblyVerdict.Held;
    }

    // The fragment header stands behind what each router looks at: hop-by-hop options, destination options for them, a routing header (RFC 8200, section 4.5).
    private static ReassemblyVerdict ReadV6(ReadOnlySpan<byte> packet, out Fragment fragment, out ReadOnlySpan<byte> whole)
    {
        fragment = default;
        bool isHeader = Ipv6Header.TryParse(packet, out Ipv6Header ip, out _);
        whole = ip.Bytes;
        if (!isHeader)
        {
            return ReassemblyVerdict.Malformed;
        }

        const int FirstNextHeaderAt = 6;
        int nextHeaderAt = FirstNextHeaderAt;
        int at = Ipv6Header.FixedSize;
        while ((Ipv6NextHeader)whole[nextHeaderAt] is Ipv6NextHeader.HopByHop or Ipv6NextHeader.Routing or Ipv6NextHeader.DestinationOptions)
        {
            if (!Ipv6HeaderChain.TryGetExtensionSize(whole[at..], Ipv6HeaderChain.ExtensionUnit, out int size))
            {
                return ReassemblyVerdict.Malformed;
            }

            nextHeaderAt = at;
            at += size;
        }

        if ((Ipv6NextHeader)whole[nextHeaderAt] != Ipv6NextHeader.Fragment)
        {
            return ReassemblyVerdict.NotAFragment;
        }

        if (!Ipv6FragmentHeader.TryParse(whole[at..], out Ipv6FragmentHeader header, out _))
        {
            return ReassemblyVerdict.Malformed;
        }

        fragment = new Fragment(FragmentKey.Of(ip, header.Identification), whole, at + Ipv6FragmentHeader.FixedSize, header.FragmentOffset, header.MoreFragments, (int)ip.Ecn)
        {
            NextHeaderAt = nextHeaderAt,
        };
        return ReassemblyVerdict.Held;
    }
}
