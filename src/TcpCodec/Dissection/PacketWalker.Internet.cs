using System.Buffers.Binary;
using HeaderSpec;

namespace TcpCodec.Dissection;

/// <content>IP, its extension headers, and the transports' headers.</content>
public ref partial struct PacketWalker
{
    private const int Word = 4;
    private const int Ipv6AddressSize = 16;
    private const int RoutingReserved = 4; // in front of the addresses of a source route (RFC 2460, 4.4), and as long as what is in front of a segment list (RFC 8754, 2)
    private const byte ProtocolIpv4 = 4;
    private const byte ProtocolIpv6 = 41;
    private const byte ProtocolAuthentication = 51;

    private static HeaderKind KindOfProtocol(byte protocol, ReadOnlySpan<byte> payload) => protocol switch
    {
        (byte)Ipv6NextHeader.HopByHop => HeaderKind.Ipv6HopByHop,
        (byte)Ipv4Protocol.Icmp => HeaderKind.Icmpv4,
        ProtocolIpv4 => IpKind(payload, HeaderKind.Ipv4),
        (byte)Ipv4Protocol.Tcp => HeaderKind.Tcp,
        (byte)Ipv4Protocol.Udp => HeaderKind.Udp,
        ProtocolIpv6 => HeaderKind.Ipv6,
        (byte)Ipv6NextHeader.Routing => HeaderKind.Ipv6Routing,
        (byte)Ipv6NextHeader.Fragment => HeaderKind.Ipv6Fragment,
        ProtocolAuthentication => HeaderKind.Authentication,
        (byte)Ipv6NextHeader.Icmpv6 => HeaderKind.Icmpv6,
        (byte)Ipv6NextHeader.DestinationOptions => HeaderKind.Ipv6Destination,
        _ => HeaderKind.None,
    };

    private void StepIpv4()
    {
        ReadOnlySpan<byte> rest = Rest;
        bool isWhole = Ipv4Header.TryParse(rest, out _, out ParseError error);
        if (!isWhole && !IsPayloadCut(error))
        {
            Fail(HeaderKind.Ipv4, error);
            return;
        }

        int headerSize = (rest[0] & 0xf) * Word;
        int total = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        ushort fragment = BinaryPrimitives.ReadUInt16BigEndian(rest[6..]);
        SourceAddress = rest.Slice(12, 4);
        DestinationAddress = rest.Slice(16, 4);
        IsFragment |= (fragment & 0x3fff) != 0;
        bool isCut = !isWhole && _at + total <= _end;
        Limit(_at + total);
        Take(HeaderKind.Ipv4, headerSize, (fragment & 0x1fff) != 0 ? HeaderKind.None : KindOfProtocol(rest[9], rest[headerSize..]), error, isCut);
    }

    private void StepIpv6()
    {
        ReadOnlySpan<byte> rest = Rest;
        bool isWhole = Ipv6Header.TryParse(rest, out _, out ParseError error);
        if (!isWhole && !IsPayloadCut(error))
        {
            Fail(HeaderKind.Ipv6, error);
            return;
        }

        uint length = BinaryPrimitives.ReadUInt16BigEndian(rest[4..]);
        byte next = rest[6];
        ReadOnlySpan<byte> payload = rest[Ipv6Header.FixedSize..];
        if (length == 0 && TryGetJumboLength(next, payload, out uint jumbo))
        {
            length = jumbo;
        }

        SourceAddress = rest.Slice(8, Ipv6AddressSize);
        DestinationAddress = rest.Slice(24, Ipv6AddressSize);
        long end = (long)_at + Ipv6Header.FixedSize + length;
        bool isCut = !isWhole && end <= _end;
        Limit(end);
        Take(HeaderKind.Ipv6, Ipv6Header.FixedSize, KindOfProtocol(next, payload), error, isCut);
    }

    // The header is whole, and what it carries is not all there.
    private static bool IsPayloadCut(ParseError error) => error is { Fault: ParseFault.Truncated, Field: "/seq/payload" };

    // RFC 2675, section 2: the length of a packet whose length does not fit into the header.
    private static bool TryGetJumboLength(byte next, ReadOnlySpan<byte> payload, out uint length)
    {
        length = 0;
        if (next != (byte)Ipv6NextHeader.HopByHop || !Ipv6HopByHopHeader.TryParse(payload, out Ipv6HopByHopHeader header, out _))
        {
            return false;
        }

        foreach (Ipv6HopByHopOption option in header.Options)
        {
            if (option.TryGetJumboPayload(out length))
            {
                return true;
            }
        }

        return false;
    }

    private void StepIpv6HopByHop()
    {
        if (Ipv6HopByHopHeader.TryParse(Rest, out Ipv6HopByHopHeader header, out ParseError error))
        {
            Take(HeaderKind.Ipv6HopByHop, header.HeaderSize, KindOfProtocol(header.NextHeader, header.Payload));
        }
        else
        {
            Fail(HeaderKind.Ipv6HopByHop, error);
        }
    }

    private void StepIpv6Destination()
    {
        if (!Ipv6DestinationHeader.TryParse(Rest, out Ipv6DestinationHeader header, out ParseError error))
        {
            Fail(HeaderKind.Ipv6Destination, error);
            return;
        }

        foreach (Ipv6DestinationOption option in header.Options)
        {
            if (option.Type == Ipv6DestinationOptionType.HomeAddress && option.Data.Length == Ipv6AddressSize)
            {
                SourceAddress = option.Data;
            }
        }

        Take(HeaderKind.Ipv6Destination, header.HeaderSize, KindOfProtocol(header.NextHeader, header.Payload));
    }

    private void StepIpv6Routing()
    {
        if (!Ipv6RoutingHeader.TryParse(Rest, out Ipv6RoutingHeader header, out ParseError error))
        {
            Fail(HeaderKind.Ipv6Routing, error);
            return;
        }

        ReadOnlySpan<byte> data = header.Data;
        if (header.SegmentsLeft > 0 && data.Length >= RoutingReserved + Ipv6AddressSize)
        {
            DestinationAddress = header.Type switch
            {
                Ipv6RoutingRoutingType.SourceRoute or Ipv6RoutingRoutingType.HomeAddress => data[^Ipv6AddressSize..],
                Ipv6RoutingRoutingType.SegmentRouting => data.Slice(RoutingReserved, Ipv6AddressSize), // the list is in reverse order
                _ => DestinationAddress,
            };
        }

        Take(HeaderKind.Ipv6Routing, header.HeaderSize, KindOfProtocol(header.NextHeader, header.Payload));
    }

    private void StepIpv6Fragment()
    {
        if (!Ipv6FragmentHeader.TryParse(Rest, out Ipv6FragmentHeader header, out ParseError error))
        {
            Fail(HeaderKind.Ipv6Fragment, error);
            return;
        }

        // A fragment that is all of its packet is none (RFC 6946).
        IsFragment |= header.FragmentOffset != 0 || header.MoreFragments;
        Take(HeaderKind.Ipv6Fragment, Ipv6FragmentHeader.FixedSize, header.FragmentOffset != 0 ? HeaderKind.None : KindOfProtocol(header.NextHeader, header.Payload));
    }

    private void StepAuthentication()
    {
        if (AuthenticationHeader.TryParse(Rest, out AuthenticationHeader header, out ParseError error))
        {
            Take(HeaderKind.Authentication, header.HeaderSize, KindOfProtocol(header.NextHeader, header.Payload));
        }
        else
        {
            Fail(HeaderKind.Authentication, error);
        }
    }

    private void StepTcp()
    {
        if (TcpHeader.TryParse(Rest, out TcpHeader tcp, out ParseError error))
        {
            Take(HeaderKind.Tcp, tcp.HeaderSize, HeaderKind.None);
        }
        else
        {
            Fail(HeaderKind.Tcp, error);
        }
    }

    private void StepIcmpv4()
    {
        if (Icmpv4Header.TryParse(Rest, out _, out ParseError error))
        {
            Take(HeaderKind.Icmpv4, Icmpv4Header.FixedSize, HeaderKind.None);
        }
        else
        {
            Fail(HeaderKind.Icmpv4, error);
        }
    }

    private void StepIcmpv6()
    {
        if (Icmpv6Header.TryParse(Rest, out _, out ParseError error))
        {
            Take(HeaderKind.Icmpv6, Icmpv6Header.FixedSize, HeaderKind.None);
        }
        else
        {
            Fail(HeaderKind.Icmpv6, error);
        }
    }

    private void StepUdp()
    {
        ReadOnlySpan<byte> rest = Rest;
        bool isWhole = UdpHeader.TryParse(rest, out _, out ParseError error);
        long length = rest.Length < UdpHeader.FixedSize ? 0 : BinaryPrimitives.ReadUInt16BigEndian(rest[4..]);
        if (length == 0 && _end - _at > ushort.MaxValue && rest.Length >= UdpHeader.FixedSize)
        {
            // RFC 2675, section 4: the length of a datagram in a jumbogram.
            length = _end - _at;
            error = rest.Length < length ? new ParseError(ParseFault.Truncated, "/seq/payload", rest.Length) : default;
            isWhole = error.Fault == ParseFault.None;
        }

        if (!isWhole && !IsPayloadCut(error))
        {
            Fail(HeaderKind.Udp, error);
            return;
        }

        bool isCut = !isWhole && _at + length <= _end;
        Limit(_at + length);
        Take(HeaderKind.Udp, UdpHeader.FixedSize, HeaderKind.None, error, isCut);
    }
}
