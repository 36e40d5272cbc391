using HeaderSpec.Model;

namespace HeaderSpec.Emit.Walked;

/// <summary>Writes the member of a writer that writes what a view shows, field by field, so that it comes out byte for byte as it came in.</summary>
internal sealed class WalkedCopyEmitter(WalkedType walked, CodeWriter code)
{
    public void Emit()
    {
        code.Line();
        code.Line("/// <summary>Writes all fields of a view, byte for byte as they came: to change some of them afterwards, or to write them elsewhere.</summary>");
        code.Open($"public void CopyFrom(scoped in {walked.Model.Name} view)");
        for (int i = 0; i < walked.Layout.Parts.Count; i++)
        {
            Part part = walked.Layout.Parts[i];
            if (part.Run is { } run)
            {
                EmitRun(run);
            }
            else if (part.Field is { } field)
            {
                EmitField(field, part, i);
            }
            else
            {
                EmitBits(part);
            }
        }

        code.Close();
    }

    // What lies between the fields of a run is no field, but is kept.
    private static IEnumerable<(int Offset, int Size)> Gaps(Run run)
    {
        int at = 0;
        foreach (FieldModel field in run.Fields)
        {
            if (field.BitOffset > at)
            {
                yield return (at, field.BitOffset - at);
            }

            at = field.BitOffset + field.BitSize;
        }

        if (run.Size * 8 > at)
        {
            yield return (at, (run.Size * 8) - at);
        }
    }

    private static string InView(string offset) => System.Text.RegularExpressions.Regex.Replace(offset, @"_\w+", match => "view." + match.Value);

    private void EmitRun(Run run)
    {
        foreach (FieldModel field in run.Fields.Where(field => field.Contents.Count == 0))
        {
            bool isNumber = field.Kind is FieldKind.Integer or FieldKind.Float or FieldKind.Bits;
            string bytes = $"view._io.Slice({InView(WalkedAccess.Plus(run.Anchor, field.ByteOffset))}, {field.BitSize / 8})";
            if (isNumber)
            {
                code.Line($"{field.Name} = view.{field.Name};");
            }
            else
            {
                code.Line($"Set{field.Name}({bytes});");
            }
        }

        foreach ((int offset, int size) in Gaps(run))
        {
            bool isLittle = run.Fields.Last(field => field.BitOffset <= offset) is { Kind: FieldKind.Bits, IsLittleEndian: true };
            string order = isLittle ? "Little" : "Big";
            string from = $"((long)({InView(run.Anchor)}) << 3) + {offset}";
            code.Open("if (!_failed)");
            code.Line($"HeaderBits.Write{order}(_io, ((long)({run.Anchor}) << 3) + {offset}, {size}, HeaderBits.Read{order}(view._io, {from}, {size}));");
            code.Close();
            code.Line();
        }
    }

    private void EmitField(FieldModel field, Part part, int number)
    {
        string raw = $"view._io[({InView(part.Start)})..view.{part.End}]";
        if (field.Condition is not null)
        {
            code.Open($"if (view.{field.Presence})");
        }

        bool isUser = field.Kind == FieldKind.User && walked.World.Type(field.Type).HasWalkedWriter;
        if (field.Kind == FieldKind.Switch && !field.IsRepeated)
        {
            EmitSwitch(field, raw);
        }
        else if (isUser && !(field.IsRepeated && field.IsSized))
        {
            string item = field.IsRepeated ? "item" : $"view.{field.Name}";
            if (field.IsRepeated)
            {
                code.Open($"foreach ({walked.ItemTypeOf(field)} item in view.{field.Name})");
            }

            EmitUser(field.Name, field, item, field.IsSized);
            if (field.IsRepeated)
            {
                code.Close();
                code.Line();
            }
        }
        else if (field.Kind is FieldKind.Integer or FieldKind.Float)
        {
            if (field.IsRepeated)
            {
                code.Open($"foreach ({walked.ItemTypeOf(field)} item in view.{field.Name})");
                code.Line($"Add{field.Name}(item);");
                code.Close();
                code.Line();
            }
            else
            {
                code.Line($"{field.Name} = view.{field.Name};");
            }
        }
        else
        {
            code.Open($"if (BeginPart({number}))");
            code.Line($"AppendBytes({raw});");
            if (field.IsRepeated)
            {
                code.Line($"{WalkedViewEmitter.CountName(field)} = view.{field.Name}.Count;");
            }

            code.Close();
            code.Line();
        }

        if (field.Condition is not null)
        {
            code.Close();
            code.Line();
        }
    }

    private void EmitUser(string name, FieldModel field, string item, bool hasRest)
    {
        string local = Names.Stem(field.Id) + "Writer";
        code.Line($"{walked.World.NameOf(walked.World.Type(field.Type))}Writer {local} = Begin{name}();");
        code.Line($"{local}.CopyFrom({item});");
        code.Line($"End{name}({local});");
        if (hasRest)
        {
            code.Line($"AppendBytes({item}._io[{item}.End..]);");
        }
    }

    private void EmitSwitch(FieldModel field, string raw)
    {
        IReadOnlyList<FieldModel> bodies = WalkedType.Bodies(field);
        string otherwise = "";
        for (int i = 0; i < bodies.Count; i++)
        {
            FieldModel body = bodies[i];
            bool isUser = body.Kind == FieldKind.User && walked.World.Type(body.Type).HasWalkedWriter;
            bool isNumber = body.Kind is FieldKind.Integer or FieldKind.Float && !field.IsSized;
            if (!isUser && !isNumber)
            {
                continue;
            }

            string local = Names.Stem(field.Id) + (i + 1);
            string name = walked.CaseName(field, i + 1);
            code.Open($"{otherwise}if (view.TryGet{name}(out {walked.ItemTypeOf(body)} {local}))");
            if (isUser)
            {
                EmitUser(name, body with { Id = field.Id + (i + 1) }, local, field.IsSized);
            }
            else
            {
                code.Line($"Set{name}({local});");
            }

            code.Close();
            otherwise = "else ";
        }

        if (otherwise.Length > 0)
        {
            code.Open("else");
        }

        code.Line($"Set{field.Name}({raw});");
        if (otherwise.Length > 0)
        {
            code.Close();
            code.Line();
        }
    }

    private void EmitBits(Part part)
    {
        foreach (FieldModel field in part.Bits)
        {
            if (field.Condition is not null)
            {
                code.Open($"if (view.{field.Presence})");
            }

            if (field.IsRepeated)
            {
                code.Open($"foreach ({walked.ItemTypeOf(field)} item in view.{field.Name})");
                code.Line($"Add{field.Name}(item);");
                code.Close();
            }
            else
            {
                code.Line($"{field.Name} = view.{field.Name};");
            }

            if (field.Condition is not null)
            {
                code.Close();
                code.Line();
            }
        }

        // The last byte's unused bits.
        string cursor = WalkedSetterEmitter.BitCursor(part);
        code.Open($"if (!_failed && ({cursor} & 7) != 0)");
        code.Line($"int left = 8 - (int)({cursor} & 7);");
        string order = part.Bits[0].IsLittleEndian ? "Little" : "Big";
        code.Line($"HeaderBits.Write{order}(_io, {cursor}, left, HeaderBits.Read{order}(view._io, {cursor} + ((long)(({InView(part.Start)}) - ({part.Start})) << 3), left));");
        code.Close();
        code.Line();
    }
}
