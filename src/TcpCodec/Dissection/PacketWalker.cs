using HeaderSpec;

namespace TcpCodec.Dissection;

/// <summary>
/// Walks the headers of a captured packet from the outermost in, as far as they lead to a transport's: link layer, VLAN tags, IP in IP, extension headers, fragments. Every step is
/// of a header's length, so a walk ends; nothing is allocated, and nothing throws, whatever the bytes are.
/// </summary>
/// <example>
/// <code>
/// PacketWalker walker = new(LinkType.Ethernet, packet, originalLength);
/// while (walker.MoveNext()) { … walker.Current.Kind … }
/// </code>
/// </example>
public ref partial struct PacketWalker
{
    private readonly ReadOnlySpan<byte> _packet;
    private HeaderKind _next;
    private int _at;
    private int _end;

    /// <summary>Starts before the outermost header.</summary>
    /// <param name="linkType">What the packet begins with. One that is unknown here has no headers.</param>
    /// <param name="packet">The captured bytes.</param>
    /// <param name="originalLength">The packet's length on the wire in bytes. One that is less than what was captured is not believed.</param>
    public PacketWalker(LinkType linkType, ReadOnlySpan<byte> packet, uint originalLength)
    {
        _packet = packet;
        _end = Math.Max(packet.Length, (int)Math.Min(originalLength, int.MaxValue));
        _next = linkType switch
        {
            LinkType.Ethernet => HeaderKind.Ethernet,
            LinkType.LinuxCooked => HeaderKind.LinuxCooked,
            LinkType.LinuxCooked2 => HeaderKind.LinuxCooked2,
            LinkType.Loop => HeaderKind.Loopback,
            LinkType.Null => NullKind(packet),
            LinkType.Raw or LinkType.RawOld or LinkType.RawOpenBsd => IpKind(packet, HeaderKind.None),
            LinkType.Ipv4 => IpKind(packet, HeaderKind.Ipv4),
            LinkType.Ipv6 => HeaderKind.Ipv6,
            _ => HeaderKind.None,
        };
    }

    /// <summary>The header at hand.</summary>
    public PacketLayer Current { get; private set; }

    /// <summary>What a checksum of what comes next covers as the source address: that of the innermost IP header so far, or a home address option's (RFC 6275, section 11.3.1).</summary>
    public ReadOnlySpan<byte> SourceAddress { get; private set; }

    /// <summary>What a checksum of what comes next covers as the destination address: that of the innermost IP header so far, or the last one that a routing header names (RFC 8200, section 8.1).</summary>
    public ReadOnlySpan<byte> DestinationAddress { get; private set; }

    /// <summary>Whether what comes next is in a fragment: it may end before its data does.</summary>
    public bool IsFragment { get; private set; }

    /// <summary>Moves to the next header. False where there is none that is known here, or none that can be found.</summary>
    public bool MoveNext()
    {
        if (_next == HeaderKind.None)
        {
            return false;
        }

        HeaderKind kind = _next;
        _next = HeaderKind.None;
        switch (kind)
        {
            case HeaderKind.Ethernet:
                StepEthernet();
                break;
            case HeaderKind.Vlan:
                StepVlan();
                break;
            case HeaderKind.ServiceVlan:
                StepServiceVlan();
                break;
            case HeaderKind.Llc:
                StepLlc();
                break;
            case HeaderKind.LinuxCooked:
                StepLinuxCooked();
                break;
            case HeaderKind.LinuxCooked2:
                StepLinuxCooked2();
                break;
            case HeaderKind.Loopback:
                StepLoopback();
                break;
            case HeaderKind.LoopbackLe:
                StepLoopbackLe();
                break;
            case HeaderKind.Ipv4:
                StepIpv4();
                break;
            case HeaderKind.Ipv6:
                StepIpv6();
                break;
            case HeaderKind.Ipv6HopByHop:
                StepIpv6HopByHop();
                break;
            case HeaderKind.Ipv6Routing:
                StepIpv6Routing();
                break;
            case HeaderKind.Ipv6Fragment:
                StepIpv6Fragment();
                break;
            case HeaderKind.Ipv6Destination:
                StepIpv6Destination();
                break;
            case HeaderKind.Authentication:
                StepAuthentication();
                break;
            case HeaderKind.Tcp:
                StepTcp();
                break;
            case HeaderKind.Udp:
                StepUdp();
                break;
            case HeaderKind.Icmpv4:
                StepIcmpv4();
                break;
            case HeaderKind.Icmpv6:
                StepIcmpv6();
                break;
            default:
                throw new InvalidOperationException($"There is no step for {kind}.");
        }

        return true;
    }

    private readonly ReadOnlySpan<byte> Rest => _packet[_at..CapturedEnd];

    private readonly int CapturedEnd => Math.Max(_at, Math.Min(_end, _packet.Length));

    // The header is whole: what it carries is next.
    private void Take(HeaderKind kind, int headerSize, HeaderKind next, ParseError error = default, bool isCut = false)
    {
        Current = new PacketLayer(kind, _at, headerSize, _end, error, isCut);
        _at += headerSize;
        _next = next;
    }

    // The header cannot be read: the walk ends here.
    private void Fail(HeaderKind kind, ParseError error) =>
        Current = new PacketLayer(kind, _at, Rest.Length, _end, error, error.Fault == ParseFault.Truncated && _packet.Length < _end);

    // What a length field says: where that is beyond what there is, the end stays.
    private void Limit(long end) => _end = (int)Math.Min(_end, end);
}
