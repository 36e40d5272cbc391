using System.Buffers.Binary;

namespace TcpCodec.Building;

/// <summary>Cuts IP packets to fragments, as a host or a router does, or as an attacker does.</summary>
/// <remarks>RFC 791, section 3.2; RFC 8200, section 4.5</remarks>
public static class IpFragmenter
{
    private const int Unit = 8;
    private const int LargestStart = 0x1fff * Unit;

    /// <summary>Cuts a packet so that its fragments fit a link.</summary>
    /// <param name="packet">The packet, from its IP header on; what lies behind its IP length is left out.</param>
    /// <param name="mtu">The most bytes that a fragment may have, with its IP header.</param>
    /// <param name="identification">The identification; null to keep IPv4's own, and for 0 with IPv6.</param>
    /// <returns>The fragments in order; the packet alone if it fits.</returns>
    /// <exception cref="ArgumentException">The packet is none, or the MTU leaves no room for data.</exception>
    public static IReadOnlyList<byte[]> Cut(ReadOnlySpan<byte> packet, int mtu, uint? identification = null)
    {
        int headerSize = Inspect(ref packet, out bool isV6);
        if (packet.Length <= mtu)
        {
            return [packet.ToArray()];
        }

        int room = (mtu - headerSize - (isV6 ? Ipv6FragmentHeader.FixedSize : 0)) / Unit * Unit;
        if (room <= 0)
        {
            throw new ArgumentException($"An MTU of {mtu} leaves no room behind headers of {headerSize} bytes.", nameof(mtu));
        }

        List<byte[]> fragments = [];
        int size = packet.Length - headerSize;
        for (int start = 0; start < size; start += room)
        {
            int length = Math.Min(room, size - start);
            fragments.Add(Cut(packet, new FragmentCut(start, length, start + length < size), identification));
        }

        return fragments;
    }

    /// <summary>Makes one fragment of a packet. Nothing is checked but that the header can say it.</summary>
    /// <param name="packet">The packet, from its IP header on.</param>
    /// <param name="cut">What the fragment carries.</param>
    /// <param name="identification">The identification; null to keep IPv4's own, and for 0 with IPv6.</param>
    /// <exception cref="ArgumentException">The packet is none, or the header cannot say where the cut begins or how long it is.</exception>
    public static byte[] Cut(ReadOnlySpan<byte> packet, FragmentCut cut, uint? identification = null)
    {
        if (cut.Start % Unit != 0 || cut.Start is < 0 or > LargestStart || cut.Length is < 0 or > ushort.MaxValue)
        {
            throw new ArgumentException($"A fragment cannot begin at byte {cut.Start} with {cut.Length} bytes.", nameof(cut));
        }

        int headerSize = Inspect(ref packet, out bool isV6);
        byte[] data = new byte[cut.Length];
        ReadOnlySpan<byte> there = packet[Math.Min(packet.Length, headerSize + cut.Start)..];
        there[..Math.Min(there.Length, cut.Length)].CopyTo(data);
        return isV6 ? CutV6(packet[..headerSize], data, cut, identification ?? 0) : CutV4(packet[..headerSize], data, cut, identification);
    }

    private static byte[] CutV4(ReadOnlySpan<byte> header, byte[] data, FragmentCut cut, uint? identification)
    {
        byte[] fragment = new byte[Ipv4HeaderWriter.MaxHeaderSize + data.Length];
        Ipv4HeaderWriter writer = new(fragment);
        header[..Ipv4Header.FixedSize].CopyTo(fragment);
        writer.AddOption(cut.Start == 0 ? header[Ipv4Header.FixedSize..] : CopiedOptions(header[Ipv4Header.FixedSize..]));
        writer.FragmentOffset = (ushort)(cut.Start / Unit);
        writer.MoreFragments = cut.MoreFollow;
        if (identification is uint value)
        {
            writer.Identification = (ushort)value;
        }

        if (!writer.TryFinish(data, out int written))
        {
            throw new ArgumentException($"A fragment with {data.Length} bytes is longer than IPv4 can say.", nameof(cut));
        }

        Ipv4HeaderWriter.SetChecksum(fragment.AsSpan(0, written));
        return fragment[..written];
    }

    // Options whose highest bit is set go into every fragment (RFC 791, section 3.1).
    private static byte[] CopiedOptions(ReadOnlySpan<byte> options)
    {
        const byte EndOfList = 0;
        const byte NoOperation = 1;
        const byte Copied = 0x80;
        List<byte> copied = [];
        while (!options.IsEmpty && options[0] != EndOfList)
        {
            int length = options[0] == NoOperation ? 1 : options.Length > 1 ? options[1] : 0;
            if (length == 0 || length > options.Length)
            {
                break; // a list that is broken on purpose: what follows has no meaning
            }

            if ((options[0] & Copied) != 0)
            {
                copied.AddRange(options[..length]);
            }

            options = options[length..];
        }

        return [.. copied];
    }

    private static byte[] CutV6(ReadOnlySpan<byte> header, byte[] data, FragmentCut cut, uint identification)
    {
        int nextHeaderAt = LastNextHeaderAt(header);
        byte[] fragment = [.. header, .. new byte[Ipv6FragmentHeader.FixedSize], .. data];
        Ipv6FragmentHeaderWriter writer = new(fragment.AsSpan(header.Length))
        {
            NextHeader = header[nextHeaderAt],
            FragmentOffset = (ushort)(cut.Start / Unit),
            MoreFragments = cut.MoreFollow,
            Identification = identification,
        };
        writer.TryFinishHeader(data.Length, out _);
        fragment[nextHeaderAt] = (byte)Ipv6NextHeader.Fragment;
        int length = fragment.Length - Ipv6Header.FixedSize;
        if (length > ushort.MaxValue)
        {
            throw new ArgumentException($"A fragment with {data.Length} bytes is longer than IPv6 can say.", nameof(cut));
        }

        BinaryPrimitives.WriteUInt16BigEndian(fragment.AsSpan(4), (ushort)length);
        return fragment;
    }

    // How much of a packet every fragment has. What lies behind the packet's IP length is taken off.
    private static int Inspect(ref ReadOnlySpan<byte> packet, out bool isV6)
    {
        isV6 = Ipv6Header.TryParse(packet, out Ipv6Header v6, out _);
        if (isV6)
        {
            packet = v6.Bytes;
            return PerFragmentHeadersSize(packet);
        }

        if (!Ipv4Header.TryParse(packet, out Ipv4Header v4, out _))
        {
            throw new ArgumentException("Only an IP packet can be cut.", nameof(packet));
        }

        packet = v4.Bytes;
        return v4.HeaderSize;
    }

    // All up to a routing header, or else up to hop-by-hop options, or else nothing (RFC 8200, section 4.5).
    private static int PerFragmentHeadersSize(ReadOnlySpan<byte> packet)
    {
        int size = Ipv6Header.FixedSize;
        int at = size;
        Ipv6NextHeader next = (Ipv6NextHeader)packet[6];
        while (next is Ipv6NextHeader.HopByHop or Ipv6NextHeader.Routing or Ipv6NextHeader.DestinationOptions
            && Ipv6ExtensionHeader.TryParse(packet[at..], out Ipv6ExtensionHeader extension, out _))
        {
            at += Unit + (extension.Length * Unit);
            if (at > packet.Length)
            {
                break;
            }

            size = next == Ipv6NextHeader.DestinationOptions ? size : at;
            next = (Ipv6NextHeader)extension.NextHeader;
        }

        return size;
    }

    private static int LastNextHeaderAt(ReadOnlySpan<byte> headers)
    {
        int nextHeaderAt = 6;
        for (int at = Ipv6Header.FixedSize; at < headers.Length; at += Unit + (headers[at + 1] * Unit))
        {
            nextHeaderAt = at;
        }

        return nextHeaderAt;
    }
}
