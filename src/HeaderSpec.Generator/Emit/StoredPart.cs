using System.Globalization;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>A field with its place in a span, and what is to be stored there.</summary>
/// <param name="Offset">From the span's start, in bytes.</param>
/// <param name="Bits">The field's width.</param>
/// <param name="Known">The value, where it is a constant.</param>
/// <param name="Name">The value's name in C#, where it is none.</param>
/// <param name="CanJoin">Whether the bytes can be part of a longer big-endian word.</param>
/// <param name="Alone">The statement that stores this field and no other, for a span of a given name.</param>
internal sealed record StoredPart(int Offset, int Bits, long? Known, string Name, bool CanJoin, Func<string, string> Alone)
{
    public static StoredPart Constant(FieldModel field, int offset, long value) =>
        new(offset, field.BitSize, value, "", IsJoinable(field), span => BitAccess.StoreInteger(span, offset, field.BitSize, field.IsSigned, field.IsLittleEndian, value.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A field of a record that begins at an offset; its value is the parameter named after it.</summary>
    public static StoredPart Value(SpecModel spec, TypeModel record, FieldModel field, int start)
    {
        string name = Names.Camel(field.Id);
        return new(start + field.ByteOffset, field.BitSize, null, name, IsJoinable(field), span => RecordEmitter.Store(spec, record, field, $"{span}.Slice({start}, {record.FixedSize})", name));
    }

    /// <summary>The statements that store all parts: with each word as many neighbours as fill it, of which at most one is no constant.</summary>
    public static IEnumerable<string> Stores(IReadOnlyList<StoredPart> parts, string span)
    {
        for (int first = 0; first < parts.Count;)
        {
            int count = Enumerable.Range(2, Math.Max(0, parts.Count - first - 1)).LastOrDefault(n => IsWord(parts.Skip(first).Take(n).ToArray()));
            yield return count == 0 ? parts[first].Alone(span) : Word([.. parts.Skip(first).Take(count)], span);
            first += Math.Max(1, count);
        }
    }

    private static bool IsJoinable(FieldModel field) => field.Kind == FieldKind.Integer && !field.IsSigned && (field.BitSize == 8 || !field.IsLittleEndian);

    private static bool IsWord(StoredPart[] parts) =>
        parts.Sum(part => part.Bits) is 16 or 32 or 64
        && parts.All(part => part.CanJoin)
        && parts.Count(part => part.Known is null) <= 1
        && parts.Zip(parts.Skip(1), (part, next) => part.Offset + (part.Bits / 8) == next.Offset).All(isNext => isNext);

    private static string Word(StoredPart[] parts, string span)
    {
        int bits = parts.Sum(part => part.Bits);
        string wide = bits == 64 ? "ulong" : "uint";
        ulong constant = 0;
        string value = "";
        int shift = bits;
        foreach (StoredPart part in parts)
        {
            shift -= part.Bits;
            constant |= (ulong)(part.Known ?? 0) << shift;
            value = part.Known is not null ? value : shift == 0 ? $"({wide}){part.Name}" : $"(({wide}){part.Name} << {shift})";
        }

        string word = value.Length == 0 ? $"0x{constant:x}" : $"0x{constant:x}u | {value}";
        return BitAccess.StoreInteger(span, parts[0].Offset, bits, signed: false, littleEndian: false, bits == 16 && value.Length > 0 ? $"(ushort)({word})" : word);
    }
}
