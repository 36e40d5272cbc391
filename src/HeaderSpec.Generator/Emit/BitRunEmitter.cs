using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Writes runs of one-bit fields that share <c>-hs-number</c> as one number, beside the properties of the bits.</summary>
internal static class BitRunEmitter
{
    public static IEnumerable<string> Runs(TypeModel type) => type.Fields.Select(field => field.NumberGroup).Where(run => run.Length > 0).Distinct();

    public static void EmitGetter(CodeWriter code, TypeModel type, string run)
    {
        FieldModel[] bits = Members(type, run);
        string number = BitAccess.TypeOf(bits.Length, signed: false);
        code.Line($"/// <summary>{string.Join(", ", bits.Select(bit => $"<see cref=\"{bit.Name}\"/>"))} as one number of {bits.Length} bits, the first the highest.</summary>");
        code.Line($"public {number} {Names.Pascal(run)} => ({number})({BitAccess.LoadBits("_bytes", bits[0].BitOffset, bits.Length, type.FixedSize)});");
    }

    public static void EmitSetter(CodeWriter code, TypeModel type, string run)
    {
        FieldModel[] bits = Members(type, run);
        code.Line($"/// <inheritdoc cref=\"{type.Name}.{Names.Pascal(run)}\"/>");
        code.Line($"public readonly {BitAccess.TypeOf(bits.Length, signed: false)} {Names.Pascal(run)} {{ set => {BitAccess.StoreBits("_bytes", bits[0].BitOffset, bits.Length, type.FixedSize, "value")}; }}");
    }

    private static FieldModel[] Members(TypeModel type, string run) => [.. type.Fields.Where(field => field.NumberGroup == run)];
}
