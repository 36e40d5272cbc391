using HeaderSpec.Emit;
using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Resolving;

/// <summary>
/// Finds out whether a spec is closed: whether the place of each field is a sum of fields before it in the same type, as in IP's and TCP's headers.
/// Then types get shapes and fields get offsets. Other specs stay as they are, and are walked.
/// </summary>
internal sealed class ClosedLayout
{
    private readonly SpecModel _spec;
    private readonly Dictionary<string, TypeModel?> _laidOut = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pseudoHeaders;

    private ClosedLayout(SpecModel spec)
    {
        _spec = spec;
        _pseudoHeaders = [.. spec.Types.SelectMany(type => type.Fields).Select(field => field.Checksum?.PseudoHeader ?? "")];
    }

    public static SpecModel Apply(SpecModel spec)
    {
        ClosedLayout layout = new(spec);
        TypeModel?[] types = [.. spec.Types.Select(type => layout.LayOut(type.Key))];
        bool isClosed = types.All(type => type is not null) && WriterPlan.TryCreate(types[0]!, out _, out _) is not null;
        return isClosed ? spec with { IsClosed = true, Types = new EquatableArray<TypeModel>([.. types.OfType<TypeModel>()]) } : spec;
    }

    // The type with its shape and offsets; null where it is not closed, or holds itself.
    private TypeModel? LayOut(string key)
    {
        if (_laidOut.TryGetValue(key, out TypeModel? known))
        {
            return known;
        }

        _laidOut[key] = null;
        TypeModel? type = _spec.Types.FirstOrDefault(other => other.Key == key);
        bool isPlain = type is { Instances.Count: 0, Parameters.Count: 0, Endian: null } && (type.IsRoot || type.Outer == _spec.Id);
        return _laidOut[key] = isPlain && PlaceFields(type!) is { } fields ? Shape(type! with { Fields = fields }) : null;
    }

    private EquatableArray<FieldModel>? PlaceFields(TypeModel type)
    {
        List<FieldModel> placed = [];
        int at = 0;
        bool isFixed = true;
        foreach (FieldModel field in type.Fields)
        {
            if (!IsClosed(type, field))
            {
                return null;
            }

            at = field.Kind == FieldKind.Bits ? at : (at + 7) / 8 * 8;
            int? bits = FixedBits(field);
            isFixed &= bits is not null;
            if (isFixed)
            {
                placed.Add(field with { IsFixed = true, BitOffset = at, BitSize = bits!.Value });
                at += bits.Value;
            }
            else if (field.Kind == FieldKind.Bits)
            {
                return null;
            }
            else
            {
                placed.Add(field);
            }
        }

        return new EquatableArray<FieldModel>([.. placed]);
    }

    private int? FixedBits(FieldModel field) => field switch
    {
        _ when field.Condition is not null || field.IsRepeated || field.IsSizeToEnd => null,
        { IsNumber: true } => field.BitSize,
        { Kind: FieldKind.Bytes, Contents.Count: > 0 } => field.Contents.Count * 8,
        { Kind: FieldKind.Bytes, Size: IntegerLiteral { Value: var size } } when size < 1 << 20 => (int)size * 8,
        { Kind: FieldKind.User } when LayOut(field.Type) is { Shape: TypeShape.Record } record => record.FixedSize * 8,
        _ => null,
    };

    private bool IsClosed(TypeModel type, FieldModel field)
    {
        bool isKnownKind = field.Kind switch
        {
            FieldKind.Integer => true,
            FieldKind.Bits => !field.IsLittleEndian,
            FieldKind.Bytes => field.Terminator.Count == 0 && field.PadRight is null,
            FieldKind.User => field.Arguments.Count == 0 && LayOut(field.Type) is { } user && IsHeld(field, user.Shape),
            FieldKind.Switch => field.IsSized && !field.IsRepeated && field.IsOpaqueOnMismatch && field.Cases.All(choice => choice.Value is not null && choice.Body.Type.Length > 0 && choice.Body.Arguments.Count == 0 && LayOut(choice.Type) is not null),
            _ => false,
        };
        return isKnownKind
            && field.Count is null
            && (!field.IsRepeated || (field.Kind == FieldKind.User && !type.IsRoot && type.Fields[0].Id == field.Id))
            && (field.Size is null || IsSum(type, field.Size))
            && field.Valid.All(rule => rule.Operator is not ("expr" or "in-enum"))
            && field.Expressions.All(IsSimple);
    }

    // What is looked at only when it is asked for must not be able to fail then.
    private static bool IsHeld(FieldModel field, TypeShape shape) => field.IsRepeated
        ? field.Condition is null or UnaryExpression { Operator: "not", Operand: MemberExpression { Target: NameExpression { Name: "_io" }, Name: "eof" } }
        : shape == TypeShape.Record || (shape == TypeShape.List && field.IsSized);

    private static bool IsSum(TypeModel type, Expression size) =>
        LinearForm.Of(size) is { } form && form.Coefficients.Keys.All(id => type.Fields.FirstOrDefault(field => field.Id == id) is { BitSize: <= 32 });

    private static bool IsSimple(Expression expression) => expression.All.All(part => part switch
    {
        IntegerLiteral or BooleanLiteral or EnumLiteral or ConditionalExpression => true,
        NameExpression name => name.Name is not ("_parent" or "_root" or "_index"),
        UnaryExpression unary => unary.Operator != "~",
        BinaryExpression binary => binary.Operator is not ("/" or "%" or "<<" or ">>" or "^" or "|"),
        MemberExpression member => member.Arguments.Count == 0
            && member is { Target: NameExpression { Name: "_" } } or { Target: NameExpression { Name: "_io" }, Name: "eof" } or { Name: "to_i" },
        _ => false,
    });

    private TypeModel? Shape(TypeModel type)
    {
        if (_pseudoHeaders.Contains(type.Key))
        {
            return type with { Shape = TypeShape.PseudoHeader };
        }

        if (type.IsRoot)
        {
            return type with { Shape = TypeShape.Header };
        }

        if (type.Fields.Count == 0)
        {
            return type with { Shape = TypeShape.Empty };
        }

        if (type.Fields[0] is { IsRepeated: true } list)
        {
            TypeModel? element = LayOut(list.Type);
            bool isWhole = type.Fields.Count == 1 || (type.Fields.Count == 2 && type.Fields[1] is { IsSizeToEnd: true, Kind: FieldKind.Bytes });
            return !isWhole || element is null || element.FixedSize == 0
                ? null
                : type with { Shape = element.Shape == TypeShape.Record && type.Fields.Count == 1 && list.Repeat == RepeatKind.Eos ? TypeShape.RecordList : TypeShape.List };
        }

        return type with { Shape = type.Fields.All(field => field.IsFixed && field.IsNumber) ? TypeShape.Record : TypeShape.Element };
    }
}
