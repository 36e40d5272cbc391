using System.Runtime.CompilerServices;
using TcpCodec;

namespace Benchmarks;

/// <summary>TCP headers by the code that HeaderSpec generates from <c>specs/tcp.ksy</c>.</summary>
internal static class TcpGenerated
{
    /// <inheritdoc cref="TcpByHand.Read"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Read(ReadOnlySpan<byte> bytes) => TcpHeader.TryParse(bytes, out TcpHeader tcp, out _) ? Sum(tcp) : 0;

    /// <summary>Adds up all fields and the options' values.</summary>
    internal static uint Sum(TcpHeader tcp)
    {
        uint sum = (uint)(tcp.SrcPort + tcp.DstPort + (int)tcp.Flags + tcp.Window + tcp.Checksum + tcp.UrgentPointer) + tcp.SeqNum + tcp.AckNum;
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
                case TcpOptionKind.Sack when option.TryGetSack(out TcpSack blocks):
                    for (int i = 0; i < blocks.Count; i++)
                    {
                        TcpSackBlock block = blocks[i];
                        sum += block.Left + block.Right;
                    }

                    break;
                case TcpOptionKind.Timestamps when option.TryGetTimestamps(out uint value, out uint echo):
                    sum += value + echo;
                    break;
            }
        }

        return sum + (uint)tcp.Payload.Length;
    }

    /// <inheritdoc cref="TcpByHand.WriteSyn"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteSyn(Span<byte> buffer, TcpValues values)
    {
        TcpHeaderWriter writer = new(buffer)
        {
            SrcPort = values.SrcPort, DstPort = values.DstPort, SeqNum = values.SeqNum, AckNum = values.AckNum, Flags = values.Flags, Window = values.Window,
        };
        writer.AddMss(values.MaximumSegmentSize);
        writer.AddSackPermitted();
        writer.AddTimestamps(values.Timestamp, values.TimestampEcho);
        writer.AddNop();
        writer.AddWindowScale(values.WindowShift);
        return writer.TryFinish([], out int written) ? written : 0;
    }

    /// <inheritdoc cref="TcpByHand.WriteAck"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteAck(Span<byte> buffer, TcpValues values)
    {
        TcpHeaderWriter writer = new(buffer)
        {
            SrcPort = values.SrcPort, DstPort = values.DstPort, SeqNum = values.SeqNum, AckNum = values.AckNum, Flags = values.Flags, Window = values.Window,
        };
        writer.AddNop();
        writer.AddNop();
        writer.AddTimestamps(values.Timestamp, values.TimestampEcho);
        return writer.TryFinish([], out int written) ? written : 0;
    }

    /// <inheritdoc cref="TcpByHand.WriteData"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteData(Span<byte> buffer, TcpValues values, ReadOnlySpan<byte> data)
    {
        TcpHeaderWriter writer = new(buffer)
        {
            SrcPort = values.SrcPort, DstPort = values.DstPort, SeqNum = values.SeqNum, AckNum = values.AckNum, Flags = values.Flags, Window = values.Window,
        };
        return writer.TryFinish(data, out int written) ? written : 0;
    }
}
