namespace TcpCodec.Building.Layers;

/// <summary>An extension header of IPv6: options, padded with PadN, or a routing header, padded with zeros.</summary>
internal sealed class Ipv6ExtensionLayer : Layer
{
    private const int Unit = 8;
    private const int Largest = Unit * 256;

    private readonly Ipv6NextHeader _kind;
    private readonly byte[] _bytes;

    public Ipv6ExtensionLayer(Ipv6NextHeader kind, ReadOnlySpan<byte> data)
    {
        _kind = kind;
        int start = Ipv6ExtensionHeader.FixedSize;
        int size = (start + data.Length + Unit - 1) / Unit * Unit;
        if (size > Largest)
        {
            throw new ArgumentException($"An extension header has at most {Largest} bytes, not {size}.", nameof(data));
        }

        _bytes = new byte[size];
        data.CopyTo(_bytes.AsSpan(start));
        if (kind != Ipv6NextHeader.Routing)
        {
            PadOptions(_bytes.AsSpan(start + data.Length));
        }
    }

    public override byte? Protocol => (byte)_kind;

    protected override int MaxHeaderSize => _bytes.Length;

    protected override int Write(Span<byte> buffer, int payloadSize, Layer? next)
    {
        _bytes.CopyTo(buffer);
        Ipv6ExtensionHeaderWriter.TryEdit(buffer, out Ipv6ExtensionHeaderWriter writer, out _);
        writer.NextHeader = next?.Protocol ?? (byte)Ipv6NextHeader.None;
        writer.Length = (byte)((_bytes.Length / Unit) - 1);
        return _bytes.Length;
    }

    // Pad1 is a lone zero, PadN is a kind of 1, a length and as many zeros (RFC 8200, section 4.2).
    private static void PadOptions(Span<byte> padding)
    {
        const byte PadN = 1;
        if (padding.Length >= 2)
        {
            padding[0] = PadN;
            padding[1] = (byte)(padding.Length - 2);
        }
    }
}
