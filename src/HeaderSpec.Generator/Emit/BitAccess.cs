using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>The C# that loads and stores a number at a place in a span.</summary>
internal static class BitAccess
{
    /// <summary>The C# type that holds so many bits.</summary>
    public static string TypeOf(int bits, bool signed) => (bits, signed) switch
    {
        ( <= 8, false) => "byte",
        ( <= 16, false) => "ushort",
        ( <= 32, false) => "uint",
        (_, false) => "ulong",
        ( <= 8, true) => "sbyte",
        ( <= 16, true) => "short",
        ( <= 32, true) => "int",
        (_, true) => "long",
    };

    /// <summary>Loads whole bytes at a constant offset.</summary>
    public static string LoadInteger(string span, int offset, int bits, bool signed, bool littleEndian)
    {
        if (bits == 8)
        {
            return signed ? $"(sbyte){span}[{offset}]" : $"{span}[{offset}]";
        }

        return $"BinaryPrimitives.Read{(signed ? "" : "U")}Int{bits}{(littleEndian ? "Little" : "Big")}Endian({At(span, offset, bits)})";
    }

    /// <summary>Stores whole bytes at a constant offset.</summary>
    public static string StoreInteger(string span, int offset, int bits, bool signed, bool littleEndian, string value)
    {
        if (bits == 8)
        {
            return $"{span}[{offset}] = {(signed ? "(byte)" : "")}{value}";
        }

        return $"BinaryPrimitives.Write{(signed ? "" : "U")}Int{bits}{(littleEndian ? "Little" : "Big")}Endian({At(span, offset, bits)}, {value})";
    }

    /// <summary>The word of 8, 16, 32 or 64 bits, inside the first <paramref name="limit"/> bytes, that holds a run of bits.</summary>
    public static (int Offset, int Bits) WordOf(int bitOffset, int bitSize, int limit)
    {
        int first = bitOffset / 8;
        int last = (bitOffset + bitSize - 1) / 8;
        foreach (int bytes in new[] { 1, 2, 4, 8 })
        {
            int start = Math.Max(0, Math.Min(first, limit - bytes));
            if (start <= first && start + bytes > last && start + bytes <= limit)
            {
                return (start, bytes * 8);
            }
        }

        return (first, 0);
    }

    /// <summary>How far a run of bits lies from the low end of its word.</summary>
    public static int ShiftOf(int bitOffset, int bitSize, (int Offset, int Bits) word) => (word.Offset * 8) + word.Bits - bitOffset - bitSize;

    public static string Mask(int bits) => bits >= 64 ? "0xffff_ffff_ffff_ffff" : "0x" + ((1UL << bits) - 1).ToString("x");

    /// <summary>Loads a run of bits, as an expression of C#'s <c>int</c>, <c>uint</c> or <c>ulong</c>.</summary>
    public static string LoadBits(string span, int bitOffset, int bitSize, int limit)
    {
        (int Offset, int Bits) word = WordOf(bitOffset, bitSize, limit);
        string load = LoadInteger(span, word.Offset, word.Bits, signed: false, littleEndian: false);
        int shift = ShiftOf(bitOffset, bitSize, word);
        string shifted = shift == 0 ? load : $"({load} >> {shift})";
        return bitSize + shift == word.Bits && shift > 0 ? $"{load} >> {shift}" : bitSize == word.Bits ? load : $"{shifted} & {Mask(bitSize)}";
    }

    /// <summary>Stores a run of bits and leaves its neighbours as they are.</summary>
    public static string StoreBits(string span, int bitOffset, int bitSize, int limit, string value)
    {
        (int Offset, int Bits) word = WordOf(bitOffset, bitSize, limit);
        string type = TypeOf(word.Bits, signed: false);
        string wide = word.Bits == 64 ? "ulong" : "uint";
        int shift = ShiftOf(bitOffset, bitSize, word);
        ulong mask = (bitSize >= 64 ? ulong.MaxValue : (1UL << bitSize) - 1) << shift;
        ulong keep = ~mask & (word.Bits == 64 ? ulong.MaxValue : (1UL << word.Bits) - 1);
        string bits = shift == 0 ? $"(({wide}){value} & {Mask(bitSize)})" : $"((({wide}){value} & {Mask(bitSize)}) << {shift})";

        // The bytes that stay are not worth swapping twice: the word is read as it lies on most machines, and only the new bits are swapped.
        bool isSwapped = word.Bits > 8;
        string kept = $"{LoadInteger(span, word.Offset, word.Bits, signed: false, littleEndian: isSwapped)} & 0x{(isSwapped ? Swap(keep, word.Bits) : keep):x}u";
        string added = isSwapped ? $"BinaryPrimitives.ReverseEndianness(({type}){bits})" : bits;
        return StoreInteger(span, word.Offset, word.Bits, signed: false, littleEndian: isSwapped, $"({type})(({kept}) | {added})");
    }

    /// <summary>Loads a fixed field of a type, without its enum.</summary>
    public static string Load(FieldModel field, TypeModel type, string span) => field.Kind == FieldKind.Integer
        ? LoadInteger(span, field.ByteOffset, field.BitSize, field.IsSigned, field.IsLittleEndian)
        : LoadBits(span, field.BitOffset, field.BitSize, type.FixedSize);

    /// <summary>Stores a fixed field of a type.</summary>
    public static string Store(FieldModel field, TypeModel type, string span, string value) => field.Kind == FieldKind.Integer
        ? StoreInteger(span, field.ByteOffset, field.BitSize, field.IsSigned, field.IsLittleEndian, value)
        : StoreBits(span, field.BitOffset, field.BitSize, type.FixedSize, value);

    private static ulong Swap(ulong value, int bits)
    {
        ulong swapped = 0;
        for (int i = 0; i < bits; i += 8)
        {
            swapped = (swapped << 8) | ((value >> i) & 0xff);
        }

        return swapped;
    }

    // Both ends of the slice, so that there is one bound to check: an open end is checked again by what reads it.
    private static string At(string span, int offset, int bits) => offset == 0 ? span : $"{span}.Slice({offset}, {bits / 8})";
}
