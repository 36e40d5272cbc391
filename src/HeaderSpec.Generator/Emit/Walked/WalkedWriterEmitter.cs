using System.Numerics;
using HeaderSpec.Expressions;
using HeaderSpec.Model;
using HeaderSpec.Typing;

namespace HeaderSpec.Emit.Walked;

/// <summary>Writes a walked type's writer: a <c>ref struct</c> over a caller's buffer that is filled from the first field to the last.</summary>
internal sealed class WalkedWriterEmitter(WalkedType walked, CodeWriter code)
{
    private readonly IReadOnlyDictionary<string, SizeDerivation> _derivations = SizeDerivation.Of(walked.Model);

    private int _begin;

    private TypeModel Type => walked.Model;

    private string Name => Type.Name + "Writer";

    private IReadOnlyList<Part> Parts => walked.Layout.Parts;

    private FieldModel? Checksum => Type.Fields.FirstOrDefault(candidate => candidate.Checksum is { PseudoHeader.Length: 0 } && walked.Layout.PartOf(candidate).Run is not null);

    public void Emit()
    {
        code.Line("/// <summary>");
        code.Line($"/// Writes a <see cref=\"{Type.Name}\"/> into a caller's buffer, or changes one in place, without allocating. Fields of variable size are written in their order;");
        code.Line("/// lengths and counts follow from what is written. What does not fit is remembered, not thrown: finishing tells.");
        code.Line("/// </summary>");
        _begin = code.Length;
        code.Open($"public ref struct {Name}");
        EmitState();
        EmitConstructors();
        WalkedSetterEmitter setters = new(walked, code, Checksum);
        foreach (FieldModel field in Type.Fields)
        {
            setters.Emit(field);
        }

        new WalkedCopyEmitter(walked, code).Emit();
        EmitFinish();
        if (walked.Inputs.Count == 0)
        {
            RewriteEmitter.Emit(Type, isFixedFirst: false, code);
        }

        if (walked.Summed is { } summed)
        {
            ChecksumEmitter.EmitSetter(code, summed.Spec, summed.Type, new VariableLayout(summed.Type));
        }

        EmitSteps();
        code.Close();
        code.Line();
    }

    /// <summary>The bytes that a run has before anything is set: zero but for what the specification fixes.</summary>
    public static byte[] Template(SpecModel spec, Run run)
    {
        byte[] bytes = new byte[run.Size];
        foreach (FieldModel field in run.Fields)
        {
            if (field.Contents.Count > 0)
            {
                field.Contents.ToArray().CopyTo(bytes, field.ByteOffset);
            }
            else if (field.IsNumber && field.Valid.FirstOrDefault(rule => rule.Operator is "==" or ">=")?.Operands[0] is { } least && ValueOf(spec, least) is { } value)
            {
                for (int bit = 0; bit < field.BitSize; bit++)
                {
                    bool isSet = ((value >> bit) & 1) == 1;
                    bool isLow = field.IsLittleEndian && field.Kind == FieldKind.Bits;
                    int at = field.Kind == FieldKind.Integer && field.IsLittleEndian ? field.BitOffset + (bit / 8 * 8) + 7 - (bit % 8)
                        : isLow ? field.BitOffset + bit : field.BitOffset + field.BitSize - 1 - bit;
                    int mask = isLow ? 1 << (at % 8) : 0x80 >> (at % 8);
                    bytes[at / 8] |= (byte)(isSet ? mask : 0);
                }
            }
        }

        return bytes;
    }

    // The value of a literal; null for what is computed.
    private static BigInteger? ValueOf(SpecModel spec, Expression expression) => expression switch
    {
        IntegerLiteral literal => literal.Value,
        EnumLiteral literal => spec.Enums.FirstOrDefault(model => model.Id == literal.Enum)?.Items.FirstOrDefault(item => item.Id == literal.Item)?.Value,
        _ => null,
    };

    private void EmitState()
    {
        code.Line("private const int _start = 0;");
        code.Line("private readonly Span<byte> _io;");
        code.Line("private int _at;");
        code.Line("private int _part;");
        code.Line("private bool _failed;");
        foreach (Part part in Parts.Where(part => part.End.Length > 0))
        {
            code.Line($"private int {part.End};");
            if (part.Bits.Count > 0)
            {
                code.Line($"private long {WalkedSetterEmitter.BitCursor(part)};");
            }

            foreach (FieldModel bits in part.Bits)
            {
                code.Line($"private long {WalkedViewEmitter.BitStart(bits)};");
            }
        }

        foreach (FieldModel field in Type.Fields.Where(field => field.IsRepeated))
        {
            code.Line($"private int {WalkedViewEmitter.CountName(field)};");
        }

        if (Checksum is not null)
        {
            code.Line("private bool _isChecksumSet;");
        }

        code.Line();
    }

    private void EmitConstructors()
    {
        code.Line("/// <summary>Starts at the buffer's first byte. What is not set is zero but for what the specification fixes.</summary>");
        code.Open($"public {Name}(Span<byte> buffer)");
        code.Line("_io = buffer;");
        code.Line("OpenPart();");
        code.Close();
        code.Line();
        string inputs = string.Concat(walked.Inputs.Select(input => $"{input.CSharp} {input.Parameter}, "));
        string given = string.Concat(walked.Inputs.Select(input => input.Parameter + ", "));
        code.Line("/// <summary>Opens bytes for changes in place: only the bits of the numbers that are set change.</summary>");
        code.Open($"public static bool TryEdit(Span<byte> bytes, {inputs}out {Name} writer, out ParseError error)");
        code.Open($"if (!{Type.Name}.TryParse(bytes, {given}out {Type.Name} view, out error))");
        code.Line("writer = default;");
        code.Line("return false;");
        code.Close();
        code.Line();
        code.Line($"writer = new {Name}(bytes, view);");
        code.Line("return true;");
        code.Close();
        code.Line();
        code.Open($"private {Name}(Span<byte> bytes, scoped in {Type.Name} view)");
        code.Line("_io = bytes;");
        code.Line("_at = view.End;");
        code.Line($"_part = {Parts.Count};");
        foreach (Part part in Parts.Where(part => part.End.Length > 0))
        {
            code.Line($"{part.End} = view.{part.End};");
            foreach (FieldModel bits in part.Bits)
            {
                code.Line($"{WalkedViewEmitter.BitStart(bits)} = view.{WalkedViewEmitter.BitStart(bits)};");
            }
        }

        code.Close();
        code.Line();
        code.Line("/// <summary>How many bytes are written so far.</summary>");
        code.Line("public readonly int Size => _at;");
    }

    private void EmitFinish()
    {
        code.Line();
        code.Line("/// <summary>Ends the writing: closes what is open and computes what follows from it. False where the buffer was too small, or where what was written is not what the specification describes; the buffer's content then means nothing.</summary>");
        code.Line("/// <param name=\"written\">How many bytes there are.</param>");
        code.Open("public bool TryFinish(out int written)");
        if (walked.Inputs.Count == 0)
        {
            code.Line($"return FinishParts(out written) && {Type.Name}.TryParse(_io[..written], out {Type.Name} view, out _) && view.Size == written;");
        }
        else
        {
            code.Line("return FinishParts(out written);");
        }

        code.Close();
        code.Line();
        code.Line("// Without reading what was written: whoever holds this type reads it.");
        code.Open("internal bool FinishParts(out int written)");
        code.Line($"ReachPart({Parts.Count});");
        foreach (FieldModel field in Type.Fields.Where(field => field.Write is not null && walked.Layout.PartOf(field).Run is not null))
        {
            TypedExpression value = walked.Compile(field.Write!, isReading: false, new TypedExpression("_io[.._at]", ExpressionType.Bytes, "ReadOnlySpan<byte>"));
            code.Open("if (!_failed)");
            code.Line($"{field.Name} = unchecked(({walked.ItemTypeOf(field)}){value.Operand});");
            code.Close();
            code.Line();
        }

        if (Checksum is { } checksum)
        {
            Part part = walked.Layout.PartOf(checksum);
            string at = WalkedAccess.Plus(part.Run!.Anchor, walked.Layout.Placed(checksum).ByteOffset);
            string covered = checksum.Checksum!.Before.Length == 0 ? "_at" : walked.Layout.PartOf(Type.Member(checksum.Checksum.Before)!).Start;
            code.Open("if (!_failed && !_isChecksumSet)");
            code.Line($"ulong sum = InternetChecksum.Add(0, _io[..({at})]);");
            code.Line($"{checksum.Name} = InternetChecksum.Finish(InternetChecksum.Add(sum, _io[({WalkedAccess.Plus(at, 2)})..({covered})]));");
            code.Line("_isChecksumSet = false;");
            code.Close();
            code.Line();
        }

        code.Line("written = _failed ? 0 : _at;");
        code.Line("return !_failed;");
        code.Close();
    }

    private void EmitSteps()
    {
        code.Line();
        code.Line("// Closes what lies before a part and opens the part; false where that cannot be.");
        code.Open("private bool ReachPart(int part)");
        code.Open("while (_part < part && !_failed)");
        code.Line("ClosePart();");
        code.Line("_part++;");
        code.Line("OpenPart();");
        code.Close();
        code.Line();
        code.Line("return !_failed;");
        code.Close();
        code.Line();
        code.Line("// Opens a part for writing; it must not be past.");
        code.Open("private bool BeginPart(int part)");
        code.Line("ReachPart(part);");
        code.Line("_failed |= _part != part;");
        code.Line("return !_failed;");
        code.Close();
        code.Line();
        code.Open("private void AppendBytes(scoped ReadOnlySpan<byte> bytes)");
        code.Open("if (_failed || bytes.Length > _io.Length - _at)");
        code.Line("_failed = true;");
        code.Line("return;");
        code.Close();
        code.Line();
        code.Line("bytes.CopyTo(_io[_at..]);");
        code.Line("_at += bytes.Length;");
        code.Close();
        code.Line();
        code.Open("private void OpenPart()");
        EmitSwitch(part => part.Run is { Size: > 0 }, part => code.Line($"AppendBytes({ExpressionCompiler.BytesLiteral(Template(walked.World.Spec, part.Run!))});"));
        code.Close();
        code.Line();
        code.Open("private void ClosePart()");
        EmitSwitch(part => part.End.Length > 0, EmitClose);
        code.Close();
        if (code.Since(_begin).Contains("PadTo("))
        {
            code.Line();
            code.Open("private void PadTo(long end, byte fill)");
            code.Line("_failed |= end < _at || end > _io.Length;");
            code.Open("if (!_failed)");
            code.Line("_io[_at..(int)end].Fill(fill);");
            code.Line("_at = (int)end;");
            code.Close();
            code.Close();
        }
    }

    private void EmitSwitch(Func<Part, bool> isWanted, Action<Part> emit)
    {
        if (!Parts.Any(isWanted))
        {
            return;
        }

        code.Open("switch (_part)");
        for (int i = 0; i < Parts.Count; i++)
        {
            if (isWanted(Parts[i]))
            {
                code.Case(i);
                emit(Parts[i]);
                code.EndCase();
            }
        }

        code.Close();
    }

    private void EmitClose(Part part)
    {
        if (part.Field is { } field && _derivations.TryGetValue(field.Id, out SizeDerivation? derivation) && derivation.Form is { } form)
        {
            bool isCount = field.IsRepeated;
            string actual = isCount ? WalkedViewEmitter.CountName(field) : $"(_at - ({part.Start}))";
            ExpressionEmitter expressions = new(walked.World.Spec, id => "(long)" + Type.Member(id)!.Name);
            if (field.Condition is not null)
            {
                // What is absent says nothing of its size.
                code.Open($"if ({actual} > 0)");
            }

            if (derivation.Target is { } target)
            {
                long factor = form.Coefficients[target.Id];
                LinearForm others = form.Plus(LinearForm.Of(new NameExpression(target.Id, 0, 0))!.Times(-factor));
                string local = Names.Stem(field.Id) + "Units";
                if (!isCount && field.Fill is { } fill && factor > 1)
                {
                    code.Line($"PadTo(_at + HeaderArithmetic.Modulo<long>(-({actual} - ({expressions.Emit(others)})), {factor}), {fill});");
                }

                code.Line($"long {local} = {actual} - ({expressions.Emit(others)});");
                code.Line($"_failed |= {local} % {factor} != 0 || {local} / {factor} is < 0 or > {BitAccess.Mask(target.BitSize)};");
                code.Line($"{target.Name} = ({walked.ItemTypeOf(target)})({local} / {factor});");
            }
            else if (isCount)
            {
                code.Line($"_failed |= {actual} != {expressions.Emit(form)};");
            }
            else
            {
                code.Line($"PadTo(({part.Start}) + ({expressions.Emit(form)}), {field.PadRight ?? field.Fill ?? 0});");
            }

            if (field.Condition is not null)
            {
                code.Close();
            }
        }

        if (part.Field is { IsSized: false, IsRepeated: false, Condition: null, IsTerminatorRequired: true, IsTerminatorConsumed: true, Terminator.Count: > 0 } ended)
        {
            code.Open($"if (_at == {part.Start})");
            code.Line($"AppendBytes({ExpressionCompiler.BytesLiteral(ended.Terminator)});");
            code.Close();
            code.Line();
        }

        code.Line($"{part.End} = _at;");
    }
}
