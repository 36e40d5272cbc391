using System.Buffers.Binary;
using System.Text;
using TcpEngine;

namespace Capture.Pcapng;

/// <summary>Builds one pcapng block in a buffer that is used again and again: little-endian, each part padded to 32 bits.</summary>
public sealed class PcapngBlock
{
    /// <summary>The largest block that dumpcap takes, in bytes.</summary>
    public const int MaximumSize = 262_144;

    private byte[] _bytes = new byte[4096];
    private int _size;

    /// <summary>Begins a block of a type.</summary>
    public void Begin(uint type)
    {
        _size = 0;
        AddUInt32(type);
        AddUInt32(0); // the length, which End fills in
    }

    /// <summary>Adds a number of 16 bits.</summary>
    public void AddUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    /// <summary>Adds a number of 32 bits.</summary>
    public void AddUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    /// <summary>Adds bytes, without padding.</summary>
    public void AddBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Pads to 32 bits.</summary>
    public void Pad() => Take(-_size & 3).Clear();

    /// <summary>Adds an option; one that is too long for a block is cut.</summary>
    public void AddOption(ushort code, ReadOnlySpan<byte> value)
    {
        AddUInt16(code);
        AddUInt16((ushort)value.Length);
        AddBytes(value);
        Pad();
    }

    /// <summary>Adds an option of text.</summary>
    public void AddOption(ushort code, string text)
    {
        AddUInt16(code);
        int lengthAt = _size;
        AddUInt16(0);
        int length = Encoding.UTF8.GetByteCount(text);
        Encoding.UTF8.GetBytes(text, Take(length));
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(lengthAt), checked((ushort)length));
        Pad();
    }

    /// <summary>Adds an option that is a number of 32 bits.</summary>
    public void AddOption(ushort code, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        AddOption(code, bytes);
    }

    /// <summary>Adds an option that is a number of 64 bits.</summary>
    public void AddOption(ushort code, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        AddOption(code, bytes);
    }

    /// <summary>Adds a time, in nanoseconds, as blocks have it: the upper half first.</summary>
    public void AddTime(Timestamp time)
    {
        AddUInt32((uint)(time.Nanoseconds >> 32));
        AddUInt32(unchecked((uint)time.Nanoseconds));
    }

    /// <summary>Ends the options and the block.</summary>
    /// <returns>The whole block, valid until the next <see cref="Begin"/>.</returns>
    /// <exception cref="InvalidOperationException">The block is larger than <see cref="MaximumSize"/>.</exception>
    public ReadOnlySpan<byte> End()
    {
        AddUInt32(0); // opt_endofopt

        uint length = (uint)_size + 4;
        if (length > MaximumSize)
        {
            throw new InvalidOperationException($"A block of {length} bytes is too large: readers take {MaximumSize}.");
        }

        AddUInt32(length);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(4), length);
        return _bytes.AsSpan(0, _size);
    }

    private Span<byte> Take(int count)
    {
        if (_size + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _size + count));
        }

        _size += count;
        return _bytes.AsSpan(_size - count, count);
    }
}
