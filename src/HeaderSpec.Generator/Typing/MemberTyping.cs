using HeaderSpec.Diagnostics;
using HeaderSpec.Emit;
using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Typing;

/// <summary>Knows the types of all members, and what each type needs from those around it.</summary>
internal sealed class MemberTyping
{
    private readonly Dictionary<string, MemberType?> _members = new(StringComparer.Ordinal);
    private readonly List<string> _underWay = [];
    private readonly Dictionary<FieldModel, string> _circles = [];
    private readonly Dictionary<string, List<Capture>> _captures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(TypeModel Type, FieldModel Field)>> _holders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _recursive = new(StringComparer.Ordinal);

    public MemberTyping(World world)
    {
        World = world;
        TypeModel[] types = [.. world.Specs.SelectMany(spec => spec.Types)];
        foreach (TypeModel type in types)
        {
            foreach (FieldModel use in type.Fields.Concat(type.Instances).SelectMany(Uses))
            {
                if (!_holders.TryGetValue(use.Type, out List<(TypeModel, FieldModel)>? holders))
                {
                    _holders[use.Type] = holders = [];
                }

                holders.Add((type, use));
            }
        }

        FindRecursive(types);
        FindCaptures(types);
    }

    public World World { get; }

    /// <summary>The members that were found to be defined by themselves, with the way around.</summary>
    public IReadOnlyDictionary<FieldModel, string> Circles => _circles;

    /// <summary>What a field reads of types of specs: its own type, or those of its cases.</summary>
    public static IEnumerable<FieldModel> Uses(FieldModel field) =>
        field.Cases.Select(choice => choice.Body).Where(body => body.Type.Length > 0).Concat(field.Type.Length > 0 ? [field] : []);

    /// <summary>Whether a type may hold itself, at any depth.</summary>
    public bool IsRecursive(TypeModel type) => _recursive.Contains(type.Key);

    /// <summary>What must be handed to a type, beside its parameters, in the order of its C# parameters.</summary>
    public IReadOnlyList<Capture> CapturesOf(TypeModel type) => _captures.TryGetValue(type.Key, out List<Capture>? found) ? found : [];

    /// <summary>The type of a member; null where its definition is wrong, which is told there, or goes in a circle.</summary>
    public MemberType? TypeOf(TypeModel type, FieldModel member)
    {
        string key = $"{type.Key}.{member.Id}";
        if (_members.TryGetValue(key, out MemberType? known))
        {
            return known;
        }

        int start = _underWay.IndexOf(key);
        if (start >= 0)
        {
            _circles[member] = string.Join(" -> ", _underWay.Skip(start).Append(key).Select(part => part.Substring(part.LastIndexOf('.') + 1)));
            return null;
        }

        _underWay.Add(key);
        MemberType? found = Infer(type, member);
        _underWay.RemoveAt(_underWay.Count - 1);
        _members[key] = found;
        return found;
    }

    /// <summary>The C# type and the value type of one item of a field that is no switch.</summary>
    public MemberType ItemTypeOf(FieldModel field)
    {
        switch (field.Kind)
        {
            case FieldKind.Integer or FieldKind.Bits when field.Enum.Length > 0:
                return new MemberType(new EnumType(field.Enum, RangeOf(field)), World.NameOf(World.Enum(field.Enum)), false);

            case FieldKind.Bits when field.BitSize == 1:
                return new MemberType(ExpressionType.Boolean, "bool", false);

            case FieldKind.Integer or FieldKind.Bits:
                return new MemberType(RangeOf(field), BitAccess.TypeOf(field.BitSize, field.IsSigned), false);

            case FieldKind.Float:
                return new MemberType(new FloatType(field.BitSize == 32), field.BitSize == 32 ? "float" : "double", false);

            case FieldKind.Text:
                return new MemberType(ExpressionType.Text, "HeaderText", false);

            case FieldKind.User:
                return new MemberType(new UserType(field.Type), World.NameOf(World.Type(field.Type)), false);

            case FieldKind.Switch:
                return new MemberType(new SwitchedType(), "ReadOnlySpan<byte>", false);

            case FieldKind.Value:
                return new MemberType(ExpressionType.Boolean, "bool", false);

            default:
                return new MemberType(ExpressionType.Bytes, "ReadOnlySpan<byte>", false);
        }
    }

    /// <summary>The leading part of an expression that is a capture of the type; null where it is none.</summary>
    public Chain? ChainOf(TypeModel type, MemberExpression member)
    {
        List<MemberExpression> members = [];
        Expression inner = member;
        while (inner is MemberExpression next)
        {
            members.Insert(0, next);
            inner = next.Target;
        }

        if (inner is not NameExpression { Name: "_parent" or "_root" } start || (start.Name == "_root" && type.IsRoot))
        {
            return null;
        }

        TypeModel? current = Next(type, start.Name);
        if (current is null)
        {
            return new Chain(null, 0, (SpecDiagnostics.Unsupported, [$"'{start.Name}' in a type that no field of this spec has", "use the type, or give it a parameter"]));
        }

        List<string> path = [start.Name];
        int taken = 0;
        while (taken < members.Count && current is not null && members[taken].Arguments.Count == 0)
        {
            string name = members[taken].Name;
            path.Add(name);
            taken++;
            if (name is "_parent" or "_root")
            {
                current = Next(current, name);
            }
            else
            {
                FieldModel? field = current.Member(name);
                current = field is { Kind: FieldKind.User, IsRepeated: false } && World.FindType(field.Type) is { } found ? found : null;
            }
        }

        return new Chain(new Capture(new EquatableArray<string>([.. path])), members.Count - taken);
    }

    /// <summary>The captured value, as the type sees it; null where the types around have none, which is reported at the expression.</summary>
    public TypedExpression? CaptureOf(TypeModel type, Capture capture, Expression at, Action<SpecRule, Expression, string[]> report)
    {
        if (capture.IsEndian)
        {
            return new TypedExpression(capture.Member, ExpressionType.Boolean, "bool");
        }

        TypedExpression? found = null;
        IEnumerable<TypeModel> sources = capture.IsRoot ? [World.Type(type.Spec)] : HoldersOf(type);
        foreach (TypeModel source in sources)
        {
            ExpressionCompiler compiler = new(this, new ExpressionContext(source), (rule, _, arguments) => report(rule, at, arguments));
            if (compiler.Compile(capture.FromHolder(isHolderRoot: capture.IsRoot || source.IsRoot)) is not { } value)
            {
                return null;
            }

            if (found is not null && !(found.Type.Matches(value.Type) && found.CSharp == value.CSharp))
            {
                report(SpecDiagnostics.ExpressionType, at, [$"'{string.Join(".", capture.Path)}' is {found.Type} in one type around this and {value.Type} in another"]);
                return null;
            }

            found = value;
        }

        return found is null ? null : new TypedExpression(capture.Member, found.Type, found.CSharp);
    }

    /// <summary>The distinct types that hold a type.</summary>
    public IEnumerable<TypeModel> HoldersOf(TypeModel type) => HoldingFields(type).GroupBy(holder => holder.Type.Key).Select(holders => holders.First().Type);

    private static IntegerType RangeOf(FieldModel field) => new(field.Range.Min, field.Range.Max);

    private IEnumerable<(TypeModel Type, FieldModel Field)> HoldingFields(TypeModel type) =>
        _holders.TryGetValue(type.Key, out List<(TypeModel Type, FieldModel Field)>? found) ? found.Where(holder => holder.Type.Spec == type.Spec) : [];

    private TypeModel? Next(TypeModel type, string name) => name == "_root" ? World.Type(type.Spec) : HoldersOf(type).FirstOrDefault();

    private MemberType? Infer(TypeModel type, FieldModel member)
    {
        bool isInstance = type.Instances.Any(instance => instance.Id == member.Id);
        if (member.Value is null)
        {
            MemberType item = ItemTypeOf(member);
            bool canFault = isInstance || (member.Kind == FieldKind.User && member.Condition is not null && !member.IsRepeated);
            string list = $"{World.NameOf(type)}.{member.Name}List";
            return member.IsRepeated ? new MemberType(new ListType(item.Type, item.CSharp, list), list, canFault) : item with { CanFault = canFault };
        }

        ExpressionCompiler compiler = new(this, new ExpressionContext(type), (_, _, _) => { });
        if (compiler.Compile(member.Value) is not { } value)
        {
            return null;
        }

        bool conditionFaults = member.Condition is not null && compiler.Compile(member.Condition) is { CanFault: true };
        if (member.Enum.Length > 0 && value.Type is IntegerType range)
        {
            return new MemberType(new EnumType(member.Enum, range), World.NameOf(World.Enum(member.Enum)), value.CanFault || conditionFaults);
        }

        return new MemberType(value.Type, value.CSharp, value.CanFault || conditionFaults);
    }

    private void FindRecursive(TypeModel[] types)
    {
        foreach (TypeModel type in types)
        {
            HashSet<string> seen = [];
            Stack<string> open = new(type.Fields.SelectMany(Uses).Select(use => use.Type));
            while (open.Count > 0)
            {
                string key = open.Pop();
                if (key == type.Key)
                {
                    _recursive.Add(key);
                    break;
                }

                if (seen.Add(key) && World.FindType(key) is { } next)
                {
                    foreach (FieldModel use in next.Fields.SelectMany(Uses))
                    {
                        open.Push(use.Type);
                    }
                }
            }
        }
    }

    // What a type's own expressions need, and what the types that it holds need from further out, until nothing more is found.
    private void FindCaptures(TypeModel[] types)
    {
        bool isChanged = true;
        while (isChanged)
        {
            isChanged = false;
            foreach (TypeModel type in types)
            {
                if (type.Endian is { Cases.Count: 0 })
                {
                    isChanged |= AddCapture(type, Capture.OuterEndian);
                }

                IEnumerable<Expression> expressions = type.Fields.Concat(type.Instances).SelectMany(field => field.Expressions);
                if (type.Endian is { Cases.Count: > 0 } endian)
                {
                    expressions = expressions.Append(endian.On).Concat(endian.Cases.Select(choice => choice.Value).OfType<Expression>());
                }

                IEnumerable<Expression> handedOn = type.Fields.Concat(type.Instances).SelectMany(Uses)
                    .Where(use => World.Type(use.Type).Spec == type.Spec)
                    .SelectMany(use => CapturesOf(World.Type(use.Type)))
                    .Where(capture => !capture.IsEndian)
                    .Select(capture => capture.FromHolder(type.IsRoot));
                foreach (Expression expression in expressions.Concat(handedOn).ToArray())
                {
                    isChanged |= AddCaptures(type, expression);
                }
            }
        }
    }

    private bool AddCaptures(TypeModel type, Expression expression)
    {
        if (expression is MemberExpression member && ChainOf(type, member) is { } chain)
        {
            bool isChanged = chain.Capture is { } capture && AddCapture(type, capture);
            foreach (Expression argument in member.Arguments)
            {
                isChanged |= AddCaptures(type, argument);
            }

            return isChanged;
        }

        bool any = false;
        foreach (Expression child in expression.Children)
        {
            any |= AddCaptures(type, child);
        }

        return any;
    }

    private bool AddCapture(TypeModel type, Capture capture)
    {
        if (!_captures.TryGetValue(type.Key, out List<Capture>? known))
        {
            _captures[type.Key] = known = [];
        }

        if (known.Contains(capture))
        {
            return false;
        }

        known.Add(capture);
        known.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return true;
    }
}
