using System.Buffers.Binary;
using HeaderSpec;

namespace TcpCodec.Tests;

public sealed class InternetChecksumTests
{
    private static readonly byte[][] Fills = [[0xff], [0x00], [0xff, 0xfe], [0x00, 0x01], [0x80, 0x00], [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]];

    [Fact]
    public void The_example_of_RFC_1071_gives_its_sum()
    {
        byte[] bytes = [0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7];

        Assert.Equal(unchecked((ushort)~0xddf2), InternetChecksum.Finish(InternetChecksum.Add(0, bytes)));
        Assert.Equal(0xddf2, InternetChecksum.Partial(InternetChecksum.Add(0, bytes)));
    }

    [Fact]
    public void Every_length_and_alignment_agrees_with_the_naive_sum()
    {
        Random random = new(1);
        byte[] bytes = new byte[2048];
        for (int round = 0; round < 4000; round++)
        {
            Fill(bytes, random, round);
            int start = random.Next(64);
            int length = round < 300 ? round : random.Next(bytes.Length - start);
            ReadOnlySpan<byte> part = bytes.AsSpan(start, length);
            int cut = length < 2 ? 0 : random.Next(length / 2) * 2;

            ushort whole = InternetChecksum.Finish(InternetChecksum.Add(0, part));

            Assert.Equal(Naive(part), whole);
            Assert.Equal(whole, InternetChecksum.Finish(InternetChecksum.Add(InternetChecksum.Add(0, part[..cut]), part[cut..])));
        }
    }

    [Fact]
    public void A_word_can_be_left_out_wherever_it_is()
    {
        Random random = new(5);
        byte[] bytes = new byte[300];
        for (int round = 0; round < 8000; round++)
        {
            Fill(bytes, random, round);
            byte[] part = bytes[..random.Next(2, bytes.Length)];
            int offset = random.Next(part.Length / 2) * 2;
            ushort actual = InternetChecksum.Finish(InternetChecksum.AddWithout(0, part, offset));

            part.AsSpan(offset, 2).Clear();

            Assert.Equal(Naive(part), actual);
        }
    }

    [Fact]
    public void A_word_by_itself_is_added_as_its_bytes_are()
    {
        for (int word = 0; word <= ushort.MaxValue; word++)
        {
            Assert.Equal(InternetChecksum.Add(7, [(byte)(word >> 8), (byte)word]), InternetChecksum.AddWord(7, (ushort)word));
        }
    }

    [Fact]
    public void Large_data_loses_no_carry()
    {
        byte[] bytes = new byte[(1 << 20) + 1];
        Random random = new(2);
        for (int round = 0; round < 8; round++)
        {
            Fill(bytes, random, round);

            Assert.Equal(Naive(bytes), InternetChecksum.Finish(InternetChecksum.Add(0, bytes)));
            Assert.Equal(Naive([.. bytes[..^1], .. bytes[..^1]]), InternetChecksum.Finish(InternetChecksum.Add(InternetChecksum.Add(0, bytes.AsSpan()[..^1]), bytes.AsSpan()[..^1])));
        }
    }

    [Fact]
    public void Parts_that_were_summed_apart_are_combined_at_any_offset()
    {
        Random random = new(3);
        byte[] bytes = new byte[700];
        for (int round = 0; round < 4000; round++)
        {
            Fill(bytes, random, round);
            ReadOnlySpan<byte> whole = bytes.AsSpan(0, random.Next(bytes.Length));
            int first = random.Next(whole.Length + 1);
            int second = random.Next(first, whole.Length + 1);

            ulong sum = InternetChecksum.Add(0, whole[..first]);
            sum = InternetChecksum.Combine(sum, InternetChecksum.Add(0, whole[first..second]), first);
            sum = InternetChecksum.Combine(sum, InternetChecksum.Add(0, whole[second..]), second);

            Assert.Equal(Naive(whole), InternetChecksum.Finish(sum));
        }
    }

    [Fact]
    public void A_word_that_changes_is_corrected()
    {
        Random random = new(4);
        byte[] bytes = new byte[40];
        for (int round = 0; round < 20_000; round++)
        {
            Fill(bytes, random, round);
            ushort before = Naive(bytes);
            int size = random.Next(1, 10) * 2;
            int at = random.Next((bytes.Length - size) / 2) * 2;
            byte[] old = bytes.AsSpan(at, size).ToArray();
            byte[] changed = new byte[size];
            Fill(changed, random, random.Next(16));
            changed.CopyTo(bytes, at);

            // All zero: the one case in which the sum is not told apart from 0xffff (RFC 1624, section 3).
            ushort after = bytes.AsSpan().ContainsAnyExcept((byte)0) ? Naive(bytes) : (ushort)0;
            Assert.Equal(after, InternetChecksum.Update(before, old, changed));
            ushort step = before;
            for (int i = 0; i < size; i += 2)
            {
                step = InternetChecksum.Update(step, BinaryPrimitives.ReadUInt16BigEndian(old.AsSpan(i)), BinaryPrimitives.ReadUInt16BigEndian(changed.AsSpan(i)));
            }

            Assert.Equal(after, step);
            if (size == 4)
            {
                Assert.Equal(after, InternetChecksum.Update(before, BinaryPrimitives.ReadUInt32BigEndian(old), BinaryPrimitives.ReadUInt32BigEndian(changed)));
            }
        }
    }

    // RFC 1624, section 4: with a header whose other words sum to 0xcd7a, a word goes from 0x5555 to 0x3285.
    [Fact]
    public void The_examples_of_RFC_1624_give_zero_and_not_all_ones()
    {
        Assert.Equal(0x0000, InternetChecksum.Update(0xdd2f, 0x5555, 0x3285));
        Assert.Equal(0x0000, InternetChecksum.Update(0xdd2f, 0x5555u, 0x3285u));
        Assert.Equal(0x0000, InternetChecksum.Update(0xdd2f, (ReadOnlySpan<byte>)[0x55, 0x55], [0x32, 0x85]));
        Assert.Equal(0xdd2f, InternetChecksum.Update(0x0000, 0x3285, 0x5555));
    }

    [Fact]
    public void Data_that_is_or_becomes_all_zero_stays_valid_for_a_receiver_that_sums()
    {
        // 0xffff is what all zero sums to; from there, and to there.
        Assert.Equal(Naive([0x12, 0x34, 0, 0]), InternetChecksum.Update(0xffff, 0x0000, 0x1234));
        ushort zero = InternetChecksum.Update(Naive([0x12, 0x34, 0, 0]), 0x1234, 0x0000);

        Assert.Equal(0x0000, zero);
        Assert.Equal(0xffff, Naive([0, 0, 0, 0]));
        Assert.True(Naive([0, 0, 0, 0, (byte)(zero >> 8), (byte)zero]) is 0x0000 or 0xffff);
    }

    [Fact]
    public void Bytes_of_another_length_do_not_take_the_place_of_others() =>
        Assert.Throws<ArgumentException>(() => InternetChecksum.Update(0, (ReadOnlySpan<byte>)[1, 2], [1]));

    [Theory]
    [InlineData(4, 6, 20u)]
    [InlineData(4, 17, 65535u)]
    [InlineData(16, 6, 1460u)]
    [InlineData(16, 58, 0x12345678u)]
    public void The_sum_of_a_pseudo_header_is_what_a_device_begins_with(int addressSize, byte protocol, uint length)
    {
        Random random = new(5);
        byte[] source = new byte[addressSize];
        byte[] destination = new byte[addressSize];
        byte[] segment = new byte[61];
        random.NextBytes(source);
        random.NextBytes(destination);
        random.NextBytes(segment);
        byte[] number = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, length);
        byte[] pseudo = [.. source, .. destination, .. number, 0, 0, 0, protocol];

        ulong sum = InternetChecksum.AddPseudoHeader(0, source, destination, protocol, length);
        ushort partial = InternetChecksum.Partial(sum);

        Assert.Equal((ushort)~Naive(pseudo), partial);

        // The device sums the segment, whose checksum field holds the partial sum, and complements.
        segment[16] = (byte)(partial >> 8);
        segment[17] = (byte)partial;
        ushort offloaded = InternetChecksum.Finish(InternetChecksum.Add(0, segment));
        segment[16] = 0;
        segment[17] = 0;
        Assert.Equal(offloaded, InternetChecksum.Finish(InternetChecksum.Add(sum, segment)));
    }

    // Random, or a pattern with carries everywhere or nowhere.
    private static void Fill(byte[] bytes, Random random, int round)
    {
        random.NextBytes(bytes);
        if (round % 3 == 0)
        {
            byte[] pattern = Fills[round / 3 % Fills.Length];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = pattern[i % pattern.Length];
            }
        }
    }

    private static ushort Naive(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            sum += (uint)(bytes[i] << (i % 2 == 0 ? 8 : 0));
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
