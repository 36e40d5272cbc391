using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using TcpCodec;

namespace Benchmarks;

/// <summary>The generated TCP reader and writer beside the same work written by hand, on a SYN with four options and a NOP.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class TcpHeaderBenchmarks
{
    private readonly byte[] _syn = Convert.FromHexString("d43100509b1c8a3f00000000a002faf000000000020405b40402080a00a1b2c30000000001030307");
    private readonly byte[] _buffer = new byte[60];

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("read")]
    public uint ReadByHand()
    {
        ReadOnlySpan<byte> bytes = _syn;
        if (bytes.Length < 20)
        {
            return 0;
        }

        int header = (bytes[12] >> 4) * 4;
        if (header < 20 || header > bytes.Length)
        {
            return 0;
        }

        uint sum = (uint)(BinaryPrimitives.ReadUInt16BigEndian(bytes) + BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) + bytes[13] + BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]))
            + BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]) + BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]);
        ReadOnlySpan<byte> options = bytes[20..header];
        int at = 0;
        while (at < options.Length)
        {
            int kind = options[at];
            if (kind == 0)
            {
                break;
            }

            if (kind == 1)
            {
                at++;
                continue;
            }

            if (at + 1 >= options.Length)
            {
                return 0;
            }

            int length = options[at + 1];
            if (length < 2 || length > options.Length - at)
            {
                return 0;
            }

            switch (kind)
            {
                case 2 when length == 4:
                    sum += BinaryPrimitives.ReadUInt16BigEndian(options[(at + 2)..]);
                    break;
                case 3 when length == 3:
                    sum += options[at + 2];
                    break;
                case 4 when length == 2:
                    sum++;
                    break;
                case 8 when length == 10:
                    sum += BinaryPrimitives.ReadUInt32BigEndian(options[(at + 2)..]) + BinaryPrimitives.ReadUInt32BigEndian(options[(at + 6)..]);
                    break;
            }

            at += length;
        }

        return sum;
    }

    [Benchmark]
    [BenchmarkCategory("read")]
    public uint ReadGenerated()
    {
        if (!TcpHeader.TryParse(_syn, out TcpHeader tcp, out _))
        {
            return 0;
        }

        uint sum = (uint)(tcp.SrcPort + tcp.DstPort + (int)tcp.Flags + tcp.Window) + tcp.SeqNum + tcp.AckNum;
        foreach (TcpOption option in tcp.Options)
        {
            switch (option.Kind)
            {
                case TcpOptionKind.Mss when option.TryGetMss(out ushort mss):
                    sum += mss;
                    break;
                case TcpOptionKind.WindowScale when option.TryGetWindowScale(out byte shift):
                    sum += shift;
                    break;
                case TcpOptionKind.SackPermitted when option.IsSackPermitted:
                    sum++;
                    break;
                case TcpOptionKind.Timestamps when option.TryGetTimestamps(out uint value, out uint echo):
                    sum += value + echo;
                    break;
            }
        }

        return sum;
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("write")]
    public int WriteByHand()
    {
        Span<byte> bytes = _buffer;
        BinaryPrimitives.WriteUInt16BigEndian(bytes, 54321);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], 80);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], 0x9b1c8a3f);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[12..], 0xa002);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[14..], 64240);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[20..], 0x020405b4);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[24..], 0x0402080a);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[28..], 0xa1b2c3);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[32..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[36..], 0x01030307);
        return 40;
    }

    [Benchmark]
    [BenchmarkCategory("write")]
    public int WriteGenerated()
    {
        TcpHeaderWriter writer = new(_buffer) { SrcPort = 54321, DstPort = 80, SeqNum = 0x9b1c8a3f, Flags = TcpFlags.Syn, Window = 64240 };
        writer.AddMss(1460);
        writer.AddSackPermitted();
        writer.AddTimestamps(0xa1b2c3, 0);
        writer.AddNop();
        writer.AddWindowScale(7);
        writer.TryFinish([], out int written);
        return written;
    }
}
