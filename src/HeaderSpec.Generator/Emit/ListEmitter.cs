using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Writes a list of elements: a view, and an enumerator that tells why it stopped.</summary>
internal static class ListEmitter
{
    public static void Emit(CodeWriter code, SpecModel spec, TypeModel type)
    {
        FieldModel items = type.Fields[0];
        TypeModel element = spec.Type(items.Type);
        ExpressionEmitter until = new(spec, id => id, "(next + Current.Size >= _bytes.Length)", "Current");
        TypeDocs.Emit(code, type, type.Doc.Length > 0 ? DocText.Format(type.Doc, type) : $"The list <c>{type.Id}</c>: a view over bytes.", withDiagram: false);
        code.Open($"public readonly ref struct {type.Name}");
        code.Line("private readonly ReadOnlySpan<byte> _bytes;");
        code.Line();
        code.Line($"internal {type.Name}(ReadOnlySpan<byte> bytes) => _bytes = bytes;");
        code.Line();
        code.Line("/// <summary>The whole list, and what follows its end, as they came.</summary>");
        code.Line("public ReadOnlySpan<byte> Bytes => _bytes;");
        code.Line();
        code.Line("/// <summary>Walks the list in wire order, without allocating.</summary>");
        code.Line("public Enumerator GetEnumerator() => new(_bytes);");
        code.Line();
        code.Line("/// <summary>Walks the list. Stops at its end, or at the first element that is not well formed.</summary>");
        code.Open("public ref struct Enumerator");
        code.Line("private readonly ReadOnlySpan<byte> _bytes;");
        code.Line("private int _offset;");
        code.Line("private bool _ended;");
        code.Line();
        code.Line("internal Enumerator(ReadOnlySpan<byte> bytes) => _bytes = bytes;");
        code.Line();
        code.Line("/// <summary>The element at hand.</summary>");
        code.Line($"public {element.Name} Current {{ get; private set; }}");
        code.Line();
        code.Line("/// <summary>Why the walk stopped; <see cref=\"ParseFault.None\"/> at the end of the list. Offsets are from the list's start.</summary>");
        code.Line("public ParseError Error { get; private set; }");
        code.Line();
        code.Line("/// <summary>What follows the end of the list. Meaningful once <see cref=\"MoveNext\"/> has returned false.</summary>");
        code.Line("public readonly ReadOnlySpan<byte> Rest => _bytes[_offset..];");
        code.Line();
        code.Line("/// <summary>Moves to the next element.</summary>");
        code.Open("public bool MoveNext()");
        code.Line("int next = _offset + Current.Size;");
        code.Line("_offset = next;");
        code.Open("if (_ended || next >= _bytes.Length)");
        code.Line("Current = default;");
        code.Line("return false;");
        code.Close();
        code.Line();
        code.Open($"if (!{element.Name}.TryParse(_bytes[next..], out {element.Name} element, out ParseError error))");
        code.Line("Error = error with { Offset = error.Offset + next };");
        code.Line("_ended = true;");
        code.Line("Current = default;");
        code.Line("return false;");
        code.Close();
        code.Line();
        code.Line("Current = element;");
        if (items.Until is not null)
        {
            code.Line($"_ended = {until.Emit(items.Until)};");
        }

        code.Line("return true;");
        code.Close();
        code.Close();
        new VisitEmitter(spec, type, code).EmitList();
        code.Close();
        code.Line();
    }
}
