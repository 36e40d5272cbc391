namespace TcpCodec.Reassembly;

/// <summary>The headers of an IPv6 packet, from one on up to the transport's.</summary>
internal static class Ipv6HeaderChain
{
    /// <summary>The unit of an extension header's length, in bytes.</summary>
    public const int ExtensionUnit = 8;

    private const int AuthenticationUnit = 4; // RFC 4302, section 2.2
    private const int ExtensionBase = 8;
    private const int UdpHeader = 8;
    private const int SmallestTcpHeader = 20;
    private const int IcmpHeader = 4; // RFC 7112, section 3: type, code and checksum

    private const byte Authentication = 51;
    private const byte Mobility = 135;
    private const byte HostIdentity = 139;
    private const byte Shim6 = 140;

    /// <summary>The length of an extension header, if all of it is there.</summary>
    /// <param name="bytes">From its first byte on.</param>
    /// <param name="unit">The unit of its length field, in bytes.</param>
    /// <param name="size">Its length in bytes.</param>
    public static bool TryGetExtensionSize(ReadOnlySpan<byte> bytes, int unit, out int size)
    {
        size = 0;
        if (!Ipv6ExtensionHeader.TryParse(bytes, out Ipv6ExtensionHeader header, out _))
        {
            return false;
        }

        size = ExtensionBase + (header.Length * unit);
        return size <= bytes.Length;
    }

    /// <summary>Whether a first fragment holds all headers, the transport's too (RFC 7112, section 5).</summary>
    /// <param name="nextHeader">What the data begins with, as the fragment header says.</param>
    /// <param name="data">The data of the first fragment.</param>
    public static bool IsWhole(byte nextHeader, ReadOnlySpan<byte> data)
    {
        while (IsExtension(nextHeader, out int unit))
        {
            if (!TryGetExtensionSize(data, unit, out int size))
            {
                return false;
            }

            nextHeader = data[0];
            data = data[size..];
        }

        return nextHeader switch
        {
            (byte)Ipv6NextHeader.None => true,
            (byte)Ipv6NextHeader.Tcp => data.Length >= SmallestTcpHeader && data.Length >= (data[12] >> 4) * 4,
            (byte)Ipv6NextHeader.Udp => data.Length >= UdpHeader,
            (byte)Ipv6NextHeader.Icmpv6 => data.Length >= IcmpHeader,
            _ => !data.IsEmpty,
        };
    }

    private static bool IsExtension(byte header, out int unit)
    {
        unit = header == Authentication ? AuthenticationUnit : ExtensionUnit;
        return header is (byte)Ipv6NextHeader.HopByHop or (byte)Ipv6NextHeader.Routing or (byte)Ipv6NextHeader.DestinationOptions
            or Authentication or Mobility or HostIdentity or Shim6;
    }
}
