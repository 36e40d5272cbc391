using HeaderSpec.Emit.Walked;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Writes the methods of closed types that show their fields to a visitor.</summary>
internal sealed class VisitEmitter(SpecModel spec, TypeModel type, CodeWriter code)
{
    /// <summary>For a view: the fields one after the other.</summary>
    public void EmitView()
    {
        Open();
        ExpressionEmitter properties = new(spec, id => type.Fields.First(f => f.Id == id).Name);
        foreach (FieldModel field in type.Fields)
        {
            if (field.Condition is not null)
            {
                code.Open($"if ({properties.Emit(field.Condition)})");
            }

            EmitField(field, "");
            if (field.Condition is not null)
            {
                code.Close();
                code.Open("else");
                code.Line($"visitor.Absent({Name(field)});");
                code.Close();
            }
        }

        code.Close();
    }

    /// <summary>For a record: its numbers.</summary>
    public void EmitRecord()
    {
        Open();
        foreach (FieldModel field in type.Fields)
        {
            EmitNumber(field, field.Name);
        }

        code.Close();
    }

    /// <summary>For a list: its elements, and what follows them.</summary>
    public void EmitList()
    {
        FieldModel items = type.Fields[0];
        string name = Name(items);
        Open();
        if (items.Condition is not null)
        {
            // The one condition that a closed list may have: that there are bytes.
            code.Open("if (_bytes.IsEmpty)");
            code.Line($"visitor.Absent({name});");
            if (type.Fields.Count > 1)
            {
                code.Line($"visitor.Bytes({Name(type.Fields[1])}, _bytes);");
            }

            code.Line("return;");
            code.Close();
            code.Line();
        }

        code.Line("int count = 0;");
        code.Line("Enumerator walk = GetEnumerator();");
        code.Open("while (walk.MoveNext())");
        code.Line("count++;");
        code.Close();
        code.Line();
        code.Line($"visitor.EnterList({name}, count);");
        code.Open($"foreach ({spec.Type(items.Type).Name} item in this)");
        EmitType(items, "item");
        code.Close();
        code.Line();
        code.Line($"visitor.LeaveList({name});");
        code.Open("if (walk.Error.Fault != ParseFault.None)");
        code.Line($"visitor.Unreadable({name}, walk.Error);");
        code.Close();
        if (type.Fields.Count > 1)
        {
            code.Line();
            code.Line($"visitor.Bytes({Name(type.Fields[1])}, walk.Rest);");
        }

        code.Close();
    }

    /// <summary>For a list of records.</summary>
    public void EmitRecordList()
    {
        FieldModel items = type.Fields[0];
        Open();
        code.Line($"visitor.EnterList({Name(items)}, Count);");
        code.Open("for (int i = 0; i < Count; i++)");
        EmitType(items, "this[i]");
        code.Close();
        code.Line();
        code.Line($"visitor.LeaveList({Name(items)});");
        code.Close();
    }

    private static string Name(FieldModel field) => WalkedVisitEmitter.NameOf(field);

    private void Open()
    {
        code.Line();
        code.Line("/// <summary>Shows the fields to a visitor, in wire order.</summary>");
        code.Line("public void Visit<TVisitor>(ref TVisitor visitor)");
        code.Open("    where TVisitor : IFieldVisitor");
    }

    private void EmitNumber(FieldModel field, string value)
    {
        bool isBoolean = field is { Kind: FieldKind.Bits, BitSize: 1, Enum.Length: 0 };
        string number = field.Enum.Length > 0 ? $"({BitAccess.TypeOf(field.BitSize, field.IsSigned)}){value}" : value;
        code.Line(isBoolean ? $"visitor.Boolean({Name(field)}, {value});" : $"visitor.Integer({Name(field)}, {number});");
    }

    private void EmitType(FieldModel field, string value)
    {
        code.Open($"if (visitor.EnterType({Name(field)}))");
        code.Line($"{value}.Visit(ref visitor);");
        code.Line($"visitor.LeaveType({Name(field)});");
        code.Close();
    }

    /// <summary>For a field that is there; <paramref name="view"/> is what its getter is called on, with a dot, and empty within the view.</summary>
    public void EmitField(FieldModel field, string view)
    {
        switch (field.Kind)
        {
            case FieldKind.Integer or FieldKind.Bits:
                EmitNumber(field, view + field.Name);
                break;

            case FieldKind.User:
                EmitType(field, view + field.Name);
                break;

            case FieldKind.Switch:
                EmitSwitch(field);
                break;

            default:
                code.Line($"visitor.Bytes({Name(field)}, {view}{field.Name});");
                break;
        }
    }

    private void EmitSwitch(FieldModel field)
    {
        string otherwise = "";
        foreach (SwitchCase choice in field.Cases)
        {
            TypeModel body = spec.Type(choice.Type);
            string name = Names.Pascal(body.Id);
            string local = Names.Camel(body.Id);
            switch (body.Shape)
            {
                case TypeShape.Empty:
                    code.Open($"{otherwise}if (Is{name})");
                    code.Open($"if (visitor.EnterType({Name(field)}))");
                    code.Line($"visitor.LeaveType({Name(field)});");
                    code.Close();
                    break;

                case TypeShape.Record:
                    code.Open($"{otherwise}if (TryGet{name}({string.Join(", ", body.Fields.Select(part => $"out {spec.TypeOf(part)} {Local(local, part)}"))}))");
                    code.Open($"if (visitor.EnterType({Name(field)}))");
                    foreach (FieldModel part in body.Fields)
                    {
                        EmitNumber(part, Local(local, part));
                    }

                    code.Line($"visitor.LeaveType({Name(field)});");
                    code.Close();
                    break;

                default:
                    code.Open($"{otherwise}if (TryGet{name}(out {body.Name} {local}))");
                    EmitType(field, local);
                    break;
            }

            code.Close();
            otherwise = "else ";
        }

        code.Open("else");
        code.Line($"visitor.Bytes({Name(field)}, {field.Name});");
        code.Close();
    }

    private static string Local(string body, FieldModel part) => body.TrimStart('@') + Names.Pascal(part.Id);
}
