using HeaderSpec.Diagnostics;
using HeaderSpec.Emit.Walked;
using HeaderSpec.Model;

namespace HeaderSpec.Resolving;

/// <summary>Tells what the code of a walked spec cannot do: what only closed specs have, and which sizes and counts writers cannot compute.</summary>
internal static class WalkedChecker
{
    public static void Check(SpecModel spec, SpecPlaces places)
    {
        foreach (FieldModel field in spec.Types.Where(type => type.Shape == TypeShape.Walked).SelectMany(type => type.Fields))
        {
            if (field.FlagsGroup.Length > 0 || field.NumberGroup.Length > 0)
            {
                Refuse(field, field.FlagsGroup.Length > 0 ? "'-hs-flags'" : "'-hs-number'", "leave it out: each bit has a property of its own");
            }

            if (field.Checksum is { PseudoHeader.Length: > 0 } && !IsAtStart(spec, field))
            {
                Refuse(field, "A checksum over a pseudo-header behind a field of variable size", "compute it in C# with InternetChecksum");
            }
        }

        static bool IsAtStart(SpecModel spec, FieldModel field) =>
            new WalkedLayout(spec.Types.First(type => type.Fields.Contains(field))).PartOf(field).Run is { Anchor: "_start" };

        void Refuse(FieldModel field, string what, string instead) =>
            places.Report(SpecDiagnostics.Unsupported, field.Path, $"{what} in a spec whose fields must be walked", instead);

        foreach (TypeModel type in spec.Types.Where(type => type.HasWalkedWriter))
        {
            foreach (KeyValuePair<string, SizeDerivation> found in SizeDerivation.Of(type).Where(found => found.Value.Form is null))
            {
                FieldModel field = type.Member(found.Key)!;
                places.Report(SpecDiagnostics.NotDerivable, (field.IsRepeated ? field.Count : field.Size)!, field.Id, "it is no sum of earlier numbers of the same type with one of them still open");
            }
        }
    }
}
