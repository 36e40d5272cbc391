namespace TcpCodec.Building.Layers;

/// <summary>A TCP header with its options.</summary>
internal sealed class TcpLayer(ushort source, ushort destination, HeaderEdit<TcpHeaderWriter>? fields, HeaderEdit<TcpHeaderWriter>? wrong, ChecksumFix checksum) : Layer
{
    private const int ChecksumAt = 16;
    private const byte Number = (byte)Ipv6NextHeader.Tcp;

    public override byte? Protocol => Number;

    protected override int MaxHeaderSize => TcpHeaderWriter.MaxHeaderSize;

    public override void Spoil(Span<byte> bytes)
    {
        if (wrong is not null)
        {
            Opened(TcpHeaderWriter.TryEdit(bytes, out TcpHeaderWriter writer, out _), "TCP");
            wrong(ref writer);
        }
    }

    public override void FixChecksum(Span<byte> bytes, IpLayer? ip, ReadOnlySpan<byte> ipBytes) =>
        checksum.Apply(bytes, ChecksumAt, ip?.SumPseudoHeader(ipBytes, Number, bytes.Length) ?? 0);

    protected override int Write(Span<byte> buffer, int payloadSize, Layer? next)
    {
        TcpHeaderWriter writer = new(buffer) { SrcPort = source, DstPort = destination, Window = ushort.MaxValue };
        fields?.Invoke(ref writer);
        return Finished(writer.TryFinishHeader(payloadSize, out int size), size, "TCP");
    }
}
