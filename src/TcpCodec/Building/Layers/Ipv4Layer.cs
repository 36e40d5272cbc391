using System.Net.Sockets;

namespace TcpCodec.Building.Layers;

/// <summary>An IPv4 header.</summary>
internal sealed class Ipv4Layer(string source, string destination, HeaderEdit<Ipv4HeaderWriter>? fields, HeaderEdit<Ipv4HeaderWriter>? wrong, ChecksumFix checksum) : IpLayer
{
    private const int ChecksumAt = 10;
    private const byte Ipv4InIp = 4; // RFC 2003
    private const byte TimeToLive = 64;

    private readonly byte[] _source = Address(source, AddressFamily.InterNetwork);
    private readonly byte[] _destination = Address(destination, AddressFamily.InterNetwork);

    public override ushort EtherType => (ushort)EthernetType.Ipv4;

    public override byte? Protocol => Ipv4InIp;

    private protected override int AddressesAt => 12;

    private protected override int AddressSize => 4;

    protected override int MaxHeaderSize => Ipv4HeaderWriter.MaxHeaderSize;

    public override void Spoil(Span<byte> bytes)
    {
        if (wrong is not null)
        {
            Opened(Ipv4HeaderWriter.TryEdit(bytes, out Ipv4HeaderWriter writer, out _), "IPv4");
            wrong(ref writer);
        }
    }

    public override void FixChecksum(Span<byte> bytes, IpLayer? ip, ReadOnlySpan<byte> ipBytes) => checksum.Apply(bytes[..HeaderSize], ChecksumAt);

    protected override int Write(Span<byte> buffer, int payloadSize, Layer? next)
    {
        Ipv4HeaderWriter writer = new(buffer)
        {
            TimeToLive = TimeToLive,
            Protocol = (Ipv4Protocol)(next?.Protocol ?? byte.MaxValue),
            SrcAddr = _source,
            DstAddr = _destination,
        };
        fields?.Invoke(ref writer);
        return Finished(writer.TryFinishHeader(payloadSize, out int size), size, "IPv4");
    }
}
