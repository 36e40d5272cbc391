using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Writes a header's writer: a <c>ref struct</c> over a caller's buffer that derives lengths, padding and offsets.</summary>
internal sealed class WriterEmitter(World world, TypeModel type, WriterPlan plan, CodeWriter code)
{
    private readonly SpecModel _spec = world.Spec;

    private readonly VariableLayout _layout = new(type);

    private string Name => type.Name + "Writer";

    private long LargestMiddle => plan.MiddleLength is null ? 0 : (((1L << plan.MiddleLength.BitSize) - 1) * plan.Factor) + plan.Constant;

    public void Emit()
    {
        code.Line("/// <summary>");
        code.Line($"/// Writes a <see cref=\"{type.Name}\"/> into a caller's buffer, or changes one in place, without allocating. Lengths and padding follow from what is");
        code.Line("/// written. Running out of room is remembered, not thrown: finishing tells.");
        code.Line("/// </summary>");
        code.Open($"public ref struct {Name}");
        if (plan.Middle is not null)
        {
            code.Line("/// <summary>The length of the longest header, in bytes.</summary>");
            code.Line($"public const int MaxHeaderSize = {type.FixedSize + LargestMiddle};");
            code.Line();
        }

        code.Line("private readonly Span<byte> _bytes;");
        code.Line("private int _size;");
        if (plan.Middle is not null)
        {
            code.Line("private bool _failed;");
        }

        if (plan.Payload is not null)
        {
            code.Line("private int _payloadSize; // of a payload that is in the buffer already");
            if (plan.Middle is not null)
            {
                code.Line("private int _payloadAt;");
            }
        }

        code.Line();
        EmitConstructors();
        foreach (FieldModel field in type.FixedFields.Where(field => field.Contents.Count == 0))
        {
            code.Line();
            EmitSetter(field);
        }

        foreach (string group in FlagsEmitter.Groups(type))
        {
            code.Line();
            FlagsEmitter.EmitSetter(code, _spec, type, group);
        }

        foreach (string run in BitRunEmitter.Runs(type))
        {
            code.Line();
            BitRunEmitter.EmitSetter(code, type, run);
        }

        if (plan.Middle is { } middle)
        {
            new ListWriterEmitter(world, type, middle, code).Emit();
        }

        new CopyEmitter(world, type, plan, code).Emit();
        EmitFinish();
        RewriteEmitter.Emit(type, isFixedFirst: true, code);
        ChecksumEmitter.EmitSetter(code, _spec, type, _layout);
        code.Close();
        code.Line();
    }

    private void EmitConstructors()
    {
        code.Line("/// <summary>Starts a header: its fixed part is zero but for what the specification fixes.</summary>");
        code.Line($"/// <exception cref=\"ArgumentException\">The buffer is shorter than <see cref=\"{type.Name}.FixedSize\"/>.</exception>");
        code.Inline();
        code.Open($"public {Name}(Span<byte> buffer)");
        code.Open($"if (buffer.Length < {type.Name}.FixedSize)");
        code.Line("ThrowTooShort(buffer.Length);");
        code.Close();
        code.Line();
        code.Line("_bytes = buffer;");
        code.Line($"_size = {type.Name}.FixedSize;");
        byte[] start = FixedPart.Of(type);
        code.Line(start.All(value => value == 0)
            ? $"buffer[..{type.Name}.FixedSize].Clear();"
            : $"((ReadOnlySpan<byte>)[{string.Join(", ", start)}]).CopyTo(buffer);");
        code.Close();
        code.Line();
        code.Open($"private {Name}(Span<byte> bytes, int size{(plan.Payload is null ? "" : ", int payloadSize")})");
        code.Line("_bytes = bytes;");
        code.Line("_size = size;");
        if (plan.Payload is not null)
        {
            code.Line("_payloadSize = payloadSize;");
            if (plan.Middle is not null)
            {
                code.Line("_payloadAt = size;");
            }
        }

        code.Close();
        code.Line();
        code.Line("// Apart, so that the constructor stays small enough to be inlined.");
        code.Line("private static void ThrowTooShort(int length) =>");
        code.Line($"    throw new ArgumentException($\"A buffer of {{length}} bytes is too short for the {{{type.Name}.FixedSize}} that are always there.\", \"buffer\");");
        code.Line();
        code.Line("/// <summary>Opens a header for changes in place: only the fields that are set change.</summary>");
        code.Inline();
        code.Open($"public static bool TryEdit(Span<byte> bytes, out {Name} writer, out ParseError error)");
        code.Line($"bool ok = {type.Name}.TryParse(bytes, out {type.Name} header, out error);");
        string size = plan.Payload is null ? "header.Size" : "header.HeaderSize, header.Size - header.HeaderSize";
        code.Line($"writer = ok ? new {Name}(bytes, {size}) : default;");
        code.Line("return ok;");
        code.Close();
        code.Line();
        code.Line($"/// <summary>How many bytes are written so far, the fixed part included.{(plan.Middle is null ? "" : " It means nothing once room has run out.")}</summary>");
        code.Line("public readonly int Size => _size;");
    }

    private void EmitSetter(FieldModel field)
    {
        code.Line($"/// <inheritdoc cref=\"{type.Name}.{field.Name}\"/>");
        switch (field.Kind)
        {
            case FieldKind.Integer or FieldKind.Bits:
                string name = _spec.TypeOf(field);
                code.Line($"public readonly {name} {field.Name} {{ set => {RecordEmitter.Store(_spec, type, field, "_bytes", "value")}; }}");
                break;

            case FieldKind.User:
                code.Line($"public readonly {_spec.Type(field.Type).Name} {field.Name} {{ set => value.Write(_bytes[{field.ByteOffset}..]); }}");
                break;

            default:
                int size = field.BitSize / 8;
                code.Line($"/// <exception cref=\"ArgumentOutOfRangeException\">There are fewer than {size} bytes.</exception>");
                code.Line($"public readonly ReadOnlySpan<byte> {field.Name} {{ set => value[..{size}].CopyTo(_bytes.Slice({field.ByteOffset}, {size})); }}");
                break;
        }
    }

    private void EmitFinish()
    {
        code.Line();
        if (plan.Payload is null)
        {
            code.Line("/// <summary>Ends the header: pads it and sets what follows from its size. False where the buffer or the header was too small for what was added; the buffer's content then means nothing.</summary>");
            code.Inline();
            code.Open("public bool TryFinish(out int written)");
            EmitHeaderEnd("written", "0");
            code.Close();
            return;
        }

        code.Line($"/// <summary>Ends the header before a payload of that many bytes, which the caller puts, or has put, after it: pads the header and sets what follows from the sizes. False where the buffer or the header was too small; the buffer's content then means nothing.</summary>");
        code.Line("/// <param name=\"payloadSize\">The payload's length, in bytes.</param>");
        code.Line("/// <param name=\"headerSize\">Where the payload begins.</param>");
        code.Inline();
        code.Open("public bool TryFinishHeader(int payloadSize, out int headerSize)");
        EmitHeaderEnd("headerSize", "payloadSize");
        code.Close();
        code.Line();
        code.Line("/// <summary>Ends the header and copies the payload after it. False where the buffer or the header was too small; the buffer's content then means nothing.</summary>");
        code.Inline();
        code.Open("public bool TryFinish(scoped ReadOnlySpan<byte> payload, out int written)");
        code.Open("if (!TryFinishHeader(payload.Length, out written))");
        code.Line("return false;");
        code.Close();
        code.Line();
        code.Open("if (!payload.IsEmpty)");
        code.Line("payload.CopyTo(_bytes[written..]);");
        code.Close();
        code.Line();
        code.Line("written += payload.Length;");
        code.Line("return true;");
        code.Close();
        code.Line();
        code.Line("/// <summary>");
        code.Line("/// Ends the header before the payload that is in the buffer already, where a view was copied or a header opened for changes; else before none. False where the buffer or the");
        code.Line("/// header was too small, or the header has grown into that payload; the buffer's content then means nothing.");
        code.Line("/// </summary>");
        code.Inline();
        code.Open("public bool TryFinish(out int written)");
        if (plan.Middle is null)
        {
            code.Open("if (!TryFinishHeader(_payloadSize, out written))");
            code.Line("return false;");
        }
        else
        {
            code.Open("if (!TryFinishHeader(_payloadSize, out written) || (_payloadSize > 0 && written != _payloadAt))");
            code.Line("written = 0;");
            code.Line("return false;");
        }

        code.Close();
        code.Line();
        code.Line("written += _payloadSize;");
        code.Line("return true;");
        code.Close();
    }

    private void EmitHeaderEnd(string result, string payload)
    {
        code.Line($"{result} = 0;");
        code.Line("int size = _size;");
        if (plan.Middle is not null && plan.Factor > 1)
        {
            // size - FixedSize = factor * field + constant, so the remainder of the middle's size is the constant's.
            int remainder = (((type.FixedSize + plan.Constant) % plan.Factor) + plan.Factor) % plan.Factor;
            string padded = (plan.Factor & (plan.Factor - 1)) == 0 && remainder == 0
                ? $"(_size + {plan.Factor - 1}) & ~{plan.Factor - 1}"
                : $"_size + ((({plan.Factor} + {remainder} - (_size % {plan.Factor})) % {plan.Factor}))";
            code.Line($"size = {padded};");
        }

        List<string> faults = [];
        if (plan.Middle is not null)
        {
            faults.Add("_failed || size > MaxHeaderSize");
        }

        faults.Add(plan.Payload is null ? "size > _bytes.Length" : $"size > _bytes.Length || (uint){payload} > (uint)(_bytes.Length - size)");
        code.Open($"if ({string.Join(" || ", faults)})");
        code.Line("return false;");
        code.Close();
        code.Line();
        if (plan.PayloadLength is { } total)
        {
            LinearForm rest = plan.PayloadSize!.Plus(LinearForm.Of(new NameExpression(total.Id, 0, 0))!.Times(-1)).Times(-1);
            string middle = plan.MiddleLength is null ? "" : $"((size - {type.FixedSize + plan.Constant}) / {plan.Factor})";
            ExpressionEmitter known = new(_spec, id => id == plan.MiddleLength?.Id ? middle : throw new InvalidOperationException($"'{id}' is not known when the payload's size is."));
            string sum = rest.IsConstant && rest.Constant == 0 ? payload : $"{payload} + {known.Emit(rest)}";
            code.Line($"int {Names.Camel(total.Id)} = {sum};");
            code.Open($"if ({Names.Camel(total.Id)} > {BitAccess.Mask(Math.Min(31, total.BitSize))})");
            code.Line("return false;");
            code.Close();
            code.Line();
            code.Line(BitAccess.Store(total, type, "_bytes", $"({BitAccess.TypeOf(total.BitSize, signed: false)}){Names.Camel(total.Id)}") + ";");
        }

        if (plan.MiddleLength is { } length)
        {
            if (plan.Factor > 1)
            {
                code.Open("if (size > _size)");
                code.Line($"_bytes[_size..size].{(plan.Middle!.Fill is { } fill and not 0 ? $"Fill({fill})" : "Clear()")};");
                code.Close();
                code.Line();
            }

            int constant = type.FixedSize + plan.Constant;
            string value = constant == 0 ? "size" : $"(size - {constant})";
            code.Line(BitAccess.Store(length, type, "_bytes", length.Kind == FieldKind.Bits && plan.Factor > 1 ? $"((uint){value} / {plan.Factor})" : $"({BitAccess.TypeOf(length.BitSize, signed: false)})({value}{(plan.Factor > 1 ? $" / {plan.Factor}" : "")})") + ";");
        }

        code.Line("_size = size;");
        code.Line($"{result} = size;");
        code.Line("return true;");
    }
}
