using HeaderSpec.Expressions;
using HeaderSpec.Model;
using HeaderSpec.Typing;

namespace HeaderSpec.Emit.Walked;

/// <summary>A walked type as the emitters see it: its layout, its C# names, its expressions as C#.</summary>
internal sealed class WalkedType(MemberTyping typing, TypeModel type)
{
    /// <summary>How deep a type may hold itself.</summary>
    public const int MaxDepth = 64;

    public TypeModel Model => type;

    public MemberTyping Typing => typing;

    public World World => typing.World;

    public WalkedLayout Layout { get; } = new(type);

    public bool IsRecursive => typing.IsRecursive(type);

    public bool HasEndian => type.Endian is not null;

    /// <summary>The spec and the type with the fields of their first runs at their places, where the type has a checksum over all of it; null where it has none.</summary>
    public (SpecModel Spec, TypeModel Type)? Summed
    {
        get
        {
            bool isSummed = ChecksumEmitter.FieldOf(type) is { Checksum.Before.Length: 0 } sum && Layout.PartOf(sum).Run is { Anchor: "_start" };
            return isSummed ? (World.Spec with { Types = new EquatableArray<TypeModel>([.. World.Spec.Types.Select(Place)]) }, Place(type)) : null;
        }
    }

    /// <summary>What is handed in beside the bytes: C# type, parameter name, the name of the member that keeps it.</summary>
    public IReadOnlyList<(string CSharp, string Parameter, string Member, string Doc)> Inputs { get; } = FindInputs(typing, type);

    /// <summary>What is said of a parameter.</summary>
    public static string ParameterDoc(FieldModel parameter, TypeModel type) =>
        parameter.Doc.Length > 0 ? DocText.Format(parameter.Doc, type) : $"The parameter <c>{parameter.Id}</c>.";

    /// <summary>An expression of this type, as C#.</summary>
    public TypedExpression Compile(Expression expression, bool isReading = false, TypedExpression? item = null, bool hasIndex = false) =>
        new ExpressionCompiler(typing, new ExpressionContext(type, isReading, item, hasIndex), Impossible).Compile(expression)!;

    /// <summary>The condition that ends a list, after an item has been read.</summary>
    public TypedExpression CompileUntil(FieldModel field, string item) => new ExpressionCompiler(
        typing,
        new ExpressionContext(type, IsReading: true, new TypedExpression(item, typing.ItemTypeOf(field).Type, ItemTypeOf(field)), HasIndex: true) { Position = "end", Index = "count - 1" },
        Impossible).Compile(field.Until!)!;

    /// <summary>An integer expression as C#'s <c>long</c>: what fits in no <c>long</c> becomes the nearest.</summary>
    public TypedExpression CompileLength(Expression expression, bool hasIndex = false, bool isReading = true)
    {
        TypedExpression value = Compile(expression, isReading, hasIndex: hasIndex);
        return value.CSharp is "ulong" or "Int128" ? value with { Code = $"HeaderArithmetic.Saturate({value.Code})", CSharp = "long" } : value;
    }

    /// <summary>What a use of a type hands to it, each with a comma before.</summary>
    public TypedExpression Arguments(FieldModel use, bool hasIndex)
    {
        TypeModel target = World.Type(use.Type);
        List<string> arguments = [];
        bool canFault = false;
        for (int i = 0; i < use.Arguments.Count; i++)
        {
            TypedExpression argument = Compile(use.Arguments[i], isReading: true, hasIndex: hasIndex);
            string wanted = typing.ItemTypeOf(target.Parameters[i]).CSharp;
            string code = argument.CSharp == wanted ? argument.Code
                : wanted == "HeaderText" ? $"new HeaderText(System.Text.Encoding.UTF8.GetBytes({argument.Code}), TextEncoding.Utf8)"
                : $"unchecked(({wanted}){argument.Operand})";
            arguments.Add(code);
            canFault |= argument.CanFault;
        }

        foreach (Typing.Capture capture in typing.CapturesOf(target))
        {
            TypedExpression value = capture.IsEndian
                ? new TypedExpression("_isLittleEndian", ExpressionType.Boolean, "bool")
                : Compile(capture.FromHolder(type.IsRoot), isReading: true, hasIndex: hasIndex);
            arguments.Add(value.Code);
            canFault |= value.CanFault;
        }

        if (typing.IsRecursive(target))
        {
            arguments.Add(IsRecursive ? "_depth + 1" : "0");
        }

        return new TypedExpression(string.Concat(arguments.Select(argument => argument + ", ")), ExpressionType.Boolean, "", CanFault: canFault);
    }

    /// <summary>The C# type of one item of a field.</summary>
    public string ItemTypeOf(FieldModel field) => typing.ItemTypeOf(field).CSharp;

    /// <summary>Converts a loaded number to the field's C# type.</summary>
    public string FromNumber(FieldModel field, string load)
    {
        string wanted = ItemTypeOf(field);
        return wanted == "bool" ? $"{load} != 0"
            : field.Kind == FieldKind.Integer && field.Enum.Length == 0 || field.Kind == FieldKind.Float ? load
            : $"({wanted}){load}";
    }

    /// <summary>What a switch can read, each once; a case's number is its body's place here, counted from 1.</summary>
    public static IReadOnlyList<FieldModel> Bodies(FieldModel field) => [.. field.Cases.Select(choice => choice.Body).Distinct()];

    /// <summary>The number of a case.</summary>
    public static int NumberOf(FieldModel field, SwitchCase choice) => Bodies(field).ToList().IndexOf(choice.Body) + 1;

    /// <summary>What a case is called in C#: the type's name, with the field's before it where that alone would not do.</summary>
    public string CaseName(FieldModel field, int number)
    {
        IReadOnlyList<FieldModel> bodies = Bodies(field);
        string name = BodyName(bodies[number - 1]);
        int same = bodies.Take(number - 1).Count(body => BodyName(body) == name);
        bool isAlone = type.Fields.Concat(type.Instances).Count(other => other.Kind == FieldKind.Switch) == 1 && type.Members.All(member => member.Name != name);
        return (isAlone ? name : field.Name + name) + (same == 0 ? "" : (same + 1).ToString());
    }

    private string BodyName(FieldModel body) => body.Kind switch
    {
        FieldKind.User => Names.Pascal(World.Type(body.Type).Id),
        FieldKind.Text => "Text",
        FieldKind.Float => "F" + (body.BitSize / 8),
        FieldKind.Integer => (body.IsSigned ? "S" : "U") + (body.BitSize / 8),
        _ => "Bytes",
    };

    /// <summary>The C# that compares two values of one type.</summary>
    public static string Equality(TypedExpression left, TypedExpression right) => left.Type switch
    {
        IntegerType => Arithmetic.Binary("==", left, right)!.Code,
        TextType when left.CSharp == "HeaderText" => $"{left.Operand}.Equals({right.Code})",
        BytesType => $"{left.Operand}.SequenceEqual({right.Code})",
        _ => $"{left.Operand} == {right.Operand}",
    };

    /// <summary>The encoding of a text field, as C#.</summary>
    public static string EncodingOf(FieldModel field) => "TextEncoding." + field.Encoding switch
    {
        "ASCII" => "Ascii",
        "UTF-16LE" => "Utf16LittleEndian",
        "UTF-16BE" => "Utf16BigEndian",
        "ISO-8859-1" => "Latin1",
        _ => "Utf8",
    };

    /// <summary>The value of bytes or text from the bytes that the field takes up.</summary>
    public static string ValueOf(FieldModel field, string bytes)
    {
        if (field.PadRight is { } padding)
        {
            bytes = $"HeaderBytes.TrimRight({bytes}, {padding})";
        }

        if (field.Terminator.Count > 0)
        {
            bytes = $"HeaderBytes.Terminate({bytes}, {ExpressionCompiler.BytesLiteral(field.Terminator)}, include: {(field.IsTerminatorIncluded ? "true" : "false")})";
        }

        return field.Kind == FieldKind.Text ? $"new HeaderText({bytes}, {EncodingOf(field)})" : bytes;
    }

    private static List<(string CSharp, string Parameter, string Member, string Doc)> FindInputs(MemberTyping typing, TypeModel type)
    {
        List<(string, string, string, string)> inputs = [];
        foreach (FieldModel parameter in type.Parameters)
        {
            inputs.Add((typing.ItemTypeOf(parameter).CSharp, Names.Camel(parameter.Id), parameter.Name, ParameterDoc(parameter, type)));
        }

        foreach (Typing.Capture capture in typing.CapturesOf(type))
        {
            string csharp = typing.CaptureOf(type, capture, new NameExpression("_parent", 0, 0), Impossible)!.CSharp;
            string doc = capture.IsEndian ? "Whether integers have the low byte first, as in the type around." : $"<c>{string.Join(".", capture.Path)}</c>, of the types around.";
            inputs.Add((csharp, capture.Name, capture.Member, doc));
        }

        return inputs;
    }

    private static TypeModel Place(TypeModel other)
    {
        WalkedLayout layout = new(other);
        return other with { Fields = new EquatableArray<FieldModel>([.. other.Fields.Select(layout.Placed)]) };
    }

    private static void Impossible(Diagnostics.SpecRule rule, Expression at, string[] arguments) =>
        throw new InvalidOperationException($"An expression that was checked is wrong: {rule.Id} {string.Join(", ", arguments)}.");
}
