using HeaderSpec.Emit.Walked;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Writes the methods of closed types that show their fields to a visitor.</summary>
internal sealed class VisitEmitter(World world, TypeModel type, CodeWriter code)
{
    private readonly SpecModel _spec = world.Spec;

    /// <summary>For a view: the fields one after the other.</summary>
    public void EmitView()
    {
        Open();
        ExpressionEmitter properties = new(_spec, id => type.Fields.First(f => f.Id == id).Name);
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
        code.Open($"foreach ({_spec.Type(items.Type).Name} item in this)");
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
        ExpressionEmitter properties = new(_spec, id => type.Fields.First(f => f.Id == id).Name);

        // The filter of a switch is the name of bytes that no case is for.
        string name = Name(field with { Filter = "" });
        code.Open($"switch ({properties.Emit(field.SwitchOn!)})");
        foreach (ClosedCase choice in ClosedCase.Of(world, field))
        {
            TypeModel body = choice.Body;
            string asked = body.Shape switch
            {
                TypeShape.Empty => $"Is{choice.Name}",
                TypeShape.Record => $"TryGet{choice.Name}({string.Join(", ", body.Fields.Select(part => $"out {_spec.TypeOf(part)} {Local(choice, part)}"))})",
                _ => $"TryGet{choice.Name}(out {choice.TypeName} {choice.Stem}Body)",
            };
            code.Label($"case {properties.Emit(choice.Value)} when {asked}:");
            code.Open($"if (visitor.EnterType({name}))");
            switch (body.Shape)
            {
                case TypeShape.Empty:
                    break;

                case TypeShape.Record:
                    foreach (FieldModel part in body.Fields)
                    {
                        EmitNumber(part, Local(choice, part));
                    }

                    break;

                default:
                    code.Line($"{choice.Stem}Body.Visit(ref visitor);");
                    break;
            }

            code.Line($"visitor.LeaveType({name});");
            code.Close();
            code.Line();
            code.EndCase();
        }

        if (field.Filter.Length > 0)
        {
            code.Label($"case {string.Join(" or ", field.Cases.Select(choice => properties.Emit(choice.Value!)))}:");
            code.Line($"visitor.Bytes({name}, {field.Name});");
            code.EndCase();
        }

        code.Label("default:");
        code.Line($"visitor.Bytes({Name(field)}, {field.Name});");
        code.EndCase();
        code.Close();
    }

    private static string Local(ClosedCase choice, FieldModel part) => choice.Stem + Names.Pascal(part.Id);
}
