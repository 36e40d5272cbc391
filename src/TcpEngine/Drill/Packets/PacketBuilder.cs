using TcpCodec;

namespace TcpEngine.Drill;

/// <summary>Makes the packets that a script puts into the stack.</summary>
internal static class PacketBuilder
{
    private const byte DefaultTimeToLive = 255;

    /// <summary>Makes a segment: its data is all zeros.</summary>
    /// <exception cref="DrillScriptException">It echoes a timestamp that the stack never sent.</exception>
    public static byte[] Build(TcpPacketEvent packet, DrillConnection connection, DrillSettings settings)
    {
        int ipSize = connection.Key.Local.Address.IsV6 ? Ipv6Header.FixedSize : Ipv4Header.FixedSize;
        byte[] bytes = new byte[ipSize + TcpHeaderWriter.MaxHeaderSize + packet.Length];
        TcpHeaderWriter tcp = new(bytes.AsSpan(ipSize))
        {
            SrcPort = connection.Key.Remote.Port,
            DstPort = connection.Key.Local.Port,
            SeqNum = connection.Remote.ToLive(packet.Sequence, packet.IsSyn),
            AckNum = packet.IsAck ? connection.Local.ToLive(packet.Acknowledgment, packet.IsSyn) : packet.Acknowledgment,
            Flags = packet.Flags,
            Window = packet.Window ?? 0,
            UrgentPointer = packet.UrgentPointer,
        };
        foreach (ScriptTcpOption option in packet.Options ?? [])
        {
            tcp.AddOption(TcpOptionBytes.Of(ToLive(option, connection, settings)));
        }

        tcp.TryFinishHeader(packet.Length, out int tcpSize);
        Span<byte> whole = bytes.AsSpan(0, ipSize + tcpSize + packet.Length);
        IpPacket.WriteHeader(whole, connection.Key.Remote.Address, connection.Key.Local.Address, IpPacket.Tcp, packet.Ip, DefaultTimeToLive);
        Span<byte> addresses = stackalloc byte[32];
        int size = connection.Key.Remote.Address.CopyTo(addresses);
        connection.Key.Local.Address.CopyTo(addresses[size..]);
        TcpHeaderWriter.SetChecksum(whole[ipSize..], addresses[..size], addresses.Slice(size, size));
        return whole.ToArray();
    }

    private static ScriptTcpOption ToLive(ScriptTcpOption option, DrillConnection connection, DrillSettings settings)
    {
        switch (option.Kind)
        {
            case ScriptTcpOptionKind.Sack:
                return option with { Numbers = [.. option.Numbers.Select(number => connection.Local.ToLive(number, isSyn: false))] };
            case ScriptTcpOptionKind.Timestamps:
                uint echo = connection.Timestamps.EchoOf(option.Numbers[1], settings.ScalesTimestampEchoes)
                    ?? throw new DrillScriptException(option.Position, $"ecr {option.Numbers[1]}: no packet from the stack had that TS val. (--tcp_ts_ecr_scaled counts it from the first one.)");
                return option with { Numbers = [option.Numbers[0], echo] };
            default:
                return option;
        }
    }
}
