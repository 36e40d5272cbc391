using HeaderSpec.Expressions;
using HeaderSpec.Model;
using HeaderSpec.Typing;

namespace HeaderSpec.Emit.Walked;

/// <summary>Writes the members of a writer that set one field, or add to a list.</summary>
internal sealed class WalkedSetterEmitter(WalkedType walked, CodeWriter code, FieldModel? checksum)
{
    private TypeModel Type => walked.Model;

    /// <summary>The member that holds how many bits of a part are written, counted from the buffer's first.</summary>
    public static string BitCursor(Part part) => $"_{Names.Stem(part.Bits[part.Bits.Count - 1].Id)}Next";

    public void Emit(FieldModel field)
    {
        Part part = walked.Layout.PartOf(field);
        int number = walked.Layout.Parts.ToList().IndexOf(part);
        if (part.Run is { } run)
        {
            EmitPlaced(walked.Layout.Placed(field), run, number);
        }
        else if (field.Kind == FieldKind.Bits)
        {
            EmitBits(field, part, number);
        }
        else if (field.Kind == FieldKind.Switch)
        {
            EmitRaw(field, field.Name, part, number);
            IReadOnlyList<FieldModel> bodies = WalkedType.Bodies(field);
            for (int i = 0; i < bodies.Count; i++)
            {
                FieldModel body = bodies[i] with { Size = field.Size, IsSizeToEnd = field.IsSizeToEnd };
                EmitItem(field, body, walked.CaseName(field, i + 1), part, number, KindOf(field, bodies[i]));
            }
        }
        else
        {
            EmitItem(field, field, field.Name, part, number, "");
        }
    }

    // A value as what is stored for it.
    private string Stored(FieldModel field, string value) => walked.ItemTypeOf(field) == "bool"
        ? $"({value} ? 1 : 0)"
        : field.Enum.Length > 0 ? $"({BitAccess.TypeOf(field.BitSize, field.IsSigned)}){value}" : value;

    private void Docs(FieldModel field, string more)
    {
        code.Line();
        string doc = field.Doc.Length > 0 ? DocText.Format(field.Doc, null) : $"The field <c>{field.Id}</c>.";
        code.Line($"/// <summary>{doc}{more}</summary>");
    }

    private void EmitPlaced(FieldModel field, Run run, int number)
    {
        string type = walked.ItemTypeOf(field);
        string at = WalkedAccess.Plus(run.Anchor, field.ByteOffset);
        if (field.Contents.Count > 0)
        {
            return;
        }

        if (field.Kind is FieldKind.Integer or FieldKind.Float or FieldKind.Bits)
        {
            string load = field.Kind == FieldKind.Bits ? WalkedAccess.LoadBits(field, run, "_io", run.Anchor) : WalkedAccess.LoadNumber(field, "_io", at);
            string store = field.Kind == FieldKind.Bits
                ? WalkedAccess.StoreBits(field, run, "_io", run.Anchor, Stored(field, "value"))
                : WalkedAccess.StoreNumber(field, "_io", at, Stored(field, "value"));
            Docs(field, field.Id == checksum?.Id ? " Computed by finishing where it is not set." : "");
            code.Open($"public {type} {field.Name}");
            code.Line($"private readonly get => {walked.FromNumber(field, load)};");
            code.Open("set");
            code.Open($"if (ReachPart({number}))");
            code.Line(store + ";");
            code.Close();
            if (field.Id == checksum?.Id)
            {
                code.Line();
                code.Line("_isChecksumSet = true;");
            }

            code.Close();
            code.Close();
            return;
        }

        int size = field.BitSize / 8;
        string slot = $"_io.Slice({at}, {size})";
        bool isExact = field is { Kind: FieldKind.Bytes, Terminator.Count: 0, PadRight: null };
        string how = isExact ? $" {size} bytes." : $" At most {size} bytes.";
        Docs(field, how);
        code.Open($"public void Set{field.Name}(scoped ReadOnlySpan<byte> value)");
        code.Open($"if (!ReachPart({number}) || value.Length {(isExact ? "!=" : ">")} {size})");
        code.Line("_failed = true;");
        code.Line("return;");
        code.Close();
        code.Line();
        code.Line($"value.CopyTo({slot});");
        EmitRest(field, slot, "value.Length", isExact);
        code.Close();
        if (field.Kind == FieldKind.Text)
        {
            Docs(field, how);
            code.Open($"public void Set{field.Name}(scoped ReadOnlySpan<char> value)");
            code.Open($"if (!ReachPart({number}) || !HeaderText.TryEncode(value, {WalkedType.EncodingOf(field)}, {slot}, out int length))");
            code.Line("_failed = true;");
            code.Line("return;");
            code.Close();
            code.Line();
            EmitRest(field, slot, "length", isExact);
            code.Close();
        }
    }

    // What follows a value that is shorter than its place: the terminator, and padding.
    private void EmitRest(FieldModel field, string slot, string length, bool isExact)
    {
        if (isExact)
        {
            return;
        }

        code.Line($"{slot}[{length}..].Fill({field.PadRight ?? 0});");
        if (field.Terminator.Count > 0)
        {
            code.Open($"if ({length} + {field.Terminator.Count} <= {field.BitSize / 8})");
            code.Line($"({ExpressionCompiler.BytesLiteral(field.Terminator)}).CopyTo({slot}[{length}..]);");
            code.Close();
        }
    }

    private void EmitBits(FieldModel field, Part part, int number)
    {
        string type = walked.ItemTypeOf(field);
        string order = field.IsLittleEndian ? "Little" : "Big";
        string value = Stored(field, "value");
        string cursor = BitCursor(part);
        Docs(field, " Bits are written in their order.");
        string signature = field.IsRepeated ? $"public void Add{field.Name}({type} value)" : $"public {type} {field.Name}";
        code.Open(signature);
        if (!field.IsRepeated)
        {
            code.Line($"private readonly get => {walked.FromNumber(field, $"HeaderBits.Read{order}(_io, {WalkedViewEmitter.BitStart(field)}, {field.BitSize})")};");
            code.Open("set");
            code.Open($"if (_part > {number} && !_failed)");
            code.Line($"HeaderBits.Write{order}(_io, {WalkedViewEmitter.BitStart(field)}, {field.BitSize}, (ulong){value});");
            code.Line("return;");
            code.Close();
            code.Line();
        }

        code.Open($"if (!BeginPart({number}))");
        code.Line("return;");
        code.Close();
        code.Line();
        code.Line($"{cursor} = Math.Max({cursor}, (long)({part.Start}) << 3);");
        code.Open($"if ((({cursor} + {field.BitSize} + 7) >> 3) > _at)");
        code.Line($"AppendBytes(stackalloc byte[(int)(({cursor} + {field.BitSize} + 7) >> 3) - _at]);");
        code.Close();
        code.Line();
        code.Open("if (!_failed)");
        code.Line($"HeaderBits.Write{order}(_io, {cursor}, {field.BitSize}, (ulong){value});");
        if (!field.IsRepeated)
        {
            code.Line($"{WalkedViewEmitter.BitStart(field)} = {cursor};");
        }
        else
        {
            code.Line($"{WalkedViewEmitter.CountName(field)}++;");
        }

        code.Line($"{cursor} += {field.BitSize};");
        code.Close();
        code.Close();
        if (!field.IsRepeated)
        {
            code.Close();
        }
    }

    // The statement that sets the field that chooses the case, where that field is a number of this type and one value chooses it.
    private string KindOf(FieldModel field, FieldModel body)
    {
        SwitchCase[] choices = [.. field.Cases.Where(choice => choice.Body == body)];
        bool isOwn = field.SwitchOn is NameExpression name && Type.Fields.FirstOrDefault(other => other.Id == name.Name) is { IsNumber: true } kind && walked.Layout.PartOf(kind).Run is not null;
        bool isConstant = choices.Length == 1 && choices[0].Value is EnumLiteral or IntegerLiteral or BooleanLiteral;
        return isOwn && isConstant ? $"{Type.Member(((NameExpression)field.SwitchOn!).Name)!.Name} = {walked.Compile(choices[0].Value!).Code};" : "";
    }

    private void EmitRaw(FieldModel field, string name, Part part, int number)
    {
        Docs(field, " As it stands on the wire.");
        code.Open($"public void Set{name}(scoped ReadOnlySpan<byte> value)");
        code.Open($"if (BeginPart({number}))");
        code.Line($"_at = {part.Start};");
        code.Line("AppendBytes(value);");
        code.Close();
        code.Close();
    }

    private void EmitItem(FieldModel field, FieldModel body, string name, Part part, int number, string kind)
    {
        bool isList = field.IsRepeated;
        string type = walked.ItemTypeOf(body);
        string count = isList ? $"{WalkedViewEmitter.CountName(field)}++;" : "";
        string reset = isList ? "" : $"_at = {part.Start};";
        string verb = isList ? "Add" : "Set";
        switch (body.Kind)
        {
            case FieldKind.Integer or FieldKind.Float when !isList && field.Kind != FieldKind.Switch:
                EmitAbsentNumber(field, part, number, type);
                break;

            case FieldKind.Integer or FieldKind.Float:
                Docs(field, isList ? " Adds one." : "");
                code.Open($"public void {verb}{name}({type} value)");
                Lines(kind);
                code.Open($"if (BeginPart({number}))");
                Lines(reset);
                code.Line($"AppendBytes(stackalloc byte[{body.BitSize / 8}]);");
                code.Open("if (!_failed)");
                code.Line(WalkedAccess.StoreNumber(body, "_io", $"_at - {body.BitSize / 8}", Stored(body, "value")) + ";");
                Lines(count);
                code.Close();
                code.Close();
                code.Close();
                break;

            case FieldKind.User:
                EmitUser(field, body, name, number, (kind, reset, count));
                if (!isList && field.Kind != FieldKind.Switch)
                {
                    EmitRaw(field, name + "Bytes", part, number);
                }

                break;

            default:
                EmitBytes(field, body, name, part, number, (verb, kind, reset, count));
                break;
        }
    }

    private void Lines(params string[] lines)
    {
        foreach (string line in lines.Where(line => line.Length > 0))
        {
            code.Line(line);
        }
    }

    private void EmitAbsentNumber(FieldModel field, Part part, int number, string type)
    {
        int size = field.BitSize / 8;
        Docs(field, " Setting it makes it be there.");
        code.Open($"public {type} {field.Name}");
        code.Line($"private readonly get => {walked.FromNumber(field, WalkedAccess.LoadNumber(field, "_io", part.Start))};");
        code.Open("set");
        code.Open($"if (_part <= {number} && BeginPart({number}))");
        code.Line($"_at = {part.Start};");
        code.Line($"AppendBytes(stackalloc byte[{size}]);");
        code.Close();
        code.Open($"else if ({part.End} - ({part.Start}) != {size})");
        code.Line("_failed = true;");
        code.Close();
        code.Line();
        code.Open("if (!_failed)");
        code.Line(WalkedAccess.StoreNumber(field, "_io", part.Start, Stored(field, "value")) + ";");
        code.Close();
        code.Close();
        code.Close();
    }

    private void EmitUser(FieldModel field, FieldModel body, string name, int number, (string Kind, string Reset, string Count) steps)
    {
        TypeModel type = walked.World.Type(body.Type);
        if (!type.HasWalkedWriter)
        {
            return;
        }

        string writer = walked.World.NameOf(type) + "Writer";
        Docs(field, $" Begins {(field.IsRepeated ? "one more" : "it")}: write it, and hand the writer to <see cref=\"End{name}\"/>.");
        code.Open($"public {writer} Begin{name}()");
        Lines(steps.Kind);
        code.Open($"if (!BeginPart({number}))");
        code.Line($"return new {writer}(default);");
        code.Close();
        code.Line();
        Lines(steps.Reset);
        code.Line($"return new {writer}(_io[_at..]);");
        code.Close();
        code.Line();
        code.Line($"/// <summary>Ends what <see cref=\"Begin{name}\"/> has begun.</summary>");
        code.Open($"public void End{name}(scoped {writer} item)");
        code.Open($"if (!BeginPart({number}) || !item.FinishParts(out int size))");
        code.Line("_failed = true;");
        code.Line("return;");
        code.Close();
        code.Line();
        if (field.IsRepeated && body.Size is IntegerLiteral { Value: var each })
        {
            code.Line($"int end = _at + {each};");
            code.Line("_at += size;");
            code.Line("PadTo(end, 0);");
        }
        else
        {
            code.Line("_at += size;");
        }

        Lines(steps.Count);
        code.Close();
    }

    private void EmitBytes(FieldModel field, FieldModel body, string name, Part part, int number, (string Verb, string Kind, string Reset, string Count) steps)
    {
        bool isText = body.Kind == FieldKind.Text;
        string ends = body.Terminator.Count > 0 && !body.IsSized && body.IsTerminatorConsumed ? $"AppendBytes({ExpressionCompiler.BytesLiteral(body.Terminator)});" : "";
        string holds = body.Terminator.Count > 0 ? $"_failed |= HeaderBytes.IndexOf(value, {ExpressionCompiler.BytesLiteral(body.Terminator)}) >= 0;" : "";
        string pads = field.IsRepeated && body.Size is IntegerLiteral { Value: var each } ? $"PadTo(start + {each}, {body.PadRight ?? 0});" : "";
        Docs(field, ends.Length > 0 ? " Without the terminator." : "");
        code.Open($"public void {steps.Verb}{name}(scoped ReadOnlySpan<byte> value)");
        Lines(steps.Kind);
        code.Open($"if (BeginPart({number}))");
        Lines(holds, steps.Reset, pads.Length > 0 ? "int start = _at;" : "", "AppendBytes(value);", ends, pads, steps.Count);
        code.Close();
        code.Close();
        if (!isText)
        {
            return;
        }

        Docs(field, ends.Length > 0 ? " Without the terminator." : "");
        code.Open($"public void {steps.Verb}{name}(scoped ReadOnlySpan<char> value)");
        Lines(steps.Kind);
        code.Open($"if (!BeginPart({number}))");
        code.Line("return;");
        code.Close();
        code.Line();
        Lines(steps.Reset);
        code.Open($"if (HeaderText.TryEncode(value, {WalkedType.EncodingOf(body)}, _io[_at..], out int length))");
        if (holds.Length > 0)
        {
            code.Line(holds.Replace("(value,", "(_io.Slice(_at, length),"));
        }

        Lines(pads.Length > 0 ? "int start = _at;" : "", "_at += length;", ends, pads, steps.Count);
        code.Close();
        code.Open("else");
        code.Line("_failed = true;");
        code.Close();
        code.Close();
    }
}
