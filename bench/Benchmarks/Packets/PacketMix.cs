using TcpCodec;
using TcpCodec.Building;

namespace Benchmarks;

/// <summary>
/// 4,096 different frames such as a busy host sees, the same in every run: of 100 packets 42 are ACKs with timestamps, 46 carry data, 6 report what is missing (SACK),
/// 6 open or close; 20 are IPv6, 10 have a VLAN tag. Each has addresses, ports and numbers of its own.
/// </summary>
internal static class PacketMix
{
    public const int Count = 4096;

    /// <summary>The frames, in an order without a pattern.</summary>
    public static byte[][] Create()
    {
        Random random = new(4096);
        byte[] data = new byte[1448];
        random.NextBytes(data);
        return [.. Enumerable.Range(0, Count).Select(_ => Frame(random, data))];
    }

    private static byte[] Frame(Random random, byte[] data)
    {
        PacketBuilder builder = new PacketBuilder().Ethernet();
        if (random.Next(100) < 10)
        {
            builder.Vlan((ushort)random.Next(4096));
        }

        builder = random.Next(100) < 20
            ? builder.Ipv6($"2001:db8::{random.Next(65536):x}", $"2001:db8:1::{random.Next(65536):x}")
            : builder.Ipv4($"10.{random.Next(256)}.{random.Next(256)}.1", $"192.0.2.{random.Next(256)}", (ref ip) => ip.DontFragment = true);
        int kind = random.Next(100);
        uint sequence = (uint)random.NextInt64(uint.MaxValue);
        uint acknowledgment = (uint)random.NextInt64(uint.MaxValue);
        uint clock = (uint)random.NextInt64(uint.MaxValue);
        builder.Tcp((ushort)random.Next(1024, 65536), 443, (ref tcp) =>
        {
            tcp.SeqNum = sequence;
            tcp.AckNum = acknowledgment;
            tcp.Window = (ushort)acknowledgment;
            tcp.Flags = kind switch { < 92 => TcpFlags.Ack, < 94 => TcpFlags.Syn, < 96 => TcpFlags.Syn | TcpFlags.Ack, < 98 => TcpFlags.Fin | TcpFlags.Ack, _ => TcpFlags.Psh | TcpFlags.Ack };
            if (kind is >= 92 and < 96)
            {
                tcp.AddMss(1460);
                tcp.AddSackPermitted();
                tcp.AddTimestamps(clock, acknowledgment);
                tcp.AddNop();
                tcp.AddWindowScale(7);
                return;
            }

            tcp.AddNop();
            tcp.AddNop();
            tcp.AddTimestamps(clock, acknowledgment);
            if (kind is >= 86 and < 92)
            {
                tcp.AddNop();
                tcp.AddNop();
                tcp.AddSack([new TcpSackBlock(acknowledgment + 1448, acknowledgment + 2896), new TcpSackBlock(acknowledgment + 4344, acknowledgment + 5792)]);
            }
        });
        return kind switch
        {
            >= 42 and < 80 => builder.Data(data).Build(),
            >= 80 and < 86 or >= 98 => builder.Data(data.AsSpan(0, random.Next(1, 300))).Build(),
            _ => builder.PadTo(60).Build(),
        };
    }
}
