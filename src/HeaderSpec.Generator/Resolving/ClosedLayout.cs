using HeaderSpec.Emit;
using HeaderSpec.Expressions;
using HeaderSpec.Model;
using HeaderSpec.Typing;

namespace HeaderSpec.Resolving;

/// <summary>
/// Finds out whether a spec is closed: whether the place of each field is a sum of fields before it in the same type, as in IP's and TCP's headers.
/// Then types get shapes and fields get offsets. Other specs stay as they are, and are walked. What a case of a closed spec reads may be a type that is walked, of the
/// same file or the root of another: nothing lies behind it, and who asks for it has it read.
/// </summary>
internal sealed class ClosedLayout
{
    private readonly SpecModel _spec;
    private readonly Lazy<MemberTyping> _typing;
    private readonly HashSet<string> _walked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TypeModel?> _laidOut = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pseudoHeaders;

    private ClosedLayout(World world)
    {
        SpecModel spec = world.Spec;
        _spec = spec;
        _typing = new Lazy<MemberTyping>(() => new MemberTyping(world));
        _pseudoHeaders = [.. spec.Types.SelectMany(type => type.Fields).Select(field => field.Checksum?.PseudoHeader ?? "")];
    }

    public static SpecModel Apply(World world)
    {
        SpecModel spec = world.Spec;
        ClosedLayout layout = new(world);
        TypeModel?[] laidOut = [.. spec.Types.Select(type => layout.LayOut(type.Key))];
        TypeModel?[] types = [.. spec.Types.Zip(laidOut, (type, closed) => layout._walked.Contains(type.Key) ? type : closed)];
        bool isClosed = types.All(type => type is not null) && !layout.IsMixed(types.OfType<TypeModel>()) && WriterPlan.TryCreate(types[0]!, out _, out _) is not null;
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

    // Whether a walked type is where a closed one must be: anywhere but in a case.
    private bool IsMixed(IEnumerable<TypeModel> types) =>
        _walked.Contains(_spec.Root.Key) || _walked.Overlaps(_pseudoHeaders)
        || types.Where(type => !_walked.Contains(type.Key)).SelectMany(type => type.Fields).Any(field => _walked.Contains(field.Type));

    // Whether a type can be read by itself, from the bytes of a case.
    private bool CanBeWalked(string key)
    {
        if (_spec.Types.FirstOrDefault(type => type.Key == key) is not { } own)
        {
            return !key.Contains("::");
        }

        if (own.Parameters.Count > 0 || _typing.Value.CapturesOf(own).Count > 0)
        {
            return false;
        }

        Stack<TypeModel> open = new([own]);
        while (open.Count > 0)
        {
            TypeModel type = open.Pop();
            if (_walked.Add(type.Key))
            {
                foreach (FieldModel use in type.Fields.Concat(type.Instances).SelectMany(MemberTyping.Uses))
                {
                    if (_spec.Types.FirstOrDefault(other => other.Key == use.Type) is { } held)
                    {
                        open.Push(held);
                    }
                }
            }
        }

        return true;
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
            FieldKind.Switch => field.IsSized && !field.IsRepeated && field.IsOpaqueOnMismatch && field.Cases.All(choice => choice.Value is not null && choice.Body.Type.Length > 0 && choice.Body.Arguments.Count == 0 && (LayOut(choice.Type) is { Shape: TypeShape.Empty or TypeShape.Record or TypeShape.RecordList or TypeShape.Element } || CanBeWalked(choice.Type))),
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
