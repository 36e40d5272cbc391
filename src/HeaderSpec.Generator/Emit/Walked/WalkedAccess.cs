using HeaderSpec.Model;

namespace HeaderSpec.Emit.Walked;

/// <summary>The C# that loads and stores numbers at offsets that are known at run time.</summary>
internal static class WalkedAccess
{
    /// <summary>A sum of an offset and a constant.</summary>
    public static string Plus(string offset, int constant)
    {
        if (constant == 0)
        {
            return offset;
        }

        int plus = offset.LastIndexOf(" + ", StringComparison.Ordinal);
        return plus >= 0 && int.TryParse(offset.Substring(plus + 3), out int before) ? $"{offset.Substring(0, plus)} + {before + constant}" : $"{offset} + {constant}";
    }

    /// <summary>The rest of a span from an offset.</summary>
    public static string From(string span, string offset) => offset == "0" ? span : offset.Contains(' ') ? $"{span}[({offset})..]" : $"{span}[{offset}..]";

    /// <summary>Loads an integer or a floating-point number.</summary>
    public static string LoadNumber(FieldModel field, string span, string offset)
    {
        if (field.BitSize == 8)
        {
            return field.IsSigned ? $"(sbyte){span}[{offset}]" : $"{span}[{offset}]";
        }

        string from = From(span, offset);
        string Read(string order) => $"BinaryPrimitives.Read{Primitive(field)}{order}Endian({from})";
        return field.IsEndianSwitched ? $"(_isLittleEndian ? {Read("Little")} : {Read("Big")})" : Read(field.IsLittleEndian ? "Little" : "Big");
    }

    /// <summary>Stores an integer or a floating-point number.</summary>
    public static string StoreNumber(FieldModel field, string span, string offset, string value)
    {
        if (field.BitSize == 8)
        {
            return $"{span}[{offset}] = {(field.IsSigned ? "(byte)" : "")}{value}";
        }

        return $"BinaryPrimitives.Write{Primitive(field)}{(field.IsLittleEndian ? "Little" : "Big")}Endian({From(span, offset)}, {value})";
    }

    /// <summary>Loads bits of a run.</summary>
    public static string LoadBits(FieldModel field, Run run, string span, string anchor)
    {
        (int Offset, int Bits) word = BitAccess.WordOf(field.BitOffset, field.BitSize, run.Size);
        string order = field.IsLittleEndian ? "Little" : "Big";
        if (word.Bits == 0)
        {
            return $"HeaderBits.Read{order}({span}, ((long)({anchor}) << 3) + {field.BitOffset}, {field.BitSize})";
        }

        string at = Plus(anchor, word.Offset);
        (int shift, string load) = Locate(field, word, span, at);
        string shifted = shift == 0 ? load : $"({load} >> {shift})";
        return field.BitSize + shift == word.Bits ? shifted : $"({shifted} & {BitAccess.Mask(field.BitSize)})";
    }

    /// <summary>Stores bits of a run and leaves their neighbours as they are.</summary>
    public static string StoreBits(FieldModel field, Run run, string span, string anchor, string value)
    {
        (int Offset, int Bits) word = BitAccess.WordOf(field.BitOffset, field.BitSize, run.Size);
        string order = field.IsLittleEndian ? "Little" : "Big";
        if (word.Bits == 0)
        {
            return $"HeaderBits.Write{order}({span}, ((long)({anchor}) << 3) + {field.BitOffset}, {field.BitSize}, {value})";
        }

        string at = Plus(anchor, word.Offset);
        (int shift, string load) = Locate(field, word, span, at);
        string type = BitAccess.TypeOf(word.Bits, signed: false);
        string wide = word.Bits == 64 ? "ulong" : "uint";
        ulong mask = (field.BitSize >= 64 ? ulong.MaxValue : (1UL << field.BitSize) - 1) << shift;
        ulong keep = ~mask & (word.Bits == 64 ? ulong.MaxValue : (1UL << word.Bits) - 1);
        string bits = $"({load} & 0x{keep:x}{(word.Bits == 64 ? "UL" : "u")}) | ((({wide}){value} << {shift}) & 0x{mask:x}{(word.Bits == 64 ? "UL" : "u")})";
        return word.Bits == 8 ? $"{span}[{at}] = (byte)({bits})" : $"BinaryPrimitives.WriteUInt{word.Bits}{order}Endian({From(span, at)}, ({type})({bits}))";
    }

    // What BinaryPrimitives calls the field's type.
    private static string Primitive(FieldModel field) =>
        field.Kind == FieldKind.Float ? field.BitSize == 32 ? "Single" : "Double" : $"{(field.IsSigned ? "" : "U")}Int{field.BitSize}";

    // How far bits lie from the low end of the word that holds them, and the C# that loads the word.
    private static (int Shift, string Load) Locate(FieldModel field, (int Offset, int Bits) word, string span, string at)
    {
        int shift = field.IsLittleEndian ? field.BitOffset - (word.Offset * 8) : BitAccess.ShiftOf(field.BitOffset, field.BitSize, word);
        return (shift, word.Bits == 8 ? $"{span}[{at}]" : $"BinaryPrimitives.ReadUInt{word.Bits}{(field.IsLittleEndian ? "Little" : "Big")}Endian({From(span, at)})");
    }
}
