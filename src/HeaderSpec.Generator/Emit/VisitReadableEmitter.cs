using HeaderSpec.Emit.Walked;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Writes the method of closed headers that shows what can be read of bytes that are no whole header.</summary>
internal sealed class VisitReadableEmitter(World world, TypeModel type, VariableLayout layout, CodeWriter code)
{
    private readonly ExpressionEmitter _view = new(world.Spec, id => "view." + type.Fields.First(f => f.Id == id).Name);

    public void Emit()
    {
        code.Line();
        code.Line("/// <summary>Shows the fields of bytes that <see cref=\"TryParse\"/> refuses, in wire order, up to the first that is not there whole, breaks a rule or is of one of several types; of a list what is there.</summary>");
        code.Line("/// <param name=\"bytes\">The bytes, however few.</param>");
        code.Line("/// <param name=\"visitor\">What the fields are shown to.</param>");
        code.Line("public static void VisitReadable<TVisitor>(ReadOnlySpan<byte> bytes, ref TVisitor visitor)");
        code.Open("    where TVisitor : IFieldVisitor");
        code.Line($"{type.Name} view = new(bytes);");
        EmitFixed();
        foreach (FieldModel field in type.VariableFields.TakeWhile(field => field.Kind != FieldKind.Switch))
        {
            EmitVariable(field);
        }

        code.Close();
    }

    // A getter loads whole words: its field can be read where the word is there.
    private int EndOf(FieldModel field)
    {
        int end = (field.BitOffset + field.BitSize + 7) / 8;
        if (field.Kind != FieldKind.Bits)
        {
            return end;
        }

        (int offset, int bits) = BitAccess.WordOf(field.BitOffset, field.BitSize, type.FixedSize);
        return Math.Max(end, offset + (bits / 8));
    }

    private void EmitFixed()
    {
        int checkedEnd = 0;
        foreach (FieldModel field in type.FixedFields)
        {
            if (EndOf(field) > checkedEnd)
            {
                checkedEnd = EndOf(field);
                EmitStop($"bytes.Length < {checkedEnd}");
            }

            new VisitEmitter(world, type, code).EmitField(field, "view.");
            foreach (ValidRule rule in field.Valid)
            {
                EmitStop(ParseEmitter.Broken(rule, "view." + field.Name, _view));
            }
        }
    }

    private void EmitVariable(FieldModel field)
    {
        string start = Names.Camel(field.Id) + "Start";
        string end = Names.Camel(field.Id) + "End";
        if (field.Condition is not null)
        {
            code.Open($"if ({_view.Emit(field.Condition)})");
        }

        code.Line($"long {start} = {layout.StartOf(field).Emit(_view)};");
        code.Line($"long {end} = {(layout.EndOf(field) is { } bound ? bound.Emit(_view) : "bytes.Length")};");
        bool isList = field.Kind == FieldKind.User && world.Spec.Type(field.Type).Shape is TypeShape.List;
        EmitStop(isList ? $"{start} > bytes.Length || {end} < {start}" : $"{end} > bytes.Length || {end} < {start}");
        if (isList)
        {
            string name = WalkedVisitEmitter.NameOf(field);
            string list = world.Spec.Type(field.Type).Name;
            code.Open($"if (visitor.EnterType({name}))");
            code.Line($"new {list}(bytes[(int){start}..(int)Math.Min({end}, bytes.Length)]).Visit(ref visitor);");
            code.Line($"visitor.LeaveType({name});");
            code.Close();
            code.Line();
            EmitStop($"{end} > bytes.Length");
        }
        else
        {
            code.Line($"view = new {type.Name}(bytes[..(int){end}]);");
            new VisitEmitter(world, type, code).EmitField(field, "view.");
            code.Line($"view = new {type.Name}(bytes);");
        }

        if (field.Condition is not null)
        {
            code.Close();
            code.Open("else");
            code.Line($"visitor.Absent({WalkedVisitEmitter.NameOf(field)});");
            code.Close();
        }

        code.Line();
    }

    private void EmitStop(string condition)
    {
        code.Open($"if ({condition})");
        code.Line("return;");
        code.Close();
        code.Line();
    }
}
