namespace TcpCodec.Building.Layers;

/// <summary>An ICMPv6 header.</summary>
internal sealed class Icmpv6Layer(Icmpv6Type type, byte code, HeaderEdit<Icmpv6HeaderWriter>? fields, HeaderEdit<Icmpv6HeaderWriter>? wrong, ChecksumFix checksum) : Layer
{
    private const int ChecksumAt = 2;
    private const byte Number = (byte)Ipv6NextHeader.Icmpv6;

    public override byte? Protocol => Number;

    protected override int MaxHeaderSize => Icmpv6Header.FixedSize;

    public override void Spoil(Span<byte> bytes)
    {
        if (wrong is not null)
        {
            Opened(Icmpv6HeaderWriter.TryEdit(bytes, out Icmpv6HeaderWriter writer, out _), "ICMPv6");
            wrong(ref writer);
        }
    }

    public override void FixChecksum(Span<byte> bytes, IpLayer? ip, ReadOnlySpan<byte> ipBytes) =>
        checksum.Apply(bytes, ChecksumAt, ip?.SumPseudoHeader(ipBytes, Number, bytes.Length) ?? 0);

    protected override int Write(Span<byte> buffer, int payloadSize, Layer? next)
    {
        Icmpv6HeaderWriter writer = new(buffer) { Type = type, Code = code };
        fields?.Invoke(ref writer);
        return Finished(writer.TryFinishHeader(payloadSize, out int size), size, "ICMPv6");
    }
}
