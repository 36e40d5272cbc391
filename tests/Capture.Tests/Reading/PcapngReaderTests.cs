using System.Buffers.Binary;
using Capture.Pcapng;
using Capture.Reading;
using TcpCodec.Dissection;
using TcpEngine;

namespace Capture.Tests.Reading;

public sealed class PcapngReaderTests
{
    private static readonly Timestamp Time = new(1_000_000_000_123_456_789);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_type_of_packet_of_several_interfaces_is_read(bool isBigEndian)
    {
        byte[] file = new CaptureBytes(isBigEndian)
            .Section()
            .Interface(linkType: 1, snapLength: 4)
            .Interface(linkType: 101, options: block => block.Option(9, [9]).Option(0, []))
            .Enhanced(1, (ulong)Time.Nanoseconds, [1, 2, 3], original: 60)
            .Block(2, block => block.U16(0).U16(5).U32(1).U32(2).U32(5).U32(6).Raw([1, 2, 3, 4, 5]).Pad(5).Option(1, "old"u8))
            .Block(3, block => block.U32(9).Raw([1, 2, 3, 4]))
            .ToArray();

        (PacketCopy[] packets, CaptureError error) = Captures.Read(file);

        Assert.True(error.IsNone, error.ToString());
        Assert.Equal(
            [
                (1, Time, LinkType.Raw, 60u, "010203"),
                (0, new Timestamp(((1L << 32) + 2) * 1000), LinkType.Ethernet, 6u, "0102030405"),
                (0, Timestamp.Never, LinkType.Ethernet, 9u, "01020304"),
            ],
            packets.Select(packet => (packet.Interface, packet.Time, packet.LinkType, packet.OriginalLength, packet.Data)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_block_is_kept_with_its_options_unknown_ones_too(bool isBigEndian)
    {
        CaptureBytes file = new CaptureBytes(isBigEndian)
            .Section(block => block.Option(4, "writer"u8).Option(0x9999, [1, 2, 3, 4, 5]).Option(0, []))
            .Interface(options: block => block.Option(2, "eth0"u8))
            .Block(0x7777_7777, block => block.U32(42))
            .Block(4, block => block.U16(0).U16(0))
            .Block(5, block => block.U32(0).U64(0).Option(4, new CaptureBytes(isBigEndian).U64(17).ToArray()))
            .Block(10, block => block.U32(0x544c534b).U32(3).Raw("key"u8).Pad(3).Option(1, "secret"u8))
            .Block(0x0bad, block => block.U32(32473).Raw([1, 2, 3, 4]))
            .Enhanced(0, 0, [7], options: block => block.Option(2, new CaptureBytes(isBigEndian).U32(1).ToArray()).Option(1, "in"u8).Option(0, []));
        using CaptureReader opened = Captures.Open(file.ToArray());
        PcapngReader reader = Assert.IsType<PcapngReader>(opened);

        List<string> blocks = [];
        List<byte> copy = [];
        while (reader.TryReadBlock(out PcapngBlockView block))
        {
            List<string> options = [];
            foreach (PcapngOptionView option in block.Options)
            {
                options.Add(option.TryGetUInt32(out uint number) && option.Code == 2 && block.IsPacket ? $"2:{number}"
                    : option.TryGetUInt64(out ulong large) ? $"{option.Code}:{large}"
                    : option.Code == 0x9999 ? Convert.ToHexStringLower(option.Value)
                    : $"{option.Code}:{option.Text}");
            }

            Assert.Equal((copy.Count, isBigEndian), (block.Offset, block.IsBigEndian));
            blocks.Add($"{block.Type}({string.Join(' ', options)}){(block.IsPacket ? " packet " + Convert.ToHexStringLower(block.Packet.Data) : "")}");
            copy.AddRange(block.Bytes);
        }

        Assert.True(reader.Error.IsNone, reader.Error.ToString());
        Assert.Equal(
            [
                "SectionHeader(4:writer 0102030405)", "InterfaceDescription(2:eth0)", "2004318071()", "NameResolution()", "InterfaceStatistics(4:17)",
                "DecryptionSecrets(1:secret)", "Custom()", "EnhancedPacket(2:1 1:in) packet 07",
            ],
            blocks);
        Assert.Equal(file.ToArray(), copy);
    }

    [Fact]
    public void Each_section_has_its_own_byte_order_and_interfaces()
    {
        byte[] file =
        [
            .. new CaptureBytes(isBigEndian: true).Section().Interface(linkType: 1).Enhanced(0, 1, [1]).ToArray(),
            .. new CaptureBytes(isBigEndian: false).Section().Interface(linkType: 101).Enhanced(0, 2, [2]).ToArray(),
            .. new CaptureBytes(isBigEndian: true).Section(minor: 2).Enhanced(0, 3, [3]).ToArray(),
        ];

        (PacketCopy[] packets, CaptureError error) = Captures.Read(file);

        Assert.Equal([(LinkType.Ethernet, 1000L), (LinkType.Raw, 2000L)], packets.Select(packet => (packet.LinkType, packet.Time.Nanoseconds)));
        Assert.Equal(CaptureFault.UnknownInterface, error.Fault);
        Assert.Equal(file.Length - 36, error.Offset);
    }

    [Theory]
    [InlineData(0, 7UL, 0, 7_000_000_000)]
    [InlineData(3, 7UL, 0, 7_000_000)]
    [InlineData(6, 7UL, 0, 7_000)]
    [InlineData(6, 9_300_000_000_000_000UL, 0, long.MaxValue)]
    [InlineData(9, 7UL, 0, 7)]
    [InlineData(12, 7_999UL, 0, 7)]
    [InlineData(28, 18_000_000_000_000_000_000UL, 0, 1)]
    [InlineData(29, ulong.MaxValue, 0, 0)]
    [InlineData(127, ulong.MaxValue, 0, 0)]
    [InlineData(0x80, 3UL, 0, 3_000_000_000)]
    [InlineData(0x81, 3UL, 0, 1_500_000_000)]
    [InlineData(0x94, 1_572_864UL, 0, 1_500_000_000)]
    [InlineData(0xa0, 0x1_8000_0000UL, 0, 1_500_000_000)]
    [InlineData(0xc0, 0x8000_0000_0000_0000UL, 0, 500_000_000)]
    [InlineData(0xff, ulong.MaxValue, 0, 0)]
    [InlineData(6, 7UL, 100, 100_000_007_000)]
    [InlineData(9, 7UL, -1, -999_999_993)]
    [InlineData(0, ulong.MaxValue, 0, long.MaxValue)]
    [InlineData(0, 1UL, long.MinValue, long.MaxValue)]
    public void Every_unit_of_time_and_offset_gives_nanoseconds(byte code, ulong units, long offset, long nanoseconds)
    {
        Assert.Equal(nanoseconds, new PcapngTimeResolution(code).ToTimestamp(units, offset).Nanoseconds);
        foreach (bool isBigEndian in (bool[])[false, true])
        {
            byte[] file = new CaptureBytes(isBigEndian)
                .Section()
                .Interface(options: block => block.Option(9, [code]).Option(14, new CaptureBytes(isBigEndian).U64((ulong)offset).ToArray()))
                .Enhanced(0, units, [1])
                .ToArray();

            Assert.Equal(nanoseconds, Captures.Read(file).Packets.Single().Time.Nanoseconds);
        }
    }

    [Fact]
    public void What_the_writer_writes_is_read()
    {
        MemoryStream file = new();
        PcapngWriter writer = new(file, "test");
        writer.AddInterface("first", "one");
        uint second = writer.AddInterface("second", "two");
        writer.AddFrame(second, Time, [1, 2, 3, 4, 5], 2, "a comment");
        writer.AddStatistics(second, Time, 1, 0);
        writer.Flush();

        (PacketCopy[] packets, CaptureError error) = Captures.Read(file.ToArray());

        Assert.True(error.IsNone, error.ToString());
        Assert.Equal((1, Time, 5u, "0102030405"), (packets.Single().Interface, packets.Single().Time, packets.Single().OriginalLength, packets.Single().Data));
    }

    [Theory]
    [InlineData("the length of a block below the smallest", 4, 8u, CaptureFault.BlockTooShort)]
    [InlineData("the length of a block below what its type holds", 4, 24u, CaptureFault.BlockTooShort)]
    [InlineData("a length that is no multiple of 4", 4, 37u, CaptureFault.BlockLengthUnaligned)]
    [InlineData("a length beyond all measure", 4, 0x8000_0000u, CaptureFault.BlockTooLong)]
    [InlineData("another length at the end", 32, 40u, CaptureFault.BlockLengthsDiffer)]
    [InlineData("an interface that is not described", 8, 1u, CaptureFault.UnknownInterface)]
    [InlineData("a packet longer than its block", 20, 5u, CaptureFault.PacketBeyondBlock)]
    public void A_block_that_is_broken_is_told_with_its_offset(string what, int at, uint value, CaptureFault fault)
    {
        byte[] start = new CaptureBytes(isBigEndian: false).Section().Interface().Enhanced(0, 1, [1, 2, 3, 4]).ToArray();
        byte[] packet = new CaptureBytes(isBigEndian: false).Enhanced(0, 2, [5, 6, 7, 8]).ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(at), value);
        if (fault == CaptureFault.BlockTooShort && value > 12)
        {
            packet = new CaptureBytes(isBigEndian: false).Block(6, block => block.U32(0).U64(0)).ToArray();
        }

        (PacketCopy[] packets, CaptureError error) = Captures.Read([.. start, .. packet, .. packet]);

        Assert.Equal("01020304", packets.Single().Data);
        Assert.True((fault, (long)start.Length) == (error.Fault, error.Offset), $"{what}: {error}");
        Assert.Contains($"byte {start.Length}", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_sections_and_interfaces_are_told()
    {
        byte[] section = new CaptureBytes(isBigEndian: false).Section().ToArray();
        byte[] manyInterfaces = [.. section, .. Enumerable.Repeat(new CaptureBytes(isBigEndian: false).Interface().ToArray(), 4).SelectMany(bytes => bytes)];
        byte[] noByteOrder = [.. section];
        noByteOrder[8] = 0;
        CaptureReaderOptions few = new() { MaximumInterfaces = 3 };

        Assert.Equal(CaptureFault.InvalidByteOrderMagic, Captures.Read(noByteOrder).Error.Fault);
        Assert.Equal(new CaptureError(CaptureFault.UnsupportedVersion, 0, 0x0002_0000), Captures.Read(new CaptureBytes(false).Section(major: 2).ToArray()).Error);
        Assert.Equal(CaptureFault.InvalidInterfaceOptions, Captures.Read([.. section, .. new CaptureBytes(false).Interface(options: block => block.Option(9, [])).ToArray()]).Error.Fault);
        Assert.Equal(CaptureFault.InvalidInterfaceOptions, Captures.Read([.. section, .. new CaptureBytes(false).Interface(options: block => block.U16(2).U16(200).U32(0)).ToArray()]).Error.Fault);
        Assert.Equal(new CaptureError(CaptureFault.TooManyInterfaces, 28 + (3 * 20), 3), Captures.Read(manyInterfaces, few).Error);
    }

    [Fact]
    public void Options_that_run_out_of_their_packet_are_told_and_the_packet_is_whole()
    {
        byte[] file = new CaptureBytes(isBigEndian: false).Section().Interface().Enhanced(0, 1, [1], options: block => block.Option(1, "ok"u8).U16(1).U16(9).U32(0)).ToArray();
        using CaptureReader opened = Captures.Open(file);
        PcapngReader reader = (PcapngReader)opened;
        Assert.True(reader.TryReadBlock(out _));
        Assert.True(reader.TryReadBlock(out _));

        Assert.True(reader.TryReadBlock(out PcapngBlockView block));
        PcapngOptionList.Enumerator options = block.Options.GetEnumerator();

        Assert.Equal([1], block.Packet.Data.ToArray());
        Assert.True(options.MoveNext());
        Assert.Equal("ok", options.Current.Text);
        Assert.False(options.MoveNext());
        Assert.True(options.IsBroken);
        Assert.False(reader.TryReadBlock(out _));
        Assert.True(reader.Error.IsNone);
    }
}
