using HeaderSpec;

namespace TcpCodec.Tests;

public sealed class InternetChecksumTests
{
    [Fact]
    public void The_example_of_RFC_1071_gives_its_sum()
    {
        byte[] bytes = [0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7];

        Assert.Equal(unchecked((ushort)~0xddf2), InternetChecksum.Finish(InternetChecksum.Add(0, bytes)));
    }

    [Fact]
    public void Every_length_and_alignment_agrees_with_the_naive_sum()
    {
        Random random = new(1);
        byte[] bytes = new byte[2048];
        for (int round = 0; round < 4000; round++)
        {
            random.NextBytes(bytes);
            if (round % 4 == 0)
            {
                bytes.AsSpan().Fill(0xff); // carries everywhere
            }

            int start = random.Next(64);
            int length = round < 300 ? round : random.Next(bytes.Length - start);
            ReadOnlySpan<byte> part = bytes.AsSpan(start, length);
            int cut = length < 2 ? 0 : random.Next(length / 2) * 2;

            ushort whole = InternetChecksum.Finish(InternetChecksum.Add(0, part));

            Assert.Equal(Naive(part), whole);
            Assert.Equal(whole, InternetChecksum.Finish(InternetChecksum.Add(InternetChecksum.Add(0, part[..cut]), part[cut..])));
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
