using System.Globalization;
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
        code.Inline();
        code.Open($"internal static ushort Sum{field.Name}({Join("ReadOnlySpan<byte> covered", parameters)}, bool skip)");
        EmitPseudoHeader(code, spec, field.Checksum!);
        code.Line($"return InternetChecksum.Finish(skip ? InternetChecksum.AddWithout(sum, covered, {field.ByteOffset}) : InternetChecksum.Add(sum, covered));");
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

        EmitNumbers(code, spec, [.. spec.Type(checksum.PseudoHeader).Fields.Except(Spans(spec, checksum))]);
    }

    // What follows the pseudo-header's byte strings: added word by word where it consists of 16-bit words, else laid out in memory first.
    private static void EmitNumbers(CodeWriter code, SpecModel spec, FieldModel[] fields)
    {
        int start = fields[0].ByteOffset;
        int size = fields[fields.Length - 1].ByteOffset + (fields[fields.Length - 1].BitSize / 8) - start;
        byte[] constant = new byte[size];
        foreach (FieldModel field in fields)
        {
            for (int i = 0; i < field.Contents.Count; i++)
            {
                constant[field.ByteOffset - start + i] = field.Contents[i];
            }
        }

        FieldModel[] computed = [.. fields.Where(field => field.Write is not null)];
        string Value(FieldModel field) => $"({BitAccess.TypeOf(field.BitSize, field.IsSigned)}){new ExpressionEmitter(spec, id => id, item: "covered").Emit(field.Write!).Replace("covered.Size", "covered.Length")}";
        if (size % 2 == 0 && computed.All(field => field is { BitSize: 16, IsSigned: false, IsLittleEndian: false } && (field.ByteOffset - start) % 2 == 0))
        {
            int sum = Enumerable.Range(0, size / 2).Sum(i => (constant[2 * i] << 8) | constant[(2 * i) + 1]);
            for (; sum > ushort.MaxValue; sum = (sum & ushort.MaxValue) + (sum >> 16))
            {
            }

            foreach (string word in computed.Select(Value).Concat(sum == 0 ? [] : [sum.ToString(CultureInfo.InvariantCulture)]))
            {
                code.Line($"sum = InternetChecksum.AddWord(sum, {word});");
            }

            return;
        }

        code.Line($"Span<byte> rest = [{string.Join(", ", constant)}];");
        foreach (FieldModel field in computed)
        {
            code.Line(BitAccess.StoreInteger("rest", field.ByteOffset - start, field.BitSize, field.IsSigned, field.IsLittleEndian, Value(field)) + ";");
        }

        code.Line("sum = InternetChecksum.Add(sum, rest);");
    }
}
