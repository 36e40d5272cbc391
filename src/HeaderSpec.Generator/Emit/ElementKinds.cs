using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>The kinds of a list's elements that a writer has a member for.</summary>
/// <param name="Element">The type of the elements.</param>
/// <param name="Kind">The field that tells the kind.</param>
/// <param name="Body">The field whose type the kind chooses.</param>
/// <param name="Names">The names of the kinds.</param>
/// <param name="Head">What stands before a body; null where its length is not given one for one.</param>
internal sealed record ElementKinds(TypeModel Element, FieldModel Kind, FieldModel Body, EnumModel Names, ElementHead? Head)
{
    /// <summary>Null where no field with named values chooses a body.</summary>
    public static ElementKinds? TryCreate(SpecModel spec, TypeModel element)
    {
        FieldModel? body = element.Fields.FirstOrDefault(field => field.Kind == FieldKind.Switch);
        FieldModel? kind = body?.SwitchOn is NameExpression on ? element.Fields.First(field => field.Id == on.Name) : null;
        if (body is null || kind is null || kind.Enum.Length == 0)
        {
            return null;
        }

        ElementHead? head = LengthOf(element, body) is { } length ? new ElementHead(element, kind, length, body) : null;
        return new ElementKinds(element, kind, body, spec.Enums.First(model => model.Key == kind.Enum), head);
    }

    /// <summary>The kinds with their cases; null for a kind that stands alone, without length and body.</summary>
    public IEnumerable<(EnumItem Item, ClosedCase? Case)> Writable(World world)
    {
        foreach (EnumItem item in Names.Items)
        {
            ClosedCase? choice = ClosedCase.Of(world, Body).FirstOrDefault(candidate => candidate.IsChosenBy(item));
            bool isLone = Body.Condition is not null && !KindCondition.IsTrueFor(Body.Condition, Kind.Id, item.Id);
            if (choice is not null && Head is not null)
            {
                yield return (item, choice);
            }
            else if (isLone && Element.FixedSize == 1)
            {
                yield return (item, null);
            }
        }
    }

    /// <summary>Whether members write all bits of an element of such a body: whether there is nothing but kind, length and the body's fields.</summary>
    public bool IsAllWritten(SpecModel spec, TypeModel body) =>
        Element.Fields.Count == 3 && Kind.BitSize + Head!.Length.BitSize == Head.Size * 8 && body.Shape switch
        {
            TypeShape.Record or TypeShape.Element => IsWhole(body),
            TypeShape.RecordList => IsWhole(spec.Type(body.Fields[0].Type)),
            _ => true,
        };

    private static bool IsWhole(TypeModel record) => record.FixedFields.Sum(field => field.BitSize) == record.FixedSize * 8;

    // The field that gives the body's size, one for one.
    private static FieldModel? LengthOf(TypeModel element, FieldModel body)
    {
        VariableLayout layout = new(element);
        return body.Size is not null && LinearForm.Of(body.Size)?.Unsolved([]) is { Value: 1 } term && layout.StartOf(body) is { Others.Count: 0, Form.IsConstant: true } && layout.IsLast(body)
            ? element.Fields.First(field => field.Id == term.Key)
            : null;
    }
}
