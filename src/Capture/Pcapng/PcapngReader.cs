using System.Runtime.InteropServices;
using Capture.Reading;
using TcpEngine;

namespace Capture.Pcapng;

/// <summary>
/// Reads a pcapng file: sections of either byte order, any number of interfaces, each with its own link type and unit of time. <see cref="TryReadBlock"/> gives
/// every block, of unknown types too; <see cref="TryRead"/> only the packets. The two may be mixed.
/// </summary>
/// <remarks><see href="https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html">The pcapng draft</see></remarks>
public sealed class PcapngReader : CaptureReader
{
    private const uint ByteOrderMagic = 0x1a2b3c4d;
    private const uint SwappedByteOrderMagic = 0x4d3c2b1a;
    private const int SmallestBlock = 12;
    private const int LengthSize = 4;

    private readonly List<PcapngInterface> _interfaces = [];
    private bool _isBigEndian;

    internal PcapngReader(CaptureInput input, CaptureReaderOptions options)
        : base(input, options)
    {
    }

    /// <summary>The interfaces that the section has described so far.</summary>
    public IReadOnlyList<PcapngInterface> Interfaces => _interfaces;

    /// <summary>How many sections have begun.</summary>
    public int Sections { get; private set; }

    /// <inheritdoc/>
    public override bool TryRead(out CapturedPacket packet)
    {
        while (TryReadBlock(out PcapngBlockView block))
        {
            if (block.IsPacket)
            {
                packet = block.Packet;
                return true;
            }
        }

        packet = default;
        return false;
    }

    /// <summary>Reads the next block.</summary>
    /// <param name="block">A view of it, valid until the next call.</param>
    /// <returns>False at the end of the capture, or of what can be read of it: see <see cref="CaptureReader.Error"/>.</returns>
    public bool TryReadBlock(out PcapngBlockView block)
    {
        block = default;
        if (!Error.IsNone)
        {
            return false;
        }

        if (!Input.TryPeek(SmallestBlock, out ReadOnlySpan<byte> start))
        {
            return End(start.Length);
        }

        if (IsSectionHeader(start) && !TryBeginSection(start))
        {
            return false;
        }

        uint length = FileNumber.UInt32(start[LengthSize..], _isBigEndian);
        if (!IsLength(length))
        {
            return false;
        }

        if (!Input.TryPeek((int)length, out ReadOnlySpan<byte> bytes))
        {
            return End(bytes.Length);
        }

        uint lengthAgain = FileNumber.UInt32(bytes[^LengthSize..], _isBigEndian);
        if (lengthAgain != length)
        {
            return Fail(CaptureFault.BlockLengthsDiffer, lengthAgain);
        }

        if (!TryUnderstand(bytes, out block))
        {
            return false;
        }

        Input.Skip(bytes.Length);
        return true;
    }

    /// <summary>Whether a block begins a section: its type is the same in either byte order.</summary>
    internal static bool IsSectionHeader(ReadOnlySpan<byte> block) => MemoryMarshal.Read<uint>(block) == (uint)PcapngBlockType.SectionHeader;

    // The length of a section header can be read only when its byte order is known, which stands behind it.
    private bool TryBeginSection(ReadOnlySpan<byte> start)
    {
        uint magic = FileNumber.UInt32(start[8..], isBigEndian: false);
        if (magic is not (ByteOrderMagic or SwappedByteOrderMagic))
        {
            return Fail(CaptureFault.InvalidByteOrderMagic, magic);
        }

        _isBigEndian = magic == SwappedByteOrderMagic;
        return true;
    }

    private bool IsLength(uint length)
    {
        if (length < SmallestBlock)
        {
            return Fail(CaptureFault.BlockTooShort, length);
        }

        if (length % 4 != 0)
        {
            return Fail(CaptureFault.BlockLengthUnaligned, length);
        }

        return length <= (uint)Options.MaximumBlockSize || Fail(CaptureFault.BlockTooLong, length);
    }

    private bool TryUnderstand(ReadOnlySpan<byte> bytes, out PcapngBlockView block)
    {
        block = default;
        PcapngBlockType type = (PcapngBlockType)FileNumber.UInt32(bytes, _isBigEndian);
        int fixedSize = FixedSize(type);
        if (bytes.Length < fixedSize + LengthSize)
        {
            return Fail(CaptureFault.BlockTooShort, bytes.Length);
        }

        switch (type)
        {
            case PcapngBlockType.EnhancedPacket:
                return TryReadPacket(bytes, FileNumber.UInt32(bytes[8..], _isBigEndian), out block);
            case PcapngBlockType.Packet:
                return TryReadPacket(bytes, FileNumber.UInt16(bytes[8..], _isBigEndian), out block);
            case PcapngBlockType.SimplePacket:
                return TryReadSimplePacket(bytes, out block);
            case PcapngBlockType.SectionHeader when !TryReadSectionHeader(bytes):
            case PcapngBlockType.InterfaceDescription when !TryReadInterface(bytes):
                return false;
        }

        int optionsStart = type switch
        {
            PcapngBlockType.SectionHeader or PcapngBlockType.InterfaceDescription or PcapngBlockType.InterfaceStatistics => fixedSize,
            PcapngBlockType.DecryptionSecrets => OptionsAfter(bytes, fixedSize, FileNumber.UInt32(bytes[12..], _isBigEndian)),
            _ => bytes.Length - LengthSize,
        };
        block = new PcapngBlockView(bytes, optionsStart, _isBigEndian) { Offset = Input.Offset };
        return true;
    }

    private bool TryReadSectionHeader(ReadOnlySpan<byte> bytes)
    {
        ushort major = FileNumber.UInt16(bytes[12..], _isBigEndian);
        ushort minor = FileNumber.UInt16(bytes[14..], _isBigEndian);

        // Some programs wrote 1.2 for what is 1.0 (the draft, section 4.1).
        if (major != 1 || minor is not (0 or 2))
        {
            return Fail(CaptureFault.UnsupportedVersion, (major << 16) | minor);
        }

        Sections++;
        _interfaces.Clear();
        return true;
    }

    private bool TryReadInterface(ReadOnlySpan<byte> bytes)
    {
        if (_interfaces.Count == Options.MaximumInterfaces)
        {
            return Fail(CaptureFault.TooManyInterfaces, Options.MaximumInterfaces);
        }

        PcapngOptionList options = new(bytes[FixedSize(PcapngBlockType.InterfaceDescription)..^LengthSize], _isBigEndian);
        if (!PcapngInterface.TryRead(bytes, options, _isBigEndian, out PcapngInterface described))
        {
            return Fail(CaptureFault.InvalidInterfaceOptions, bytes.Length);
        }

        _interfaces.Add(described);
        return true;
    }

    private bool TryReadPacket(ReadOnlySpan<byte> bytes, uint interfaceNumber, out PcapngBlockView block)
    {
        const int DataStart = 28;
        block = default;
        if (interfaceNumber >= (uint)_interfaces.Count)
        {
            return Fail(CaptureFault.UnknownInterface, interfaceNumber);
        }

        uint captured = FileNumber.UInt32(bytes[20..], _isBigEndian);
        if (!IsPacketLength(captured, bytes.Length - DataStart - LengthSize))
        {
            return false;
        }

        PcapngInterface described = _interfaces[(int)interfaceNumber];
        ulong time = ((ulong)FileNumber.UInt32(bytes[12..], _isBigEndian) << 32) | FileNumber.UInt32(bytes[16..], _isBigEndian);
        block = new PcapngBlockView(bytes, OptionsAfter(bytes, DataStart, captured), _isBigEndian)
        {
            Offset = Input.Offset,
            IsPacket = true,
            Packet = new CapturedPacket(bytes, DataStart, (int)captured)
            {
                Offset = Input.Offset,
                Time = described.Resolution.ToTimestamp(time, described.TimeOffset),
                OriginalLength = FileNumber.UInt32(bytes[24..], _isBigEndian),
                LinkType = described.LinkType,
                HasFrameCheck = described.FrameCheckLength is { } checkLength ? checkLength > 0 : null,
                InterfaceNumber = (int)interfaceNumber,
            },
        };
        return true;
    }

    // A simple packet has no captured length: it is the original one, or the interface's limit (the draft, section 4.4).
    private bool TryReadSimplePacket(ReadOnlySpan<byte> bytes, out PcapngBlockView block)
    {
        const int DataStart = 12;
        block = default;
        if (_interfaces.Count == 0)
        {
            return Fail(CaptureFault.UnknownInterface, 0);
        }

        PcapngInterface described = _interfaces[0];
        uint original = FileNumber.UInt32(bytes[8..], _isBigEndian);
        uint captured = described.SnapLength == 0 ? original : Math.Min(original, described.SnapLength);
        if (!IsPacketLength(captured, bytes.Length - DataStart - LengthSize))
        {
            return false;
        }

        block = new PcapngBlockView(bytes, bytes.Length - LengthSize, _isBigEndian)
        {
            Offset = Input.Offset,
            IsPacket = true,
            Packet = new CapturedPacket(bytes, DataStart, (int)captured)
            {
                Offset = Input.Offset,
                Time = Timestamp.Never,
                OriginalLength = original,
                LinkType = described.LinkType,
                HasFrameCheck = described.FrameCheckLength is { } checkLength ? checkLength > 0 : null,
            },
        };
        return true;
    }

    private bool IsPacketLength(uint captured, int room)
    {
        if (captured > (uint)room)
        {
            return Fail(CaptureFault.PacketBeyondBlock, captured);
        }

        return captured <= (uint)Options.MaximumPacketSize || Fail(CaptureFault.PacketTooLong, captured);
    }

    // Options begin after the data and its padding; where the data claims more than there is, there are none.
    private static int OptionsAfter(ReadOnlySpan<byte> bytes, int dataStart, uint dataLength)
    {
        int end = bytes.Length - LengthSize;
        return (int)Math.Min(end, dataStart + (((long)dataLength + 3) & ~3L));
    }

    // What a block of a type has before its data or options, with its header.
    private static int FixedSize(PcapngBlockType type) => type switch
    {
        PcapngBlockType.EnhancedPacket or PcapngBlockType.Packet => 28,
        PcapngBlockType.SimplePacket => 12,
        PcapngBlockType.SectionHeader => 24,
        PcapngBlockType.InterfaceDescription or PcapngBlockType.DecryptionSecrets => 16,
        PcapngBlockType.InterfaceStatistics => 20,
        _ => 8,
    };
}
