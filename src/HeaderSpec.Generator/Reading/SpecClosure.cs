using HeaderSpec.Model;

namespace HeaderSpec.Reading;

/// <summary>A spec with all that it imports, directly or not: what its compilation depends on, and nothing more.</summary>
internal sealed record SpecClosure(SpecDocument Document, EquatableArray<SpecDocument> Imported)
{
    public static SpecClosure Of(SpecDocument document, IReadOnlyCollection<SpecDocument> all)
    {
        List<SpecDocument> found = [document];
        for (int i = 0; i < found.Count; i++)
        {
            foreach (string name in found[i].Imports)
            {
                if (found[i].FindImport(name, all) is { } imported && !found.Contains(imported))
                {
                    found.Add(imported);
                }
            }
        }

        return new SpecClosure(document, new EquatableArray<SpecDocument>([.. found.Skip(1).OrderBy(other => other.Path, StringComparer.Ordinal)]));
    }
}
