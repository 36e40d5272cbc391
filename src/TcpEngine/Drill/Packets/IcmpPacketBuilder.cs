using System.Globalization;
using TcpCodec;

namespace TcpEngine.Drill;

/// <summary>Makes the ICMP messages that a script puts into the stack: errors quote the IP header and the first eight bytes of a segment that the stack sent.</summary>
internal static class IcmpPacketBuilder
{
    private const int QuotedTcpSize = 8; // RFC 792: the ports and the sequence number
    private const byte TimeToLive = 64;

    // Names of codes are per type: RFC 792, RFC 1812, section 5.2.7.1, and RFC 1191.
    private static readonly Dictionary<string, IcmpType> TypesV4 = new()
    {
        ["echo_reply"] = new(0, []),
        ["unreachable"] = new(3, ["net_unreachable", "host_unreachable", "protocol_unreachable", "port_unreachable", "frag_needed", "source_route_failed", "net_unknown", "host_unknown",
            "source_host_isolated", "net_prohibited", "host_prohibited", "net_unreachable_for_tos", "host_unreachable_for_tos", "admin_prohibited", "host_precedence_violation", "precedence_cutoff"]),
        ["source_quench"] = new(4, []),
        ["redirect"] = new(5, []),
        ["echo_request"] = new(8, []),
        ["time_exceeded"] = new(11, ["ttl_exceeded", "fragment_reassembly_exceeded"]),
        ["parameter_problem"] = new(12, []),
    };

    // RFC 4443.
    private static readonly Dictionary<string, IcmpType> TypesV6 = new()
    {
        ["unreachable"] = new(1, ["no_route", "admin_prohibited", "beyond_scope", "address_unreachable", "port_unreachable"]),
        ["packet_too_big"] = new(2, []),
        ["time_exceeded"] = new(3, ["exceeded_hop_limit", "fragment_reassembly_exceeded"]),
        ["parameter_problem"] = new(4, ["header_field", "unrecognized_next_header", "unrecognized_option"]),
        ["echo_request"] = new(128, []),
        ["echo_reply"] = new(129, []),
    };

    /// <summary>Makes a message from the peer's address.</summary>
    /// <exception cref="DrillScriptException">The type or the code is none of this IP version.</exception>
    public static byte[] Build(IcmpPacketEvent icmp, DrillConnection connection)
    {
        bool isV6 = connection.Key.Local.Address.IsV6;
        (byte type, byte code) = Resolve(icmp, isV6);
        bool isEcho = isV6 ? type >= 128 : type is 0 or 8;
        int ipSize = isV6 ? Ipv6Header.FixedSize : Ipv4Header.FixedSize;
        int headerSize = isV6 ? Icmpv6Header.FixedSize : Icmpv4Header.FixedSize;
        int quoted = isEcho ? 0 : ipSize + QuotedTcpSize;
        byte[] packet = new byte[ipSize + headerSize + quoted];
        Span<byte> message = packet.AsSpan(ipSize);
        if (!isEcho)
        {
            Quote(message[headerSize..], icmp, connection, ipSize);
        }

        // An echo's identifier is in the upper half; RFC 1191 has 16 bits of MTU, in the lower one.
        uint rest = isEcho ? (uint)icmp.Identifier << 16 : icmp.Mtu;
        IpAddress source = connection.Key.Remote.Address;
        IpAddress destination = connection.Key.Local.Address;
        byte protocol = isV6 ? IpPacket.Icmpv6 : IpPacket.Icmp;
        if (isV6)
        {
            _ = new Icmpv6HeaderWriter(message) { Type = (Icmpv6Type)type, Code = code, RestOfHeader = rest };
            Span<byte> addresses = stackalloc byte[32];
            source.CopyTo(addresses);
            destination.CopyTo(addresses[16..]);
            Icmpv6HeaderWriter.SetChecksum(message, addresses[..16], addresses[16..]);
        }
        else
        {
            _ = new Icmpv4HeaderWriter(message) { Type = (Icmpv4Type)type, Code = code, RestOfHeader = rest };
            Icmpv4HeaderWriter.SetChecksum(message);
        }

        IpPacket.WriteHeader(packet, source, destination, protocol, icmp.Ip, TimeToLive);
        return packet;
    }

    private static (byte Type, byte Code) Resolve(IcmpPacketEvent icmp, bool isV6)
    {
        string version = isV6 ? "ICMPv6" : "ICMPv4";
        IcmpType? known = (isV6 ? TypesV6 : TypesV4).GetValueOrDefault(icmp.Type);
        int type = known?.Number ?? NumberIn(icmp.Type, "type_");
        int code = icmp.Code is null ? 0 : Math.Max(NumberIn(icmp.Code, "code_"), Array.IndexOf(known?.Codes ?? [], icmp.Code));
        return type < 0
            ? throw new DrillScriptException(icmp.Position, $"{version} has no type '{icmp.Type}'.")
            : code < 0
                ? throw new DrillScriptException(icmp.Position, $"{version}'s '{icmp.Type}' has no code '{icmp.Code}'.")
                : ((byte)type, (byte)code);
    }

    private static int NumberIn(string word, string prefix) =>
        word.StartsWith(prefix, StringComparison.Ordinal) && byte.TryParse(word.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out byte number) ? number : -1;

    private static void Quote(Span<byte> quoted, IcmpPacketEvent icmp, DrillConnection connection, int ipSize)
    {
        // The header is that of the whole segment: it is written into a packet of its length, and cut.
        byte[] original = new byte[ipSize + TcpHeader.FixedSize + icmp.EchoedLength];
        IpPacket.WriteHeader(original, connection.Key.Local.Address, connection.Key.Remote.Address, IpPacket.Tcp, default, TimeToLive);
        _ = new TcpHeaderWriter(original.AsSpan(ipSize))
        {
            SrcPort = connection.Key.Local.Port,
            DstPort = connection.Key.Remote.Port,
            SeqNum = connection.Local.ToLive(icmp.EchoedSequence, isSyn: false),
        };
        original.AsSpan(0, quoted.Length).CopyTo(quoted);
    }

    /// <summary>A type's number, and the names of its codes from 0 on.</summary>
    private sealed record IcmpType(byte Number, string[] Codes);
}
