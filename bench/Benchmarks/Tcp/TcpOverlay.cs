using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Benchmarks;

/// <summary>TCP headers by structs that are laid over the bytes (little-endian machines: each number is swapped by hand).</summary>
internal static class TcpOverlay
{
    /// <inheritdoc cref="TcpByHand.Read"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Unsafe.SizeOf<Fixed>())
        {
            return 0;
        }

        ref readonly Fixed tcp = ref MemoryMarshal.AsRef<Fixed>(bytes);
        ushort offsetAndFlags = ReverseEndianness(tcp.OffsetAndFlags);
        int header = (offsetAndFlags >> 12) * 4;
        if (header < 20 || header > bytes.Length)
        {
            return 0;
        }

        uint sum = (uint)(ReverseEndianness(tcp.SrcPort) + ReverseEndianness(tcp.DstPort) + (offsetAndFlags & 0x1ff) + ReverseEndianness(tcp.Window)
            + ReverseEndianness(tcp.Checksum) + ReverseEndianness(tcp.UrgentPointer)) + ReverseEndianness(tcp.SeqNum) + ReverseEndianness(tcp.AckNum);
        return sum + TcpByHand.Options(bytes[20..header]) + (uint)bytes[header..].Length; // options have no fixed places to lay a struct over
    }

    /// <inheritdoc cref="TcpByHand.WriteSyn"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteSyn(Span<byte> buffer, TcpValues values)
    {
        if (buffer.Length < Unsafe.SizeOf<Syn>())
        {
            return 0;
        }

        ref Syn syn = ref MemoryMarshal.AsRef<Syn>(buffer);
        Set(ref syn.Tcp, values, 40);
        syn.Mss = ReverseEndianness(0x0204_0000u | values.MaximumSegmentSize);
        syn.SackPermittedAndTimestamps = ReverseEndianness(0x0402_080au);
        syn.Timestamp = ReverseEndianness(values.Timestamp);
        syn.TimestampEcho = ReverseEndianness(values.TimestampEcho);
        syn.WindowScale = ReverseEndianness(0x0103_0300u | values.WindowShift);
        return 40;
    }

    /// <inheritdoc cref="TcpByHand.WriteAck"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteAck(Span<byte> buffer, TcpValues values)
    {
        if (buffer.Length < Unsafe.SizeOf<Ack>())
        {
            return 0;
        }

        ref Ack ack = ref MemoryMarshal.AsRef<Ack>(buffer);
        Set(ref ack.Tcp, values, 32);
        ack.Timestamps = ReverseEndianness(0x0101_080au);
        ack.Timestamp = ReverseEndianness(values.Timestamp);
        ack.TimestampEcho = ReverseEndianness(values.TimestampEcho);
        return 32;
    }

    /// <inheritdoc cref="TcpByHand.WriteData"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteData(Span<byte> buffer, TcpValues values, ReadOnlySpan<byte> data)
    {
        if (buffer.Length < Unsafe.SizeOf<Fixed>() || data.Length > buffer.Length - Unsafe.SizeOf<Fixed>())
        {
            return 0;
        }

        Set(ref MemoryMarshal.AsRef<Fixed>(buffer), values, 20);
        data.CopyTo(buffer[20..]);
        return 20 + data.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Set(ref Fixed tcp, TcpValues values, int headerSize)
    {
        tcp.SrcPort = ReverseEndianness(values.SrcPort);
        tcp.DstPort = ReverseEndianness(values.DstPort);
        tcp.SeqNum = ReverseEndianness(values.SeqNum);
        tcp.AckNum = ReverseEndianness(values.AckNum);
        tcp.OffsetAndFlags = ReverseEndianness((ushort)((headerSize << 10) | ((int)values.Flags & 0x1ff)));
        tcp.Window = ReverseEndianness(values.Window);
        tcp.Checksum = 0;
        tcp.UrgentPointer = 0;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Fixed
    {
        public ushort SrcPort;
        public ushort DstPort;
        public uint SeqNum;
        public uint AckNum;
        public ushort OffsetAndFlags;
        public ushort Window;
        public ushort Checksum;
        public ushort UrgentPointer;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Syn
    {
        public Fixed Tcp;
        public uint Mss;
        public uint SackPermittedAndTimestamps;
        public uint Timestamp;
        public uint TimestampEcho;
        public uint WindowScale;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Ack
    {
        public Fixed Tcp;
        public uint Timestamps;
        public uint Timestamp;
        public uint TimestampEcho;
    }
}
