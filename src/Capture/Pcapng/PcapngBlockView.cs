using Capture.Reading;

namespace Capture.Pcapng;

/// <summary>A block of a pcapng file, of a known type or not, seen in the reader's buffer: valid until the next block is read.</summary>
public readonly ref struct PcapngBlockView
{
    private const int HeaderSize = 8; // type and length
    private const int TrailerSize = 4; // the length again

    private readonly bool _isBigEndian;
    private readonly int _optionsStart;

    internal PcapngBlockView(ReadOnlySpan<byte> bytes, int optionsStart, bool isBigEndian)
    {
        Bytes = bytes;
        _optionsStart = optionsStart;
        _isBigEndian = isBigEndian;
    }

    /// <summary>The whole block, its lengths at both ends included: what a copy of the block is.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Whether the numbers of the block are big-endian: the section's byte order.</summary>
    public bool IsBigEndian => _isBigEndian;

    /// <summary>The block's type.</summary>
    public PcapngBlockType Type => (PcapngBlockType)FileNumber.UInt32(Bytes, _isBigEndian);

    /// <summary>What stands between the block's lengths: fixed fields, data, options.</summary>
    public ReadOnlySpan<byte> Body => Bytes[HeaderSize..^TrailerSize];

    /// <summary>
    /// The options of a section header, an interface description, a packet, interface statistics or decryption secrets. Empty for other types, whose options stand
    /// behind data that only their own readers know.
    /// </summary>
    public PcapngOptionList Options => new(Bytes[_optionsStart..^TrailerSize], _isBigEndian);

    /// <summary>Where the block begins: bytes from the start of the file, after decompression.</summary>
    public long Offset { get; init; }

    /// <summary>Whether the block is a packet.</summary>
    public bool IsPacket { get; init; }

    /// <summary>The packet, where <see cref="IsPacket"/>.</summary>
    public CapturedPacket Packet { get; init; }
}
