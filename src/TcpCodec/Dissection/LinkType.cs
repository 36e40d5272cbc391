namespace TcpCodec.Dissection;

/// <summary>What a captured packet begins with. Values without a name are kept.</summary>
/// <remarks><see href="https://www.tcpdump.org/linktypes.html">The registry of link types</see></remarks>
public enum LinkType : ushort
{
    /// <summary>BSD loopback: an address family of 32 bits in the byte order of the machine that captured.</summary>
    Null = 0,

    /// <summary>Ethernet.</summary>
    Ethernet = 1,

    /// <summary>An IP packet, as old captures of most systems say it.</summary>
    RawOld = 12,

    /// <summary>An IP packet, as old captures of OpenBSD say it.</summary>
    RawOpenBsd = 14,

    /// <summary>An IP packet, version 4 or 6.</summary>
    Raw = 101,

    /// <summary>OpenBSD loopback: an address family of 32 bits in network byte order.</summary>
    Loop = 108,

    /// <summary>Linux cooked capture, version 1.</summary>
    LinuxCooked = 113,

    /// <summary>An IPv4 packet.</summary>
    Ipv4 = 228,

    /// <summary>An IPv6 packet.</summary>
    Ipv6 = 229,

    /// <summary>Linux cooked capture, version 2.</summary>
    LinuxCooked2 = 276,
}
