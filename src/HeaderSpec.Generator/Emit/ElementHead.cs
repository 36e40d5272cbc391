using HeaderSpec.Expressions;
using HeaderSpec.Model;

namespace HeaderSpec.Emit;

/// <summary>What stands before the body of a list's element: its kind, and the length that gives the body's size.</summary>
internal sealed class ElementHead(TypeModel element, FieldModel kind, FieldModel length, FieldModel body)
{
    private readonly VariableLayout _layout = new(element);

    public FieldModel Kind => kind;

    public FieldModel Length => length;

    public int LengthOffset => length.IsFixed ? length.ByteOffset : (int)_layout.StartOf(length).Form.Constant;

    /// <summary>Where the body begins.</summary>
    public int Size => (int)_layout.StartOf(body).Form.Constant;

    /// <summary>The length's value less the element's size.</summary>
    public long Extra => -LinearForm.Of(body.Size!)!.Constant - Size;

    /// <summary>Kind and length of an element of a constant size.</summary>
    public IReadOnlyList<StoredPart> Parts(EnumItem item, int size) =>
        [.. new[] { StoredPart.Constant(kind, kind.ByteOffset, (long)item.Value), StoredPart.Constant(length, LengthOffset, size + Extra) }.OrderBy(part => part.Offset)];

    /// <summary>Stores kind and length of an element whose size is known at run time only, in the span <c>element</c>.</summary>
    public void EmitStores(CodeWriter code, EnumModel kinds, EnumItem item)
    {
        string kindType = BitAccess.TypeOf(kind.BitSize, kind.IsSigned);
        code.Line(BitAccess.StoreInteger("element", kind.ByteOffset, kind.BitSize, kind.IsSigned, kind.IsLittleEndian, $"({kindType}){kinds.Name}.{item.Name}") + ";");
        string stored = Extra == 0 ? "element.Length" : $"element.Length {(Extra < 0 ? '-' : '+')} {Math.Abs(Extra)}";
        string lengthType = BitAccess.TypeOf(length.BitSize, length.IsSigned);
        code.Line(BitAccess.StoreInteger("element", LengthOffset, length.BitSize, length.IsSigned, length.IsLittleEndian, $"({lengthType})({stored})") + ";");
    }

    /// <summary>Writes the records of a list behind the head, in the span <c>element</c>.</summary>
    public void EmitRecords(CodeWriter code, TypeModel record, string list, string count)
    {
        code.Open($"for (int i = 0; i < {count}; i++)");
        code.Line($"{list}[i].Write(element[({Size} + (i * {record.Name}.Size))..]);");
        code.Close();
    }
}
