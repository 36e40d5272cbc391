namespace HeaderSpec.Generator.Tests.Oracle;

/// <summary>Bytes and bits that are written one after another, as Kaitai reads them.</summary>
/// <param name="random">Fills the unused bits before a byte.</param>
internal sealed class ByteSink(Random random)
{
    private int _free;
    private bool _littleEndian;

    public List<byte> Bytes { get; } = [];

    /// <summary>What the next whole byte will be, whatever is written: a terminator that the field before it left there.</summary>
    public byte? Next { get; set; }

    /// <summary>Writes the low <paramref name="count"/> bits.</summary>
    public void WriteBits(ulong value, int count, bool littleEndian)
    {
        if (littleEndian != _littleEndian)
        {
            Align();
            _littleEndian = littleEndian;
        }

        for (int i = 0; i < count; i++)
        {
            if (_free == 0)
            {
                Bytes.Add(0);
                _free = 8;
            }

            ulong bit = (value >> (littleEndian ? i : count - 1 - i)) & 1;
            Bytes[^1] |= (byte)(bit << (littleEndian ? 8 - _free : _free - 1));
            _free--;
        }
    }

    /// <summary>Goes on to the next whole byte.</summary>
    public void Align()
    {
        while (_free > 0)
        {
            WriteBits((ulong)random.Next(2), 1, _littleEndian);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Align();
        foreach (byte item in bytes)
        {
            Bytes.Add(Next ?? item);
            Next = null;
        }
    }

    /// <summary>Writes the low <paramref name="width"/> bytes of an integer.</summary>
    public void WriteInteger(ulong value, int width, bool littleEndian)
    {
        Align();
        for (int i = 0; i < width; i++)
        {
            Write([(byte)(value >> (8 * (littleEndian ? i : width - 1 - i)))]);
        }
    }

    /// <summary>Writes an integer again, which stands at <paramref name="offset"/>.</summary>
    public void Patch(int offset, ulong value, int width, bool littleEndian)
    {
        for (int i = 0; i < width; i++)
        {
            Bytes[offset + i] = (byte)(value >> (8 * (littleEndian ? i : width - 1 - i)));
        }
    }
}
