using HeaderSpec.Model;
using HeaderSpec.Typing;

namespace HeaderSpec.Emit.Walked;

/// <summary>Writes the methods that read one field, one case or one item from an offset on, and the lists.</summary>
internal sealed class WalkedReaderEmitter(WalkedType walked, CodeWriter code)
{
    public void Emit(FieldModel field)
    {
        if (field.Kind == FieldKind.Switch)
        {
            IReadOnlyList<FieldModel> bodies = WalkedType.Bodies(field);
            if (field.IsSized)
            {
                EmitItem(field with { Kind = FieldKind.Bytes, Cases = default, SwitchOn = null }, $"Read{field.Name}0");
            }

            for (int i = 0; i < bodies.Count; i++)
            {
                EmitItem(bodies[i] with { Size = field.Size, IsSizeToEnd = field.IsSizeToEnd, Repeat = field.Repeat }, $"Read{field.Name}{i + 1}");
            }

            return;
        }

        if (field.Kind == FieldKind.Bits && !field.IsInstance)
        {
            if (field.IsRepeated)
            {
                new WalkedListEmitter(walked, code).Emit(field);
            }
        }
        else if (field.IsRepeated)
        {
            EmitItem(field, $"Read{field.Name}Item");
            EmitItems(field);
            new WalkedListEmitter(walked, code).Emit(field);
        }
        else if (field.IsInstance || field.Kind is not (FieldKind.Integer or FieldKind.Float))
        {
            EmitItem(field, $"Read{field.Name}");
        }
    }

    private static string Quote(string path) => $"\"{path}\"";

    private void Fault(CodeWriter body, string condition, string fault, FieldModel field, string offset)
    {
        body.Open($"if ({condition})");
        body.Line($"return Fail(ParseFault.{fault}, {Quote(field.Path)}, {offset}, out error);");
        body.Close();
        body.Line();
    }

    private void EmitItem(FieldModel field, string method)
    {
        CodeWriter body = new(code.Depth + 1);
        bool hasIndex = field.IsRepeated;
        if (field.Size is not null)
        {
            TypedExpression size = walked.CompileLength(field.Size, hasIndex);
            body.Line($"long size = {size.Code};");
            if (size.CanFault)
            {
                Fault(body, "fault", "NoValue", field, "at");
            }

            Fault(body, "size < 0", "InvalidLength", field, "at");
            Fault(body, "size > io.Length - at", "Truncated", field, "io.Length");
            body.Line("end = at + (int)size;");
        }
        else if (field.IsSizeToEnd)
        {
            body.Line("end = io.Length;");
        }

        switch (field.Kind)
        {
            case FieldKind.User:
                EmitUser(body, field, hasIndex);
                break;

            case FieldKind.Bytes or FieldKind.Text:
                EmitBytes(body, field);
                break;

            default:
                int bytes = (field.BitSize + 7) / 8;
                string load = field.Kind == FieldKind.Bits
                    ? $"HeaderBits.Read{(field.IsLittleEndian ? "Little" : "Big")}(io, (long)at << 3, {field.BitSize})"
                    : WalkedAccess.LoadNumber(field, "io", "at");
                string limit = field.IsSized ? "end" : "io.Length";
                Fault(body, $"{limit} - at < {bytes}", "Truncated", field, limit);
                body.Line($"value = {walked.FromNumber(field, load)};");
                if (!field.IsSized)
                {
                    body.Line($"end = at + {bytes};");
                }

                break;
        }

        if (field.IsRepeated || field.IsInstance)
        {
            foreach (ValidRule rule in field.Valid)
            {
                Fault(body, WalkedConstructorEmitter.Broken(walked, field, rule, "value"), "InvalidValue", field, "at");
            }
        }

        EmitMethod($"{method}(ReadOnlySpan<byte> io, int at, {(hasIndex ? "int index, " : "")}out {walked.ItemTypeOf(field)} value", "value = default;", body);
    }

    // A method that ends with its result, where it ends and the error.
    private void EmitMethod(string signature, string start, CodeWriter body)
    {
        string text = body.ToString();
        code.Line();
        code.Open($"private bool {signature}, out int end, out ParseError error)");
        code.Line(start);
        code.Line("end = at;");
        code.Line("error = default;");
        if (text.Contains("ref fault"))
        {
            code.Line("bool fault = false;");
        }

        code.Append(text);
        code.Line("return true;");
        code.Close();
    }

    private void EmitUser(CodeWriter body, FieldModel field, bool hasIndex)
    {
        TypeModel type = walked.World.Type(field.Type);
        string name = walked.World.NameOf(type);
        TypedExpression arguments = walked.Arguments(field, hasIndex);
        if (type.Shape != TypeShape.Walked)
        {
            string validate = type.Shape == TypeShape.Header ? " || !value.TryValidate(out error)" : "";
            body.Open($"if (!{name}.TryParse(io[at..{(field.IsSized ? "end" : "")}], out value, out error){validate})");
            body.Line("error = error with { Offset = error.Offset + at };");
            body.Line("return false;");
            body.Close();
            body.Line();
            if (!field.IsSized)
            {
                body.Line("end = at + value.Size;");
            }

            return;
        }

        string from = field.IsSized ? "io[at..end], 0" : "io, at";
        string call = $"{name}.TryRead({from}, {arguments.Code}out value, out error)";
        if (arguments.CanFault)
        {
            // The arguments are evaluated by the call, so a fault is seen after it.
            body.Line($"bool ok = {call};");
            Fault(body, "fault", "NoValue", field, "at");
            body.Open("if (!ok)");
        }
        else
        {
            body.Open($"if (!{call})");
        }

        if (field.IsSized)
        {
            body.Line("error = error with { Offset = error.Offset + at };");
        }

        body.Line("return false;");
        body.Close();
        body.Line();
        if (!field.IsSized)
        {
            body.Line("end = value.End;");
        }
    }

    private void EmitBytes(CodeWriter body, FieldModel field)
    {
        if (field.Contents.Count > 0)
        {
            int length = field.Contents.Count;
            Fault(body, $"io.Length - at < {length}", "Truncated", field, "io.Length");
            body.Line($"end = at + {length};");
            body.Line("value = io[at..end];");
            Fault(body, $"!value.SequenceEqual({ExpressionCompiler.BytesLiteral(field.Contents)})", "InvalidValue", field, "at");
            return;
        }

        if (!field.IsSized)
        {
            string terminator = ExpressionCompiler.BytesLiteral(field.Terminator);
            body.Line($"int length = HeaderBytes.IndexOf(io[at..], {terminator});");
            if (field.IsTerminatorRequired)
            {
                Fault(body, "length < 0", "Unterminated", field, "io.Length");
                body.Line($"end = at + length{(field.IsTerminatorConsumed ? $" + {field.Terminator.Count}" : "")};");
            }
            else
            {
                body.Line($"end = length < 0 ? io.Length : at + length{(field.IsTerminatorConsumed ? $" + {field.Terminator.Count}" : "")};");
            }
        }

        body.Line($"value = {WalkedType.ValueOf(field, "io[at..end]")};");
    }

    // Reads a whole list: how many items it has, and where it ends.
    private void EmitItems(FieldModel field)
    {
        CodeWriter body = new(code.Depth + 1);
        bool isPlain = field is { Kind: FieldKind.Integer or FieldKind.Float, IsSized: false, Valid.Count: 0 };
        int width = field.BitSize / 8;
        string item = walked.ItemTypeOf(field);
        if (field.Repeat == RepeatKind.Expression)
        {
            TypedExpression wanted = walked.CompileLength(field.Count!);
            body.Line($"long wanted = {wanted.Code};");
            if (wanted.CanFault)
            {
                Fault(body, "fault", "NoValue", field, "at");
            }
        }

        if (isPlain && field.Repeat != RepeatKind.Until)
        {
            if (field.Repeat == RepeatKind.Eos)
            {
                Fault(body, $"(io.Length - at) % {width} != 0", "Truncated", field, "io.Length");
                body.Line($"count = (io.Length - at) / {width};");
            }
            else
            {
                Fault(body, $"wanted > (io.Length - at) / {width}", "Truncated", field, "io.Length");
                body.Line("count = (int)Math.Max(wanted, 0);");
            }

            body.Line($"end = at + (count * {width});");
        }
        else
        {
            string condition = field.Repeat switch { RepeatKind.Eos => "end < io.Length", RepeatKind.Expression => "count < wanted", _ => "!isLast" };
            if (field.Repeat == RepeatKind.Until)
            {
                body.Line("bool isLast = false;");
            }

            body.Open($"while ({condition})");
            body.Line("int before = end;");
            body.Open($"if (!Read{field.Name}Item(io, before, count, out {item} item, out end, out error))");
            body.Line("return false;");
            body.Close();
            body.Line();
            body.Line("count++;");
            if (field.Repeat == RepeatKind.Until)
            {
                TypedExpression last = walked.CompileUntil(field, "item");
                body.Line($"isLast = {last.Code};");
                if (last.CanFault)
                {
                    Fault(body, "fault", "NoValue", field, "before");
                }
            }

            Fault(body, "end == before && count > 65536", "Endless", field, "end");
            body.Close();
        }

        EmitMethod($"Read{field.Name}(ReadOnlySpan<byte> io, int at, out int count", "count = 0;", body);
    }
}
