using HeaderSpec.Diagnostics;
using HeaderSpec.Model;

namespace HeaderSpec.Resolving;

/// <summary>Sees that different names of a spec stay different in C#.</summary>
internal static class NameChecker
{
    public static void Check(SpecModel spec, SpecPlaces places)
    {
        foreach (TypeModel type in spec.Types)
        {
            Dictionary<string, string> taken = new(StringComparer.Ordinal) { [type.Name] = "the name of its type" };
            foreach (FieldModel member in type.Members)
            {
                foreach (string name in NamesOf(member))
                {
                    if (taken.TryGetValue(name, out string? owner))
                    {
                        places.Report(SpecDiagnostics.NameClash, member.Path, member.Id, name, owner);
                        break;
                    }
                }

                foreach (string name in NamesOf(member))
                {
                    taken[name] = $"what '{member.Id}' becomes";
                }
            }
        }
    }

    // The members that a field gets in C#.
    private static IEnumerable<string> NamesOf(FieldModel field)
    {
        yield return field.Name;
        if (field.IsRepeated)
        {
            yield return field.Name + "List";
        }

        if (field.Condition is not null)
        {
            yield return field.Presence;
        }

        if (field.Kind == FieldKind.User && field.IsSized && !field.IsRepeated)
        {
            yield return field.Name + "Bytes";
        }
    }
}
