using TcpCodec.Dissection;
using TcpEngine;

namespace Capture.Reading;

/// <summary>A packet of a capture, seen in the reader's buffer: valid until the next packet is read.</summary>
public readonly ref struct CapturedPacket
{
    private readonly ReadOnlySpan<byte> _record;
    private readonly int _dataStart;
    private readonly int _dataLength;

    internal CapturedPacket(ReadOnlySpan<byte> record, int dataStart, int dataLength)
    {
        _record = record;
        _dataStart = dataStart;
        _dataLength = dataLength;
    }

    /// <summary>The bytes that were captured: the packet, or its beginning.</summary>
    public ReadOnlySpan<byte> Data => _record.Slice(_dataStart, _dataLength);

    /// <summary>The whole record as it stands in the file: the record's header and the data, or the pcapng block.</summary>
    public ReadOnlySpan<byte> Record => _record;

    /// <summary>Where the record begins: bytes from the start of the file, after decompression.</summary>
    public long Offset { get; init; }

    /// <summary>When it was captured, in nanoseconds of Unix time; <see cref="Timestamp.Never"/> if that is not told, or is outside the years 1678 to 2262.</summary>
    public Timestamp Time { get; init; }

    /// <summary>The length of the packet on the wire, in bytes. More than what was captured where the capture cut packets.</summary>
    public uint OriginalLength { get; init; }

    /// <summary>What the data begins with.</summary>
    public LinkType LinkType { get; init; }

    /// <summary>Whether a frame check sequence is at the end of the packet; null if that is not told.</summary>
    public bool? HasFrameCheck { get; init; }

    /// <summary>The interface's number in its pcapng section; 0 in a pcap file.</summary>
    public int InterfaceNumber { get; init; }
}
