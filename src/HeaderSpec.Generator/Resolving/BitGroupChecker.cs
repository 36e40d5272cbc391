using System.Globalization;
using HeaderSpec.Diagnostics;
using HeaderSpec.Model;
using HeaderSpec.Syntax;

namespace HeaderSpec.Resolving;

/// <summary>Tells of bits that no field names: a group that does not end with a byte.</summary>
internal static class BitGroupChecker
{
    public static void Check(SpecModel spec, SpecPlaces places)
    {
        foreach (TypeModel type in spec.Types)
        {
            int bits = 0;
            bool isCounted = true;
            foreach (FieldModel field in type.Fields)
            {
                if (field.Kind == FieldKind.Bits)
                {
                    // With a field that may be absent the sum is known at run time only.
                    isCounted &= field.Condition is null && !field.IsRepeated;
                    bits += field.BitSize;
                    continue;
                }

                Report(isCounted ? bits : 0, field.Id, places.Of(field.Path), places);
                (bits, isCounted) = (0, true);
            }

            if (type.Fields.Count > 0)
            {
                Report(isCounted ? bits : 0, "the end", places.Of(type.Fields[type.Fields.Count - 1].Path), places);
            }
        }
    }

    private static void Report(int bits, string before, SourcePosition place, SpecPlaces places)
    {
        if (bits % 8 != 0)
        {
            places.Diagnostics.Report(SpecDiagnostics.UnalignedBits, place, before, (8 - (bits % 8)).ToString(CultureInfo.InvariantCulture));
        }
    }
}
