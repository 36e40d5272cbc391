using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Writes <c>TryParse</c>: every bound is proved here, once, so that the getters need no check. And <c>TryValidate</c>, which walks the lists too.</summary>
internal sealed class ParseEmitter(SpecModel spec, TypeModel type, VariableLayout layout, CodeWriter code)
{
    private readonly ExpressionEmitter _view = new(spec, id => "view." + type.Fields.First(f => f.Id == id).Name);

    public void Emit()
    {
        FieldModel[] variable = [.. type.VariableFields];
        code.Line();
        code.Line("/// <summary>Reads from the first byte on, and proves every bound that the members rely on. Lists are looked at when they are walked.</summary>");
        code.Line("/// <param name=\"bytes\">The bytes; more than needed is no fault.</param>");
        code.Line("/// <param name=\"view\">The view; over nothing where the result is false.</param>");
        code.Line("/// <param name=\"error\">What is wrong, and where, when the result is false.</param>");
        code.Inline();
        code.Open($"public static bool TryParse(ReadOnlySpan<byte> bytes, out {type.Name} view, out ParseError error)");
        code.Line($"view = new {type.Name}(bytes);");
        EmitFixedChecks();
        EmitVariableChecks(variable);
        code.Line("error = default;");
        code.Line("return true;");
        code.Close();
        EmitFieldAt();
        if (type.Shape == TypeShape.Header)
        {
            EmitValidate(variable);
        }
    }

    /// <summary>The condition that a value breaks a rule.</summary>
    public static string Broken(ValidRule rule, string value, ExpressionEmitter view) => rule.Operator switch
    {
        "==" => $"{value} != {Operand(rule.Operands[0], view)}",
        ">=" => $"{value} < {Operand(rule.Operands[0], view)}",
        "<=" => $"{value} > {Operand(rule.Operands[0], view)}",
        _ => string.Join(" && ", rule.Operands.Select(operand => $"{value} != {Operand(operand, view)}")),
    };

    // A field's value while another is parsed. Inside the block of its own condition there is no need to look at the condition again.
    private static string Value(VariableLayout layout, FieldModel field, Expression? condition)
    {
        bool isPlain = !field.IsFixed && field.Condition == condition && field is { Kind: FieldKind.Integer, Enum.Length: 0 } && layout.StartOf(field) is { Others.Count: 0, Form.IsConstant: true };
        return isPlain
            ? BitAccess.LoadInteger("bytes", (int)layout.StartOf(field).Form.Constant, field.BitSize, field.IsSigned, field.IsLittleEndian)
            : $"view.{field.Name}";
    }

    private static string Quote(string path) => $"\"{path}\"";

    private void EmitFixedChecks()
    {
        if (type.FixedSize > 0)
        {
            code.Open($"if (bytes.Length < {type.FixedSize})");
            EmitFailure("Truncated", "FieldAt(bytes.Length)", "bytes.Length");
            code.Close();
            code.Line();
        }

        foreach (FieldModel field in type.FixedFields)
        {
            EmitValid(field, "view." + field.Name, field.ByteOffset.ToString());
            if (field.Contents.Count > 0)
            {
                string bytes = string.Join(", ", field.Contents);
                EmitFault($"!view.{field.Name}.SequenceEqual((ReadOnlySpan<byte>)[{bytes}])", "InvalidValue", field, field.ByteOffset.ToString());
            }
        }
    }

    private void EmitVariableChecks(FieldModel[] variable)
    {
        if (variable.Length == 0)
        {
            code.Line($"view = new {type.Name}(bytes[..{type.FixedSize}]);");
            return;
        }

        if (variable.Length == 1 && variable[0] is { IsSizeToEnd: true, Condition: null })
        {
            return;
        }

        bool toEnd = variable.Any(field => layout.EndOf(field) is null);
        if (!toEnd)
        {
            code.Line($"int end = {type.FixedSize};");
        }

        Expression? open = null;
        foreach (FieldModel field in variable)
        {
            if (open is not null && field.Condition != open)
            {
                code.Close();
                code.Line();
                open = null;
            }

            if (field.Condition is not null && open is null)
            {
                code.Open($"if ({_view.Emit(field.Condition)})");
                open = field.Condition;
            }

            EmitVariableCheck(field, toEnd);
        }

        if (open is not null)
        {
            code.Close();
            code.Line();
        }

        if (!toEnd)
        {
            code.Line($"view = new {type.Name}(bytes[..end]);");
        }
    }

    private void EmitVariableCheck(FieldModel field, bool toEnd)
    {
        ExpressionEmitter values = new(spec, id => Value(layout, type.Fields.First(f => f.Id == id), field.Condition));
        VariableLayout.Offset start = layout.StartOf(field);
        string startText = toEnd ? start.Emit(values) : "end"; // a property asked where it is not inlined would keep the view out of the registers
        if (layout.EndOf(field) is not { } end)
        {
            return;
        }

        bool wide = end.Form.Coefficients.Keys.Any(id => type.Fields.First(f => f.Id == id).BitSize > 16);
        string endText = end.Emit(values);
        string name = Names.Camel(field.Id) + "End";
        if (!field.IsNumber)
        {
            code.Line($"{(wide ? "long" : "int")} {name} = {(wide ? "(long)" : "")}{endText};");
            bool mayBeNegative = start.Others.Count > 0 || end.Others.Count > 0 || layout.MinimumOf(end.Form.Plus(start.Form.Times(-1))) < 0;
            if (mayBeNegative)
            {
                EmitFault($"{name} < {start.Emit(values)}", "InvalidLength", field, startText);
            }
        }

        string bound = field.IsNumber ? endText : name;
        string fault = type.Shape == TypeShape.Header || field.IsNumber ? "Truncated" : "InvalidLength";
        EmitFault($"bytes.Length < {bound}", fault, field, fault == "Truncated" ? "bytes.Length" : startText);
        if (field.IsNumber)
        {
            EmitValid(field, Value(layout, field, field.Condition), startText);
        }

        if (!toEnd)
        {
            code.Line($"end = {(wide ? "(int)" : "")}{bound};");
        }
    }

    private void EmitValid(FieldModel field, string value, string offset)
    {
        foreach (ValidRule rule in field.Valid)
        {
            EmitFault(Broken(rule, value, _view), "InvalidValue", field, offset);
        }
    }

    private static string Operand(Expression expression, ExpressionEmitter view) => expression is BinaryExpression or ConditionalExpression ? $"({view.Emit(expression)})" : view.Emit(expression);

    private void EmitFault(string condition, string fault, FieldModel field, string offset)
    {
        code.Open($"if ({condition})");
        EmitFailure(fault, Quote(field.Path), offset);
        code.Close();
        code.Line();
    }

    // In place, not in a method that is called: what is handed to a call by reference cannot be kept in registers.
    private void EmitFailure(string fault, string field, string offset)
    {
        code.Line($"error = new ParseError(ParseFault.{fault}, {field}, {offset});");
        code.Line("view = default;");
        code.Line("return false;");
    }

    private void EmitFieldAt()
    {
        if (type.FixedSize == 0)
        {
            return;
        }

        code.Line();
        code.Line("// The field in which so few bytes end.");
        code.Line("[MethodImpl(MethodImplOptions.NoInlining)]");
        code.Open("private static string FieldAt(int length) => length switch");
        FieldModel[] fields = [.. type.FixedFields];
        int covered = 0;
        foreach (FieldModel field in fields)
        {
            int end = (field.BitOffset + field.BitSize + 7) / 8;
            if (end > covered && field != fields[fields.Length - 1])
            {
                code.Line($"< {end} => {Quote(field.Path)},");
                covered = end;
            }
        }

        code.Line($"_ => {Quote(fields[fields.Length - 1].Path)},");
        code.Close("};");
    }

    private void EmitValidate(FieldModel[] variable)
    {
        FieldModel[] lists = [.. variable.Where(field => field.Kind == FieldKind.User && spec.Type(field.Type).Shape == TypeShape.List)];
        code.Line();
        code.Line("/// <summary>Whether the lists are well formed too. Offsets in the error are from the header's start.</summary>");
        code.Open("public bool TryValidate(out ParseError error)");
        ExpressionEmitter properties = new(spec, id => type.Fields.First(f => f.Id == id).Name);
        foreach (FieldModel list in lists)
        {
            string walk = Names.Camel(list.Id);
            code.Line($"{spec.Type(list.Type).Name}.Enumerator {walk} = {list.Name}.GetEnumerator();");
            code.Open($"while ({walk}.MoveNext())");
            code.Close();
            code.Line();
            code.Open($"if ({walk}.Error.Fault != ParseFault.None)");
            code.Line($"error = {walk}.Error with {{ Offset = {walk}.Error.Offset + {layout.StartOf(list).Emit(properties)} }};");
            code.Line("return false;");
            code.Close();
            code.Line();
        }

        code.Line("error = default;");
        code.Line("return true;");
        code.Close();
    }
}
