using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>The C# types and places that the model's parts become.</summary>
internal static class ModelNaming
{
    /// <summary>The C# type of a number.</summary>
    public static string TypeOf(this SpecModel spec, FieldModel field) => field switch
    {
        { Enum.Length: > 0 } => spec.Enums.First(model => model.Key == field.Enum).Name,
        { Kind: FieldKind.Bits, BitSize: 1 } => "bool",
        _ => BitAccess.TypeOf(field.BitSize, field.IsSigned),
    };

    /// <summary>The field that a header's payload is: the last, of plain bytes; null where there is none.</summary>
    public static FieldModel? Payload(this TypeModel type) =>
        type.VariableFields.LastOrDefault() is { Kind: FieldKind.Bytes, Condition: null, Fill: null } last ? last : null;

    /// <summary>The field before which the header ends.</summary>
    public static FieldModel? HeaderEnd(this VariableLayout layout) => layout.Type.Payload();

    /// <summary>The one field of a sum, and its factor, that is not in <paramref name="solved"/>; null where there is none or more than one.</summary>
    public static KeyValuePair<string, long>? Unsolved(this LinearForm form, ICollection<string> solved)
    {
        KeyValuePair<string, long>[] open = [.. form.Coefficients.Where(term => !solved.Contains(term.Key))];
        return open.Length == 1 ? open[0] : null;
    }
}
