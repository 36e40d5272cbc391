using HeaderSpec.Expressions;
using HeaderSpec.Model;
using HeaderSpec.Typing;

namespace HeaderSpec.Emit.Walked;

/// <summary>Writes the constructor of a walked type, which reads: it remembers where the parts end, and proves all bounds.</summary>
internal sealed class WalkedConstructorEmitter(WalkedType walked, CodeWriter code)
{
    private TypeModel Type => walked.Model;

    public void Emit()
    {
        CodeWriter body = new(code.Depth + 1);
        EmitEndian(body);
        foreach (Part part in walked.Layout.Parts)
        {
            if (part.Run is { } run)
            {
                EmitRun(body, run);
            }
            else if (part.Field is { } field)
            {
                EmitVariable(body, field, part);
            }
            else
            {
                EmitBits(body, part);
            }
        }

        string text = body.ToString();
        string inputs = string.Concat(walked.Inputs.Select(input => $"{input.CSharp} {input.Parameter}, "));
        code.Open($"private {Type.Name}(ReadOnlySpan<byte> io, int start, {inputs}{(walked.IsRecursive ? "int depth, " : "")}out ParseError error)");
        code.Line("_io = io;");
        code.Line("_start = start;");
        foreach ((string _, string parameter, string member, string _) in walked.Inputs)
        {
            code.Line($"{member} = {parameter};");
        }

        code.Line("error = default;");
        if (walked.IsRecursive)
        {
            code.Line("_depth = depth;");
            code.Open($"if (depth > {WalkedType.MaxDepth})");
            code.Line($"error = new ParseError(ParseFault.TooDeep, {Quote(Type.Path.Length == 0 ? "/" : Type.Path)}, start);");
            code.Line("return;");
            code.Close();
            code.Line();
        }

        if (text.Contains("ref fault"))
        {
            code.Line("bool fault = false;");
        }

        if (Type.Fields.Count > 0)
        {
            code.Line("int at = start;");
        }

        code.Append(text);
        code.Close();
    }

    /// <summary>The C# of a rule that a value breaks; one that cannot be judged is broken too.</summary>
    public static string Broken(WalkedType walked, FieldModel field, ValidRule rule, string value)
    {
        string broken = Judge(walked, field, rule, value);
        return broken.Contains("ref fault") ? $"{broken} || fault" : broken;
    }

    private static string Judge(WalkedType walked, FieldModel field, ValidRule rule, string value)
    {
        TypedExpression item = new(value, walked.Typing.ItemTypeOf(field).Type, walked.ItemTypeOf(field));
        if (rule.Operator == "in-enum")
        {
            EnumModel model = walked.World.Enum(field.Enum);
            return $"{value} is not ({string.Join(" or ", model.Items.Select(known => $"{walked.World.NameOf(model)}.{known.Name}"))})";
        }

        if (rule.Operator == "expr")
        {
            return $"!({walked.Compile(rule.Operands[0], isReading: true, item).Code})";
        }

        IEnumerable<string> wrong = rule.Operands.Select(operand =>
        {
            TypedExpression wanted = walked.Compile(operand, isReading: true, item);
            return (item.Type, rule.Operator) switch
            {
                (IntegerType, ">=") => Arithmetic.Binary("<", item, wanted)!.Code,
                (IntegerType, "<=") => Arithmetic.Binary(">", item, wanted)!.Code,
                (IntegerType, _) => Arithmetic.Binary("!=", item, wanted)!.Code,
                (_, not (">=" or "<=")) => $"!({WalkedType.Equality(item, wanted)})",
                (TextType, _) => $"!(string.CompareOrdinal({value}.ToString(), {wanted.Code}) {rule.Operator} 0)",

                // Not by the opposite comparison: what is no number breaks every rule.
                _ => $"!({value} {rule.Operator} {wanted.Operand})",
            };
        });
        return string.Join(" && ", wrong);
    }

    private static string Quote(string path) => $"\"{path}\"";

    private void EmitEndian(CodeWriter body)
    {
        if (Type.Endian is not { Cases.Count: > 0 } endian)
        {
            return;
        }

        TypedExpression on = walked.Compile(endian.On);
        EndianCase? other = endian.Cases.FirstOrDefault(choice => choice.Value is null);
        body.Line($"_isLittleEndian = {(other?.IsLittleEndian == true ? $"!({Any(isLittle: false)})" : Any(isLittle: true))};");
        if (other is null)
        {
            body.Open($"if (!_isLittleEndian && !({Any(isLittle: false)}))");
            body.Line($"error = new ParseError(ParseFault.InvalidValue, {Quote(Type.Path + "/meta/endian")}, start);");
            body.Line("return;");
            body.Close();
            body.Line();
        }

        string Any(bool isLittle)
        {
            IEnumerable<Expression> values = endian.Cases.Where(choice => choice.IsLittleEndian == isLittle).Select(choice => choice.Value).OfType<Expression>();
            return string.Join(" || ", values.Select(value => WalkedType.Equality(on, walked.Compile(value))).DefaultIfEmpty("false"));
        }
    }

    private void Fault(CodeWriter body, string condition, string fault, string path, string offset)
    {
        body.Open($"if ({condition})");
        body.Line($"error = new ParseError(ParseFault.{fault}, {Quote(path)}, {offset});");
        body.Line("return;");
        body.Close();
        body.Line();
    }

    private void EmitRun(CodeWriter body, Run run)
    {
        if (run.Size > 0)
        {
            body.Open($"if (io.Length - at < {run.Size})");
            body.Line($"error = new ParseError(ParseFault.Truncated, {FieldAt(run)}, io.Length);");
            body.Line("return;");
            body.Close();
            body.Line();
            body.Line($"at += {run.Size};");
        }

        foreach (FieldModel field in run.Fields)
        {
            string offset = WalkedAccess.Plus(run.Anchor, field.ByteOffset);
            if (field.Contents.Count > 0)
            {
                Fault(body, $"!{field.Name}.SequenceEqual({ExpressionCompiler.BytesLiteral(field.Contents)})", "InvalidValue", field.Path, offset);
            }

            EmitValid(body, field, field.Name, offset);
        }
    }

    private void EmitValid(CodeWriter body, FieldModel field, string value, string offset)
    {
        foreach (ValidRule rule in field.Valid)
        {
            Fault(body, Broken(walked, field, rule, value), "InvalidValue", field.Path, offset);
        }
    }

    // The field in which the bytes end.
    private static string FieldAt(Run run)
    {
        List<string> arms = [];
        int covered = 0;
        FieldModel last = run.Fields[run.Fields.Count - 1];
        foreach (FieldModel field in run.Fields)
        {
            int end = (field.BitOffset + field.BitSize + 7) / 8;
            if (end > covered && field != last)
            {
                arms.Add($"< {end} => {Quote(field.Path)}");
                covered = end;
            }
        }

        return arms.Count == 0 ? Quote(last.Path) : $"(io.Length - at) switch {{ {string.Join(", ", arms)}, _ => {Quote(last.Path)} }}";
    }

    private void EmitVariable(CodeWriter body, FieldModel field, Part part)
    {
        OpenPresence(body, field);
        if (field.IsRepeated)
        {
            EmitCall(body, $"Read{field.Name}(io, at, out {WalkedViewEmitter.CountName(field)}, out at, out error)");
        }
        else if (field.Kind is FieldKind.Integer or FieldKind.Float)
        {
            Fault(body, $"io.Length - at < {field.BitSize / 8}", "Truncated", field.Path, "io.Length");
            body.Line($"at += {field.BitSize / 8};");
            EmitValid(body, field, field.Name, part.Start);
        }
        else if (field.Kind == FieldKind.Switch)
        {
            EmitSwitch(body, field);
        }
        else
        {
            EmitCall(body, $"Read{field.Name}(io, at, out {walked.ItemTypeOf(field)} {Names.Camel(field.Id)}, out at, out error)");
            EmitValid(body, field, Names.Camel(field.Id), part.Start);
        }

        ClosePresence(body, field);
        body.Line($"{part.End} = at;");
    }

    private void OpenPresence(CodeWriter body, FieldModel field)
    {
        if (field.Condition is null)
        {
            return;
        }

        TypedExpression condition = walked.Compile(field.Condition, isReading: true);
        body.Line($"{field.Presence} = {condition.Code};");
        if (condition.CanFault)
        {
            Fault(body, "fault", "NoValue", field.Path, "at");
        }

        body.Open($"if ({field.Presence})");
    }

    private static void ClosePresence(CodeWriter body, FieldModel field)
    {
        if (field.Condition is not null)
        {
            body.Close();
            body.Line();
        }
    }

    private static void EmitCall(CodeWriter body, string call)
    {
        body.Open($"if (!{call})");
        body.Line("return;");
        body.Close();
        body.Line();
    }

    private void EmitSwitch(CodeWriter body, FieldModel field)
    {
        string number = WalkedViewEmitter.CaseName(field);
        body.Line($"{number} = {SelectCase(walked, field)};");
        if (walked.Compile(field.SwitchOn!, isReading: true).CanFault)
        {
            Fault(body, "fault", "NoValue", field.Path, "at");
        }

        IReadOnlyList<FieldModel> bodies = WalkedType.Bodies(field);
        for (int i = 0; i < bodies.Count; i++)
        {
            body.Open($"if ({number} == {i + 1})");
            body.Open($"if (Read{field.Name}{i + 1}(io, at, out {walked.ItemTypeOf(bodies[i])} _, out int end, out error))");
            body.Line("at = end;");
            body.Close();
            body.Open("else");
            if (field.IsOpaqueOnMismatch && field.IsSized)
            {
                body.Line("error = default;");
                body.Line($"{number} = 0;");
            }
            else
            {
                body.Line("return;");
            }

            body.Close();
            body.Close();
            body.Line();
        }

        if (field.IsSized)
        {
            body.Open($"if ({number} == 0)");
            EmitCall(body, $"Read{field.Name}0(io, at, out ReadOnlySpan<byte> _, out at, out error)");
            body.Close();
            body.Line();
        }
    }

    /// <summary>The number of the case that a switch has.</summary>
    public static string SelectCase(WalkedType walked, FieldModel field)
    {
        TypedExpression on = walked.Compile(field.SwitchOn!, isReading: true);
        int other = field.Cases.FirstOrDefault(choice => choice.Value is null) is { } any ? WalkedType.NumberOf(field, any) : 0;
        if (on.CanFault && field.Cases.All(choice => choice.Value is EnumLiteral or null))
        {
            // What may fail is read once.
            IEnumerable<string> choices = field.Cases.Where(choice => choice.Value is not null).Select(choice => $"{walked.Compile(choice.Value!).Code} => {WalkedType.NumberOf(field, choice)}, ");
            return $"(byte)({on.Operand} switch {{ {string.Concat(choices)}_ => {other} }})";
        }

        IEnumerable<string> arms = field.Cases.Where(choice => choice.Value is not null).Select(choice =>
        {
            TypedExpression wanted = walked.Compile(choice.Value!, isReading: true);
            string test = WalkedType.Equality(on, wanted);
            return $"{test} ? {WalkedType.NumberOf(field, choice)} : ";
        });
        return $"(byte)({string.Concat(arms)}{other})";
    }

    private void EmitBitList(CodeWriter body, FieldModel field, string bit)
    {
        string wanted = Names.Stem(field.Id) + "Wanted";
        TypedExpression count = walked.CompileLength(field.Count!);
        body.Line($"long {wanted} = {count.Code};");
        if (count.CanFault)
        {
            Fault(body, "fault", "NoValue", field.Path, "at");
        }

        Fault(body, $"{wanted} > (((long)io.Length << 3) - {bit}) / {field.BitSize}", "Truncated", field.Path, "io.Length");
        body.Line($"{WalkedViewEmitter.CountName(field)} = (int)Math.Max({wanted}, 0);");
        body.Line($"{bit} += (long){WalkedViewEmitter.CountName(field)} * {field.BitSize};");
    }

    // Whether an expression of the field needs to know how far the stream has been read: eof or pos.
    private static string? AsksForPlace(FieldModel field) => field.Expressions.SelectMany(expression => expression.All).OfType<MemberExpression>()
        .FirstOrDefault(member => member is { Target: NameExpression { Name: "_io" }, Name: "eof" or "pos" })?.Name;

    private void EmitBits(CodeWriter body, Part part)
    {
        string bit = Names.Stem(part.Bits[0].Id) + "Next";
        body.Line($"long {bit} = (long)at << 3;");
        foreach (FieldModel field in part.Bits)
        {
            if (field != part.Bits[0] && AsksForPlace(field) is { } member)
            {
                // In the middle of a byte the end is not reached, but the position is behind the byte.
                body.Line($"at = (int)({(member == "eof" ? bit : $"({bit} + 7)")} >> 3);");
            }

            OpenPresence(body, field);
            body.Line($"{WalkedViewEmitter.BitStart(field)} = {bit};");
            if (field.IsRepeated)
            {
                EmitBitList(body, field, bit);
            }
            else
            {
                Fault(body, $"((long)io.Length << 3) - {bit} < {field.BitSize}", "Truncated", field.Path, "io.Length");
                body.Line($"{bit} += {field.BitSize};");
                EmitValid(body, field, field.Name, $"(int)({bit} >> 3)");
            }

            ClosePresence(body, field);
        }

        body.Line($"at = (int)(({bit} + 7) >> 3);");
        body.Line($"{part.End} = at;");
    }
}
