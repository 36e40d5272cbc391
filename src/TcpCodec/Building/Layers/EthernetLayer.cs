using System.Net.NetworkInformation;

namespace TcpCodec.Building.Layers;

/// <summary>An Ethernet II header.</summary>
internal sealed class EthernetLayer(string source, string destination, HeaderEdit<EthernetHeaderWriter>? fields) : Layer
{
    private readonly byte[] _source = Address(source);
    private readonly byte[] _destination = Address(destination);

    protected override int MaxHeaderSize => EthernetHeader.FixedSize;

    protected override int Write(Span<byte> buffer, int payloadSize, Layer? next)
    {
        EthernetHeaderWriter writer = new(buffer) { Source = _source, Destination = _destination, EtherType = (EthernetType)(next?.EtherType ?? 0) };
        fields?.Invoke(ref writer);
        return Finished(writer.TryFinishHeader(payloadSize, out int size), size, "Ethernet");
    }

    private static byte[] Address(string text) =>
        PhysicalAddress.TryParse(text, out PhysicalAddress? address) && address.GetAddressBytes() is { Length: 6 } bytes
            ? bytes
            : throw new ArgumentException($"'{text}' is no Ethernet address.");
}
