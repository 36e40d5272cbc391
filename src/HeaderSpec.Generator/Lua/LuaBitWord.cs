using HeaderSpec.Model;

namespace HeaderSpec.Lua;

/// <summary>The word of 1 to 4 bytes in which Wireshark draws a bit field, with a mask.</summary>
/// <param name="Bytes">The word's length.</param>
/// <param name="Back">How many bytes the word begins before the field's first byte.</param>
/// <param name="Mask">The field's bits in the word, read in the field's own order.</param>
internal sealed record LuaBitWord(int Bytes, int Back, uint Mask)
{
    /// <summary>The words of a type's bit fields, by the fields' ids: of those that begin at constant distances from a byte's boundary.</summary>
    public static IReadOnlyDictionary<string, LuaBitWord> Of(TypeModel type)
    {
        Dictionary<string, LuaBitWord> words = new(StringComparer.Ordinal);
        for (int i = 0; i < type.Fields.Count;)
        {
            FieldModel first = type.Fields[i];
            FieldModel[] run = [.. type.Fields.Skip(i).TakeWhile(field => field.Kind == FieldKind.Bits && field.IsLittleEndian == first.IsLittleEndian)];
            if (run.Length > 0 && run.All(field => field.Condition is null && !field.IsRepeated))
            {
                AddRun(words, run);
            }

            i += Math.Max(run.Length, 1);
        }

        return words;
    }

    private static void AddRun(Dictionary<string, LuaBitWord> words, FieldModel[] run)
    {
        int total = run.Sum(field => field.BitSize);
        bool isOneWord = total is 8 or 16 or 24 or 32;
        int at = 0;
        foreach (FieldModel field in run)
        {
            int firstByte = at / 8;
            int start = isOneWord ? 0 : firstByte;
            int bytes = isOneWord ? total / 8 : ((at + field.BitSize + 7) / 8) - start;
            if (bytes <= 4)
            {
                int inWord = at - (start * 8);
                int shift = field.IsLittleEndian ? inWord : (bytes * 8) - inWord - field.BitSize;
                uint ones = field.BitSize == 32 ? uint.MaxValue : (1u << field.BitSize) - 1;
                words[field.Id] = new LuaBitWord(bytes, firstByte - start, ones << shift);
            }

            at += field.BitSize;
        }
    }
}
