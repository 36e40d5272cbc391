using System.Buffers.Binary;

namespace TcpCodec.Reassembly;

/// <summary>What the fragments of a datagram have in common. Each protocol version has its own (RFC 791, section 3.2; RFC 8200, section 4.5).</summary>
/// <param name="Version">4 or 6.</param>
/// <param name="Source">The source address.</param>
/// <param name="Destination">The destination address.</param>
/// <param name="Identification">The identification, of 16 or 32 bits.</param>
/// <param name="Protocol">IPv4's protocol; 0 for IPv6, where it is no part of the key.</param>
public readonly record struct FragmentKey(byte Version, UInt128 Source, UInt128 Destination, uint Identification, byte Protocol)
{
    internal static FragmentKey Of(in Ipv4Header ip) => new(
        4,
        BinaryPrimitives.ReadUInt32BigEndian(ip.SrcAddr),
        BinaryPrimitives.ReadUInt32BigEndian(ip.DstAddr),
        ip.Identification,
        (byte)ip.Protocol);

    internal static FragmentKey Of(in Ipv6Header ip, uint identification) => new(
        6,
        BinaryPrimitives.ReadUInt128BigEndian(ip.SrcAddr),
        BinaryPrimitives.ReadUInt128BigEndian(ip.DstAddr),
        identification,
        0);
}
