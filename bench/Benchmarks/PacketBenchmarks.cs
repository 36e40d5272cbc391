using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace Benchmarks;

/// <summary>
/// Whole frames, Ethernet to TCP with all options, by hand and by the generated code: 4,096 frames of <see cref="PacketMix"/> read, with and without both checksums, and a
/// SYN and 1,460 bytes of data built with both. A row's figure is for one packet. The setup sees to it that both give the same.
/// </summary>
[MemoryDiagnoser(displayGenColumns: false)]
[MinColumn]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
[WarmupCount(6)]
[IterationCount(12)]
[IterationTime(100)]
public class PacketBenchmarks
{
    private readonly TcpValues _values = new();
    private readonly AddressValues _addresses = new();
    private readonly byte[] _data = new byte[1460];
    private readonly byte[] _buffer = new byte[1514];
    private byte[][] _frames = [];

    [GlobalSetup]
    public void Setup()
    {
        new Random(1).NextBytes(_data);
        _frames = PacketMix.Create();
        foreach (byte[] frame in _frames)
        {
            uint sum = PacketByHand.Read(frame, withChecksums: true);
            if (sum == 0 || PacketByHand.Read(frame, withChecksums: false) != sum || PacketGenerated.Read(frame, withChecksums: true) != sum || PacketGenerated.Read(frame, withChecksums: false) != sum)
            {
                throw new InvalidOperationException($"The rows read different things from {Convert.ToHexString(frame)}.");
            }
        }

        RequireSame(BuildSynByHand, BuildSynGenerated);
        RequireSame(BuildDataByHand, BuildDataGenerated);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = PacketMix.Count), BenchmarkCategory("read")]
    public uint ReadByHand()
    {
        uint sum = 0;
        foreach (byte[] frame in _frames)
        {
            sum += PacketByHand.Read(frame, withChecksums: false);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = PacketMix.Count), BenchmarkCategory("read")]
    public uint ReadGenerated()
    {
        uint sum = 0;
        foreach (byte[] frame in _frames)
        {
            sum += PacketGenerated.Read(frame, withChecksums: false);
        }

        return sum;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = PacketMix.Count), BenchmarkCategory("read and check")]
    public uint CheckByHand()
    {
        uint sum = 0;
        foreach (byte[] frame in _frames)
        {
            sum += PacketByHand.Read(frame, withChecksums: true);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = PacketMix.Count), BenchmarkCategory("read and check")]
    public uint CheckGenerated()
    {
        uint sum = 0;
        foreach (byte[] frame in _frames)
        {
            sum += PacketGenerated.Read(frame, withChecksums: true);
        }

        return sum;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("build SYN")]
    public int BuildSynByHand() => PacketByHand.WriteSyn(_buffer, _values, _addresses);

    [Benchmark, BenchmarkCategory("build SYN")]
    public int BuildSynGenerated() => PacketGenerated.WriteSyn(_buffer, _values, _addresses);

    [Benchmark(Baseline = true), BenchmarkCategory("build data")]
    public int BuildDataByHand() => PacketByHand.WriteData(_buffer, _values, _addresses, _data);

    [Benchmark, BenchmarkCategory("build data")]
    public int BuildDataGenerated() => PacketGenerated.WriteData(_buffer, _values, _addresses, _data);

    private void RequireSame(Func<int> byHand, Func<int> generated)
    {
        string expected = Convert.ToHexString(_buffer, 0, byHand());
        _buffer.AsSpan().Fill(0xa5);
        string actual = Convert.ToHexString(_buffer, 0, generated());
        if (expected.Length == 0 || expected != actual)
        {
            throw new InvalidOperationException($"The rows write different bytes: {expected}, {actual}.");
        }
    }
}
