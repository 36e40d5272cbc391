using System.Globalization;
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
        if (ElementKinds.TryCreate(spec, element) is not { } kinds)
        {
            return;
        }

        bool isTaken = false;
        foreach ((EnumItem item, TypeModel? body) in kinds.Writable(spec))
        {
            isTaken = true;
            if (body is not null)
            {
                EmitCase(kinds, item, body);
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

    private void EmitCase(ElementKinds kinds, EnumItem item, TypeModel body)
    {
        ElementHead head = kinds.Head!;
        bool isAllWritten = kinds.IsAllWritten(spec, body);
        string links = string.Concat(body.References.Select(url => " " + DocText.Link(url) + "."));
        string name = "Add" + Names.Pascal(body.Id);
        code.Line();
        code.Line($"/// <summary>Adds a <see cref=\"{kinds.Names.Name}.{item.Name}\"/>.{links}</summary>");
        switch (body.Shape)
        {
            case TypeShape.Empty:
                EmitElement(name, "", head.Size, head.Parts(item, head.Size), isAllWritten);
                break;

            case TypeShape.Record:
                foreach (FieldModel part in body.Fields)
                {
                    code.Line($"/// <param name=\"{Names.Camel(part.Id)}\">{DocText.Field(part, body, "")}</param>");
                }

                int size = head.Size + body.FixedSize;
                EmitElement(
                    name,
                    string.Join(", ", body.Fields.Select(part => $"{spec.TypeOf(part)} {Names.Camel(part.Id)}")),
                    size,
                    [.. head.Parts(item, size), .. body.Fields.Select(part => StoredPart.Value(spec, body, part, head.Size))],
                    isAllWritten);
                break;

            case TypeShape.RecordList:
                TypeModel record = spec.Type(body.Fields[0].Type);
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
