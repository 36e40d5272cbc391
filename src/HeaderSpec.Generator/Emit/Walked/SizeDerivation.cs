using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Emit.Walked;

/// <summary>How a writer deals with the size of a field, or the number of a list's items, once it is written.</summary>
/// <param name="Target">The earlier field that is computed from it; null where it is fixed by then.</param>
/// <param name="Form">The size as a sum; null where it is none, and only reading can tell whether it is right.</param>
internal sealed record SizeDerivation(FieldModel? Target, LinearForm? Form)
{
    /// <summary>The derivation for each field with a size or a count, by the field's id.</summary>
    public static IReadOnlyDictionary<string, SizeDerivation> Of(TypeModel type)
    {
        WalkedLayout layout = new(type);
        Dictionary<string, SizeDerivation> found = new(StringComparer.Ordinal);
        HashSet<string> solved = [];
        foreach (FieldModel field in type.Fields)
        {
            bool isPlaced = layout.PartOf(field).Run is not null;
            if (isPlaced || (field.IsRepeated ? field.Count : field.Size) is not { } expression)
            {
                continue;
            }

            LinearForm? form = LinearForm.Of(expression);
            FieldModel?[] terms = [.. form?.Coefficients.Keys.Select(id => type.Fields.FirstOrDefault(other => other.Id == id)) ?? []];
            bool isOwn = terms.All(term => term is { IsNumber: true, Enum.Length: 0, IsSigned: false, BitSize: > 1 and <= 32 } && layout.PartOf(term).Run is not null);
            FieldModel[] open = [.. terms.OfType<FieldModel>().Where(term => !solved.Contains(term.Id) && term.Write is null)];
            if (form is null || !isOwn || open.Length > 1)
            {
                found[field.Id] = new SizeDerivation(null, null);
                continue;
            }

            found[field.Id] = new SizeDerivation(open.FirstOrDefault(), form);
            solved.UnionWith(open.Select(term => term.Id));
        }

        return found;
    }
}
