namespace TcpCodec.Building.Layers;

/// <summary>An ICMP header.</summary>
internal sealed class Icmpv4Layer(Icmpv4Type type, byte code, HeaderEdit<Icmpv4HeaderWriter>? fields, HeaderEdit<Icmpv4HeaderWriter>? wrong, ChecksumFix checksum) : Layer
{
    private const int ChecksumAt = 2;
    private const byte Number = (byte)Ipv4Protocol.Icmp;

    public override byte? Protocol => Number;

    protected override int MaxHeaderSize => Icmpv4Header.FixedSize;

    public override void Spoil(Span<byte> bytes)
    {
        if (wrong is not null)
        {
            Opened(Icmpv4HeaderWriter.TryEdit(bytes, out Icmpv4HeaderWriter writer, out _), "ICMP");
            wrong(ref writer);
        }
    }

    public override void FixChecksum(Span<byte> bytes, IpLayer? ip, ReadOnlySpan<byte> ipBytes) =>
        checksum.Apply(bytes, ChecksumAt);

    protected override int Write(Span<byte> buffer, int payloadSize, Layer? next)
    {
        Icmpv4HeaderWriter writer = new(buffer) { Type = type, Code = code };
        fields?.Invoke(ref writer);
        return Finished(writer.TryFinishHeader(payloadSize, out int size), size, "ICMP");
    }
}
