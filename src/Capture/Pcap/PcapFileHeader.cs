using System.Buffers.Binary;
using Capture.Reading;
using TcpCodec.Dissection;

namespace Capture.Pcap;

/// <summary>The header of a pcap file, 24 bytes.</summary>
/// <remarks><see href="https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-05.html">The pcap draft</see>, section 4</remarks>
public readonly record struct PcapFileHeader
{
    /// <summary>The length of the header, in bytes.</summary>
    public const int Size = 24;

    private const uint Microseconds = 0xa1b2c3d4;
    private const uint Nanoseconds = 0xa1b23c4d;
    private const uint Modified = 0xa1b2cd34;
    private const uint HasFrameCheckLength = 0x0400_0000;

    /// <summary>Whether the file's numbers are big-endian.</summary>
    public bool IsBigEndian { get; private init; }

    /// <summary>Whether times have nanoseconds; else they have microseconds.</summary>
    public bool HasNanoseconds { get; private init; }

    /// <summary>Whether the file says that its records are the longer ones of Alexey Kuznetzov's libpcap.</summary>
    public bool IsModified { get; private init; }

    /// <summary>The format's version, major: 2, or 543 for a libpcap of Digital Unix.</summary>
    public ushort MajorVersion { get; private init; }

    /// <summary>The format's version, minor: 4 today.</summary>
    public ushort MinorVersion { get; private init; }

    /// <summary>The length that packets were cut to, in bytes; 0 for none.</summary>
    public uint SnapLength { get; private init; }

    /// <summary>What packets begin with.</summary>
    public LinkType LinkType { get; private init; }

    /// <summary>The length of the frame check sequence at the end of each packet, in bytes; null if that is not told.</summary>
    public int? FrameCheckLength { get; private init; }

    /// <summary>Whether four bytes begin a pcap file.</summary>
    internal static bool IsMagic(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt32BigEndian(bytes) is Microseconds or Nanoseconds or Modified
        || BinaryPrimitives.ReadUInt32LittleEndian(bytes) is Microseconds or Nanoseconds or Modified;

    /// <summary>Reads a header whose magic is known to be one.</summary>
    /// <param name="bytes">At least <see cref="Size"/> bytes.</param>
    internal static PcapFileHeader Read(ReadOnlySpan<byte> bytes)
    {
        bool big = BinaryPrimitives.ReadUInt32BigEndian(bytes) is Microseconds or Nanoseconds or Modified;
        uint magic = FileNumber.UInt32(bytes, big);
        uint network = FileNumber.UInt32(bytes[20..], big);
        return new PcapFileHeader
        {
            IsBigEndian = big,
            HasNanoseconds = magic == Nanoseconds,
            IsModified = magic == Modified,
            MajorVersion = FileNumber.UInt16(bytes[4..], big),
            MinorVersion = FileNumber.UInt16(bytes[6..], big),
            SnapLength = FileNumber.UInt32(bytes[16..], big),
            LinkType = (LinkType)(ushort)network,
            FrameCheckLength = (network & HasFrameCheckLength) != 0 ? (int)(network >> 28) * 2 : null,
        };
    }
}
