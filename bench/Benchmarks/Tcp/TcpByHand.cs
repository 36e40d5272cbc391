using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Benchmarks;

/// <summary>
/// TCP headers by <see cref="BinaryPrimitives"/>, as one writes them by hand for speed: reading checks what the generated reader checks (the length, the data offset,
/// each option's length), writing checks once that the header, whose layout is known beforehand, fits.
/// </summary>
internal static class TcpByHand
{
    /// <summary>Adds up all fields and the options' values; 0 for what is no TCP header.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 20)
        {
            return 0;
        }

        int header = (bytes[12] >> 4) * 4;
        if (header < 20 || header > bytes.Length)
        {
            return 0;
        }

        uint sum = (uint)(BinaryPrimitives.ReadUInt16BigEndian(bytes) + BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])
            + (BinaryPrimitives.ReadUInt16BigEndian(bytes[12..]) & 0x1ff) + BinaryPrimitives.ReadUInt16BigEndian(bytes[14..])
            + BinaryPrimitives.ReadUInt16BigEndian(bytes[16..]) + BinaryPrimitives.ReadUInt16BigEndian(bytes[18..]))
            + BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]) + BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]);
        return sum + Options(bytes[20..header]) + (uint)bytes[header..].Length;
    }

    /// <summary>A SYN as Linux sends it, 40 bytes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteSyn(Span<byte> buffer, TcpValues values)
    {
        if (buffer.Length < 40)
        {
            return 0;
        }

        Fixed(buffer, values, 40);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[20..], 0x0204_0000u | values.MaximumSegmentSize);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[24..], 0x0402_080a);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[28..], values.Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[32..], values.TimestampEcho);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[36..], 0x0103_0300u | values.WindowShift);
        return 40;
    }

    /// <summary>An ACK with timestamps, 32 bytes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteAck(Span<byte> buffer, TcpValues values)
    {
        if (buffer.Length < 32)
        {
            return 0;
        }

        Fixed(buffer, values, 32);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[20..], 0x0101_080a);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[24..], values.Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[28..], values.TimestampEcho);
        return 32;
    }

    /// <summary>A header without options, and the data.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteData(Span<byte> buffer, TcpValues values, ReadOnlySpan<byte> data)
    {
        if (buffer.Length < 20 || data.Length > buffer.Length - 20)
        {
            return 0;
        }

        Fixed(buffer, values, 20);
        data.CopyTo(buffer[20..]);
        return 20 + data.Length;
    }

    /// <summary>The same SYN, its options appended one by one with a check each, as a header is written whose layout is not known beforehand.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteSynOptionByOption(Span<byte> buffer, TcpValues values)
    {
        if (buffer.Length < 20)
        {
            return 0;
        }

        Span<byte> options = buffer[20..Math.Min(buffer.Length, 60)];
        int at = 0;
        if (options.Length - at < 4)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt32BigEndian(options[at..], 0x0204_0000u | values.MaximumSegmentSize);
        at += 4;
        if (options.Length - at < 2)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16BigEndian(options[at..], 0x0402);
        at += 2;
        if (options.Length - at < 10)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16BigEndian(options[at..], 0x080a);
        BinaryPrimitives.WriteUInt32BigEndian(options[(at + 2)..], values.Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(options[(at + 6)..], values.TimestampEcho);
        at += 10;
        if (options.Length - at < 1)
        {
            return 0;
        }

        options[at++] = 1;
        if (options.Length - at < 3)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16BigEndian(options[at..], 0x0303);
        options[at + 2] = values.WindowShift;
        at += 3;
        while (at % 4 != 0)
        {
            options[at++] = 0;
        }

        Fixed(buffer, values, 20 + at);
        return 20 + at;
    }

    /// <summary>Adds up the values of well-formed options up to the end of the list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Options(ReadOnlySpan<byte> options)
    {
        uint sum = 0;
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
                break;
            }

            int length = options[at + 1];
            if (length < 2 || length > options.Length - at)
            {
                break;
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fixed(Span<byte> buffer, TcpValues values, int headerSize)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer, values.SrcPort);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], values.DstPort);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], values.SeqNum);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[8..], values.AckNum);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[12..], (ushort)((headerSize << 10) | ((int)values.Flags & 0x1ff)));
        BinaryPrimitives.WriteUInt16BigEndian(buffer[14..], values.Window);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[16..], 0);
    }
}
