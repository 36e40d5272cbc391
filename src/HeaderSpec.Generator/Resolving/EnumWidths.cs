using System.Numerics;
using HeaderSpec.Model;

namespace HeaderSpec.Resolving;

/// <summary>Gives each enum the width of the widest field that holds it.</summary>
internal static class EnumWidths
{
    public static SpecModel Apply(SpecModel spec) => spec with { Enums = new EquatableArray<EnumModel>([.. spec.Enums.Select(item => item with { BitSize = WidthOf(spec, item) })]) };

    private static int WidthOf(SpecModel spec, EnumModel item)
    {
        IEnumerable<int> fields = spec.Types.SelectMany(type => type.Members).Where(field => field.Enum == item.Key).Select(field => field.Kind == FieldKind.Value ? 32 : field.BitSize);
        return fields.Concat(item.Items.Select(value => BitsOf(value.Value))).DefaultIfEmpty(8).Max();
    }

    private static int BitsOf(BigInteger value)
    {
        int bits = 8;
        while (value >= BigInteger.One << bits || value < -(BigInteger.One << (bits - 1)))
        {
            bits *= 2;
        }

        return bits;
    }
}
