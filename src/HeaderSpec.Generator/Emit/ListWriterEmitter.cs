using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Writes the members of a writer that add to the part between the fixed fields and the payload: plain bytes, or elements with their kinds and lengths.</summary>
internal sealed class ListWriterEmitter(SpecModel spec, TypeModel host, FieldModel middle, CodeWriter code)
{
    public void Emit()
    {
        if (middle.Kind == FieldKind.User && spec.Type(middle.Type).Shape == TypeShape.List)
        {
            EmitElements(spec.Type(spec.Type(middle.Type).Fields[0].Type));
        }
        else
        {
            EmitRaw(middle.Name, middle.Id, $"Adds bytes to <see cref=\"{host.Name}.{middle.Name}{(middle.Kind == FieldKind.User ? "Bytes" : "")}\"/>.");
        }

        code.Line();
        code.Line("private readonly int Room => Math.Min(_bytes.Length, MaxHeaderSize) - _size;");
    }

    private void EmitRaw(string name, string parameter, string doc)
    {
        string camel = Names.Camel(parameter);
        code.Line();
        code.Line($"/// <summary>{doc}</summary>");
        code.Open($"public void Add{name}(scoped ReadOnlySpan<byte> {camel})");
        code.Open($"if (_failed || {camel}.Length > Room)");
        code.Line("_failed = true;");
        code.Line("return;");
        code.Close();
        code.Line();
        code.Line($"{camel}.CopyTo(_bytes[_size..]);");
        code.Line($"_size += {camel}.Length;");
        code.Close();
    }

    private void EmitElements(TypeModel element)
    {
        FieldModel? body = element.Fields.FirstOrDefault(field => field.Kind == FieldKind.Switch);
        FieldModel? kind = body?.SwitchOn is NameExpression on ? element.Fields.First(field => field.Id == on.Name) : null;
        EmitRaw(Names.Pascal(element.Id), element.Id, $"Adds a <see cref=\"{element.Name}\"/> byte for byte: one that was read, or one that has no name here.");
        if (body is null || kind is null || kind.Enum.Length == 0)
        {
            return;
        }

        EnumModel kinds = spec.Enums.First(model => model.Key == kind.Enum);
        VariableLayout layout = new(element);
        foreach (EnumItem item in kinds.Items)
        {
            SwitchCase? choice = body.Cases.FirstOrDefault(c => c.Value is EnumLiteral literal && literal.Item == item.Id);
            bool isLone = body.Condition is not null && !KindCondition.IsTrueFor(body.Condition, kind.Id, item.Id);
            if (choice is not null && LengthOf(element, body, layout) is { } length)
            {
                EmitCase(element, kind, length, kinds, item, spec.Type(choice.Type), BodyStart(layout, body));
            }
            else if (isLone && element.FixedSize == 1)
            {
                code.Line();
                code.Line($"/// <summary>Adds a lone <see cref=\"{kinds.Name}.{item.Name}\"/>.</summary>");
                code.Line($"public void Add{item.Name}() => Take(1, {kinds.Name}.{item.Name});");
            }
        }

        if (LengthOf(element, body, layout) is { } lengthField)
        {
            EmitTake(element, kind, lengthField, kinds);
        }
    }

    private static int BodyStart(VariableLayout layout, FieldModel body) => (int)layout.StartOf(body).Form.Constant;

    // The field that gives the body's size, one for one.
    private static FieldModel? LengthOf(TypeModel element, FieldModel body, VariableLayout layout) =>
        body.Size is not null && LinearForm.Of(body.Size)?.Unsolved([]) is { Value: 1 } term && layout.StartOf(body) is { Others.Count: 0, Form.IsConstant: true }
            ? element.Fields.First(field => field.Id == term.Key)
            : null;

    private void EmitCase(TypeModel element, FieldModel kind, FieldModel length, EnumModel kinds, EnumItem item, TypeModel body, int start)
    {
        string links = string.Concat(body.References.Select(url => " " + DocText.Link(url) + "."));
        string name = Names.Pascal(body.Id);
        code.Line();
        code.Line($"/// <summary>Adds a <see cref=\"{kinds.Name}.{item.Name}\"/>.{links}</summary>");
        switch (body.Shape)
        {
            case TypeShape.Empty:
                code.Line($"public void Add{name}() => Take({start}, {kinds.Name}.{item.Name});");
                break;

            case TypeShape.Record:
                foreach (FieldModel part in body.Fields)
                {
                    code.Line($"/// <param name=\"{Names.Camel(part.Id)}\">{DocText.Field(part, body, "")}</param>");
                }

                code.Open($"public void Add{name}({string.Join(", ", body.Fields.Select(part => $"{spec.TypeOf(part)} {Names.Camel(part.Id)}"))})");
                code.Line($"Span<byte> body = Take({start + body.FixedSize}, {kinds.Name}.{item.Name});");
                code.Open("if (!body.IsEmpty)");
                foreach (FieldModel part in body.Fields)
                {
                    code.Line(RecordEmitter.Store(spec, body, part, "body", Names.Camel(part.Id)) + ";");
                }

                code.Close();
                code.Close();
                break;

            case TypeShape.RecordList:
                TypeModel record = spec.Type(body.Fields[0].Type);
                string list = Names.Camel(body.Fields[0].Id);
                code.Line($"/// <param name=\"{list}\">{DocText.Field(body.Fields[0], body, "")}</param>");
                code.Open($"public void Add{name}(scoped ReadOnlySpan<{record.Name}> {list})");
                code.Line($"Span<byte> body = Take({start} + ({list}.Length * {record.Name}.Size), {kinds.Name}.{item.Name});");
                code.Open($"for (int i = 0; i < {list}.Length && !body.IsEmpty; i++)");
                code.Line($"{list}[i].Write(body[(i * {record.Name}.Size)..]);");
                code.Close();
                code.Close();
                break;

            default:
                code.Line("/// <param name=\"body\">The body's bytes.</param>");
                code.Line($"public void Add{name}(scoped ReadOnlySpan<byte> body) => body.CopyTo(Take({start} + body.Length, {kinds.Name}.{item.Name}));");
                break;
        }
    }

    private void EmitTake(TypeModel element, FieldModel kind, FieldModel length, EnumModel kinds)
    {
        VariableLayout layout = new(element);
        FieldModel body = element.Fields.First(field => field.Kind == FieldKind.Switch);
        int start = BodyStart(layout, body);
        int lengthOffset = length.IsFixed ? length.ByteOffset : (int)layout.StartOf(length).Form.Constant;
        long constant = LinearForm.Of(body.Size!)!.Constant;
        long extra = -constant - start;
        string stored = extra == 0 ? "size" : $"size {(extra < 0 ? '-' : '+')} {Math.Abs(extra)}";
        code.Line();
        code.Line("// Takes room for an element, writes its kind and, where it has one, its length; gives back its body.");
        code.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        code.Open($"private Span<byte> Take(int size, {kinds.Name} kind)");
        code.Open("if (_failed || size > Room)");
        code.Line("_failed = true;");
        code.Line("return default;");
        code.Close();
        code.Line();
        code.Line("Span<byte> element = _bytes.Slice(_size, size);");
        code.Line("_size += size;");
        string kindType = BitAccess.TypeOf(kind.BitSize, kind.IsSigned);
        code.Line(BitAccess.StoreInteger("element", kind.ByteOffset, kind.BitSize, kind.IsSigned, kind.IsLittleEndian, $"({kindType})kind") + ";");
        code.Open($"if (size < {start})");
        code.Line("return default;");
        code.Close();
        code.Line();
        code.Line(BitAccess.StoreInteger("element", lengthOffset, length.BitSize, length.IsSigned, length.IsLittleEndian, $"({BitAccess.TypeOf(length.BitSize, length.IsSigned)})({stored})") + ";");
        code.Line($"return element[{start}..];");
        code.Close();
    }
}
