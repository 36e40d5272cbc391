using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace Benchmarks;

/// <summary>
/// The generated TCP reader and writer beside the same work by hand and by overlaid structs: a SYN with its options (40 bytes), an ACK with timestamps (32 bytes) and a
/// segment without options and 1,460 bytes of data. The baseline checks what the generated code checks; the rows of known layout check once and write whole words.
/// The setup sees to it that all rows give the same bytes and the same sums.
/// </summary>
/// <remarks>
/// Kaitai Struct's generated C# would be the natural fourth row. Its runtime, <c>KaitaiStruct.Runtime.CSharp</c>, could not be restored when this was written, so it is left out.
/// </remarks>
[MemoryDiagnoser(displayGenColumns: false)]
[MinColumn] // on a machine that is shared, what others do only ever adds
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
[WarmupCount(6)]
[IterationCount(12)]
[IterationTime(100)]
public class TcpHeaderBenchmarks
{
    private readonly TcpValues _values = new();
    private readonly byte[] _data = new byte[1460];
    private readonly byte[] _buffer = new byte[1500];
    private byte[] _syn = [];
    private byte[] _ack = [];
    private byte[] _segment = [];

    [GlobalSetup]
    public void Setup()
    {
        new Random(1).NextBytes(_data);
        _syn = Same(() => TcpByHand.WriteSyn(_buffer, _values), WriteSynKnownLayout, WriteSynOverlay, WriteSynGenerated);
        _ack = Same(() => TcpByHand.WriteAck(_buffer, _values), WriteAckKnownLayout, WriteAckOverlay, WriteAckGenerated);
        _segment = Same(() => TcpByHand.WriteData(_buffer, _values, _data), WriteDataOverlay, WriteDataGenerated);
        foreach (byte[] bytes in (byte[][])[_syn, _ack, _segment])
        {
            uint sum = TcpByHand.Read(bytes);
            if (sum == 0 || TcpOverlay.Read(bytes) != sum || TcpGenerated.Read(bytes) != sum)
            {
                throw new InvalidOperationException($"The rows read different things from {Convert.ToHexString(bytes)}.");
            }
        }
    }

    [Benchmark(Baseline = true), BenchmarkCategory("read SYN")]
    public uint ReadSynByHand() => TcpByHand.Read(_syn);

    [Benchmark, BenchmarkCategory("read SYN")]
    public uint ReadSynOverlay() => TcpOverlay.Read(_syn);

    [Benchmark, BenchmarkCategory("read SYN")]
    public uint ReadSynGenerated() => TcpGenerated.Read(_syn);

    [Benchmark(Baseline = true), BenchmarkCategory("read ACK")]
    public uint ReadAckByHand() => TcpByHand.Read(_ack);

    [Benchmark, BenchmarkCategory("read ACK")]
    public uint ReadAckOverlay() => TcpOverlay.Read(_ack);

    [Benchmark, BenchmarkCategory("read ACK")]
    public uint ReadAckGenerated() => TcpGenerated.Read(_ack);

    [Benchmark(Baseline = true), BenchmarkCategory("read data")]
    public uint ReadDataByHand() => TcpByHand.Read(_segment);

    [Benchmark, BenchmarkCategory("read data")]
    public uint ReadDataOverlay() => TcpOverlay.Read(_segment);

    [Benchmark, BenchmarkCategory("read data")]
    public uint ReadDataGenerated() => TcpGenerated.Read(_segment);

    [Benchmark(Baseline = true), BenchmarkCategory("write SYN")]
    public int WriteSynByHand() => TcpByHand.WriteSyn(_buffer, _values);

    [Benchmark, BenchmarkCategory("write SYN")]
    public int WriteSynKnownLayout() => TcpByHand.WriteKnownSyn(_buffer, _values);

    [Benchmark, BenchmarkCategory("write SYN")]
    public int WriteSynOverlay() => TcpOverlay.WriteSyn(_buffer, _values);

    [Benchmark, BenchmarkCategory("write SYN")]
    public int WriteSynGenerated() => TcpGenerated.WriteSyn(_buffer, _values);

    [Benchmark(Baseline = true), BenchmarkCategory("write ACK")]
    public int WriteAckByHand() => TcpByHand.WriteAck(_buffer, _values);

    [Benchmark, BenchmarkCategory("write ACK")]
    public int WriteAckKnownLayout() => TcpByHand.WriteKnownAck(_buffer, _values);

    [Benchmark, BenchmarkCategory("write ACK")]
    public int WriteAckOverlay() => TcpOverlay.WriteAck(_buffer, _values);

    [Benchmark, BenchmarkCategory("write ACK")]
    public int WriteAckGenerated() => TcpGenerated.WriteAck(_buffer, _values);

    [Benchmark(Baseline = true), BenchmarkCategory("write data")]
    public int WriteDataByHand() => TcpByHand.WriteData(_buffer, _values, _data);

    [Benchmark, BenchmarkCategory("write data")]
    public int WriteDataOverlay() => TcpOverlay.WriteData(_buffer, _values, _data);

    [Benchmark, BenchmarkCategory("write data")]
    public int WriteDataGenerated() => TcpGenerated.WriteData(_buffer, _values, _data);

    private byte[] Same(params Func<int>[] writers)
    {
        byte[][] written = [.. writers.Select(write =>
        {
            _buffer.AsSpan().Fill(0xa5);
            return _buffer[..write()];
        })];
        return written[0].Length > 0 && written.All(bytes => bytes.AsSpan().SequenceEqual(written[0]))
            ? written[0]
            : throw new InvalidOperationException($"The rows write different bytes: {string.Join(", ", written.Select(Convert.ToHexString))}.");
    }
}
