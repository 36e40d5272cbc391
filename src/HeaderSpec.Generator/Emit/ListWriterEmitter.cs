using System.Globalization;
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
        EmitRaw(Names.Pascal(element.Id), element.Id, $"Adds a <see cref=\"{element.Name}\"/> byte for byte: one that was read, or one that has no name here.");
        if (ElementKinds.TryCreate(_spec, element) is not { } kinds)
        {
            return;
        }

        bool isTaken = false;
        foreach ((EnumItem item, ClosedCase? choice) in kinds.Writable(world))
        {
            isTaken = true;
            if (choice is not null)
            {
                EmitCase(kinds, item, choice);
                continue;
            }

            code.Line();
            code.Line($"/// <summary>Adds a lone <see cref=\"{kinds.Names.Name}.{item.Name}\"/>.</summary>");
            EmitElement($"Add{item.Name}", "", 1, [StoredPart.Constant(kinds.Kind, 0, (long)item.Value)], isAllWritten: true);
        }

        if (isTaken)
        {
            EmitTryTake();
        }
    }

    private void EmitCase(ElementKinds kinds, EnumItem item, ClosedCase choice)
    {
        TypeModel body = choice.Body;
        ElementHead head = kinds.Head!;
        bool isAllWritten = kinds.IsAllWritten(_spec, body);
        string links = string.Concat(body.References.Select(url => " " + DocText.Link(url) + "."));
        string name = "Add" + choice.Name;
        if (body.HasWalkedWriter)
        {
            EmitWalked(kinds, item, choice, links);
            return;
        }

        code.Line();
        code.Line($"/// <summary>Adds a <see cref=\"{kinds.Names.Name}.{item.Name}\"/>.{links}</summary>");
        switch (body.Shape)
        {
            case TypeShape.Empty:
                EmitElement(name, "", head.Size, head.Parts(item, head.Size), isAllWritten);
                break;

            case TypeShape.Record:
                EmitParameterDocs(choice);
                int size = head.Size + body.FixedSize;
                EmitElement(
                    name,
                    Parameters(choice),
                    size,
                    [.. head.Parts(item, size), .. body.Fields.Select(part => StoredPart.Value(_spec, body, part, head.Size))],
                    isAllWritten);
                break;

            case TypeShape.RecordList:
                TypeModel record = _spec.Type(body.Fields[0].Type);
                string list = Names.Camel(body.Fields[0].Id);
                code.Line($"/// <param name=\"{list}\">{DocText.Field(body.Fields[0], body, "")}</param>");
                code.Inline();
                code.Open($"public void {name}(scoped ReadOnlySpan<{record.Name}> {list})");
                OpenTaken($"{head.Size} + ({list}.Length * {record.Name}.Size)", isAllWritten);
                head.EmitStores(code, kinds.Names, item);
                head.EmitRecords(code, record, list, $"{list}.Length");
                code.Close();
                code.Close();
                break;

            case TypeShape.Element when choice.IsTakenApart:
                EmitElementBody(name, kinds, item, choice, isAllWritten);
                break;

            default:
                code.Line("/// <param name=\"body\">The body's bytes.</param>");
                code.Inline();
                code.Open($"public void {name}(scoped ReadOnlySpan<byte> body)");
                OpenTaken($"{head.Size} + body.Length", isAllWritten);
                head.EmitStores(code, kinds.Names, item);
                code.Line($"body.CopyTo(element[{head.Size}..]);");
                code.Close();
                code.Close();
                break;
        }
    }

    private string Parameters(ClosedCase choice) =>
        string.Join(", ", choice.Parameters.Select(part => $"{(part.IsNumber ? _spec.TypeOf(part) : "scoped ReadOnlySpan<byte>")} {Names.Camel(part.Id)}{(part.IsReserved ? " = default" : "")}"));

    private void EmitParameterDocs(ClosedCase choice)
    {
        foreach (FieldModel part in choice.Parameters)
        {
            code.Line($"/// <param name=\"{Names.Camel(part.Id)}\">{DocText.Field(part, choice.Body, "")}</param>");
        }
    }

    // A member that adds an element whose body has numbers and bytes at fixed places, and perhaps bytes to its end.
    private void EmitElementBody(string name, ElementKinds kinds, EnumItem item, ClosedCase choice, bool isAllWritten)
    {
        TypeModel body = choice.Body;
        ElementHead head = kinds.Head!;
        EmitParameterDocs(choice);
        foreach (FieldModel part in body.FixedFields.Where(part => !part.IsNumber))
        {
            code.Line($"/// <exception cref=\"ArgumentOutOfRangeException\"><paramref name=\"{Names.Camel(part.Id)}\"/> has fewer than {part.BitSize / 8} bytes.</exception>");
        }

        FieldModel? rest = body.VariableFields.FirstOrDefault();
        string size = (head.Size + body.FixedSize).ToString(CultureInfo.InvariantCulture) + (rest is null ? "" : $" + {Names.Camel(rest.Id)}.Length");
        code.Inline();
        code.Open($"public void {name}({Parameters(choice)})");
        OpenTaken(size, isAllWritten);
        head.EmitStores(code, kinds.Names, item);
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
    private void EmitWalked(ElementKinds kinds, EnumItem item, ClosedCase choice, string links)
    {
        ElementHead head = kinds.Head!;
        string writer = choice.TypeName + "Writer";
        code.Line();
        code.Line($"/// <summary>Begins a <see cref=\"{kinds.Names.Name}.{item.Name}\"/>: write its body, and hand the writer to <see cref=\"End{choice.Name}\"/> before anything else is added.{links}</summary>");
        code.Line($"public readonly {writer} Begin{choice.Name}() => new(Room < {head.Size} ? default : _bytes.Slice(_size + {head.Size}, Room - {head.Size}));");
        code.Line();
        code.Line($"/// <summary>Ends what <see cref=\"Begin{choice.Name}\"/> has begun.</summary>");
        code.Open($"public void End{choice.Name}(scoped {writer} item)");
        code.Open("if (!item.TryFinish(out int size))");
        code.Line("_failed = true;");
        code.Line("return;");
        code.Close();
        code.Line();
        OpenTaken($"{head.Size} + size", isAllWritten: true);
        head.EmitStores(code, kinds.Names, item);
        code.Close();
        code.Close();
    }

    // A member that adds an element of a constant size.
    private void EmitElement(string name, string parameters, int size, IReadOnlyList<StoredPart> parts, bool isAllWritten)
    {
        code.Inline();
        code.Open($"public void {name}({parameters})");
        OpenTaken(size.ToString(CultureInfo.InvariantCulture), isAllWritten);
        foreach (string store in StoredPart.Stores(parts, "element"))
        {
            code.Line(store + ";");
        }

        code.Close();
        code.Close();
    }

    private void OpenTaken(string size, bool isAllWritten)
    {
        code.Open($"if (TryTake({size}, out Span<byte> element))");
        if (!isAllWritten)
        {
            code.Line("element.Clear();");
        }
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
