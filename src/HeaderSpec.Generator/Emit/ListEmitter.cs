using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>Writes a list of elements: a view, and an enumerator that tells why it stopped.</summary>
internal static class ListEmitter
{
    public static void Emit(CodeWriter code, World world, TypeModel type)
    {
        SpecModel spec = world.Spec;
        FieldModel items = type.Fields[0];
        TypeModel element = spec.Type(items.Type);
        ExpressionEmitter until = new(spec, id => id, "_next.IsEmpty", "Current");
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
        code.Line("private ReadOnlySpan<byte> _next; // from the next element on; empty where there is none");
        code.Line("private int _left; // how many bytes follow the end");
        code.Line();
        code.Inline();
        code.Open("internal Enumerator(ReadOnlySpan<byte> bytes)");
        code.Line("_bytes = bytes;");
        code.Line("_next = bytes;");
        code.Close();
        code.Line();
        code.Line("/// <summary>The element at hand.</summary>");
        code.Line($"public {element.Name} Current {{ get; private set; }}");
        code.Line();
        code.Line("/// <summary>Why the walk stopped; <see cref=\"ParseFault.None\"/> at the end of the list. Offsets are from the list's start.</summary>");
        code.Line("public ParseError Error { get; private set; }");
        code.Line();
        code.Line("/// <summary>What follows the end of the list. Meaningful once <see cref=\"MoveNext\"/> has returned false.</summary>");
        code.Line("public readonly ReadOnlySpan<byte> Rest => _bytes[(_bytes.Length - _left)..];");
        code.Line();
        code.Line("/// <summary>Moves to the next element.</summary>");
        code.Inline();
        code.Open("public bool MoveNext()");
        code.Line("ReadOnlySpan<byte> bytes = _next;");
        code.Open("if (bytes.Length < 1)"); // so, and not IsEmpty: the JIT sees that TryParse asks the same
        code.Line("Current = default;");
        code.Line("return false;");
        code.Close();
        code.Line();
        code.Open($"if (!{element.Name}.TryParse(bytes, out {element.Name} element, out ParseError error))");
        code.Line("Error = error with { Offset = error.Offset + _bytes.Length - bytes.Length };");
        code.Line("_left = bytes.Length;");
        code.Line("_next = default;");
        code.Line("Current = default;");
        code.Line("return false;");
        code.Close();
        code.Line();
        code.Line("Current = element;");
        code.Line("_next = bytes[element.Size..];");
        if (items.Until is not null)
        {
            code.Open($"if ({until.Emit(WithoutEnd(items.Until))})");
            code.Line("_left = _next.Length;");
            code.Line("_next = default;");
            code.Close();
            code.Line();
        }

        code.Line("return true;");
        code.Close();
        code.Close();
        new VisitEmitter(world, type, code).EmitList();
        code.Close();
        code.Line();
    }

    // The end of the bytes ends every walk: a condition need not ask for it.
    private static Expression WithoutEnd(Expression until) => until switch
    {
        BinaryExpression { Operator: "or", Right: MemberExpression { Target: NameExpression { Name: "_io" }, Name: "eof" } } either => WithoutEnd(either.Left),
        BinaryExpression { Operator: "or", Left: MemberExpression { Target: NameExpression { Name: "_io" }, Name: "eof" } } either => WithoutEnd(either.Right),
        _ => until,
    };
}
