using TcpCodec;

namespace TcpEngine;

/// <summary>Kinds of packets that a fault can be meant for.</summary>
public enum PacketClass : byte
{
    /// <summary>Every packet.</summary>
    Any,

    /// <summary>A SYN without ACK.</summary>
    Syn,

    /// <summary>A SYN with ACK.</summary>
    SynAck,

    /// <summary>An acknowledgment with nothing else: no data, SYN, FIN or RST.</summary>
    Ack,

    /// <summary>A segment with data.</summary>
    Data,

    /// <summary>A segment with FIN.</summary>
    Fin,

    /// <summary>A segment with RST.</summary>
    Reset,

    /// <summary>A packet that is no TCP segment: ICMP, a fragment, or malformed.</summary>
    NotTcp,
}

/// <summary>Tells packets apart.</summary>
internal static class PacketClasses
{
    /// <summary>Whether a packet is of a class.</summary>
    public static bool IsOf(this PacketClass wanted, ReadOnlySpan<byte> packet)
    {
        if (wanted == PacketClass.Any)
        {
            return true;
        }

        if (!SegmentReader.TryRead(packet, out Segment segment, out _, out _))
        {
            return wanted == PacketClass.NotTcp;
        }

        return wanted switch
        {
            PacketClass.Syn => segment.IsSyn && !segment.IsAck,
            PacketClass.SynAck => segment.IsSyn && segment.IsAck,
            PacketClass.Ack => (segment.Flags & (TcpFlags.Ack | TcpFlags.Syn | TcpFlags.Fin | TcpFlags.Rst)) == TcpFlags.Ack && segment.Payload.IsEmpty,
            PacketClass.Data => !segment.Payload.IsEmpty,
            PacketClass.Fin => segment.IsFin,
            PacketClass.Reset => segment.IsReset,
            _ => false,
        };
    }
}
