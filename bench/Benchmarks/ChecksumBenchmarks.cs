using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using HeaderSpec;

namespace Benchmarks;

/// <summary>The Internet checksum of an IPv4 header with options, of a segment and of a large one; GB/s are the bytes divided by the nanoseconds.</summary>
[MemoryDiagnoser]
public class ChecksumBenchmarks
{
    private byte[] _bytes = [];

    [Params(40, 1460, 65_536)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _bytes = new byte[Bytes];
        new Random(1).NextBytes(_bytes);
    }

    /// <summary>Words of 32 bits into 64 bits, as one writes it by hand.</summary>
    [Benchmark(Baseline = true)]
    public ushort ByHand()
    {
        ReadOnlySpan<byte> bytes = _bytes;
        ulong sum = 0;
        for (; bytes.Length >= 4; bytes = bytes[4..])
        {
            sum += BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }

        sum = (sum & uint.MaxValue) + (sum >> 32);
        sum = (sum & uint.MaxValue) + (sum >> 32);
        sum = (sum & ushort.MaxValue) + (sum >> 16);
        sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (ushort)~sum;
    }

    [Benchmark]
    public ushort Checksum() => InternetChecksum.Finish(InternetChecksum.Add(0, _bytes));

    /// <summary>A word of it changes.</summary>
    [Benchmark]
    public ushort Update() => InternetChecksum.Update(0xb1e6, _bytes[8], (ushort)Bytes);
}
