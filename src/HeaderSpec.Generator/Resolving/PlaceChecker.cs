using System.Globalization;
using HeaderSpec.Diagnostics;
using HeaderSpec.Emit.Walked;
using HeaderSpec.Model;
using HeaderSpec.Syntax;

namespace HeaderSpec.Resolving;

/// <summary>Tells of fields at places where they cannot be, or that leave bits to nobody.</summary>
internal static class PlaceChecker
{
    public static void Check(SpecModel spec, SpecPlaces places)
    {
        foreach (TypeModel type in spec.Types)
        {
            CheckChecksum(type, places);
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

    // A sum of 16-bit words can hold its own result only where a word begins.
    private static void CheckChecksum(TypeModel type, SpecPlaces places)
    {
        foreach (FieldModel field in type.Fields.Where(field => field.Checksum is not null && field is not { Kind: FieldKind.Integer, BitSize: 16, IsSigned: false, IsLittleEndian: false }))
        {
            places.Diagnostics.Report(SpecDiagnostics.InvalidValue, places.Of(field.Path), field.Id, "-hs-checksum", "an Internet checksum is a 'u2', big-endian");
        }

        if (new WalkedLayout(type).Parts.FirstOrDefault()?.Run is not { } run)
        {
            return;
        }

        foreach (FieldModel field in run.Fields.Where(field => field.Checksum is not null && field.BitOffset % 16 != 0))
        {
            places.Diagnostics.Report(SpecDiagnostics.InvalidValue, places.Of(field.Path), field.Id, "-hs-checksum", "an Internet checksum lies at an even offset");
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
