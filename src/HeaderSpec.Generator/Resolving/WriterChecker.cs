using HeaderSpec.Diagnostics;
using HeaderSpec.Emit.Walked;
using HeaderSpec.Model;

namespace HeaderSpec.Resolving;

/// <summary>Tells which sizes and counts the writers of a walked spec cannot compute.</summary>
internal static class WriterChecker
{
    public static void Check(SpecModel spec, SpecPlaces places)
    {
        if (spec.IsClosed)
        {
            return;
        }

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
