using HeaderSpec;
using TcpCodec;

namespace TcpEngine;

/// <summary>Reads IP packets that carry TCP, and says of each other one why it is dropped.</summary>
public static class SegmentReader
{
    /// <summary>Reads an IPv4 or IPv6 packet, its checksums included.</summary>
    /// <param name="packet">The packet, from the first byte of its IP header.</param>
    /// <param name="segment">The segment, where the result is true.</param>
    /// <param name="reason">Why the packet is dropped, where it is false.</param>
    /// <param name="error">For a malformed header: what is wrong with it, and where.</param>
    public static bool TryRead(ReadOnlySpan<byte> packet, out Segment segment, out Reason reason, out ParseError error)
    {
        segment = default;
        if (!Ipv4Header.TryParse(packet, out Ipv4Header ip, out error))
        {
            bool isOtherVersion = error is { Fault: ParseFault.InvalidValue, Offset: 0 };
            reason = Reason.IpMalformed;
            return isOtherVersion && TryReadIpv6(packet, out segment, out reason, out error);
        }

        if (!ip.IsChecksumValid())
        {
            reason = Reason.IpChecksumWrong;
            return false;
        }

        if (ip.Protocol != Ipv4Protocol.Tcp)
        {
            reason = Reason.ProtocolUnknown;
            return false;
        }

        if (ip.MoreFragments || ip.FragmentOffset != 0)
        {
            reason = Reason.Fragment;
            return false;
        }

        return TryReadTcp(ip.Bytes, ip.SrcAddr, ip.DstAddr, ip.Dscp, (EcnCodepoint)ip.Ecn, ip.Payload, out segment, out reason, out error);
    }

    private static bool TryReadIpv6(ReadOnlySpan<byte> packet, out Segment segment, out Reason reason, out ParseError error)
    {
        segment = default;
        if (!Ipv6Header.TryParse(packet, out Ipv6Header ip, out error))
        {
            reason = Reason.IpMalformed;
            return false;
        }

        if (ip.NextHeader != Ipv6NextHeader.Tcp)
        {
            reason = ip.NextHeader == Ipv6NextHeader.Fragment ? Reason.Fragment : Reason.ProtocolUnknown;
            return false;
        }

        return TryReadTcp(ip.Bytes, ip.SrcAddr, ip.DstAddr, ip.Dscp, (EcnCodepoint)ip.Ecn, ip.Payload, out segment, out reason, out error);
    }

    private static bool TryReadTcp(
        ReadOnlySpan<byte> packet, ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination, byte dscp, EcnCodepoint ecn, ReadOnlySpan<byte> bytes, out Segment segment, out Reason reason, out ParseError error)
    {
        segment = default;
        reason = Reason.TcpMalformed;
        if (!TcpHeader.TryParse(bytes, out TcpHeader tcp, out error) || !tcp.TryValidate(out error))
        {
            return false;
        }

        if (!tcp.IsChecksumValid(source, destination))
        {
            reason = Reason.TcpChecksumWrong;
            return false;
        }

        ushort maximumSegmentSize = 0;
        bool hasShift = false;
        byte shift = 0;
        bool sackPermitted = false;
        bool hasTimestamps = false;
        uint value = 0;
        uint echo = 0;
        TcpSack blocks = default;
        ReadOnlySpan<byte> fastOpen = default;
        Duration userTimeout = default;
        AccurateEcnOption? accurateEcn = null;
        ReadOnlySpan<byte> signature = default;
        foreach (TcpOption option in tcp.Options)
        {
            switch (option.Kind)
            {
                case TcpOptionKind.Mss when option.TryGetMss(out ushort mss):
                    maximumSegmentSize = mss;
                    break;
                case TcpOptionKind.WindowScale when option.TryGetWindowScale(out byte exponent):
                    (hasShift, shift) = (true, exponent);
                    break;
                case TcpOptionKind.SackPermitted:
                    sackPermitted = option.IsSackPermitted;
                    break;
                case TcpOptionKind.Timestamps when option.TryGetTimestamps(out uint sent, out uint echoed):
                    (hasTimestamps, value, echo) = (true, sent, echoed);
                    break;
                case TcpOptionKind.Sack when option.TryGetSack(out TcpSack sack):
                    blocks = sack;
                    break;
                case FastOpenOption.Kind or FastOpenOption.ExperimentalKind when tcp.Syn && FastOpenOption.IsValid(option):
                    fastOpen = option.Bytes;
                    break;
                case TcpOptionKind.UserTimeout when option.TryGetUserTimeout(out bool inMinutes, out ushort timeout):
                    userTimeout = UserTimeoutExchange.Decode(inMinutes, timeout);
                    break;
                case TcpOptionKind.AccEcnOrder0 or TcpOptionKind.AccEcnOrder1 when !tcp.Syn || tcp.Ack:
                    accurateEcn = AccurateEcnOption.Read(option);
                    break;
                case TcpOptionKind.Ao or TcpOptionKind.Md5 when !signature.IsEmpty || !IsSignature(option):
                    reason = Reason.AuthenticationMalformed;
                    return false;
                case TcpOptionKind.Ao or TcpOptionKind.Md5:
                    signature = option.Bytes;
                    break;
            }
        }

        reason = Reason.None;
        segment = new Segment
        {
            Packet = packet,
            Source = new TcpEndpoint(IpAddress.FromBytes(source), tcp.SrcPort),
            Destination = new TcpEndpoint(IpAddress.FromBytes(destination), tcp.DstPort),
            SequenceNumber = new SequenceNumber(tcp.SeqNum),
            Acknowledgment = new SequenceNumber(tcp.AckNum),
            Flags = tcp.Flags,
            Window = tcp.Window,
            UrgentPointer = tcp.UrgentPointer,
            Dscp = dscp,
            Ecn = ecn,
            Payload = tcp.Payload,
            MaximumSegmentSize = maximumSegmentSize,
            HasWindowShift = hasShift,
            WindowShift = shift,
            SackPermitted = sackPermitted,
            HasTimestamps = hasTimestamps,
            TimestampValue = value,
            TimestampEcho = echo,
            SackBlocks = blocks,
            FastOpenOption = fastOpen,
            UserTimeout = userTimeout,
            AccurateEcn = accurateEcn,
            Tcp = tcp.Bytes,
            SignatureOption = signature,
        };
        return true;
    }

    // Two of them, of one kind or of both, or one of a length that cannot be: the segment is to be discarded (RFC 5925, section 2.2).
    private static bool IsSignature(in TcpOption option) => option.TryGetAo(out _) || option.TryGetMd5(out _);
}
