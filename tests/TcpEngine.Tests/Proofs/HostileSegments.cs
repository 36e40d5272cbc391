using System.Buffers.Binary;
using TcpCodec;

namespace TcpEngine.Tests.Proofs;

/// <summary>Makes what a hostile peer sends: whole segments and half ones, with every flag and option, in the window and out of it, ICMP errors, fragments, and noise.</summary>
internal sealed class HostileSegments(RandomSource random, IpAddress victim, ushort[] ports)
{
    private static readonly byte[] OptionKinds = [0, 1, 2, 3, 4, 5, 8, 19, 28, 29, 30, 34, 69, 172, 174, 253, 254];
    private static readonly ushort[] Windows = [0, 1, 10, 500, 60_000, ushort.MaxValue];
    private readonly byte[] _options = new byte[40];

    /// <summary>Writes a TCP segment around what the victim expects.</summary>
    /// <param name="packet">Room for it.</param>
    /// <param name="source">From where it pretends to come.</param>
    /// <param name="destination">The victim's port.</param>
    /// <param name="expected">The victim's RCV.NXT, as far as the peer knows.</param>
    /// <param name="sent">The victim's SND.NXT, as far as the peer knows.</param>
    /// <returns>Its length in bytes.</returns>
    public int Write(Span<byte> packet, TcpEndpoint source, ushort destination, uint expected, uint sent)
    {
        ulong dice = random.NextUInt64();
        TcpFlags flags = (dice & 7) switch
        {
            0 => (TcpFlags)(byte)(dice >> 8),
            1 => TcpFlags.Syn,
            2 => TcpFlags.Syn | TcpFlags.Ack,
            3 => TcpFlags.Fin | TcpFlags.Ack,
            4 => TcpFlags.Rst | ((dice >> 8 & 1) == 0 ? TcpFlags.Ack : 0),
            5 => TcpFlags.Urg | TcpFlags.Ack,
            _ => TcpFlags.Ack | TcpFlags.Psh,
        };
        return Write(packet, source, destination, Near(expected, dice >> 16), Near(sent, dice >> 24), flags, Windows[(int)(dice >> 40) % Windows.Length], (ushort)(dice >> 48), (int)(dice >> 32 & 63) == 0 ? 1000 : (int)(dice >> 33 & 15));
    }

    /// <summary>Writes a TCP segment that is all given but for its options and data.</summary>
    public int Write(Span<byte> packet, TcpEndpoint source, ushort destination, uint sequence, uint acknowledgment, TcpFlags flags, ushort window, ushort urgent, int dataSize)
    {
        bool isV6 = victim.IsV6;
        int ipSize = isV6 ? 40 : 20;
        int optionsSize = random.Next(3) == 0 ? WriteOptions(acknowledgment) : 0;
        int tcpSize = 20 + optionsSize;
        int size = ipSize + tcpSize + dataSize;
        Span<byte> tcp = packet[ipSize..size];
        BinaryPrimitives.WriteUInt16BigEndian(tcp, source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], destination);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], acknowledgment);
        tcp[12] = (byte)(tcpSize / 4 << 4);
        tcp[13] = (byte)flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], window);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[16..], urgent);
        _options.AsSpan(0, optionsSize).CopyTo(tcp[20..]);
        tcp[tcpSize..].Fill((byte)'x');
        WriteIp(packet, source.Address, size, protocol: 6);
        TcpHeaderWriter.SetChecksum(tcp, packet.Slice(isV6 ? 8 : 12, isV6 ? 16 : 4), packet.Slice(isV6 ? 24 : 16, isV6 ? 16 : 4));
        return size;
    }

    /// <summary>Writes an ICMP error about a segment that the victim may have sent; IPv4 only.</summary>
    public int WriteIcmp(Span<byte> packet, TcpEndpoint peer, ushort port, uint sequence)
    {
        const int Size = 20 + 8 + 20 + 8;
        packet[..Size].Clear();
        WriteIp(packet, peer.Address, Size, protocol: 1);
        Span<byte> icmp = packet[20..Size];
        icmp[0] = (byte)(random.Next(4) switch { 0 => 4, 1 => 11, 2 => random.Next(256), _ => 3 });
        icmp[1] = (byte)random.Next(16);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[6..], (ushort)random.Next(ushort.MaxValue));
        icmp[8] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(icmp[10..], 1500);
        icmp[16] = 64;
        icmp[17] = 6;
        victim.CopyTo(icmp[20..]);
        peer.Address.CopyTo(icmp[24..]);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[28..], port);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[30..], peer.Port);
        BinaryPrimitives.WriteUInt32BigEndian(icmp[32..], sequence);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[18..], unchecked((ushort)~Sum(icmp[8..28])));
        BinaryPrimitives.WriteUInt16BigEndian(icmp[2..], unchecked((ushort)~Sum(icmp)));
        return Size;
    }

    /// <summary>Breaks a packet: flips bits, cuts it, makes a fragment of it, or lies about its lengths; mends the checksums or not.</summary>
    /// <returns>The new length in bytes.</returns>
    public int Mutate(Span<byte> packet, int length)
    {
        switch (random.Next(5))
        {
            case 0:
                return random.Next(length + 1);
            case 1 when !victim.IsV6:
                BinaryPrimitives.WriteUInt16BigEndian(packet[6..], (ushort)random.Next(0x4000));
                Ipv4HeaderWriter.SetChecksum(packet);
                return length;
            case 2:
                packet[victim.IsV6 ? 52 : 32] = (byte)(random.Next(16) << 4);
                break;
            case 3:
                packet[(victim.IsV6 ? 60 : 40) < length ? (victim.IsV6 ? 60 : 40) + random.Next(length - (victim.IsV6 ? 60 : 40)) : random.Next(length)] = (byte)random.Next(256);
                break;
            default:
                for (int i = 1 + random.Next(3); i > 0; i--)
                {
                    packet[random.Next(length)] ^= (byte)(1 << random.Next(8));
                }

                return length;
        }

        Span<byte> tcp = packet[(victim.IsV6 ? 40 : 20)..length];
        TcpHeaderWriter.SetChecksum(tcp, packet.Slice(victim.IsV6 ? 8 : 12, victim.IsV6 ? 16 : 4), packet.Slice(victim.IsV6 ? 24 : 16, victim.IsV6 ? 16 : 4));
        return length;
    }

    /// <summary>One of the victim's ports, or any.</summary>
    public ushort Port() => random.Next(8) == 0 ? (ushort)random.Next(ushort.MaxValue) : ports[random.Next(ports.Length)];

    // What is expected, a little beside it, at the window's edge, half around, or anywhere.
    private uint Near(uint number, ulong dice) => (dice & 15) switch
    {
        < 8 => number,
        < 10 => unchecked(number - 1 + (uint)random.Next(3)),
        < 12 => unchecked(number + (uint)random.Next(70_000)),
        < 13 => unchecked(number - (uint)random.Next(70_000)),
        < 14 => unchecked(number + 0x7fff_ffff + (uint)random.Next(3)),
        _ => (uint)random.NextUInt64(),
    };

    private int WriteOptions(uint acknowledgment)
    {
        int size = 4 * (1 + random.Next(10));
        Span<byte> options = _options.AsSpan(0, size);
        options.Clear();
        for (int at = 0; at < size;)
        {
            byte kind = OptionKinds[random.Next(OptionKinds.Length)];
            options[at++] = kind;
            if (kind < 2 || at == size)
            {
                continue;
            }

            int length = kind switch { 2 => 4, 3 => 3, 4 => 2, 5 => 2 + (8 * (1 + random.Next(4))), 8 => 10, _ => 2 + random.Next(20) };
            length = random.Next(16) == 0 ? random.Next(256) : length;
            options[at++] = (byte)length;
            Span<byte> body = options[at..Math.Clamp(at + length - 2, at, size)];
            for (int i = 0; i < body.Length; i += 4)
            {
                uint word = kind == 5 ? Near(acknowledgment, random.NextUInt64()) : (uint)random.NextUInt64();
                for (int b = 0; b < 4 && i + b < body.Length; b++)
                {
                    body[i + b] = (byte)(word >> (24 - (8 * b)));
                }
            }

            at += body.Length;
        }

        return size;
    }

    private void WriteIp(Span<byte> packet, IpAddress source, int size, byte protocol)
    {
        if (victim.IsV6)
        {
            packet[..40].Clear();
            packet[0] = 0x60;
            BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)(size - 40));
            packet[6] = protocol;
            packet[7] = 64;
            source.CopyTo(packet[8..]);
            victim.CopyTo(packet[24..]);
            return;
        }

        packet[..20].Clear();
        packet[0] = 0x45;
        packet[1] = (byte)(random.Next(4) == 0 ? 3 : 0); // congestion experienced
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)size);
        packet[8] = 64;
        packet[9] = protocol;
        source.CopyTo(packet[12..]);
        victim.CopyTo(packet[16..]);
        Ipv4HeaderWriter.SetChecksum(packet);
    }

    private static ushort Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i + 1 < bytes.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        }

        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)((sum & 0xffff) + (sum >> 16));
    }
}
