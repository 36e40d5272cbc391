using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Writes a type of integers at fixed places as a value, and a body that is a list of such.</summary>
internal static class RecordEmitter
{
    /// <summary>Loads one field of a record from a span that begins at the record.</summary>
    public static string Load(SpecModel spec, TypeModel record, FieldModel field, string span)
    {
        string load = BitAccess.Load(field, record, span);
        return spec.TypeOf(field) switch
        {
            "bool" => $"({load}) != 0",
            string name when field.Kind == FieldKind.Integer && field.Enum.Length == 0 && name == BitAccess.TypeOf(field.BitSize, field.IsSigned) => load,
            string name => $"({name})({load})",
        };
    }

    /// <summary>Stores one field of a record.</summary>
    public static string Store(SpecModel spec, TypeModel record, FieldModel field, string span, string value) => BitAccess.Store(field, record, span, spec.TypeOf(field) switch
    {
        "bool" => $"({value} ? 1 : 0)",
        _ when field.Enum.Length > 0 => $"({BitAccess.TypeOf(field.BitSize, field.IsSigned)}){value}",
        _ => value,
    });

    public static void EmitRecord(CodeWriter code, World world, TypeModel type)
    {
        SpecModel spec = world.Spec;
        TypeDocs.Emit(code, type, type.Doc.Length > 0 ? DocText.Format(type.Doc, type) : $"The type <c>{type.Id}</c>, as a value.", withDiagram: false);
        foreach (FieldModel field in type.Fields)
        {
            code.Line($"/// <param name=\"{field.Name}\">{DocText.Field(field, type, DocText.Place(field))}</param>");
        }

        code.Open($"public readonly record struct {type.Name}({string.Join(", ", type.Fields.Select(field => $"{spec.TypeOf(field)} {field.Name}"))})");
        code.Line("/// <summary>The length on the wire, in bytes.</summary>");
        code.Line($"public const int Size = {type.FixedSize};");
        code.Line();
        code.Line("/// <summary>Reads from the first byte on.</summary>");
        code.Line("/// <exception cref=\"ArgumentOutOfRangeException\">There are fewer bytes than <see cref=\"Size\"/>.</exception>");
        code.Inline();
        code.Open($"public static {type.Name} Read(ReadOnlySpan<byte> bytes)");
        code.Line("bytes = bytes[..Size];");
        code.Line($"return new {type.Name}({string.Join(", ", type.Fields.Select(field => Load(spec, type, field, "bytes")))});");
        code.Close();
        code.Line();
        code.Line("/// <summary>Writes from the first byte on.</summary>");
        code.Line("/// <exception cref=\"ArgumentOutOfRangeException\">There is less room than <see cref=\"Size\"/>.</exception>");
        code.Open("public void Write(Span<byte> bytes)");
        code.Line("bytes = bytes[..Size];");
        foreach (FieldModel field in type.Fields)
        {
            code.Line(Store(spec, type, field, "bytes", field.Name) + ";");
        }

        code.Close();
        new VisitEmitter(world, type, code).EmitRecord();
        code.Close();
        code.Line();
    }

    public static void EmitRecordList(CodeWriter code, World world, TypeModel type)
    {
        SpecModel spec = world.Spec;
        TypeModel record = spec.Type(type.Fields[0].Type);
        TypeDocs.Emit(code, type, type.Doc.Length > 0 ? DocText.Format(type.Doc, type) : $"The list <c>{type.Id}</c>: a view over bytes.", withDiagram: false);
        code.Open($"public readonly ref struct {type.Name}");
        code.Line("private readonly ReadOnlySpan<byte> _bytes;");
        code.Line();
        code.Line($"internal {type.Name}(ReadOnlySpan<byte> bytes) => _bytes = bytes;");
        code.Line();
        code.Line("/// <summary>How many there are.</summary>");
        code.Line($"public int Count => _bytes.Length / {record.Name}.Size;");
        code.Line();
        code.Line("/// <summary>One of them, counted from 0.</summary>");
        code.Line("/// <exception cref=\"ArgumentOutOfRangeException\">There is none of that index.</exception>");
        code.Line($"public {record.Name} this[int index] => {record.Name}.Read(_bytes.Slice(index * {record.Name}.Size, {record.Name}.Size));");
        new VisitEmitter(world, type, code).EmitRecordList();
        code.Close();
        code.Line();
    }
}
