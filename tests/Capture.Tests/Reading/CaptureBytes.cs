using System.Buffers.Binary;

namespace Capture.Tests.Reading;

/// <summary>Builds capture files by hand, number by number, in either byte order, so that tests do not lean on the writer under test.</summary>
internal sealed class CaptureBytes(bool isBigEndian)
{
    public const uint SectionHeader = 0x0a0d0d0a;

    private readonly List<byte> _bytes = [];

    public int Length => _bytes.Count;

    public byte[] ToArray() => [.. _bytes];

    public CaptureBytes U16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, isBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
        return Raw(bytes);
    }

    public CaptureBytes U32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, isBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
        return Raw(bytes);
    }

    public CaptureBytes U64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, isBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
        return Raw(bytes);
    }

    public CaptureBytes Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public CaptureBytes PcapHeader(uint magic, uint network = 1, ushort major = 2, ushort minor = 4) =>
        U32(magic).U16(major).U16(minor).U32(0).U32(0).U32(65535).U32(network);

    public CaptureBytes Record(uint seconds, uint fraction, ReadOnlySpan<byte> data, uint? original = null, byte[]? extra = null) =>
        U32(seconds).U32(fraction).U32((uint)data.Length).U32(original ?? (uint)data.Length).Raw(extra ?? []).Raw(data);

    public CaptureBytes Option(ushort code, ReadOnlySpan<byte> value) => U16(code).U16((ushort)value.Length).Raw(value).Pad(value.Length);

    public CaptureBytes Pad(int length) => Raw(new byte[-length & 3]);

    /// <summary>A block of a type, with a body that is built in the same byte order.</summary>
    public CaptureBytes Block(uint type, Action<CaptureBytes> build)
    {
        CaptureBytes body = new(isBigEndian);
        build(body);
        uint length = (uint)body.Length + 12;
        return U32(type).U32(length).Raw([.. body._bytes]).U32(length);
    }

    public CaptureBytes Section(Action<CaptureBytes>? options = null, ushort major = 1, ushort minor = 0) => Block(SectionHeader, block =>
    {
        block.U32(0x1a2b3c4d).U16(major).U16(minor).U64(ulong.MaxValue);
        options?.Invoke(block);
    });

    public CaptureBytes Interface(ushort linkType = 1, uint snapLength = 0, Action<CaptureBytes>? options = null) => Block(1, block =>
    {
        block.U16(linkType).U16(0).U32(snapLength);
        options?.Invoke(block);
    });

    public CaptureBytes Enhanced(uint interfaceNumber, ulong time, ReadOnlySpan<byte> data, uint? original = null, Action<CaptureBytes>? options = null)
    {
        byte[] copy = data.ToArray();
        return Block(6, block =>
        {
            block.U32(interfaceNumber).U32((uint)(time >> 32)).U32((uint)time).U32((uint)copy.Length).U32(original ?? (uint)copy.Length).Raw(copy).Pad(copy.Length);
            options?.Invoke(block);
        });
    }
}
