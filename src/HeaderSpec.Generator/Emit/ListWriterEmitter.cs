using System.Globalization;
using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Writes the members of a writer that add to the part between the fixed fields and the payload: plain bytes, or elements with their kinds and lengths.</summary>
internal sealed class ListWriterEmitter(World world, TypeModel host, FieldModel middle, CodeWriter code)
{
    private readonly SpecModel _spec = world.Spec;

    public void Emit()
    {
        if (middle.Kind == FieldKind.User && _spec.Type(middle.Type).Shape == TypeShape.List)
        {
            EmitElements(_spec.Type(_spec.Type(middle.Type).Fields[0].Type));
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
        code.Inline();
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

        EnumModel kinds = _spec.Enums.First(model => model.Key == kind.Enum);
        VariableLayout layout = new(element);
        FieldModel? length = LengthOf(element, body, layout);
        bool isTaken = false;
        foreach (EnumItem item in kinds.Items)
        {
            ClosedCase? choice = ClosedCase.Of(world, body).FirstOrDefault(candidate => candidate.IsChosenBy(item));
            bool isLone = body.Condition is not null && !KindCondition.IsTrueFor(body.Condition, kind.Id, item.Id);
            if (choice is not null && length is not null)
            {
                EmitCase(new ElementHead(element, kind, length, body), kinds, item, choice);
                isTaken = true;
            }
            else if (isLone && element.FixedSize == 1)
            {
                code.Line();
                code.Line($"/// <summary>Adds a lone <see cref=\"{kinds.Name}.{item.Name}\"/>.</summary>");
                EmitElement($"Add{item.Name}", "", 1, [StoredPart.Constant(kind, 0, (long)item.Value)]);
                isTaken = true;
            }
        }

        if (isTaken)
        {
            EmitTryTake();
        }
    }

    // The field that gives the body's size, one for one.
    private static FieldModel? LengthOf(TypeModel element, FieldModel body, VariableLayout layout) =>
        body.Size is not null && LinearForm.Of(body.Size)?.Unsolved([]) is { Value: 1 } term && layout.StartOf(body) is { Others.Count: 0, Form.IsConstant: true }
            ? element.Fields.First(field => field.Id == term.Key)
            : null;

    private void EmitCase(ElementHead head, EnumModel kinds, EnumItem item, ClosedCase choice)
    {
        TypeModel body = choice.Body;
        string links = string.Concat(body.References.Select(url => " " + DocText.Link(url) + "."));
        string name = "Add" + choice.Name;
        if (body.HasWalkedWriter)
        {
            EmitWalked(head, kinds, item, choice);
            return;
        }

        code.Line();
        code.Line($"/// <summary>Adds a <see cref=\"{kinds.Name}.{item.Name}\"/>.{links}</summary>");
        switch (body.Shape)
        {
            case TypeShape.Empty:
                EmitElement(name, "", head.Size, head.Parts(item, head.Size));
                break;

            case TypeShape.Record:
                foreach (FieldModel part in InOrder(body))
                {
                    code.Line($"/// <param name=\"{Names.Camel(part.Id)}\">{DocText.Field(part, body, "")}</param>");
                }

                int size = head.Size + body.FixedSize;
                EmitElement(
                    name,
                    string.Join(", ", InOrder(body).Select(part => $"{_spec.TypeOf(part)} {Names.Camel(part.Id)}{(part.IsReserved ? " = default" : "")}")),
                    size,
                    [.. head.Parts(item, size), .. body.Fields.Select(part => StoredPart.Value(_spec, body, part, head.Size))]);
                break;

            case TypeShape.RecordList:
                TypeModel record = _spec.Type(body.Fields[0].Type);
                string list = Names.Camel(body.Fields[0].Id);
                code.Line($"/// <param name=\"{list}\">{DocText.Field(body.Fields[0], body, "")}</param>");
                code.Inline();
                code.Open($"public void {name}(scoped ReadOnlySpan<{record.Name}> {list})");
                OpenTaken($"{head.Size} + ({list}.Length * {record.Name}.Size)");
                EmitHead(head, kinds, item);
                code.Open($"for (int i = 0; i < {list}.Length; i++)");
                code.Line($"{list}[i].Write(element[({head.Size} + (i * {record.Name}.Size))..]);");
                code.Close();
                code.Close();
                code.Close();
                break;

            case TypeShape.Element when body.Spec == _spec.Id && body.Fields.All(IsParameter):
                EmitElementBody(name, head, kinds, item, body);
                break;

            default:
                code.Line("/// <param name=\"body\">The body's bytes.</param>");
                code.Inline();
                code.Open($"public void {name}(scoped ReadOnlySpan<byte> body)");
                OpenTaken($"{head.Size} + body.Length");
                EmitHead(head, kinds, item);
                code.Line($"body.CopyTo(element[{head.Size}..]);");
                code.Close();
                code.Close();
                break;
        }
    }

    // The parameters: those that are mostly left out come last.
    private static IEnumerable<FieldModel> InOrder(TypeModel body) => body.Fields.OrderBy(part => part.IsReserved);

    // What can be handed over as a parameter: a number, bytes of a fixed size, and the bytes at the end.
    private static bool IsParameter(FieldModel field) =>
        field.Condition is null && !field.IsRepeated && field.Contents.Count == 0 && (field.IsFixed ? field.Kind != FieldKind.User : field.IsSizeToEnd);

    // A member that adds an element whose body has numbers and bytes at fixed places, and perhaps bytes to its end.
    private void EmitElementBody(string name, ElementHead head, EnumModel kinds, EnumItem item, TypeModel body)
    {
        foreach (FieldModel part in InOrder(body))
        {
            code.Line($"/// <param name=\"{Names.Camel(part.Id)}\">{DocText.Field(part, body, "")}</param>");
        }

        FieldModel[] sized = [.. body.Fields.Where(part => part is { IsFixed: true, IsNumber: false })];
        foreach (FieldModel part in sized)
        {
            code.Line($"/// <exception cref=\"ArgumentOutOfRangeException\"><paramref name=\"{Names.Camel(part.Id)}\"/> has fewer than {part.BitSize / 8} bytes.</exception>");
        }

        FieldModel? rest = body.Fields.FirstOrDefault(part => !part.IsFixed);
        string size = (head.Size + body.FixedSize).ToString(CultureInfo.InvariantCulture) + (rest is null ? "" : $" + {Names.Camel(rest.Id)}.Length");
        code.Inline();
        code.Open($"public void {name}({string.Join(", ", InOrder(body).Select(part => $"{(part.IsNumber ? _spec.TypeOf(part) : "scoped ReadOnlySpan<byte>")} {Names.Camel(part.Id)}{(part.IsReserved ? " = default" : "")}"))})");
        OpenTaken(size);
        EmitHead(head, kinds, item);
        foreach (FieldModel part in body.Fields)
        {
            string value = Names.Camel(part.Id);
            code.Line(part switch
            {
                { IsNumber: true } => RecordEmitter.Store(_spec, body, part, $"element.Slice({head.Size}, {body.FixedSize})", value) + ";",
                { IsFixed: true } => $"{value}[..{part.BitSize / 8}].CopyTo(element[{head.Size + part.ByteOffset}..]);",
                _ => $"{value}.CopyTo(element[{head.Size + body.FixedSize}..]);",
            });
        }

        code.Close();
        code.Close();
    }

    // Members that begin and end an element whose body has a writer of its own.
    private void EmitWalked(ElementHead head, EnumModel kinds, EnumItem item, ClosedCase choice)
    {
        string writer = choice.TypeName + "Writer";
        string links = string.Concat(choice.Body.References.Select(url => " " + DocText.Link(url) + "."));
        code.Line();
        code.Line($"/// <summary>Begins a <see cref=\"{kinds.Name}.{item.Name}\"/>: write its body, and hand the writer to <see cref=\"End{choice.Name}\"/> before anything else is added.{links}</summary>");
        code.Line($"public readonly {writer} Begin{choice.Name}() => new(Room < {head.Size} ? default : _bytes.Slice(_size + {head.Size}, Room - {head.Size}));");
        code.Line();
        code.Line($"/// <summary>Ends what <see cref=\"Begin{choice.Name}\"/> has begun.</summary>");
        code.Open($"public void End{choice.Name}(scoped {writer} item)");
        code.Open("if (!item.TryFinish(out int size))");
        code.Line("_failed = true;");
        code.Line("return;");
        code.Close();
        code.Line();
        OpenTaken($"{head.Size} + size");
        EmitHead(head, kinds, item);
        code.Close();
        code.Close();
    }

    // A member that adds an element of a constant size.
    private void EmitElement(string name, string parameters, int size, IReadOnlyList<StoredPart> parts)
    {
        code.Inline();
        code.Open($"public void {name}({parameters})");
        OpenTaken(size.ToString(CultureInfo.InvariantCulture));
        foreach (string store in StoredPart.Stores(parts, "element"))
        {
            code.Line(store + ";");
        }

        code.Close();
        code.Close();
    }

    private void OpenTaken(string size) => code.Open($"if (TryTake({size}, out Span<byte> element))");

    // Kind and length of an element whose size is known at run time only.
    private void EmitHead(ElementHead head, EnumModel kinds, EnumItem item)
    {
        FieldModel kind = head.Kind;
        FieldModel length = head.Length;
        string kindType = BitAccess.TypeOf(kind.BitSize, kind.IsSigned);
        code.Line(BitAccess.StoreInteger("element", kind.ByteOffset, kind.BitSize, kind.IsSigned, kind.IsLittleEndian, $"({kindType}){kinds.Name}.{item.Name}") + ";");
        string stored = head.Extra == 0 ? "element.Length" : $"element.Length {(head.Extra < 0 ? '-' : '+')} {Math.Abs(head.Extra)}";
        string lengthType = BitAccess.TypeOf(length.BitSize, length.IsSigned);
        code.Line(BitAccess.StoreInteger("element", head.LengthOffset, length.BitSize, length.IsSigned, length.IsLittleEndian, $"({lengthType})({stored})") + ";");
    }

    private void EmitTryTake()
    {
        code.Line();
        code.Line("// Takes room for an element. The size grows even where there is none, so that it stays a number that the JIT knows: then most checks fold.");
        code.Inline();
        code.Open("private bool TryTake(int size, out Span<byte> element)");
        code.Line("int at = _size;");
        code.Line("_size = at + size;");
        code.Open("if ((ulong)(uint)at + (uint)size > (uint)_bytes.Length || at + size > MaxHeaderSize)");
        code.Line("_failed = true;");
        code.Line("element = default;");
        code.Line("return false;");
        code.Close();
        code.Line();
        code.Line("element = _bytes.Slice(at, size);");
        code.Line("return true;");
        code.Close();
    }
}
