using TcpCodec;
using TcpCodec.Dissection;

namespace Extcap.Dissecting;

/// <summary>What Wireshark calls a header, and what the options of one are called.</summary>
internal static class LayerName
{
    /// <summary>The name of Wireshark's dissector, as in its display filters.</summary>
    public static string Of(HeaderKind kind) => kind switch
    {
        HeaderKind.Ethernet => "eth",
        HeaderKind.Vlan => "vlan",
        HeaderKind.ServiceVlan => "ieee8021ad",
        HeaderKind.Llc => "llc",
        HeaderKind.LinuxCooked or HeaderKind.LinuxCooked2 => "sll",
        HeaderKind.Loopback or HeaderKind.LoopbackLe => "null",
        HeaderKind.Ipv4 => "ip",
        HeaderKind.Ipv6 => "ipv6",
        HeaderKind.Ipv6HopByHop => "ipv6.hopopts",
        HeaderKind.Ipv6Routing => "ipv6.routing",
        HeaderKind.Ipv6Fragment => "ipv6.fraghdr",
        HeaderKind.Ipv6Destination => "ipv6.dstopts",
        HeaderKind.Authentication => "ah",
        HeaderKind.Tcp => "tcp",
        HeaderKind.Udp => "udp",
        HeaderKind.Icmpv4 => "icmp",
        HeaderKind.Icmpv6 => "icmpv6",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such header."),
    };

    /// <summary>What people call the protocol.</summary>
    public static string Title(HeaderKind kind) => kind switch
    {
        HeaderKind.Ethernet => "Ethernet",
        HeaderKind.Vlan or HeaderKind.ServiceVlan => "VLAN",
        HeaderKind.Llc => "LLC",
        HeaderKind.LinuxCooked or HeaderKind.LinuxCooked2 => "SLL",
        HeaderKind.Loopback or HeaderKind.LoopbackLe => "NULL",
        HeaderKind.Ipv4 => "IPv4",
        HeaderKind.Authentication => "AH",
        HeaderKind.Tcp => "TCP",
        HeaderKind.Udp => "UDP",
        HeaderKind.Icmpv4 => "ICMP",
        HeaderKind.Icmpv6 => "ICMPv6",
        _ => "IPv6",
    };

    /// <summary>The name of an option in the header's spec; <c>unknown</c> where it has none.</summary>
    public static string OfOption(HeaderKind kind, byte option) => kind switch
    {
        HeaderKind.Tcp => Word((TcpOptionKind)option),
        HeaderKind.Ipv4 => Word((Ipv4OptionType)option),
        HeaderKind.Ipv6HopByHop => Word((Ipv6HopByHopOptionType)option),
        HeaderKind.Ipv6Destination => Word((Ipv6DestinationOptionType)option),
        _ => "unknown",
    };

    // As the spec writes it.
    private static string Word<TOption>(TOption option)
        where TOption : struct, Enum =>
        Enum.IsDefined(option)
            ? string.Concat(option.ToString().Select((letter, at) => char.IsUpper(letter) ? (at > 0 ? "_" : "") + char.ToLowerInvariant(letter) : letter.ToString()))
            : "unknown";
}
