namespace TcpCodec.Building.Layers;

/// <summary>A UDP header.</summary>
internal sealed class UdpLayer(ushort source, ushort destination, HeaderEdit<UdpHeaderWriter>? fields, HeaderEdit<UdpHeaderWriter>? wrong, ChecksumFix checksum) : Layer
{
    private const int ChecksumAt = 6;
    private const byte Number = (byte)Ipv6NextHeader.Udp;

    public override byte? Protocol => Number;

    protected override int MaxHeaderSize => UdpHeader.FixedSize;

    public override void Spoil(Span<byte> bytes)
    {
        if (wrong is not null)
        {
            Opened(UdpHeaderWriter.TryEdit(bytes, out UdpHeaderWriter writer, out _), "UDP");
            wrong(ref writer);
        }
    }

    public override void FixChecksum(Span<byte> bytes, IpLayer? ip, ReadOnlySpan<byte> ipBytes) =>
        checksum.Apply(bytes, ChecksumAt, ip?.SumPseudoHeader(ipBytes, Number, bytes.Length) ?? 0, zeroIsNone: true);

    protected override int Write(Span<byte> buffer, int payloadSize, Layer? next)
    {
        UdpHeaderWriter writer = new(buffer) { SrcPort = source, DstPort = destination };
        fields?.Invoke(ref writer);
        return Finished(writer.TryFinishHeader(payloadSize, out int size), size, "UDP");
    }
}
