using HeaderSpec.Model;

namespace HeaderSpec.Emit.Walked;

/// <summary>Writes the view of a walked type: a <c>readonly ref struct</c> over the stream that it was read from.</summary>
internal sealed class WalkedViewEmitter(WalkedType walked, CodeWriter code)
{
    private TypeModel Type => walked.Model;

    public void Emit()
    {
        TypeDocs.Emit(code, Type, Type.Doc.Length > 0 ? DocText.Format(Type.Doc, Type) : $"The type <c>{Type.Id}</c>: a view over bytes.", withDiagram: false);
        code.Open($"public readonly ref struct {Type.Name}");
        EmitMembers();
        new WalkedConstructorEmitter(walked, code).Emit();
        EmitEntry();
        foreach (FieldModel field in Type.Fields)
        {
            code.Line();
            EmitField(field);
        }

        foreach (FieldModel instance in Type.Instances)
        {
            code.Line();
            new WalkedInstanceEmitter(walked, code).Emit(instance);
        }

        EmitReaders();
        if (walked.Summed is { } summed)
        {
            ChecksumEmitter.EmitReaders(code, summed.Spec, summed.Type, new VariableLayout(summed.Type), "Bytes");
        }

        new WalkedVisitEmitter(walked, code).Emit();
        code.Close();
    }

    private void EmitMembers()
    {
        code.Line("internal readonly ReadOnlySpan<byte> _io;");
        code.Line("internal readonly int _start;");
        foreach (Part part in walked.Layout.Parts.Where(part => part.End.Length > 0))
        {
            code.Line($"internal readonly int {part.End};");
            foreach (FieldModel bits in part.Bits)
            {
                code.Line($"internal readonly long {BitStart(bits)};");
            }
        }

        foreach (FieldModel field in Type.Fields)
        {
            if (field.IsRepeated)
            {
                code.Line($"private readonly int {CountName(field)};");
            }
            else if (field.Kind == FieldKind.Switch)
            {
                code.Line($"private readonly byte {CaseName(field)};");
            }
        }

        foreach ((string csharp, string _, string member, string _) in walked.Inputs.Skip(Type.Parameters.Count).Where(input => input.Member != "_isLittleEndian"))
        {
            code.Line($"private readonly {csharp} {member};");
        }

        if (walked.HasEndian)
        {
            code.Line("private readonly bool _isLittleEndian;");
        }

        if (walked.IsRecursive)
        {
            code.Line("private readonly int _depth;");
        }

        code.Line();
    }

    /// <summary>The member that holds the number of a list's items.</summary>
    public static string CountName(FieldModel field) => $"_{Names.Stem(field.Id)}Count";

    /// <summary>The member that holds which case a switch has: 0 for none.</summary>
    public static string CaseName(FieldModel field) => $"_{Names.Stem(field.Id)}Case";

    /// <summary>The member that holds where bits begin, counted in bits.</summary>
    public static string BitStart(FieldModel field) => $"_{Names.Stem(field.Id)}Bit";

    private void EmitEntry()
    {
        string inputs = string.Concat(walked.Inputs.Select(input => $"{input.CSharp} {input.Parameter}, "));
        string given = string.Concat(walked.Inputs.Select(input => input.Parameter + ", "));
        code.Line();
        code.Line("/// <summary>The bytes of the whole, as they came.</summary>");
        code.Line("public ReadOnlySpan<byte> Bytes => _io[_start..End];");
        code.Line();
        code.Line("/// <summary>The length of the whole, in bytes.</summary>");
        code.Line("public int Size => End - _start;");
        code.Line();
        code.Line("// Where the type ends in the bytes that it was read from.");
        Part? last = walked.Layout.Parts.LastOrDefault();
        string end = last is null ? "_start" : last.Run is { } run ? WalkedAccess.Plus(run.Anchor, run.Size) : last.End;
        code.Line($"internal int End => {end};");
        code.Line();
        code.Line("/// <summary>Reads from the first byte on, and proves every bound that the members rely on, those of inner types too.</summary>");
        code.Line("/// <param name=\"bytes\">The bytes; more than needed is no fault.</param>");
        foreach ((string _, string parameter, string _, string doc) in walked.Inputs)
        {
            code.Line($"/// <param name=\"{parameter.TrimStart('@')}\">{doc}</param>");
        }

        code.Line("/// <param name=\"view\">The view; over nothing where the result is false.</param>");
        code.Line("/// <param name=\"error\">What is wrong, and where, when the result is false.</param>");
        string depth = walked.IsRecursive ? "0, " : "";
        code.Line($"public static bool TryParse(ReadOnlySpan<byte> bytes, {inputs}out {Type.Name} view, out ParseError error) => TryRead(bytes, 0, {given}{depth}out view, out error);");
        code.Line();
        string depthParameter = walked.IsRecursive ? "int depth, " : "";
        code.Open($"internal static bool TryRead(ReadOnlySpan<byte> io, int start, {inputs}{depthParameter}out {Type.Name} view, out ParseError error)");
        code.Line($"view = new {Type.Name}(io, start, {given}{(walked.IsRecursive ? "depth, " : "")}out error);");
        code.Open("if (error.Fault != ParseFault.None)");
        code.Line("view = default;");
        code.Line("return false;");
        code.Close();
        code.Line();
        code.Line("return true;");
        code.Close();
        foreach (FieldModel parameter in Type.Parameters)
        {
            code.Line();
            code.Line($"/// <summary>{WalkedType.ParameterDoc(parameter, Type)}</summary>");
            code.Line($"public {walked.ItemTypeOf(parameter)} {parameter.Name} {{ get; }}");
        }
    }

    private void EmitField(FieldModel field)
    {
        Part part = walked.Layout.PartOf(field);
        FieldModel placed = walked.Layout.Placed(field);
        string place = part.Run is { Anchor: "_start" } ? DocText.Place(placed) : "";
        if (field.Condition is not null)
        {
            code.Line($"/// <summary>Whether <see cref=\"{field.Name}\"/> is there.</summary>");
            code.Line($"public bool {field.Presence} {{ get; }}");
            code.Line();
        }

        string absent = field.Condition is null ? "" : field.IsRepeated ? " Empty where it is absent." : field.Kind switch
        {
            FieldKind.Integer or FieldKind.Bits or FieldKind.Float => " 0 where it is absent.",
            FieldKind.User => $" Meaningful where <see cref=\"{field.Presence}\"/>.",
            _ => " Empty where it is absent.",
        };
        string summary = $"/// <summary>{DocText.Field(field, Type, place)}{absent}</summary>";
        string guard = field.Condition is null ? "" : $"!{field.Presence} ? default : ";
        string type = walked.ItemTypeOf(field);
        if (field.IsRepeated)
        {
            code.Line(summary);
            code.Line($"public {field.Name}List {field.Name} => new(this, _io, {(field.Kind == FieldKind.Bits ? BitStart(field) : part.Start)}, {CountName(field)});");
            return;
        }

        switch (field.Kind)
        {
            case FieldKind.Bits when part.Run is { } run:
                code.Line(summary);
                code.Line($"public {type} {field.Name} => {walked.FromNumber(field, WalkedAccess.LoadBits(placed, run, "_io", run.Anchor))};");
                break;

            case FieldKind.Bits:
                string order = field.IsLittleEndian ? "Little" : "Big";
                code.Line(summary);
                code.Line($"public {type} {field.Name} => {guard}{walked.FromNumber(field, $"HeaderBits.Read{order}(_io, {BitStart(field)}, {field.BitSize})")};");
                break;

            case FieldKind.Integer or FieldKind.Float:
                string offset = part.Run is { } around ? WalkedAccess.Plus(around.Anchor, placed.ByteOffset) : part.Start;
                code.Line(summary);
                code.Line($"public {type} {field.Name} => {guard}{walked.FromNumber(field, WalkedAccess.LoadNumber(field, "_io", offset))};");
                break;

            case FieldKind.User:
                EmitUser(field, part, summary, guard);
                break;

            case FieldKind.Switch:
                code.Line(summary);
                code.Line($"public ReadOnlySpan<byte> {field.Name} => _io[({part.Start})..{part.End}];");
                IReadOnlyList<FieldModel> bodies = WalkedType.Bodies(field);
                for (int i = 0; i < bodies.Count; i++)
                {
                    code.Line();
                    EmitCase(field, bodies[i], i + 1, part);
                }

                break;

            default:
                string bytes = part.Run is { } whole
                    ? $"_io.Slice({WalkedAccess.Plus(whole.Anchor, placed.ByteOffset)}, {placed.BitSize / 8})"
                    : $"_io[({part.Start})..{part.End}]";
                code.Line(summary);
                code.Line($"public {type} {field.Name} => {guard}{WalkedType.ValueOf(field, bytes)};");
                break;
        }
    }

    private void EmitUser(FieldModel field, Part part, string summary, string guard)
    {
        string type = walked.ItemTypeOf(field);
        code.Line(summary);
        code.Open($"public {type} {field.Name}");
        code.Open("get");
        if (guard.Length > 0)
        {
            code.Open($"if (!{field.Presence})");
            code.Line("return default;");
            code.Close();
            code.Line();
        }

        code.Line($"Read{field.Name}(_io, {part.Start}, out {type} value, out _, out _);");
        code.Line("return value;");
        code.Close();
        code.Close();
        if (field.IsSized)
        {
            code.Line();
            code.Line($"/// <summary>The bytes of <see cref=\"{field.Name}\"/>, with those that its type leaves over.</summary>");
            code.Line($"public ReadOnlySpan<byte> {field.Name}Bytes => _io[({part.Start})..{part.End}];");
        }

        if (guard.Length > 0)
        {
            code.Line();
            code.Open($"internal {type} Read{field.Name}(scoped ref bool fault)");
            code.Line($"fault |= !{field.Presence};");
            code.Line($"return {field.Name};");
            code.Close();
        }
    }

    private void EmitCase(FieldModel field, FieldModel body, int number, Part part)
    {
        string method = walked.CaseName(field, number);
        string type = walked.ItemTypeOf(body);
        string what = body.Type.Length > 0 ? $"<c>{walked.World.Type(body.Type).Id}</c>" : $"<see cref=\"{type.Replace("ReadOnlySpan<byte>", "ReadOnlySpan{T}")}\"/>";
        code.Line($"/// <summary>Gets <see cref=\"{field.Name}\"/> as the {what} that it is; false where it is another.</summary>");
        code.Open($"public bool TryGet{method}(out {type} value)");
        code.Line("value = default;");
        code.Line($"return {CaseName(field)} == {number} && Read{field.Name}{number}(_io, {part.Start}, out value, out _, out _);");
        code.Close();
    }

    private void EmitReaders()
    {
        WalkedReaderEmitter readers = new(walked, code);
        foreach (FieldModel field in Type.Fields.Where(field => walked.Layout.PartOf(field).Run is null))
        {
            readers.Emit(field);
        }

        foreach (FieldModel instance in Type.Instances.Where(instance => instance.Value is null))
        {
            readers.Emit(instance);
        }

        code.Line();
        code.Open("private static bool Fail(ParseFault fault, string field, int offset, out ParseError error)");
        code.Line("error = new ParseError(fault, field, offset);");
        code.Line("return false;");
        code.Close();
    }
}
