using TcpCodec;
using TcpCodec.Dissection;

namespace Extcap.Dissecting;

/// <summary>Reads a header, of whichever kind it is, and writes it again through its generated writer: each field that was read is set.</summary>
internal static class HeaderRewrite
{
    /// <summary>Writes a header and what it carries.</summary>
    /// <param name="kind">Which header it is.</param>
    /// <param name="bytes">The header and what it carries.</param>
    /// <param name="buffer">Where to write, other memory than the bytes; as long as they are.</param>
    /// <param name="written">How many bytes were written.</param>
    /// <returns>False where the header cannot be read, or the writer failed.</returns>
    public static bool TryRewrite(HeaderKind kind, ReadOnlySpan<byte> bytes, Span<byte> buffer, out int written) => kind switch
    {
        HeaderKind.Ethernet => EthernetHeaderWriter.TryRewrite(bytes, buffer, out written),
        HeaderKind.Vlan => VlanHeaderWriter.TryRewrite(bytes, buffer, out written),
        HeaderKind.ServiceVlan => ServiceVlanHeaderWriter.TryRewrite(bytes, buffer, out written),
        HeaderKind.Llc => LlcHeaderWriter.TryRewrite(bytes, buffer, out written),
        HeaderKind.LinuxCooked => LinuxCookedHeaderWriter.TryRewrite(bytes, buffer, out written),
        HeaderKind.LinuxCooked2 => LinuxCooked2HeaderWriter.TryRewrite(bytes, buffer, out written),
        HeaderKind.Loopback => LoopbackHeaderWriter.TryRewrite(bytes, buffer, out written),
        HeaderKind.LoopbackLe => LoopbackLeHeaderWriter.TryRewrite(bytes, buffer, out written),
        HeaderKind.Ipv4 => Ipv4HeaderWriter.TryRewrite(bytes, buffer, out written),
        HeaderKind.Ipv6 => Ipv6HeaderWriter.TryRewrite(bytes, buffer, out written),
        HeaderKind.Ipv6HopByHop => Ipv6HopByHopHeaderWriter.TryRewrite(bytes, buffer, out written),
        HeaderKind.Ipv6Routing => Ipv6RoutingHeaderWriter.TryRewrite(bytes, buffer, out written),
        HeaderKind.Ipv6Fragment => Ipv6FragmentHeaderWriter.TryRewrite(bytes, buffer, out written),
        HeaderKind.Ipv6Destination => Ipv6DestinationHeaderWriter.TryRewrite(bytes, buffer, out written),
        HeaderKind.Authentication => AuthenticationHeaderWriter.TryRewrite(bytes, buffer, out written),
        HeaderKind.Tcp => TcpHeaderWriter.TryRewrite(bytes, buffer, out written),
        HeaderKind.Udp => UdpHeaderWriter.TryRewrite(bytes, buffer, out written),
        HeaderKind.Icmpv4 => Icmpv4HeaderWriter.TryRewrite(bytes, buffer, out written),
        HeaderKind.Icmpv6 => Icmpv6HeaderWriter.TryRewrite(bytes, buffer, out written),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such header."),
    };
}
