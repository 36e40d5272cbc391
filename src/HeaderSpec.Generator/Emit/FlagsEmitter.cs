using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Writes runs of one-bit fields that share <c>-hs-flags</c> as one <c>[Flags]</c> enum, and as one property.</summary>
internal static class FlagsEmitter
{
    public static IEnumerable<string> Groups(TypeModel type) => type.Fields.Select(field => field.FlagsGroup).Where(group => group.Length > 0).Distinct();

    public static void EmitEnum(CodeWriter code, SpecModel spec, TypeModel type, string group)
    {
        FieldModel[] bits = Members(type, group);
        code.Line($"/// <summary>The bits {string.Join(", ", bits.Select(bit => $"<see cref=\"{type.Name}.{bit.Name}\"/>"))}, as they lie on the wire.</summary>");
        code.Line("[Flags]");
        code.Open($"public enum {EnumName(spec, group)} : {BitAccess.TypeOf(bits.Length, signed: false)}");
        code.Line("/// <summary>No bit is set.</summary>");
        code.Line("None = 0,");
        for (int i = bits.Length - 1; i >= 0; i--)
        {
            code.Line();
            code.Line($"/// <summary>{(bits[i].Doc.Length > 0 ? DocText.Format(bits[i].Doc, null) : bits[i].Id)}</summary>");
            code.Line($"{bits[i].Name} = 0x{1 << (bits.Length - 1 - i):x},");
        }

        code.Close();
        code.Line();
    }

    public static void EmitGetter(CodeWriter code, SpecModel spec, TypeModel type, string group)
    {
        FieldModel[] bits = Members(type, group);
        code.Line($"/// <summary>All of {string.Join(", ", bits.Select(bit => $"<see cref=\"{bit.Name}\"/>"))} at once.</summary>");
        code.Line($"public {EnumName(spec, group)} {Names.Pascal(group)} => ({EnumName(spec, group)})({BitAccess.LoadBits("_bytes", bits[0].BitOffset, bits.Length, type.FixedSize)});");
    }

    public static void EmitSetter(CodeWriter code, SpecModel spec, TypeModel type, string group)
    {
        FieldModel[] bits = Members(type, group);
        code.Line($"/// <inheritdoc cref=\"{type.Name}.{Names.Pascal(group)}\"/>");
        code.Line($"public readonly {EnumName(spec, group)} {Names.Pascal(group)} {{ set => {BitAccess.StoreBits("_bytes", bits[0].BitOffset, bits.Length, type.FixedSize, "value")}; }}");
    }

    private static string EnumName(SpecModel spec, string group) => spec.Prefix + Names.Pascal(group);

    private static FieldModel[] Members(TypeModel type, string group) => [.. type.Fields.Where(field => field.FlagsGroup == group)];
}
