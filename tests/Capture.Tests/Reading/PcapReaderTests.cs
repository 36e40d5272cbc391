using Capture.Pcap;
using Capture.Reading;
using TcpCodec.Dissection;
using TcpEngine;

namespace Capture.Tests.Reading;

public sealed class PcapReaderTests
{
    [Theory]
    [InlineData(false, 0xa1b2c3d4u, 123_456_000)]
    [InlineData(true, 0xa1b2c3d4u, 123_456_000)]
    [InlineData(false, 0xa1b23c4du, 123_456)]
    [InlineData(true, 0xa1b23c4du, 123_456)]
    public void Either_byte_order_and_either_unit_of_time_are_read(bool isBigEndian, uint magic, int nanoseconds)
    {
        byte[] file = new CaptureBytes(isBigEndian)
            .PcapHeader(magic, network: 113)
            .Record(0xfffffff0, 123_456, [1, 2, 3])
            .Record(2, 0, [], original: 1500)
            .ToArray();

        (PacketCopy[] packets, CaptureError error) = Captures.Read(file);

        Assert.True(error.IsNone, error.ToString());
        Assert.Equal(
            [
                new(24, new Timestamp(0xfffffff0L * 1_000_000_000 + nanoseconds), LinkType.LinuxCooked, 0, 3, "010203"),
                new(43, new Timestamp(2_000_000_000), LinkType.LinuxCooked, 0, 1500, ""),
            ],
            packets);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Modified_records_are_read_with_what_they_say_more(bool isBigEndian)
    {
        byte[] extra = new CaptureBytes(isBigEndian).U32(7).U16(0x0800).Raw([4, 0]).ToArray();
        byte[] file = new CaptureBytes(isBigEndian).PcapHeader(0xa1b2cd34).Record(1, 2, [1, 2, 3], extra: extra).ToArray();
        using CaptureReader reader = Captures.Open(file);
        PcapReader pcap = Assert.IsType<PcapReader>(reader);

        Assert.True(pcap.TryRead(out CapturedPacket packet));
        Assert.Equal([1, 2, 3], packet.Data.ToArray());
        Assert.True(pcap.TryGetModifiedFields(packet, out PcapModifiedFields fields));
        Assert.Equal(new PcapModifiedFields(7, 0x0800, 4), fields);
        Assert.False(pcap.TryRead(out _));
        Assert.True(pcap.Error.IsNone);
    }

    [Theory]
    [InlineData(0xa1b2c3d4u, 8, "Kuznetzov")]
    [InlineData(0xa1b2c3d4u, 4, "Nokia")]
    [InlineData(0xa1b2cd34u, 12, "Kuznetzov, with CPUs")]
    public void Longer_records_under_another_layout_s_magic_are_found_by_what_makes_sense(uint magic, int extra, string layout)
    {
        CaptureBytes file = new CaptureBytes(isBigEndian: false).PcapHeader(magic);
        byte[] more = [3, 0, 0, 0, 0, 8, 4, 0, 1, 1, 0, 0];
        for (uint i = 0; i < 5; i++)
        {
            file.Record(1_000_000_000 + i, 5, new byte[60 + i], extra: more[..extra]);
        }

        using CaptureReader reader = Captures.Open(file.ToArray());
        (PacketCopy[] packets, CaptureError error) = Captures.Read(file.ToArray());

        Assert.Equal(layout, ((PcapReader)reader).Layout.ToString());
        Assert.True(error.IsNone, error.ToString());
        Assert.Equal([60u, 61, 62, 63, 64], packets.Select(packet => packet.OriginalLength));
    }

    [Theory]
    [InlineData(2, 2, 5, 3)]
    [InlineData(2, 3, 5, 3)]
    [InlineData(2, 3, 3, 5)]
    [InlineData(543, 0, 5, 3)]
    public void Old_versions_had_the_lengths_in_the_other_order(ushort major, ushort minor, uint first, uint second)
    {
        byte[] file = new CaptureBytes(isBigEndian: true).PcapHeader(0xa1b2c3d4, major: major, minor: minor).U32(1).U32(0).U32(first).U32(second).Raw([1, 2, 3]).ToArray();

        (PacketCopy[] packets, CaptureError error) = Captures.Read(file);

        Assert.True(error.IsNone, error.ToString());
        Assert.Equal(("010203", 5u), (packets.Single().Data, packets.Single().OriginalLength));
    }

    [Fact]
    public void The_header_tells_the_frame_check_sequence()
    {
        byte[] file = new CaptureBytes(isBigEndian: false).PcapHeader(0xa1b2c3d4, network: 0x2400_0001).ToArray();
        using CaptureReader reader = Captures.Open(file);

        PcapFileHeader header = ((PcapReader)reader).Header;

        Assert.Equal((LinkType.Ethernet, 4, 65535u), (header.LinkType, header.FrameCheckLength, header.SnapLength));
        Assert.False(reader.TryRead(out _));
        Assert.True(reader.Error.IsNone);
    }

    [Fact]
    public void A_packet_that_claims_to_be_longer_than_any_ends_the_reading_and_allocates_nothing()
    {
        CaptureBytes file = new CaptureBytes(isBigEndian: false).PcapHeader(0xa1b2c3d4).Record(1, 1, [9]);
        byte[] corrupt = file.U32(1).U32(1).U32(0x7fff_ffff).U32(60).Raw(new byte[60]).ToArray();
        CaptureReaderOptions options = new() { MaximumPacketSize = int.MaxValue - 100, BufferSize = 64 };
        Captures.Read(corrupt);

        long before = GC.GetAllocatedBytesForCurrentThread();
        CaptureError claimed = Captures.Read(corrupt).Error;
        CaptureError truncated = Captures.Read(new CaptureBytes(false).PcapHeader(0xa1b2c3d4).U32(1).U32(1).U32(0x7fff_0000).U32(60).Raw(new byte[60]).ToArray(), options).Error;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(new CaptureError(CaptureFault.PacketTooLong, 41, 0x7fff_ffff), claimed);
        Assert.Equal("at byte 41: a packet of 2147483647 bytes is longer than any that is expected", claimed.ToString());
        Assert.Equal(new CaptureError(CaptureFault.Truncated, 24, 76), truncated);
        Assert.InRange(allocated, 0, 300_000);
    }

    [Fact]
    public void A_version_that_nobody_defined_is_told()
    {
        byte[] file = new CaptureBytes(isBigEndian: false).PcapHeader(0xa1b2c3d4, major: 3, minor: 1).ToArray();

        CaptureError error = Captures.Read(file).Error;

        Assert.Equal("at byte 0: version 3.1 of the format is unknown", error.ToString());
    }

    [Fact]
    public void What_is_no_capture_is_told()
    {
        Assert.Equal(new CaptureError(CaptureFault.NotACapture, 0, 0), Captures.Read("no capture"u8.ToArray()).Error);
        Assert.Equal(new CaptureError(CaptureFault.Truncated, 0, 0), Captures.Read([]).Error);
        Assert.Equal(new CaptureError(CaptureFault.Truncated, 0, 3), Captures.Read([0xd4, 0xc3, 0xb2]).Error);
    }

    [Fact]
    public void Nothing_is_allocated_per_packet()
    {
        CaptureBytes pcap = new CaptureBytes(isBigEndian: false).PcapHeader(0xa1b2c3d4);
        CaptureBytes pcapng = new CaptureBytes(isBigEndian: false).Section().Interface();
        for (uint i = 0; i < 2000; i++)
        {
            pcap.Record(i, 0, new byte[i % 900]);
            pcapng.Enhanced(0, i, new byte[i % 900]);
        }

        foreach (byte[] file in (byte[][])[pcap.ToArray(), pcapng.ToArray()])
        {
            using CaptureReader reader = Captures.Open(file, new CaptureReaderOptions { BufferSize = 4096 });
            for (int i = 0; i < 10; i++)
            {
                Assert.True(reader.TryRead(out _));
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            int packets = 0;
            while (reader.TryRead(out _))
            {
                packets++;
            }

            // A collection that another test brings about counts up to 8 KiB of the thread's unused room; an object per packet would be 48 KB.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8192);
            Assert.Equal(1990, packets);
            Assert.True(reader.Error.IsNone);
        }
    }
}
