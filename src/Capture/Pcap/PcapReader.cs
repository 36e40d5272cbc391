using Capture.Reading;
using TcpEngine;

namespace Capture.Pcap;

/// <summary>Reads a pcap file: either byte order, microseconds or nanoseconds, ordinary or modified records, versions 2.0 to 2.4.</summary>
/// <remarks><see href="https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-05.html">The pcap draft</see></remarks>
public sealed class PcapReader : CaptureReader
{
    private const ushort MajorVersion = 2;
    private const ushort DigitalUnixMajorVersion = 543;

    private readonly PcapFileHeader _header;
    private readonly int _headerSize;
    private readonly long _nanosecondsPerUnit;
    private readonly bool _mayHaveLengthsSwapped;

    internal PcapReader(CaptureInput input, CaptureReaderOptions options)
        : base(input, options)
    {
        Layout = PcapRecordLayout.Standard;
        if (!input.TryPeek(PcapFileHeader.Size, out ReadOnlySpan<byte> bytes))
        {
            End(bytes.Length);
            return;
        }

        _header = PcapFileHeader.Read(bytes);
        if (_header.MajorVersion is not (MajorVersion or DigitalUnixMajorVersion))
        {
            Fail(CaptureFault.UnsupportedVersion, (_header.MajorVersion << 16) | _header.MinorVersion);
            return;
        }

        input.Skip(PcapFileHeader.Size);
        Layout = PcapRecordLayout.Of(_header, input.PeekBuffer(), options.MaximumPacketSize);
        _headerSize = Layout.HeaderSize;
        _nanosecondsPerUnit = _header.HasNanoseconds ? 1 : 1000;
        _mayHaveLengthsSwapped = MayHaveLengthsSwapped(_header);
    }

    /// <summary>The file's header.</summary>
    public PcapFileHeader Header => _header;

    /// <summary>What stands before each packet.</summary>
    public PcapRecordLayout Layout { get; }

    /// <inheritdoc/>
    public override bool TryRead(out CapturedPacket packet)
    {
        packet = default;
        if (!Error.IsNone)
        {
            return false;
        }

        if (!Input.TryPeek(_headerSize, out ReadOnlySpan<byte> header))
        {
            return End(header.Length);
        }

        bool big = _header.IsBigEndian;
        uint seconds = FileNumber.UInt32(header, big);
        uint fraction = FileNumber.UInt32(header[4..], big);
        uint captured = FileNumber.UInt32(header[8..], big);
        uint original = FileNumber.UInt32(header[12..], big);
        if (_mayHaveLengthsSwapped)
        {
            (captured, original) = Lengths(_header, header);
        }

        if (captured > (uint)Options.MaximumPacketSize)
        {
            return Fail(CaptureFault.PacketTooLong, captured);
        }

        if (!Input.TryPeek(_headerSize + (int)captured, out ReadOnlySpan<byte> record))
        {
            return End(record.Length);
        }

        packet = new CapturedPacket(record, _headerSize, (int)captured)
        {
            Offset = Input.Offset,
            Time = new Timestamp((seconds * 1_000_000_000L) + (fraction * _nanosecondsPerUnit)),
            OriginalLength = original,
            LinkType = _header.LinkType,
            HasFrameCheck = _header.FrameCheckLength is { } length ? length > 0 : null,
        };
        Input.Skip(record.Length);
        return true;
    }

    /// <summary>What a packet's record says beyond the ordinary ones.</summary>
    /// <param name="packet">A packet of this reader.</param>
    /// <param name="fields">What it says.</param>
    /// <returns>False where the file's records are ordinary.</returns>
    public bool TryGetModifiedFields(in CapturedPacket packet, out PcapModifiedFields fields)
    {
        fields = Layout.HasModifiedFields ? PcapModifiedFields.Read(packet.Record, _header.IsBigEndian) : default;
        return Layout.HasModifiedFields;
    }

    /// <summary>The captured and the original length of a record, which old versions had in the other order.</summary>
    internal static (uint Captured, uint Original) Lengths(in PcapFileHeader header, ReadOnlySpan<byte> record)
    {
        uint captured = FileNumber.UInt32(record[8..], header.IsBigEndian);
        uint original = FileNumber.UInt32(record[12..], header.IsBigEndian);
        bool isSwapped = MayHaveLengthsSwapped(header)
            && ((header.MajorVersion == MajorVersion && header.MinorVersion < 3) || captured > original);
        return isSwapped ? (original, captured) : (captured, original);
    }

    // Version 2.3 changed the order, but programs wrote the old one with the new number, and Digital Unix did so with its own.
    private static bool MayHaveLengthsSwapped(in PcapFileHeader header) =>
        header.MajorVersion == DigitalUnixMajorVersion || (header.MajorVersion == MajorVersion && header.MinorVersion <= 3);
}
