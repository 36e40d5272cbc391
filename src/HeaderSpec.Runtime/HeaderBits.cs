namespace HeaderSpec;

/// <summary>Loads and stores bits at places that are known at run time only.</summary>
public static class HeaderBits
{
    /// <summary>Reads bits, the highest of each byte first.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="offset">The first bit, counted from the first byte's highest.</param>
    /// <param name="count">1 to 64.</param>
    public static ulong ReadBig(ReadOnlySpan<byte> bytes, long offset, int count)
    {
        ulong value = 0;
        for (long end = offset + count; offset < end;)
        {
            int inByte = (int)(offset & 7);
            int taken = (int)Math.Min(8 - inByte, end - offset);
            uint bits = ((uint)bytes[(int)(offset >> 3)] >> (8 - inByte - taken)) & ((1u << taken) - 1);
            value = (value << taken) | bits;
            offset += taken;
        }

        return value;
    }

    /// <summary>Reads bits, the lowest of each byte first.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="offset">The first bit, counted from the first byte's lowest.</param>
    /// <param name="count">1 to 64.</param>
    public static ulong ReadLittle(ReadOnlySpan<byte> bytes, long offset, int count)
    {
        ulong value = 0;
        for (int done = 0; done < count;)
        {
            int inByte = (int)(offset & 7);
            int taken = Math.Min(8 - inByte, count - done);
            ulong bits = ((uint)bytes[(int)(offset >> 3)] >> inByte) & ((1u << taken) - 1);
            value |= bits << done;
            done += taken;
            offset += taken;
        }

        return value;
    }

    /// <summary>Stores bits, the highest of each byte first, and leaves their neighbours as they are.</summary>
    public static void WriteBig(Span<byte> bytes, long offset, int count, ulong value)
    {
        for (int left = count; left > 0;)
        {
            int inByte = (int)(offset & 7);
            int taken = Math.Min(8 - inByte, left);
            int shift = 8 - inByte - taken;
            uint mask = ((1u << taken) - 1) << shift;
            ref byte target = ref bytes[(int)(offset >> 3)];
            target = (byte)((target & ~mask) | (((uint)(value >> (left - taken)) << shift) & mask));
            left -= taken;
            offset += taken;
        }
    }

    /// <summary>Stores bits, the lowest of each byte first, and leaves their neighbours as they are.</summary>
    public static void WriteLittle(Span<byte> bytes, long offset, int count, ulong value)
    {
        for (int done = 0; done < count;)
        {
            int inByte = (int)(offset & 7);
            int taken = Math.Min(8 - inByte, count - done);
            uint mask = ((1u << taken) - 1) << inByte;
            ref byte target = ref bytes[(int)(offset >> 3)];
            target = (byte)((target & ~mask) | (((uint)(value >> done) << inByte) & mask));
            done += taken;
            offset += taken;
        }
    }
}
