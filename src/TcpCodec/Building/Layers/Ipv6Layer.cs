using System.Net.Sockets;

namespace TcpCodec.Building.Layers;

/// <summary>The fixed header of IPv6.</summary>
internal sealed class Ipv6Layer(string source, string destination, HeaderEdit<Ipv6HeaderWriter>? fields, HeaderEdit<Ipv6HeaderWriter>? wrong) : IpLayer
{
    private const byte Ipv6InIp = 41; // RFC 2473
    private const byte HopLimit = 64;

    private readonly byte[] _source = Address(source, AddressFamily.InterNetworkV6);
    private readonly byte[] _destination = Address(destination, AddressFamily.InterNetworkV6);

    public override ushort EtherType => (ushort)EthernetType.Ipv6;

    public override byte? Protocol => Ipv6InIp;

    private protected override int AddressesAt => 8;

    private protected override int AddressSize => 16;

    protected override int MaxHeaderSize => Ipv6Header.FixedSize;

    public override void Spoil(Span<byte> bytes)
    {
        if (wrong is not null)
        {
            Opened(Ipv6HeaderWriter.TryEdit(bytes, out Ipv6HeaderWriter writer, out _), "IPv6");
            wrong(ref writer);
        }
    }

    protected override int Write(Span<byte> buffer, int payloadSize, Layer? next)
    {
        Ipv6HeaderWriter writer = new(buffer)
        {
            HopLimit = HopLimit,
            NextHeader = (Ipv6NextHeader)(next?.Protocol ?? (byte)Ipv6NextHeader.None),
            SrcAddr = _source,
            DstAddr = _destination,
        };
        fields?.Invoke(ref writer);
        return Finished(writer.TryFinishHeader(payloadSize, out int size), size, "IPv6");
    }
}
