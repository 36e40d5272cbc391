using TcpCodec.Building.Layers;

namespace TcpCodec.Building;

/// <summary>
/// Builds any packet, valid or deliberately wrong, header by header from the outermost on. Lengths, checksums and the numbers that name the next header follow from what
/// is there, unless they are told otherwise: a header's <c>fields</c> are set before its lengths are, its <c>wrong</c> fields afterwards, and the checksums last of all,
/// so a packet may lie about its length and still have the right checksum.
/// </summary>
/// <example>
/// <code>
/// byte[] syn = new PacketBuilder()
///     .Ipv4("192.0.2.1", "192.0.2.2", (ref ip) => ip.TimeToLive = 1)
///     .Tcp(54321, 80, (ref tcp) => { tcp.Flags = TcpFlags.Syn; tcp.AddMss(1460); })
///     .Build();
/// </code>
/// </example>
public sealed class PacketBuilder
{
    private readonly List<Layer> _layers = [];
    private int _smallestSize;

    /// <summary>Adds an Ethernet header.</summary>
    /// <param name="source">The source's address, as <c>02:00:00:00:00:01</c>.</param>
    /// <param name="destination">The destination's address.</param>
    /// <param name="fields">Sets other fields.</param>
    /// <exception cref="ArgumentException">An address is none.</exception>
    public PacketBuilder Ethernet(string source = "02:00:00:00:00:01", string destination = "02:00:00:00:00:02", HeaderEdit<EthernetHeaderWriter>? fields = null) =>
        Add(new EthernetLayer(source, destination, fields));

    /// <summary>Adds a VLAN tag.</summary>
    /// <param name="vlan">The VLAN, 0 to 4095.</param>
    /// <param name="isService">Whether it is a service provider's (IEEE 802.1ad), which stands in front of a customer's.</param>
    /// <param name="fields">Sets other fields.</param>
    public PacketBuilder Vlan(ushort vlan, bool isService = false, HeaderEdit<VlanHeaderWriter>? fields = null) => Add(new VlanLayer(vlan, isService, fields));

    /// <summary>Adds an IPv4 header with a TTL of 64.</summary>
    /// <param name="source">The source address.</param>
    /// <param name="destination">The destination address.</param>
    /// <param name="fields">Sets other fields, and adds options.</param>
    /// <param name="wrong">Sets fields after the lengths are right: <c>(ref ip) => ip.TotalLength = 9</c>.</param>
    /// <param name="checksum">What goes into the checksum field.</param>
    /// <exception cref="ArgumentException">An address is none.</exception>
    public PacketBuilder Ipv4(
        string source,
        string destination,
        HeaderEdit<Ipv4HeaderWriter>? fields = null,
        HeaderEdit<Ipv4HeaderWriter>? wrong = null,
        ChecksumFix checksum = default) => Add(new Ipv4Layer(source, destination, fields, wrong, checksum));

    /// <summary>Adds an IPv6 header with a hop limit of 64.</summary>
    /// <inheritdoc cref="Ipv4"/>
    public PacketBuilder Ipv6(string source, string destination, HeaderEdit<Ipv6HeaderWriter>? fields = null, HeaderEdit<Ipv6HeaderWriter>? wrong = null) =>
        Add(new Ipv6Layer(source, destination, fields, wrong));

    /// <summary>Adds IPv6's hop-by-hop options, padded to 8 bytes with PadN.</summary>
    /// <param name="options">The options as they are on the wire.</param>
    public PacketBuilder HopByHop(ReadOnlySpan<byte> options) => Add(new Ipv6ExtensionLayer(Ipv6NextHeader.HopByHop, options));

    /// <summary>Adds IPv6's destination options, padded to 8 bytes with PadN.</summary>
    /// <param name="options">The options as they are on the wire.</param>
    public PacketBuilder DestinationOptions(ReadOnlySpan<byte> options) => Add(new Ipv6ExtensionLayer(Ipv6NextHeader.DestinationOptions, options));

    /// <summary>Adds a routing header of IPv6, padded to 8 bytes with zeros. Checksums above it use the destination address of the IPv6 header.</summary>
    /// <param name="data">Routing type, segments left, and what the type has.</param>
    public PacketBuilder Routing(ReadOnlySpan<byte> data) => Add(new Ipv6ExtensionLayer(Ipv6NextHeader.Routing, data));

    /// <summary>Adds a fragment header of IPv6, without cutting anything: <see cref="BuildFragments(int, uint?)"/> cuts.</summary>
    /// <param name="fields">Sets its fields; by itself it makes an atomic fragment (RFC 6946).</param>
    public PacketBuilder Ipv6Fragment(HeaderEdit<Ipv6FragmentHeaderWriter>? fields = null) => Add(new Ipv6FragmentLayer(fields));

    /// <summary>Adds a TCP header with a window of 65,535. Without an IP header in front of it, the checksum covers no pseudo-header's addresses.</summary>
    /// <param name="source">The source port.</param>
    /// <param name="destination">The destination port.</param>
    /// <param name="fields">Sets other fields, and adds options: <c>(ref tcp) => tcp.AddMss(1460)</c>; any bytes with <see cref="TcpHeaderWriter.AddOption"/>.</param>
    /// <param name="wrong">Sets fields after the lengths are right: <c>(ref tcp) => tcp.DataOffset = 15</c>.</param>
    /// <param name="checksum">What goes into the checksum field.</param>
    public PacketBuilder Tcp(
        ushort source,
        ushort destination,
        HeaderEdit<TcpHeaderWriter>? fields = null,
        HeaderEdit<TcpHeaderWriter>? wrong = null,
        ChecksumFix checksum = default) => Add(new TcpLayer(source, destination, fields, wrong, checksum));

    /// <summary>Adds a UDP header. Without an IP header in front of it, the checksum covers no pseudo-header's addresses.</summary>
    /// <param name="source">The source port.</param>
    /// <param name="destination">The destination port.</param>
    /// <param name="fields">Sets other fields.</param>
    /// <param name="wrong">Sets fields after the lengths are right: <c>(ref udp) => udp.Length = 7</c>.</param>
    /// <param name="checksum">What goes into the checksum field.</param>
    public PacketBuilder Udp(
        ushort source,
        ushort destination,
        HeaderEdit<UdpHeaderWriter>? fields = null,
        HeaderEdit<UdpHeaderWriter>? wrong = null,
        ChecksumFix checksum = default) => Add(new UdpLayer(source, destination, fields, wrong, checksum));

    /// <summary>Adds an ICMP header. The packet that an error quotes is <see cref="Data"/>.</summary>
    /// <param name="type">The type.</param>
    /// <param name="code">The code.</param>
    /// <param name="fields">Sets other fields: <c>(ref icmp) => icmp.RestOfHeader = 1400</c>.</param>
    /// <param name="wrong">Sets fields afterwards.</param>
    /// <param name="checksum">What goes into the checksum field.</param>
    public PacketBuilder Icmpv4(
        Icmpv4Type type,
        byte code = 0,
        HeaderEdit<Icmpv4HeaderWriter>? fields = null,
        HeaderEdit<Icmpv4HeaderWriter>? wrong = null,
        ChecksumFix checksum = default) => Add(new Icmpv4Layer(type, code, fields, wrong, checksum));

    /// <summary>Adds an ICMPv6 header. The packet that an error quotes is <see cref="Data"/>.</summary>
    /// <inheritdoc cref="Icmpv4"/>
    public PacketBuilder Icmpv6(
        Icmpv6Type type,
        byte code = 0,
        HeaderEdit<Icmpv6HeaderWriter>? fields = null,
        HeaderEdit<Icmpv6HeaderWriter>? wrong = null,
        ChecksumFix checksum = default) => Add(new Icmpv6Layer(type, code, fields, wrong, checksum));

    /// <summary>Adds bytes as they are: data, a quoted packet, or a header that has no method here.</summary>
    public PacketBuilder Data(ReadOnlySpan<byte> bytes) => Add(new DataLayer(bytes.ToArray()));

    /// <summary>Adds zeros behind the packet until it has a size: a frame on Ethernet has at least 60 bytes. No length or checksum covers them.</summary>
    /// <param name="size">The size in bytes.</param>
    public PacketBuilder PadTo(int size)
    {
        _smallestSize = size;
        return this;
    }

    /// <summary>Builds the packet.</summary>
    /// <exception cref="ArgumentException">A header cannot hold its options or its length, or is unreadable before it is made wrong.</exception>
    public byte[] Build() => Pad(BuildUnpadded());

    /// <summary>
    /// Builds the packet and cuts it, at its outermost IP header, so that it fits a link. What stands in front of that header is in front of each fragment,
    /// and the checksum of each IPv4 header is right.
    /// </summary>
    /// <param name="mtu">The most bytes that a fragment may have, with its IP header.</param>
    /// <param name="identification">The identification; null to keep IPv4's own, and for 0 with IPv6.</param>
    /// <exception cref="ArgumentException">There is no IP header that can be read, the MTU leaves no room, or it is as with <see cref="Build"/>.</exception>
    public IReadOnlyList<byte[]> BuildFragments(int mtu, uint? identification = null)
    {
        byte[] frame = BuildUnpadded();
        int at = IpHeaderAt();
        return [.. IpFragmenter.Cut(frame.AsSpan(at), mtu, identification).Select(fragment => Pad([.. frame[..at], .. fragment]))];
    }

    /// <summary>Builds the packet and makes the fragments that are asked for, overlapping ones too.</summary>
    /// <param name="cuts">What each carries of the data behind the IP header.</param>
    /// <param name="identification">The identification; null to keep IPv4's own, and for 0 with IPv6.</param>
    /// <exception cref="ArgumentException">There is no IP header that can be read, a header cannot say a cut, or it is as with <see cref="Build"/>.</exception>
    public IReadOnlyList<byte[]> BuildFragments(IEnumerable<FragmentCut> cuts, uint? identification = null)
    {
        byte[] frame = BuildUnpadded();
        int at = IpHeaderAt();
        return [.. cuts.Select(cut => Pad([.. frame[..at], .. IpFragmenter.Cut(frame.AsSpan(at), cut, identification)]))];
    }

    private PacketBuilder Add(Layer layer)
    {
        _layers.Add(layer);
        return this;
    }

    private byte[] BuildUnpadded()
    {
        byte[] packet = [];
        for (int i = _layers.Count - 1; i >= 0; i--)
        {
            packet = _layers[i].Wrap(packet, i + 1 < _layers.Count ? _layers[i + 1] : null);
        }

        int at = 0;
        foreach (Layer layer in _layers)
        {
            layer.Spoil(packet.AsSpan(at));
            at += layer.HeaderSize;
        }

        // From the inside out: what an outer checksum covers has its own by then.
        for (int i = _layers.Count - 1; i >= 0; i--)
        {
            at -= _layers[i].HeaderSize;
            int ipIndex = i == 0 ? -1 : _layers.FindLastIndex(i - 1, layer => layer is IpLayer);
            int ipAt = ipIndex < 0 ? 0 : _layers.Take(ipIndex).Sum(layer => layer.HeaderSize);
            _layers[i].FixChecksum(packet.AsSpan(at), ipIndex < 0 ? null : (IpLayer)_layers[ipIndex], packet.AsSpan(ipAt));
        }

        return packet;
    }

    private int IpHeaderAt()
    {
        int index = _layers.FindIndex(layer => layer is IpLayer);
        return index >= 0
            ? _layers.Take(index).Sum(layer => layer.HeaderSize)
            : throw new ArgumentException("There is no IP header: only an IP packet can be cut.");
    }

    private byte[] Pad(byte[] packet) => packet.Length >= _smallestSize ? packet : [.. packet, .. new byte[_smallestSize - packet.Length]];
}
