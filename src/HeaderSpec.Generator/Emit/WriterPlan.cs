using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>How a header is written: what comes between the fixed part and the payload, and which fields follow from the sizes.</summary>
/// <param name="Middle">The list or bytes between the fixed part and the payload; null for none.</param>
/// <param name="Payload">The bytes at the end; null for none.</param>
/// <param name="MiddleLength">The field that gives the middle's size: <c>size = factor * field + constant</c>.</param>
/// <param name="Factor">The factor.</param>
/// <param name="Constant">The constant.</param>
/// <param name="PayloadLength">The field that gives the payload's size; null where the payload goes to the end.</param>
/// <param name="PayloadSize">The payload's size as a sum; null where the payload goes to the end.</param>
internal sealed record WriterPlan(FieldModel? Middle, FieldModel? Payload, FieldModel? MiddleLength, int Factor, int Constant, FieldModel? PayloadLength, LinearForm? PayloadSize)
{
    /// <summary>The plan; null, with the field and the reason, where none can be derived.</summary>
    public static WriterPlan? TryCreate(TypeModel type, out string field, out string reason)
    {
        FieldModel[] variable = [.. type.VariableFields];
        FieldModel? payload = type.Payload();
        FieldModel[] middle = [.. variable.Where(f => f != payload)];
        (field, reason) = (middle.ElementAtOrDefault(1)?.Id ?? "", "only one field of variable size can stand before the payload");
        if (middle.Length > 1)
        {
            return null;
        }

        List<string> solved = [];
        FieldModel? middleLength = null;
        LinearForm? middleSize = null;
        if (middle.Length == 1)
        {
            (field, reason) = (middle[0].Id, "its size must be one earlier field times a constant, plus a constant");
            middleSize = middle[0].Size is null || middle[0].Condition is not null ? null : LinearForm.Of(middle[0].Size!);
            if (middleSize?.Unsolved(solved) is not { Value: > 0 } term || middleSize.Coefficients.Count != 1)
            {
                return null;
            }

            middleLength = type.Fields.First(f => f.Id == term.Key);
            solved.Add(term.Key);
        }

        FieldModel? payloadLength = null;
        LinearForm? payloadSize = null;
        if (payload is { IsSizeToEnd: false })
        {
            (field, reason) = (payload.Id, "its size must be one earlier field, plus what is known by then");
            payloadSize = payload.Size is null ? null : LinearForm.Of(payload.Size);
            if (payloadSize?.Unsolved(solved) is not { Value: 1 } term)
            {
                return null;
            }

            payloadLength = type.Fields.First(f => f.Id == term.Key);
        }

        int factor = middleLength is null ? 1 : (int)middleSize!.Coefficients[middleLength.Id];
        return new WriterPlan(middle.FirstOrDefault(), payload, middleLength, factor, (int)(middleSize?.Constant ?? 0), payloadLength, payloadSize);
    }
}
