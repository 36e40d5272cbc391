using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Benchmarks;

/// <summary>
/// TCP headers by <see cref="BinaryPrimitives"/>, as one writes them by hand for speed: reading checks what the generated reader checks (the length, the data offset,
/// each option's length), writing checks what the generated writer checks (the room for each option and for the whole). Slices have both ends, which costs one check less
/// than the usual <c>bytes[4..]</c>.
/// </summary>
internal static class TcpByHand
{
    /// <summary>Adds up all fields and the options' values; 0 for what is no TCP header.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Read(ReadOnlySpan<byte> bytes) => TryRead(bytes, out uint sum) ? sum : 0;

    /// <summary>Adds up all fields and the options' values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out uint sum)
    {
        sum = 0;
        if (bytes.Length < 20)
        {
            return false;
        }

        int header = (bytes[12] >> 4) * 4;
        if (header < 20 || header > bytes.Length)
        {
            return false;
        }

        sum = (uint)(BinaryPrimitives.ReadUInt16BigEndian(bytes) + BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(2, 2))
            + (BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(12, 2)) & 0x1ff) + BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(14, 2))
            + BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(16, 2)) + BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(18, 2)))
            + BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(4, 4)) + BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(8, 4))
            + Options(bytes[20..header]) + (uint)bytes[header..].Length;
        return true;
    }

    /// <summary>A SYN as Linux sends it, 40 bytes, option by option: each is checked for room, and the header's length follows from them.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteSyn(Span<byte> buffer, TcpValues values)
    {
        if (buffer.Length < 20)
        {
            return 0;
        }

        int at = 20;
        if (buffer.Length - at < 4)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(at, 4), 0x0204_0000u | values.MaximumSegmentSize);
        at += 4;
        if (buffer.Length - at < 2)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16BigEndian(buffer.Slice(at, 2), 0x0402);
        at += 2;
        if (buffer.Length - at < 10)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16BigEndian(buffer.Slice(at, 2), 0x080a);
        BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(at + 2, 4), values.Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(at + 6, 4), values.TimestampEcho);
        at += 10;
        if (buffer.Length - at < 1)
        {
            return 0;
        }

        buffer[at] = 1;
        at++;
        if (buffer.Length - at < 3)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16BigEndian(buffer.Slice(at, 2), 0x0303);
        buffer[at + 2] = values.WindowShift;
        at += 3;
        return Finish(buffer, values, at);
    }

    /// <summary>An ACK with timestamps, 32 bytes, option by option.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteAck(Span<byte> buffer, TcpValues values)
    {
        if (buffer.Length < 20)
        {
            return 0;
        }

        int at = 20;
        if (buffer.Length - at < 1)
        {
            return 0;
        }

        buffer[at] = 1;
        at++;
        if (buffer.Length - at < 1)
        {
            return 0;
        }

        buffer[at] = 1;
        at++;
        if (buffer.Length - at < 10)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16BigEndian(buffer.Slice(at, 2), 0x080a);
        BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(at + 2, 4), values.Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(at + 6, 4), values.TimestampEcho);
        at += 10;
        return Finish(buffer, values, at);
    }

    /// <summary>The same SYN where its layout is known beforehand: one check, whole words.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteKnownSyn(Span<byte> buffer, TcpValues values)
    {
        if (buffer.Length < 40)
        {
            return 0;
        }

        Fixed(buffer, values, 40);
        BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(20, 4), 0x0204_0000u | values.MaximumSegmentSize);
        BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(24, 4), 0x0402_080a);
        BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(28, 4), values.Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(32, 4), values.TimestampEcho);
        BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(36, 4), 0x0103_0300u | values.WindowShift);
        return 40;
    }

    /// <summary>The same ACK where its layout is known beforehand.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteKnownAck(Span<byte> buffer, TcpValues values)
    {
        if (buffer.Length < 32)
        {
            return 0;
        }

        Fixed(buffer, values, 32);
        BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(20, 4), 0x0101_080a);
        BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(24, 4), values.Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(28, 4), values.TimestampEcho);
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
                    sum += BinaryPrimitives.ReadUInt16BigEndian(options.Slice(at + 2, 2));
                    break;
                case 3 when length == 3:
                    sum += options[at + 2];
                    break;
                case 4 when length == 2:
                    sum++;
                    break;
                case 5 when (length - 2) % 8 == 0:
                    for (int block = at + 2; block < at + length; block += 8)
                    {
                        sum += BinaryPrimitives.ReadUInt32BigEndian(options.Slice(block, 4)) + BinaryPrimitives.ReadUInt32BigEndian(options.Slice(block + 4, 4));
                    }

                    break;
                case 8 when length == 10:
                    sum += BinaryPrimitives.ReadUInt32BigEndian(options.Slice(at + 2, 4)) + BinaryPrimitives.ReadUInt32BigEndian(options.Slice(at + 6, 4));
                    break;
            }

            at += length;
        }

        return sum;
    }

    // Pads the options, and writes the fixed part.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Finish(Span<byte> buffer, TcpValues values, int at)
    {
        int header = (at + 3) & ~3;
        if (header > 60 || header > buffer.Length)
        {
            return 0;
        }

        if (header > at)
        {
            buffer[at..header].Clear();
        }

        Fixed(buffer, values, header);
        return header;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fixed(Span<byte> buffer, TcpValues values, int headerSize)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer, values.SrcPort);
        BinaryPrimitives.WriteUInt16BigEndian(buffer.Slice(2, 2), values.DstPort);
        BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(4, 4), values.SeqNum);
        BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(8, 4), values.AckNum);
        BinaryPrimitives.WriteUInt16BigEndian(buffer.Slice(12, 2), (ushort)((headerSize << 10) | ((int)values.Flags & 0x1ff)));
        BinaryPrimitives.WriteUInt16BigEndian(buffer.Slice(14, 2), values.Window);
        BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(16, 4), 0);
    }
}
