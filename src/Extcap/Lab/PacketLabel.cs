using System.Globalization;
using System.Text;
using TcpCodec;
using TcpEngine;

namespace Extcap.Lab;

/// <summary>Says in a few words what a packet is. Sequence numbers count from each side's initial one, as in Wireshark.</summary>
internal sealed class PacketLabel
{
    private const int FarOff = 1 << 28;

    private readonly Dictionary<ConnectionKey, SequenceNumber> _initial = []; // by sender and receiver

    /// <summary>Remembers where a sender's numbers begin.</summary>
    public void Learn(in EngineEvent e)
    {
        if (e.Kind == EngineEventKind.SegmentSent && e.HasSnapshot)
        {
            _initial[e.Key] = e.Snapshot.InitialSendSequence;
        }
    }

    /// <summary>The words.</summary>
    public string Of(ReadOnlySpan<byte> packet)
    {
        if (SegmentReader.TryRead(packet, out Segment segment, out Reason reason, out _))
        {
            return OfSegment(segment);
        }

        return reason switch
        {
            Reason.Fragment => OfFragment(packet),
            Reason.TcpMalformed or Reason.IpMalformed => "malformed",
            Reason.TcpChecksumWrong or Reason.IpChecksumWrong => "damaged",
            _ => OfOther(packet),
        };
    }

    private static string OfFragment(ReadOnlySpan<byte> packet)
    {
        if (!Ipv4Header.TryParse(packet, out Ipv4Header ip, out _))
        {
            return "fragment";
        }

        int start = ip.FragmentOffset * 8;
        return string.Create(CultureInfo.InvariantCulture, $"fragment {start}-{start + ip.Payload.Length}{(ip.MoreFragments ? "" : ", last")}");
    }

    private static string OfOther(ReadOnlySpan<byte> packet)
    {
        if (Ipv4Header.TryParse(packet, out Ipv4Header v4, out _) && v4.Protocol == Ipv4Protocol.Icmp && Icmpv4Header.TryParse(v4.Payload, out Icmpv4Header icmp, out _))
        {
            bool isTooBig = icmp is { Type: Icmpv4Type.DestinationUnreachable, Code: 4 };
            return isTooBig ? string.Create(CultureInfo.InvariantCulture, $"ICMP fragmentation needed, MTU {icmp.RestOfHeader & 0xffff}") : $"ICMP {icmp.Type}";
        }

        return Ipv6Header.TryParse(packet, out Ipv6Header v6, out _) && v6.NextHeader == Ipv6NextHeader.Icmpv6 && Icmpv6Header.TryParse(v6.Payload, out Icmpv6Header icmpv6, out _)
            ? string.Create(CultureInfo.InvariantCulture, $"ICMPv6 {icmpv6.Type}, {icmpv6.RestOfHeader}")
            : string.Create(CultureInfo.InvariantCulture, $"{packet.Length} bytes");
    }

    private string OfSegment(in Segment segment)
    {
        StringBuilder label = new();
        ConnectionKey there = new(segment.Source, segment.Destination);
        ConnectionKey back = new(segment.Destination, segment.Source);
        label.Append(segment.Flags == TcpFlags.None ? "no flags" : segment.Flags.ToString().ToUpperInvariant().Replace(", ", ",", StringComparison.Ordinal));
        label.Append(" seq=").Append(Relative(segment.SequenceNumber, there));
        if (segment.IsAck)
        {
            label.Append(" ack=").Append(Relative(segment.Acknowledgment, back));
        }

        if (segment.Payload.Length > 0)
        {
            label.Append(CultureInfo.InvariantCulture, $" len={segment.Payload.Length}");
        }

        if (segment.SackBlocks.Count > 0)
        {
            TcpSackBlock first = segment.SackBlocks[0];
            label.Append(" sack=").Append(Relative(new SequenceNumber(first.Left), back)).Append('-').Append(Relative(new SequenceNumber(first.Right), back));
        }

        if (segment.FastOpen is { } cookie)
        {
            label.Append(cookie.IsRequest ? " TFO=R" : " TFO=C"); // as Wireshark has it: a request, a cookie
        }

        if (!segment.SignatureOption.IsEmpty)
        {
            label.Append((TcpOptionKind)segment.SignatureOption[0] == TcpOptionKind.Md5 ? " MD5" : " AO");
        }

        if (segment.Ecn == EcnCodepoint.CongestionExperienced)
        {
            label.Append(" CE");
        }

        return label.ToString();
    }

    // An old or forged segment may lie before the beginning: its number is negative, or, far off, the one on the wire.
    private string Relative(SequenceNumber number, in ConnectionKey key)
    {
        int relative = _initial.TryGetValue(key, out SequenceNumber initial) ? unchecked((int)(number.Value - initial.Value)) : int.MinValue;
        return relative is > -FarOff and < FarOff ? relative.ToString(CultureInfo.InvariantCulture) : $"#{number}";
    }
}
