using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Writes the view of a header, or of an element of a list: a <c>readonly ref struct</c> over bytes.</summary>
internal sealed class ViewEmitter(World world, TypeModel type, CodeWriter code)
{
    private readonly SpecModel _spec = world.Spec;

    private readonly VariableLayout _layout = new(type);

    public void Emit()
    {
        TypeDocs.Emit(code, type, type.Doc.Length > 0 ? DocText.Format(type.Doc, type) : $"The type <c>{type.Id}</c>: a view over bytes.", withDiagram: type.FixedSize >= 4);
        code.Open($"public readonly ref struct {type.Name}");
        code.Line("/// <summary>The length of the part that is always there, in bytes.</summary>");
        code.Line($"public const int FixedSize = {type.FixedSize};");
        code.Line();
        code.Line("private readonly ReadOnlySpan<byte> _bytes;");
        code.Line();
        code.Line($"private {type.Name}(ReadOnlySpan<byte> bytes) => _bytes = bytes;");
        code.Line();
        code.Line("/// <summary>The bytes of the whole, as they came.</summary>");
        code.Line("public ReadOnlySpan<byte> Bytes => _bytes;");
        code.Line();
        code.Line("/// <summary>The length of the whole, in bytes.</summary>");
        code.Line("public int Size => _bytes.Length;");
        foreach (FieldModel field in type.Fields)
        {
            code.Line();
            EmitField(field);
        }

        foreach (string group in FlagsEmitter.Groups(type))
        {
            code.Line();
            FlagsEmitter.EmitGetter(code, _spec, type, group);
        }

        foreach (string run in BitRunEmitter.Runs(type))
        {
            code.Line();
            BitRunEmitter.EmitGetter(code, type, run);
        }

        if (type.Shape == TypeShape.Header && _layout.HeaderEnd() is { } payload)
        {
            code.Line();
            code.Line($"/// <summary>The length of what lies before <see cref=\"{payload.Name}\"/>, in bytes.</summary>");
            code.Line($"public int HeaderSize => {_layout.StartOf(payload).Emit(Properties())};");
        }

        new ParseEmitter(_spec, type, _layout, code).Emit();
        ChecksumEmitter.EmitReaders(code, _spec, type, _layout);
        new VisitEmitter(world, type, code).EmitView();
        if (type.Shape == TypeShape.Header)
        {
            new VisitReadableEmitter(world, type, _layout, code).Emit();
        }

        code.Close();
    }

    private ExpressionEmitter Properties() => new(_spec, id => type.Fields.First(f => f.Id == id).Name);

    private void EmitField(FieldModel field)
    {
        if (field.IsFixed)
        {
            EmitFixed(field);
        }
        else if (field.IsNumber)
        {
            EmitVariableNumber(field);
        }
        else
        {
            EmitVariable(field);
        }
    }

    private void EmitFixed(FieldModel field)
    {
        code.Line($"/// <summary>{DocText.Field(field, type, DocText.Place(field))}</summary>");
        switch (field.Kind)
        {
            case FieldKind.Bits when field.BitSize == 1 && field.Enum.Length == 0:
                (int Offset, int Bits) word = BitAccess.WordOf(field.BitOffset, 1, type.FixedSize);
                int shift = BitAccess.ShiftOf(field.BitOffset, 1, word);
                code.Line($"public bool {field.Name} => (_bytes[{word.Offset}] & 0x{1 << shift:x}) != 0;");
                break;

            case FieldKind.Integer or FieldKind.Bits:
                string name = _spec.TypeOf(field);
                string load = BitAccess.Load(field, type, "_bytes");
                bool asIs = field.Kind == FieldKind.Integer && field.Enum.Length == 0;
                code.Line($"public {name} {field.Name} => {(asIs ? load : $"({name})({load})")};");
                break;

            case FieldKind.User:
                TypeModel record = _spec.Type(field.Type);
                code.Line($"public {record.Name} {field.Name} => {record.Name}.Read(_bytes.Slice({field.ByteOffset}, {record.FixedSize}));");
                break;

            default:
                code.Line($"public ReadOnlySpan<byte> {field.Name} => _bytes.Slice({field.ByteOffset}, {field.BitSize / 8});");
                break;
        }
    }

    private void EmitVariableNumber(FieldModel field)
    {
        string start = _layout.StartOf(field).Emit(Properties());
        bool isConstant = int.TryParse(start, out int offset);
        string load = BitAccess.LoadInteger(isConstant ? "_bytes" : $"_bytes[({start})..]", isConstant ? offset : 0, field.BitSize, field.IsSigned, field.IsLittleEndian);
        string name = _spec.TypeOf(field);
        string value = field.Enum.Length > 0 ? $"({name}){load}" : load;
        string place = isConstant ? $"Byte {start}." : "";
        if (field.Condition is null)
        {
            code.Line($"/// <summary>{DocText.Field(field, type, place)}</summary>");
            code.Line($"public {name} {field.Name} => {value};");
            return;
        }

        code.Line($"/// <summary>{DocText.Field(field, type, place)} 0 where it is absent.</summary>");
        code.Line($"public {name} {field.Name} => {Properties().Emit(field.Condition)} ? {value} : default;");
    }

    private void EmitVariable(FieldModel field)
    {
        ExpressionEmitter expressions = Properties();
        string start = _layout.StartOf(field).Emit(expressions);
        string? end = _layout.EndOf(field)?.Emit(expressions);
        string slice = end is null || _layout.IsLast(field) ? $"_bytes[({start})..]" : $"_bytes[({start})..({end})]";
        slice = slice.Replace($"({start})", IsSimple(start) ? start : $"({start})").Replace($"({end})", end is not null && IsSimple(end) ? end : $"({end})");
        string whole = field.Condition is null ? slice : $"{expressions.Emit(field.Condition)} ? {slice} : default";
        string place = IsSimple(start) ? $"Bytes from {start}." : "";
        if (field.Kind == FieldKind.User && _spec.Type(field.Type).Shape is TypeShape.List or TypeShape.RecordList)
        {
            TypeModel list = _spec.Type(field.Type);
            code.Line($"/// <summary>{DocText.Field(field, type, place)}</summary>");
            code.Line($"public {list.Name} {field.Name} => new({whole});");
            return;
        }

        string bytesName = field.Kind == FieldKind.User ? field.Name + "Bytes" : field.Name;
        code.Line($"/// <summary>{DocText.Field(field, type, place)}{(field.Condition is null ? "" : " Empty where it is absent.")}</summary>");
        code.Line($"public ReadOnlySpan<byte> {bytesName} => {whole};");
        if (field.Kind == FieldKind.User)
        {
            TypeModel user = _spec.Type(field.Type);
            code.Line();
            code.Line($"/// <summary>Reads <see cref=\"{bytesName}\"/> as a <see cref=\"{user.Name}\"/>; false, with the reason, where they are none.</summary>");
            code.Line($"public bool TryGet{field.Name}(out {user.Name} value, out ParseError error) => {user.Name}.TryParse({bytesName}, out value, out error);");
        }
        else if (field.Kind == FieldKind.Switch)
        {
            foreach (ClosedCase choice in ClosedCase.Of(world, field))
            {
                code.Line();
                EmitCase(field, choice, expressions);
            }
        }
    }

    private void EmitCase(FieldModel field, ClosedCase choice, ExpressionEmitter expressions)
    {
        TypeModel body = choice.Body;
        string name = choice.Name;
        string chosen = $"{expressions.Emit(field.SwitchOn!)} == {expressions.Emit(choice.Value)}";
        string links = string.Concat(body.References.Select(url => " " + DocText.Link(url) + "."));
        string doc = body.Doc.Length > 0 ? " " + DocText.Format(body.Doc, body) : "";
        switch (body.Shape)
        {
            case TypeShape.Empty:
                code.Line($"/// <summary>Whether this is a well-formed <c>{choice.Id}</c>, which has no body.{doc}{links}</summary>");
                code.Line(ConstantStart(field, choice) is { } none
                    ? $"public bool Is{name} => _bytes.Length == {none} && {chosen};"
                    : $"public bool Is{name} => {chosen} && {field.Name}.IsEmpty;");
                break;

            case TypeShape.Record:
                code.Line($"/// <summary>Reads the body of a <c>{choice.Id}</c>; false where this is another, or its body is not {body.FixedSize} bytes long.{doc}{links}</summary>");
                foreach (FieldModel part in body.Fields)
                {
                    code.Line($"/// <param name=\"{Names.Camel(part.Id)}\">{DocText.Field(part, body, "")}</param>");
                }

                code.Inline();
                code.Open($"public bool TryGet{name}({string.Join(", ", body.Fields.Select(part => $"out {_spec.TypeOf(part)} {Names.Camel(part.Id)}"))})");
                EmitBody(field, choice, chosen, body.FixedSize, $".Length == {body.FixedSize}", [.. body.Fields.Select(part => (Names.Camel(part.Id), RecordEmitter.Load(_spec, body, part, "body")))]);
                code.Close();
                break;

            case TypeShape.RecordList:
                int size = _spec.Type(body.Fields[0].Type).FixedSize;
                string list = Names.Camel(body.Fields[0].Id);
                code.Line($"/// <summary>Reads the body of a <c>{choice.Id}</c>; false where this is another, or its body is not a whole number of {size} bytes.{doc}{links}</summary>");
                code.Line($"/// <param name=\"{list}\">{DocText.Field(body.Fields[0], body, "")}</param>");
                code.Inline();
                code.Open($"public bool TryGet{name}(out {body.Name} {list})");
                EmitBody(field, choice, chosen, null, $".Length % {size} == 0", [(list, $"new {body.Name}(body)")]);
                code.Close();
                break;

            default:
                code.Line($"/// <summary>Reads the body of a <c>{choice.Id}</c>; false where this is another, or its body is no such type or longer than it.{doc}{links}</summary>");
                code.Open($"public bool TryGet{name}(out {choice.TypeName} value)");
                code.Line($"ReadOnlySpan<byte> body = {field.Name};");
                code.Open($"if ({chosen} && {choice.TypeName}.TryParse(body, out value, out _) && value.Size == body.Length)");
                code.Line("return true;");
                code.Close();
                code.Line();
                code.Line("value = default;");
                code.Line("return false;");
                code.Close();
                break;
        }
    }

    // Assigns values from a body of that kind and length, and tells whether it is one. A body at a constant place, and the last, is known by the length of the whole.
    private void EmitBody(FieldModel field, ClosedCase choice, string chosen, int? size, string isWhole, (string Name, string Value)[] values)
    {
        if (size is not null && ConstantStart(field, choice) is { } start)
        {
            code.Open($"if (_bytes.Length == {start + size} && {chosen})");
            code.Line($"ReadOnlySpan<byte> body = _bytes.Slice({start}, {size});");
        }
        else
        {
            code.Line($"ReadOnlySpan<byte> body = {field.Name};");
            code.Open($"if ({chosen} && body{isWhole})");
        }

        foreach ((string name, string value) in values)
        {
            code.Line($"{name} = {value};");
        }

        code.Line("return true;");
        code.Close();
        code.Line();
        foreach ((string name, _) in values)
        {
            code.Line($"{name} = default;");
        }

        code.Line("return false;");
    }

    // Where the body begins in an element of that kind, when the kind alone decides it and nothing follows the body: then the element's length says the body's.
    private int? ConstantStart(FieldModel field, ClosedCase choice)
    {
        bool isDecided = field.Condition is null
            || (field.SwitchOn is NameExpression on && choice.Value is EnumLiteral kind && KindCondition.IsOver(field.Condition, on.Name) && KindCondition.IsTrueFor(field.Condition, on.Name, kind.Item));
        return isDecided && _layout.IsLast(field) && _layout.StartOf(field) is { Others.Count: 0, Form: { IsConstant: true } form } ? (int)form.Constant : null;
    }

    private static bool IsSimple(string text) => text.All(c => char.IsLetterOrDigit(c) || c == '_');
}
