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
}
