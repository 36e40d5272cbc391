using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Writes what computes, checks and sets an Internet checksum, over a pseudo-header where the spec names one.</summary>
internal static class ChecksumEmitter
{
    public static FieldModel? FieldOf(TypeModel type) => type.Fields.FirstOrDefault(field => field.Checksum is not null);

    public static void EmitReaders(CodeWriter code, SpecModel spec, TypeModel type, VariableLayout layout, string whole = "_bytes")
    {
        if (FieldOf(type) is not { } field)
        {
            return;
        }

        string parameters = Parameters(spec, field.Checksum!);
        string arguments = Arguments(spec, field.Checksum!);
        string covered = Covered(spec, type, layout, field.Checksum!, whole, "");
        code.Line();
        code.Line($"/// <summary>The value that <see cref=\"{field.Name}\"/> should have.</summary>");
        EmitParameterDocs(code, spec, field.Checksum!);
        code.Line($"public ushort Compute{field.Name}({parameters}) => Sum{field.Name}({Join(covered, arguments)}, skip: true);");
        code.Line();
        code.Line($"/// <summary>Whether <see cref=\"{field.Name}\"/> is right.</summary>");
        EmitParameterDocs(code, spec, field.Checksum!);
        code.Line($"public bool Is{field.Name}Valid({parameters}) => Sum{field.Name}({Join(covered, arguments)}, skip: false) == 0;");
        code.Line();
        code.Open($"internal static ushort Sum{field.Name}({Join("ReadOnlySpan<byte> covered", parameters)}, bool skip)");
        EmitPseudoHeader(code, spec, field.Checksum!);
        code.Open("if (!skip)");
        code.Line("return InternetChecksum.Finish(InternetChecksum.Add(sum, covered));");
        code.Close();
        code.Line();
        code.Line($"sum = InternetChecksum.Add(sum, covered[..{field.ByteOffset}]);");
        code.Line($"return InternetChecksum.Finish(InternetChecksum.Add(sum, covered[{field.ByteOffset + 2}..]));");
        code.Close();
    }

    public static void EmitSetter(CodeWriter code, SpecModel spec, TypeModel type, VariableLayout layout)
    {
        if (FieldOf(type) is not { } field)
        {
            return;
        }

        string arguments = Arguments(spec, field.Checksum!);
        code.Line();
        code.Line($"/// <summary>Sets <see cref=\"{type.Name}.{field.Name}\"/> of finished bytes.</summary>");
        code.Line("/// <param name=\"bytes\">The whole, from the header's first byte to the payload's last.</param>");
        EmitParameterDocs(code, spec, field.Checksum!);
        code.Open($"public static void Set{field.Name}({Join("Span<byte> bytes", Parameters(spec, field.Checksum!))})");
        string covered = "bytes";
        if (field.Checksum!.Before.Length > 0)
        {
            code.Open($"if (!{type.Name}.TryParse(bytes, out {type.Name} header, out ParseError error))");
            code.Line("throw new ArgumentException($\"These bytes are no header: {error}\", nameof(bytes));");
            code.Close();
            code.Line();
            covered = Covered(spec, type, layout, field.Checksum, "bytes", "header.");
        }

        code.Line(BitAccess.Store(field, type, "bytes", $"{type.Name}.Sum{field.Name}({Join(covered, arguments)}, skip: true)") + ";");
        code.Close();
    }

    private static string Join(string first, string rest) => rest.Length == 0 ? first : $"{first}, {rest}";

    private static string Covered(SpecModel spec, TypeModel type, VariableLayout layout, ChecksumModel checksum, string bytes, string view)
    {
        if (checksum.Before.Length == 0)
        {
            return bytes;
        }

        FieldModel end = type.Fields.First(field => field.Id == checksum.Before);
        ExpressionEmitter expressions = new(spec, id => view + type.Fields.First(f => f.Id == id).Name);
        return $"{bytes}[..({layout.StartOf(end).Emit(expressions)})]";
    }

    private static IEnumerable<FieldModel> Spans(SpecModel spec, ChecksumModel checksum) => checksum.PseudoHeader.Length == 0
        ? []
        : spec.Type(checksum.PseudoHeader).Fields.Where(field => field.Kind == FieldKind.Bytes && field.Contents.Count == 0);

    private static string Parameters(SpecModel spec, ChecksumModel checksum) =>
        string.Join(", ", Spans(spec, checksum).Select(field => $"ReadOnlySpan<byte> {Names.Camel(field.Id)}"));

    private static string Arguments(SpecModel spec, ChecksumModel checksum) => string.Join(", ", Spans(spec, checksum).Select(field => Names.Camel(field.Id)));

    private static void EmitParameterDocs(CodeWriter code, SpecModel spec, ChecksumModel checksum)
    {
        foreach (FieldModel field in Spans(spec, checksum))
        {
            code.Line($"/// <param name=\"{Names.Camel(field.Id)}\">{DocText.Format(field.Doc, null)}</param>");
        }
    }

    private static void EmitPseudoHeader(CodeWriter code, SpecModel spec, ChecksumModel checksum)
    {
        code.Line("ulong sum = 0;");
        foreach (FieldModel field in Spans(spec, checksum))
        {
            code.Line($"sum = InternetChecksum.Add(sum, {Names.Camel(field.Id)});");
        }

        if (checksum.PseudoHeader.Length == 0)
        {
            return;
        }

        TypeModel pseudo = spec.Type(checksum.PseudoHeader);
        FieldModel[] rest = [.. pseudo.Fields.Except(Spans(spec, checksum))];
        int start = rest[0].ByteOffset;
        int size = rest[rest.Length - 1].ByteOffset + (rest[rest.Length - 1].BitSize / 8) - start;
        byte[] constant = new byte[size];
        foreach (FieldModel field in rest)
        {
            for (int i = 0; i < field.Contents.Count; i++)
            {
                constant[field.ByteOffset - start + i] = field.Contents[i];
            }
        }

        code.Line($"Span<byte> rest = [{string.Join(", ", constant)}];");
        foreach (FieldModel field in rest.Where(field => field.Write is not null))
        {
            string value = new ExpressionEmitter(spec, id => id, item: "covered").Emit(field.Write!).Replace("covered.Size", "covered.Length");
            code.Line(BitAccess.StoreInteger("rest", field.ByteOffset - start, field.BitSize, field.IsSigned, field.IsLittleEndian, $"({BitAccess.TypeOf(field.BitSize, field.IsSigned)}){value}") + ";");
        }

        code.Line("sum = InternetChecksum.Add(sum, rest);");
    }
}
