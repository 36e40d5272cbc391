using System.IO.Compression;
using Capture.Reading;

namespace Capture.Tests.Reading;

/// <summary>Captures that end too early, at every byte, and captures with random damage.</summary>
public sealed class DamagedCaptureTests
{
    private static readonly string[] FormatNames = ["pcap", "pcap, big-endian", "pcap, nanoseconds", "pcap, modified", "pcapng", "pcapng, big-endian"];

    // The framework asks once how strict to be, when a process first meets gzip: here that is the reader, as in the program.
    static DamagedCaptureTests() => Captures.Read([0x1f, 0x8b]);

    public static TheoryData<string> Formats => [.. FormatNames];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_that_ends_at_any_byte_gives_what_was_there_and_then_the_offset(string format)
    {
        (byte[] file, int[] ends) = Sample(format);
        PacketCopy[] whole = Captures.Read(file).Packets;
        foreach (CaptureReaderOptions options in (CaptureReaderOptions[])[new(), new() { BufferSize = 64 }])
        {
            for (int length = 0; length <= file.Length; length++)
            {
                (PacketCopy[] packets, CaptureError error) = Captures.Read(file[..length], options);

                int begins = ends.Where(end => end <= length).DefaultIfEmpty(0).Max();
                CaptureError expected = length == 0 || begins != length ? new CaptureError(CaptureFault.Truncated, begins, length - begins) : default;
                Assert.Equal(expected, error);
                Assert.Equal(whole.Where(packet => packet.Offset < begins), packets);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_in_gzip_is_read_and_one_that_ends_at_any_byte_is_told(string format)
    {
        (byte[] file, _) = Sample(format);
        PacketCopy[] whole = Captures.Read(file).Packets;
        byte[] gzip = Compress(file);

        (PacketCopy[] packets, CaptureError error) = Captures.Read(gzip);

        Assert.True(error.IsNone, error.ToString());
        Assert.Equal(whole, packets);
        for (int length = 0; length < gzip.Length; length++)
        {
            (packets, error) = Captures.Read(gzip[..length]);
            Assert.False(error.IsNone, $"{length} of {gzip.Length} bytes: {packets.Length} packets");
            Assert.Equal(whole.Take(packets.Length), packets);
        }
    }

    [Fact]
    public void Gzip_that_is_broken_is_told_and_members_that_follow_each_other_are_read()
    {
        (byte[] file, _) = Sample("pcap");
        byte[] broken = Compress(file);
        broken[^6] ^= 0x55; // the CRC

        Assert.Equal(CaptureFault.CorruptCompression, Captures.Read(broken).Error.Fault);
        Assert.Equal(Captures.Read(file).Packets, Captures.Read([.. Compress(file[..50]), .. Compress(file[50..])]).Packets);
    }

    [Fact]
    public void A_stream_that_gives_a_byte_at_a_time_is_read()
    {
        foreach (string format in FormatNames)
        {
            (byte[] file, _) = Sample(format);
            Assert.Equal(Captures.Read(file).Packets, Captures.Read(new Trickle(file)).Packets);
        }
    }

    [Fact]
    public void Random_damage_never_throws_and_never_allocates_beyond_the_file()
    {
        Random random = new(20261121);
        CaptureReaderOptions options = new() { BufferSize = 256 };
        byte[][] samples = [.. FormatNames.Select(format => Sample(format).File)];
        int read = 0;
        int faults = 0;
        for (int round = 0; round < 60_000; round++)
        {
            byte[] file = [.. samples[round % samples.Length]];
            for (int damage = random.Next(1, 5); damage > 0; damage--)
            {
                int at = random.Next(file.Length);
                switch (random.Next(4))
                {
                    case 0:
                        file[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        file[at] ^= (byte)(1 << random.Next(8));
                        break;
                    case 2:
                        file.AsSpan(at, Math.Min(4, file.Length - at)).Fill((byte)(random.Next(2) * 0xff));
                        break;
                    default:
                        file = [.. file[..at], .. file[random.Next(file.Length)..]];
                        file = file.Length == 0 ? [0] : file;
                        break;
                }
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            bool opened = CaptureReader.TryOpen(new MemoryStream(file), out CaptureReader? reader, out CaptureError error, options);
            if (opened)
            {
                while (reader!.TryRead(out CapturedPacket packet))
                {
                    read++;
                    Assert.True(packet.Data.Length <= packet.Record.Length);
                }

                error = reader.Error;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 128 * 1024 + 4096);
            Assert.NotEmpty(error.ToString());
            Assert.InRange(error.Offset, 0, file.Length);
            faults += error.IsNone ? 0 : 1;
        }

        // The damage leaves something to read and breaks something: else this test shows nothing.
        Assert.InRange(read, 60_000, 600_000);
        Assert.InRange(faults, 20_000, 59_000);
    }

    // A file with some packets, and where its header and each of its records end.
    private static (byte[] File, int[] Ends) Sample(string format)
    {
        CaptureBytes file = new(format.EndsWith("big-endian", StringComparison.Ordinal));
        List<int> ends = [];
        if (format.StartsWith("pcapng", StringComparison.Ordinal))
        {
            file.Section(block => block.Option(4, "test"u8).Option(0, []));
            ends.Add(file.Length);
            file.Interface(options: block => block.Option(2, "eth0"u8).Option(9, [9]).Option(0, []));
            ends.Add(file.Length);
            foreach (int size in (int[])[5, 60, 0])
            {
                file.Enhanced(0, 1_000_000_007, Enumerable.Range(1, size).Select(i => (byte)i).ToArray(), options: block => block.Option(1, "why"u8).Option(0, []));
                ends.Add(file.Length);
            }

            file.Block(3, block => block.U32(3).Raw([1, 2, 3, 0]));
            ends.Add(file.Length);
            file.Block(5, block => block.U32(0).U64(0));
            ends.Add(file.Length);
            return (file.ToArray(), [.. ends]);
        }

        uint magic = format == "pcap, nanoseconds" ? 0xa1b23c4d : format == "pcap, modified" ? 0xa1b2cd34 : 0xa1b2c3d4;
        file.PcapHeader(magic);
        ends.Add(file.Length);
        foreach (int size in (int[])[5, 60, 0, 40])
        {
            file.Record(1_000_000_007, 99, Enumerable.Range(1, size).Select(i => (byte)i).ToArray(), extra: magic == 0xa1b2cd34 ? [1, 0, 0, 0, 8, 0, 4, 0] : null);
            ends.Add(file.Length);
        }

        return (file.ToArray(), [.. ends]);
    }

    private static byte[] Compress(byte[] bytes)
    {
        MemoryStream result = new();
        using (GZipStream gzip = new(result, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return result.ToArray();
    }

    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);
    }
}
