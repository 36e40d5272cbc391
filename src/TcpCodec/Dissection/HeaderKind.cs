namespace TcpCodec.Dissection;

/// <summary>Which header a layer of a packet begins with.</summary>
public enum HeaderKind : byte
{
    /// <summary>None: what follows is data, or nothing that is known here.</summary>
    None = 0,

    /// <summary>Ethernet II, or IEEE 802.3 with a length in place of the type.</summary>
    Ethernet,

    /// <summary>A VLAN tag (IEEE 802.1Q).</summary>
    Vlan,

    /// <summary>A service provider's VLAN tag (IEEE 802.1ad).</summary>
    ServiceVlan,

    /// <summary>Logical link control (IEEE 802.2), and SNAP where it follows.</summary>
    Llc,

    /// <summary>Linux cooked capture, version 1.</summary>
    LinuxCooked,

    /// <summary>Linux cooked capture, version 2.</summary>
    LinuxCooked2,

    /// <summary>BSD loopback, the address family in network byte order.</summary>
    Loopback,

    /// <summary>BSD loopback, the address family in little-endian order.</summary>
    LoopbackLe,

    /// <summary>IPv4.</summary>
    Ipv4,

    /// <summary>IPv6, its fixed header.</summary>
    Ipv6,

    /// <summary>IPv6's hop-by-hop options.</summary>
    Ipv6HopByHop,

    /// <summary>IPv6's routing header.</summary>
    Ipv6Routing,

    /// <summary>IPv6's fragment header.</summary>
    Ipv6Fragment,

    /// <summary>IPv6's destination options.</summary>
    Ipv6Destination,

    /// <summary>The authentication header of IPsec.</summary>
    Authentication,

    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>UDP.</summary>
    Udp,

    /// <summary>ICMP.</summary>
    Icmpv4,

    /// <summary>ICMP for IPv6.</summary>
    Icmpv6,
}
