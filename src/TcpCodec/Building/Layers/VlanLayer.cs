namespace TcpCodec.Building.Layers;

/// <summary>A VLAN tag: 802.1Q's, or 802.1ad's in front of another.</summary>
internal sealed class VlanLayer(ushort vlan, bool isService, HeaderEdit<VlanHeaderWriter>? fields) : Layer
{
    private const ushort CustomerTag = 0x8100;
    private const ushort ServiceTag = 0x88a8;

    public override ushort EtherType => isService ? ServiceTag : CustomerTag;

    protected override int MaxHeaderSize => VlanHeader.FixedSize;

    protected override int Write(Span<byte> buffer, int payloadSize, Layer? next)
    {
        VlanHeaderWriter writer = new(buffer) { VlanId = vlan, EtherType = next?.EtherType ?? 0 };
        fields?.Invoke(ref writer);
        return Finished(writer.TryFinishHeader(payloadSize, out int size), size, "VLAN");
    }
}
