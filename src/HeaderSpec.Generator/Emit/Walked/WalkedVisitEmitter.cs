using HeaderSpec.Model;
using HeaderSpec.Typing;

namespace HeaderSpec.Emit.Walked;

/// <summary>Writes the method that shows all fields to a visitor, then all instances.</summary>
internal sealed class WalkedVisitEmitter(WalkedType walked, CodeWriter code)
{
    public void Emit()
    {
        code.Line();
        code.Line("/// <summary>Shows the fields to a visitor, in wire order, then the instances.</summary>");
        code.Line("public void Visit<TVisitor>(ref TVisitor visitor)");
        code.Open("    where TVisitor : IFieldVisitor");
        foreach (FieldModel field in walked.Model.Fields)
        {
            EmitField(field);
        }

        foreach (FieldModel instance in walked.Model.Instances)
        {
            EmitInstance(instance);
        }

        code.Close();
    }

    /// <summary>The C# that shows one value.</summary>
    public static void EmitValue(CodeWriter code, ExpressionType type, string value, string name, string csharp = "")
    {
        switch (type)
        {
            case IntegerType:
                code.Line($"visitor.Integer({name}, {value});");
                break;
            case EnumType item:
                code.Line($"visitor.Integer({name}, ({item.Range.CSharp ?? "Int128"}){value});");
                break;
            case BooleanType:
                code.Line($"visitor.Boolean({name}, {value});");
                break;
            case FloatType number:
                code.Line($"visitor.Float({name}, {value}, isSingle: {(csharp == "float" || number.IsSingle ? "true" : "false")});");
                break;
            case TextType:
                code.Line($"visitor.Text({name}, {value});");
                break;
            case UserType:
                code.Open($"if (visitor.EnterType({name}))");
                code.Line($"{value}.Visit(ref visitor);");
                code.Line($"visitor.LeaveType({name});");
                code.Close();
                break;
            default:
                code.Line($"visitor.Bytes({name}, {value});");
                break;
        }
    }

    public static string NameOf(FieldModel field) => $"new FieldName(\"{field.Id}\", \"{field.Filter}\")";

    private void EmitField(FieldModel field)
    {
        string name = NameOf(field);
        if (field.Condition is not null)
        {
            code.Open($"if (!{field.Presence})");
            code.Line($"visitor.Absent({name});");
            code.Close();
            code.Open("else");
        }

        MemberType item = walked.Typing.ItemTypeOf(field);
        if (field.IsRepeated)
        {
            EmitList(field, item, field.Name);
        }
        else if (field.Kind == FieldKind.Switch)
        {
            IReadOnlyList<FieldModel> bodies = WalkedType.Bodies(field);
            for (int i = 0; i < bodies.Count; i++)
            {
                string local = Names.Stem(field.Id) + (i + 1);
                MemberType body = walked.Typing.ItemTypeOf(bodies[i]);
                code.Open($"{(i == 0 ? "" : "else ")}if (TryGet{walked.CaseName(field, i + 1)}(out {body.CSharp} {local}))");
                EmitValue(code, body.Type, local, name);
                code.Close();
            }

            if (bodies.Count > 0)
            {
                code.Open("else");
            }

            code.Line(field.IsSized ? $"visitor.Bytes({name}, {field.Name});" : $"visitor.Absent({name});");
            if (bodies.Count > 0)
            {
                code.Close();
            }
        }
        else
        {
            EmitValue(code, item.Type, field.Name, name);
        }

        if (field.Condition is not null)
        {
            code.Close();
        }
    }

    private void EmitList(FieldModel field, MemberType item, string list)
    {
        string name = NameOf(field);
        code.Line($"visitor.EnterList({name}, {list}.Count);");
        code.Open($"foreach ({item.CSharp} item in {list})");
        EmitValue(code, item.Type, "item", name);
        code.Close();
        code.Line();
        code.Line($"visitor.LeaveList({name});");
    }

    private void EmitInstance(FieldModel instance)
    {
        string name = NameOf(instance);
        if (instance.Value is not null)
        {
            MemberType type = walked.Typing.TypeOf(walked.Model, instance)!;
            if (type.Type is ListType or SwitchedType or StreamType)
            {
                return;
            }

            string local = Names.Camel(instance.Id);
            TypedExpression? condition = instance.Condition is null ? null : walked.Compile(instance.Condition);
            if (condition is { CanFault: false })
            {
                code.Open($"if (!{condition.Operand})");
                code.Line($"visitor.Absent({name});");
                code.Close();
                code.Open("else");
            }

            if (type.CanFault)
            {
                code.Open($"if (TryGet{instance.Name}(out {type.CSharp} {local}))");
                EmitValue(code, type.Type, local, name, type.CSharp);
                code.Close();
                code.Open("else");
                code.Line($"visitor.Unreadable({name}, new ParseError(ParseFault.NoValue, \"{instance.Path}\", 0));");
                code.Close();
            }
            else
            {
                EmitValue(code, type.Type, instance.Name, name, type.CSharp);
            }

            if (condition is { CanFault: false })
            {
                code.Close();
            }

            return;
        }

        IReadOnlyList<FieldModel> bodies = instance.Kind == FieldKind.Switch ? WalkedType.Bodies(instance) : [instance];
        string error = Names.Stem(instance.Id) + "Error";
        code.Line($"ParseError {error} = default;");
        for (int i = 0; i < bodies.Count; i++)
        {
            MemberType item = walked.Typing.ItemTypeOf(bodies[i]);
            string local = Names.Stem(instance.Id) + (i + 1);
            string method = instance.Kind == FieldKind.Switch ? walked.CaseName(instance, i + 1) : instance.Name;
            string csharp = instance.IsRepeated ? instance.Name + "List" : item.CSharp;
            code.Open($"{(i == 0 ? "" : "else ")}if ({(i == 0 ? "" : $"{error}.Fault == ParseFault.None && ")}TryGet{method}(out {csharp} {local}, out {error}))");
            if (instance.IsRepeated)
            {
                EmitList(instance, item, local);
            }
            else
            {
                EmitValue(code, item.Type, local, name);
            }

            code.Close();
        }

        code.Open($"else if ({error}.Fault == ParseFault.None)");
        code.Line($"visitor.Absent({name});");
        code.Close();
        code.Open("else");
        code.Line($"visitor.Unreadable({name}, {error});");
        code.Close();
    }
}
