using HeaderSpec.Expressions;
using HeaderSpec.Model;
using HeaderSpec.Typing;

namespace HeaderSpec.Lua;

/// <summary>Writes the functions of one type: what reads its fields, one after the other, and what gives its instances.</summary>
internal sealed class LuaTypeEmitter
{
    private readonly MemberTyping _typing;
    private readonly LuaNames _names;
    private readonly LuaFields _fields;
    private readonly TypeModel _type;
    private readonly LuaWriter _code;
    private readonly LuaExpressions _expressions;
    private readonly IReadOnlyDictionary<string, LuaBitWord> _words;

    public LuaTypeEmitter(MemberTyping typing, LuaNames names, LuaFields fields, TypeModel type, LuaWriter code)
    {
        _typing = typing;
        _names = names;
        _fields = fields;
        _type = type;
        _code = code;
        _expressions = new LuaExpressions(typing, names, Context());
        _words = LuaBitWord.Of(type);
    }

    public void Emit()
    {
        string name = _names.Type(_type);
        _code.Line();
        _code.Line($"-- {_type.Key}{(_type.Doc.Length == 0 ? "" : ": " + LuaText.Sentence(_type.Doc))}");
        _code.Open($"{name}.read = function(self, io)");
        EmitRootParameters();
        EmitEndian();
        foreach (FieldModel field in _type.Fields)
        {
            EmitChecksumPlace(field);
            EmitField(field, LuaText.Member("self", field.Id));
            if (field.Checksum is not null)
            {
                _code.Line("local checksum = self._items[#self._items]");
            }
        }

        EmitChecksum();
        _code.Close();
        foreach (FieldModel instance in _type.Instances)
        {
            EmitInstance(name, instance);
        }
    }

    private ExpressionContext Context(TypedExpression? item = null) => new(_type, IsReading: true, item, HasIndex: true);

    private LuaExpressions ForItem(FieldModel field, string item)
    {
        MemberType type = _typing.ItemTypeOf(field);
        return new LuaExpressions(_typing, _names, Context(new TypedExpression("_", type.Type, type.CSharp)), item);
    }

    // Nobody gives a message its parameters: they are zero, or empty.
    private void EmitRootParameters()
    {
        if (!_type.IsRoot)
        {
            return;
        }

        foreach (FieldModel parameter in _type.Parameters)
        {
            string zero = _typing.ItemTypeOf(parameter).Type switch { BooleanType => "false", TextType or BytesType => "\"\"", _ => "0" };
            _code.Line($"if rawget(self, {LuaText.Quote(parameter.Id)}) == nil then {LuaText.Member("self", parameter.Id)} = {zero} end");
        }
    }

    private void EmitEndian()
    {
        if (_type.Endian is not { } endian)
        {
            return;
        }

        if (endian.Cases.Count == 0)
        {
            _code.Line("self._little = self._parent._little");
            return;
        }

        EndianCase? other = null;
        string open = "if";
        foreach (EndianCase choice in endian.Cases)
        {
            if (choice.Value is null)
            {
                other = choice;
                continue;
            }

            _code.Line($"{open} {_expressions.Emit(Equal(endian.On, choice.Value))} then self._little = {Truth(choice.IsLittleEndian)}");
            open = "elseif";
        }

        string otherwise = other is null ? $"fault(\"invalid_value\", {LuaText.Quote(_type.Path + "/meta/endian says no byte order")})" : $"self._little = {Truth(other.IsLittleEndian)}";
        _code.Line(open == "if" ? otherwise : $"else {otherwise} end");
    }

    private void EmitChecksumPlace(FieldModel field)
    {
        if (_type.Fields.Any(other => other.Checksum?.Before == field.Id))
        {
            _code.Line("local covered = io.base + position(io)");
        }
    }

    private void EmitChecksum()
    {
        if (_type.Fields.FirstOrDefault(field => field.Checksum is not null) is not { } field)
        {
            return;
        }

        // What a pseudo-header holds is not in the message.
        if (field.Checksum!.PseudoHeader.Length > 0)
        {
            _code.Line("unverified_checksum(checksum)");
            return;
        }

        bool isPart = _type.Fields.Any(other => other.Id == field.Checksum.Before);
        _code.Line($"verify_checksum(self, checksum, {(isPart ? "covered" : "io.base + position(io)")})");
    }

    private static BinaryExpression Equal(Expression left, Expression right) => new("==", left, right, 0, 0);

    private static string Truth(bool value) => value ? "true" : "false";

    // A field, or the reading of an instance: with its condition, and all items of a list.
    private void EmitField(FieldModel field, string target)
    {
        bool isBlock = field.Condition is not null;
        if (field.Condition is not null)
        {
            _code.Open($"if {_expressions.Emit(field.Condition)} then");
        }

        if (field.IsRepeated)
        {
            EmitList(field, target, isBlock);
        }
        else
        {
            EmitItem(field, target, isBlock);
            EmitValid(field, target);
        }

        if (isBlock)
        {
            _code.Close();
        }
    }

    private void EmitList(FieldModel field, string target, bool isBlock)
    {
        if (!isBlock)
        {
            _code.Open("do");
        }

        if (field.Repeat == RepeatKind.Expression)
        {
            _code.Line($"local count = {_expressions.Emit(field.Count!)}");
        }

        string heading = _fields.Of(_type, field, field.Kind == FieldKind.Switch ? "list" : "", Word(field));
        _code.Line($"local list{(field.Repeat == RepeatKind.Until ? ", is_last" : "")} = begin_list(self, io, {heading}){(field.Repeat == RepeatKind.Until ? ", false" : "")}");
        _code.Line($"{target} = list");
        _code.Open($"while {field.Repeat switch { RepeatKind.Eos => "not is_end(io)", RepeatKind.Expression => "list.n < count", _ => "not is_last" }} do");
        _code.Line("local _index, _ = list.n, nil");
        EmitItem(field, "_", isBlock: true);
        EmitValid(field, "_");
        _code.Line("append(list, _)");
        if (field.Repeat == RepeatKind.Until)
        {
            _code.Line($"is_last = {ForItem(field, "_").Emit(field.Until!)}");
        }

        _code.Close();
        _code.Line("end_list(self, list)");
        if (!isBlock)
        {
            _code.Close();
        }
    }

    private LuaBitWord? Word(FieldModel field) => field.Kind == FieldKind.Bits && _words.TryGetValue(field.Id, out LuaBitWord? word) ? word : null;

    private void EmitItem(FieldModel field, string target, bool isBlock)
    {
        string size = field.Size is null ? "" : _expressions.Emit(field.Size);
        if (field.Kind != FieldKind.Switch)
        {
            _code.Line($"{target} = {Read(field, _fields.Of(_type, field, "", Word(field)), size)}");
            return;
        }

        if (size.Length > 0)
        {
            if (!isBlock)
            {
                _code.Open("do");
            }

            _code.Line($"local size = {size}");
            size = "size";
        }

        EmitSwitch(field, target, size);
        if (size.Length > 0 && !isBlock)
        {
            _code.Close();
        }
    }

    private string Read(FieldModel field, string description, string size)
    {
        string little = field.IsEndianSwitched ? "self._little" : Truth(field.IsLittleEndian);
        string io = field.IsSized && field.Kind is FieldKind.Integer or FieldKind.Float or FieldKind.Bits && field.IsSized
            ? $"substream(io, {description}{(size.Length == 0 ? "" : ", " + size)})"
            : "io";
        switch (field.Kind)
        {
            case FieldKind.Integer or FieldKind.Float:
                return $"number(self, {io}, {description}, {little})";

            case FieldKind.Bits:
                return $"bits(self, {io}, {description}, {Truth(field.IsLittleEndian)})";

            case FieldKind.User:
                TypeModel type = _typing.World.Type(field.Type);
                string given = string.Join(", ", type.Parameters.Zip(field.Arguments, (parameter, argument) => $"{LuaText.Key(parameter.Id)} = {_expressions.Emit(argument)}"));
                string rest = given.Length > 0 ? $", {(size.Length == 0 ? "nil" : size)}, {{ {given} }}" : size.Length > 0 ? $", {size}" : "";
                return $"object(self, io, {description}, {_names.Type(type)}{rest})";

            default:
                return $"bytes(self, io, {description}{(size.Length == 0 ? "" : ", " + size)})";
        }
    }

    private void EmitSwitch(FieldModel field, string target, string size)
    {
        string raw = field.IsSized ? _fields.Of(_type, field with { Kind = FieldKind.Bytes }) : "";
        string otherwise = raw.Length == 0 ? "" : $"{target} = {Read(field with { Kind = FieldKind.Bytes }, raw, size)}";
        string open = "if";
        foreach (IGrouping<FieldModel, SwitchCase> choices in field.Cases.GroupBy(choice => choice.Body))
        {
            FieldModel body = choices.Key with { Size = field.Size, IsSizeToEnd = field.IsSizeToEnd, Doc = field.Doc, Unit = field.Unit, IsHex = field.IsHex };
            string read = Read(body, _fields.Of(_type, body, Variant(body)), size);
            if (field.IsOpaqueOnMismatch && field.IsSized)
            {
                read = $"attempt(self, io, {raw}, {(size.Length == 0 ? "nil" : size)}, function() return {read} end)";
            }

            Expression[] values = [.. choices.Select(choice => choice.Value).OfType<Expression>()];
            if (choices.Any(choice => choice.Value is null))
            {
                otherwise = $"{target} = {read}";
            }

            if (values.Length > 0)
            {
                string test = string.Join(" or ", values.Select(value => _expressions.Emit(Equal(field.SwitchOn!, value))));
                if (open == "if")
                {
                    _code.Open($"if {test} then");
                }
                else
                {
                    _code.Turn($"elseif {test} then");
                }

                _code.Line($"{target} = {read}");
                open = "elseif";
            }
        }

        if (open == "if")
        {
            if (otherwise.Length > 0)
            {
                _code.Line(otherwise);
            }

            return;
        }

        if (otherwise.Length > 0)
        {
            _code.Turn("else");
            _code.Line(otherwise);
        }

        _code.Close();
    }

    private static string Variant(FieldModel body) => body.Kind switch
    {
        FieldKind.User => body.Type.Substring(body.Type.LastIndexOf(':') + 1),
        FieldKind.Integer => $"{(body.IsSigned ? "s" : "u")}{body.BitSize / 8}",
        FieldKind.Float => $"f{body.BitSize / 8}",
        FieldKind.Bits => $"b{body.BitSize}",
        FieldKind.Text => "str",
        _ => "bytes",
    };

    private void EmitValid(FieldModel field, string value)
    {
        if (field.Kind == FieldKind.Switch)
        {
            return;
        }

        LuaExpressions judging = ForItem(field, value);
        NameExpression item = new("_", 0, 0);
        foreach (ValidRule rule in field.Valid)
        {
            switch (rule.Operator)
            {
                case "in-enum":
                    string known = LuaText.Member("v", _names.Of(field.Enum));
                    _code.Line($"check(self, {known}[{value}] ~= nil, {LuaText.Quote($"Is none of {field.Enum}")})");
                    break;

                case "expr":
                    _code.Line($"check(self, {judging.Emit(rule.Operands[0])}, \"Is not as it must be\")");
                    break;

                case "any":
                    string any = string.Join(" or ", rule.Operands.Select(operand => judging.Emit(Equal(item, operand))));
                    _code.Line($"check(self, {any}, \"Is none of the values that it may have\")");
                    break;

                default:
                    string words = rule.Operator switch { ">=" => "Must be at least", "<=" => "Must be at most", _ => "Must be" };
                    string wanted = judging.Emit(rule.Operands[0]);
                    string told = judging.TypeOf(rule.Operands[0]) is BytesType ? $"hex({wanted})" : wanted;
                    _code.Line($"check(self, {judging.Emit(new BinaryExpression(rule.Operator, item, rule.Operands[0], 0, 0))}, {LuaText.Quote(words)}, {told})");
                    break;
            }
        }
    }

    private void EmitInstance(string name, FieldModel instance)
    {
        _code.Line();
        _code.Open($"{LuaText.Member(name + ".get", instance.Id)} = function(self)");
        if (instance.Condition is not null)
        {
            _code.Line($"if not {_expressions.Emit(instance.Condition)} then return nil end");
        }

        string description = "{ name = " + LuaText.Quote(LuaText.Title(instance.Id)) + " }";
        if (instance.Value is not null)
        {
            _code.Line($"return {_expressions.Emit(instance.Value)}");
            ExpressionType? type = _typing.TypeOf(_type, instance)?.Type;
            description = (type is null ? null : _fields.OfValue(_type, instance, type)) ?? description;
        }
        else
        {
            string stream = instance.Stream is null ? "self._io" : _expressions.Emit(instance.Stream);
            string place = instance.Position is null ? "position(self._io)" : _expressions.Emit(instance.Position);
            _code.Open($"return seek(self, {LuaText.Quote(instance.Id)}, {stream}, {place}, function(io)");
            _code.Line("local value");
            EmitField(instance with { Condition = null }, "value");
            _code.Line("return value");
            _code.Close("end)");
        }

        _code.Close();
        _code.Line($"table.insert({name}.instances, {{ {LuaText.Quote(instance.Id)}, {description} }})");
    }
}
