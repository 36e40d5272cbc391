namespace TcpCodec.Building.Layers;

/// <summary>A fragment header of IPv6.</summary>
internal sealed class Ipv6FragmentLayer(HeaderEdit<Ipv6FragmentHeaderWriter>? fields) : Layer
{
    public override byte? Protocol => (byte)Ipv6NextHeader.Fragment;

    protected override int MaxHeaderSize => Ipv6FragmentHeader.FixedSize;

    protected override int Write(Span<byte> buffer, int payloadSize, Layer? next)
    {
        Ipv6FragmentHeaderWriter writer = new(buffer) { NextHeader = next?.Protocol ?? (byte)Ipv6NextHeader.None };
        fields?.Invoke(ref writer);
        return Finished(writer.TryFinishHeader(payloadSize, out int size), size, "fragment");
    }
}
