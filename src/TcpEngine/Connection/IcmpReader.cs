using System.Buffers.Binary;
using TcpCodec;

namespace TcpEngine;

/// <summary>Reads ICMP errors, of both versions of IP, that quote a TCP segment.</summary>
internal static class IcmpReader
{
    private const byte TcpProtocol = 6;
    private const int QuotedTcpSize = 8; // ports and sequence number: RFC 792 promises no more

    /// <summary>Reads an IP packet that may carry an ICMP error.</summary>
    /// <param name="packet">The packet, from the first byte of its IP header.</param>
    /// <param name="error">The error, where the result is true.</param>
    /// <param name="reason">Why the packet is dropped, where it is false; <see cref="Reason.ProtocolUnknown"/> where it is no ICMP at all.</param>
    public static bool TryRead(ReadOnlySpan<byte> packet, out IcmpError error, out Reason reason)
    {
        error = default;
        reason = Reason.ProtocolUnknown;
        if (Ipv4Header.TryParse(packet, out Ipv4Header v4, out _))
        {
            return v4.Protocol == Ipv4Protocol.Icmp && v4.IsChecksumValid() && !v4.MoreFragments && v4.FragmentOffset == 0 && TryReadV4(v4.Payload, out error, out reason);
        }

        return Ipv6Header.TryParse(packet, out Ipv6Header v6, out _) && v6.NextHeader == Ipv6NextHeader.Icmpv6 && TryReadV6(v6, out error, out reason);
    }

    private static bool TryReadV4(ReadOnlySpan<byte> message, out IcmpError error, out Reason reason)
    {
        error = default;
        reason = Reason.IcmpMalformed;
        if (!Icmpv4Header.TryParse(message, out Icmpv4Header icmp, out _) || !icmp.IsChecksumValid())
        {
            return false;
        }

        IcmpErrorKind kind = (icmp.Type, icmp.Code) switch
        {
            (Icmpv4Type.DestinationUnreachable, 0 or 6 or 9 or 11) => IcmpErrorKind.NetworkUnreachable,
            (Icmpv4Type.DestinationUnreachable, 1 or 7 or 8 or 12) => IcmpErrorKind.HostUnreachable,
            (Icmpv4Type.DestinationUnreachable, 2) => IcmpErrorKind.ProtocolUnreachable,
            (Icmpv4Type.DestinationUnreachable, 3) => IcmpErrorKind.PortUnreachable,
            (Icmpv4Type.DestinationUnreachable, 4) => IcmpErrorKind.PacketTooBig,
            (Icmpv4Type.DestinationUnreachable, 5) => IcmpErrorKind.SourceRouteFailed,
            (Icmpv4Type.DestinationUnreachable, _) => IcmpErrorKind.Prohibited,
            (Icmpv4Type.SourceQuench, _) => IcmpErrorKind.SourceQuench,
            (Icmpv4Type.TimeExceeded, _) => IcmpErrorKind.TimeExceeded,
            (Icmpv4Type.ParameterProblem, _) => IcmpErrorKind.ParameterProblem,
            _ => IcmpErrorKind.None,
        };
        ReadOnlySpan<byte> quoted = icmp.Body;
        int headerSize = quoted.Length > 0 ? (quoted[0] & 0xf) * 4 : 0;
        return TryReadQuoted(kind, quoted, headerSize, 9, 12, 4, icmp.RestOfHeader & 0xffff, out error, out reason);
    }

    private static bool TryReadV6(in Ipv6Header ip, out IcmpError error, out Reason reason)
    {
        error = default;
        reason = Reason.IcmpMalformed;
        if (!Icmpv6Header.TryParse(ip.Payload, out Icmpv6Header icmp, out _) || !icmp.IsChecksumValid(ip.SrcAddr, ip.DstAddr))
        {
            return false;
        }

        IcmpErrorKind kind = (icmp.Type, icmp.Code) switch
        {
            (Icmpv6Type.DestinationUnreachable, 0) => IcmpErrorKind.NetworkUnreachable,
            (Icmpv6Type.DestinationUnreachable, 1 or 5 or 6) => IcmpErrorKind.Prohibited,
            (Icmpv6Type.DestinationUnreachable, 4) => IcmpErrorKind.PortUnreachable,
            (Icmpv6Type.DestinationUnreachable, _) => IcmpErrorKind.HostUnreachable,
            (Icmpv6Type.PacketTooBig, _) => IcmpErrorKind.PacketTooBig,
            (Icmpv6Type.TimeExceeded, _) => IcmpErrorKind.TimeExceeded,
            (Icmpv6Type.ParameterProblem, 1) => IcmpErrorKind.ProtocolUnreachable,
            (Icmpv6Type.ParameterProblem, _) => IcmpErrorKind.ParameterProblem,
            _ => IcmpErrorKind.None,
        };
        return TryReadQuoted(kind, icmp.Body, Ipv6Header.FixedSize, 6, 8, 16, icmp.RestOfHeader, out error, out reason);
    }

    // The quoted packet is cut, so that what reads whole packets does not read it.
    private static bool TryReadQuoted(
        IcmpErrorKind kind, ReadOnlySpan<byte> quoted, int headerSize, int protocolOffset, int addressOffset, int addressSize, uint mtu, out IcmpError error, out Reason reason)
    {
        error = default;
        bool isError = kind != IcmpErrorKind.None;
        if (!isError || headerSize < addressOffset + (2 * addressSize) || quoted.Length < headerSize + QuotedTcpSize || quoted[protocolOffset] != TcpProtocol)
        {
            reason = isError ? Reason.IcmpMalformed : Reason.ProtocolUnknown;
            return false;
        }

        ReadOnlySpan<byte> tcp = quoted[headerSize..];
        TcpEndpoint source = new(IpAddress.FromBytes(quoted.Slice(addressOffset, addressSize)), BinaryPrimitives.ReadUInt16BigEndian(tcp));
        TcpEndpoint destination = new(IpAddress.FromBytes(quoted.Slice(addressOffset + addressSize, addressSize)), BinaryPrimitives.ReadUInt16BigEndian(tcp[2..]));
        reason = Reason.None;
        error = new IcmpError(kind, new ConnectionKey(source, destination), new SequenceNumber(BinaryPrimitives.ReadUInt32BigEndian(tcp[4..])), mtu);
        return true;
    }
}
