using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Writes the member of a writer that writes what a view shows, field by field, so that it comes out byte for byte as it came in.</summary>
internal sealed class CopyEmitter(World world, TypeModel type, WriterPlan plan, CodeWriter code)
{
    private readonly SpecModel _spec = world.Spec;

    public void Emit()
    {
        code.Line();
        code.Line("/// <summary>");
        code.Line("/// Writes all fields of a view, byte for byte as they came, in place of what has been written so far: to change some of them afterwards, or to write them elsewhere.");
        code.Line("/// The view is of other bytes than the buffer's: to change a header where it is, open it with <see cref=\"TryEdit\"/>.");
        code.Line("/// </summary>");
        code.Open($"public void CopyFrom(scoped in {type.Name} view)");
        code.Line($"_size = {type.Name}.FixedSize;");
        if (plan.Middle is not null)
        {
            code.Line("_failed = false;");
        }

        EmitFixed();
        if (plan.Middle is { } middle)
        {
            EmitMiddle(middle);
        }

        if (plan.Payload is { } payload)
        {
            EmitPayload(payload);
        }

        code.Close();
    }

    // The bits between fields, which are no field but are kept.
    private IEnumerable<(int Offset, int Size)> Gaps(TypeModel within)
    {
        int at = 0;
        foreach (FieldModel field in within.FixedFields)
        {
            if (field.BitOffset > at)
            {
                yield return (at, field.BitOffset - at);
            }

            if (field.Kind == FieldKind.User)
            {
                foreach ((int offset, int size) in Gaps(_spec.Type(field.Type)))
                {
                    yield return (field.BitOffset + offset, size);
                }
            }

            at = field.BitOffset + field.BitSize;
        }

        if (within.FixedSize * 8 > at)
        {
            yield return (at, (within.FixedSize * 8) - at);
        }
    }

    private void EmitFixed()
    {
        foreach (string name in type.FixedFields.Where(field => field.Contents.Count == 0).Select(field => field.FlagsGroup.Length > 0 ? Names.Pascal(field.FlagsGroup) : field.Name).Distinct())
        {
            code.Line($"{name} = view.{name};");
        }

        foreach ((int offset, int size) in Gaps(type))
        {
            code.Line(BitAccess.StoreBits("_bytes", offset, size, type.FixedSize, $"({BitAccess.LoadBits("view.Bytes", offset, size, type.FixedSize)})") + ";");
        }
    }

    private void EmitMiddle(FieldModel middle)
    {
        if (middle.Kind == FieldKind.User && _spec.Type(middle.Type).Shape == TypeShape.List)
        {
            EmitList(middle, _spec.Type(middle.Type));
        }
        else
        {
            code.Line($"Add{middle.Name}(view.{middle.Name}{(middle.Kind == FieldKind.User ? "Bytes" : "")});");
        }
    }

    private void EmitList(FieldModel middle, TypeModel list)
    {
        TypeModel element = _spec.Type(list.Fields[0].Type);
        string add = "Add" + Names.Pascal(element.Id);
        code.Line($"{list.Name}.Enumerator walk = view.{middle.Name}.GetEnumerator();");
        code.Open("while (walk.MoveNext())");
        (EnumItem Item, ClosedCase? Case)[] known = [];
        ElementKinds? kinds = ElementKinds.TryCreate(_spec, element);
        if (kinds is not null)
        {
            // A body without a member that writes all its bits is copied with its element.
            known = [.. kinds.Writable(world).Where(kind => kind.Case is null || kind.Case.Body.HasWalkedWriter || ((kind.Case.IsTakenApart || kind.Case.Body.Shape is TypeShape.Empty or TypeShape.RecordList) && kinds.IsAllWritten(_spec, kind.Case.Body)))];
        }

        if (kinds is not null && known.Length > 0)
        {
            code.Open($"switch (walk.Current.{kinds.Kind.Name})");
            foreach ((EnumItem item, ClosedCase? choice) in known)
            {
                EmitKind(kinds, item, choice);
            }

            code.Label("default:");
            code.Line($"{add}(walk.Current.Bytes);");
            code.EndCase();
            code.Close();
        }
        else
        {
            code.Line($"{add}(walk.Current.Bytes);");
        }

        code.Close();
        code.Line();
        code.Line($"{add}(walk.Rest);");
    }

    private void EmitKind(ElementKinds kinds, EnumItem item, ClosedCase? choice)
    {
        TypeModel? body = choice?.Body;
        string label = $"case {kinds.Names.Name}.{item.Name} when walk.Current.";
        string name = choice?.Name ?? "";
        string stem = choice?.Stem ?? "";
        switch (body?.Shape)
        {
            case null:
                code.Label($"{label}Size == 1:");
                code.Line($"Add{item.Name}();");
                break;

            case TypeShape.Empty:
                code.Label($"{label}Is{name}:");
                code.Line($"Add{name}();");
                break;

            case TypeShape.Record:
                string Value(FieldModel part) => stem + Names.Pascal(part.Id);
                code.Label($"{label}TryGet{name}({string.Join(", ", body.Fields.Select(part => $"out {_spec.TypeOf(part)} {Value(part)}"))}):");
                code.Line($"Add{name}({string.Join(", ", choice!.Parameters.Select(Value))});");
                break;

            case TypeShape.Element:
                code.Label($"{label}TryGet{name}(out {choice!.TypeName} {stem}Body):");
                code.Line($"Add{name}({string.Join(", ", choice.Parameters.Select(part => $"{stem}Body.{part.Name}"))});");
                break;

            case TypeShape.Walked:
                code.Label($"{label}TryGet{name}(out {choice!.TypeName} {stem}Body):");
                code.Line($"{choice.TypeName}Writer {stem}Writer = Begin{name}();");
                code.Line($"{stem}Writer.CopyFrom({stem}Body);");
                code.Line($"End{name}({stem}Writer);");
                break;

            case TypeShape.RecordList:
                TypeModel record = _spec.Type(body.Fields[0].Type);
                string items = stem + "Items";
                code.Open($"{label}TryGet{name}(out {body.Name} {items}):");
                code.Open($"if (TryTake({kinds.Head!.Size} + ({items}.Count * {record.Name}.Size), out Span<byte> element))");
                kinds.Head.EmitStores(code, kinds.Names, item);
                kinds.Head.EmitRecords(code, record, items, $"{items}.Count");
                code.Close();
                code.Line();
                code.Line("break;");
                code.Close();
                code.Line();
                return;
        }

        code.EndCase();
    }

    private void EmitPayload(FieldModel payload)
    {
        code.Line($"_payloadSize = view.{payload.Name}.Length;");
        if (plan.Middle is not null)
        {
            code.Line("_payloadAt = _size;");
        }

        code.Open("if (_payloadSize <= _bytes.Length - _size)");
        code.Line($"view.{payload.Name}.CopyTo(_bytes[_size..]);");
        code.Close();
    }
}
