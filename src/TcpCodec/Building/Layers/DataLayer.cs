namespace TcpCodec.Building.Layers;

/// <summary>Bytes as they are.</summary>
internal sealed class DataLayer(byte[] data) : Layer
{
    protected override int MaxHeaderSize => data.Length;

    protected override int Write(Span<byte> buffer, int payloadSize, Layer? next)
    {
        data.CopyTo(buffer);
        return data.Length;
    }
}
