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
        if (!IcmpHeader.TryParse(message, out IcmpHeader icmp, out _) || !icmp.IsChecksumValid())
        {
            return false;
        }

        IcmpErrorKind kind = (icmp.Kind, icmp.Code) switch
        {
            (IcmpKind.DestinationUnreachable, 0 or 6 or 11) => IcmpErrorKind.NetworkUnreachable,
            (IcmpKind.DestinationUnreachable, 1 or 7 or 8 or 12) => IcmpErrorKind.HostUnreachable,
            (IcmpKind.DestinationUnreachable, 2) => IcmpErrorKind.ProtocolUnreachable,
            (IcmpKind.DestinationUnreachable, 3) => IcmpErrorKind.PortUnreachable,
            (IcmpKind.DestinationUnreachable, 4) => IcmpErrorKind.PacketTooBig,
            (IcmpKind.DestinationUnreachable, 5) => IcmpErrorKind.SourceRouteFailed,
            (IcmpKind.DestinationUnreachable, _) => IcmpErrorKind.Prohibited,
            (IcmpKind.SourceQuench, _) => IcmpErrorKind.SourceQuench,
            (IcmpKind.TimeExceeded, _) => IcmpErrorKind.TimeExceeded,
            (IcmpKind.ParameterProblem, _) => IcmpErrorKind.ParameterProblem,
            _ => IcmpErrorKind.None,
        };
        ReadOnlySpan<byte> quoted = icmp.Payload;
        int headerSize = quoted.Length > 0 ? (quoted[0] & 0xf) * 4 : 0;
        return TryReadQuoted(kind, quoted, headerSize, 9, 12, 4, icmp.NextHopMtu, out error, out reason);
    }

    private static bool TryReadV6(in Ipv6Header ip, out IcmpError error, out Reason reason)
    {
        error = default;
        reason = Reason.IcmpMalformed;
        if (!Icmpv6Header.TryParse(ip.Payload, out Icmpv6Header icmp, out _) || !icmp.IsChecksumValid(ip.SrcAddr, ip.DstAddr))
        {
            return false;
        }

        IcmpErrorKind kind = (icmp.Kind, icmp.Code) switch
        {
            (Icmpv6Kind.DestinationUnreachable, 0) => IcmpErrorKind.NetworkUnreachable,
            (Icmpv6Kind.DestinationUnreachable, 1 or 5 or 6) => IcmpErrorKind.Prohibited,
            (Icmpv6Kind.DestinationUnreachable, 4) => IcmpErrorKind.PortUnreachable,
            (Icmpv6Kind.DestinationUnreachable, _) => IcmpErrorKind.HostUnreachable,
            (Icmpv6Kind.PacketTooBig, _) => IcmpErrorKind.PacketTooBig,
            (Icmpv6Kind.TimeExceeded, _) => IcmpErrorKind.TimeExceeded,
            (Icmpv6Kind.ParameterProblem, 1) => IcmpErrorKind.ProtocolUnreachable,
            (Icmpv6Kind.ParameterProblem, _) => IcmpErrorKind.ParameterProblem,
            _ => IcmpErrorKind.None,
        };
        return TryReadQuoted(kind, icmp.Payload, Ipv6Header.FixedSize, 6, 8, 16, icmp.Mtu, out error, out reason);
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
