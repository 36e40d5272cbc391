namespace HeaderSpec;

/// <summary>What every generated type can show its fields to, in wire order: to print, to compare, to count. A struct costs no allocation.</summary>
public interface IFieldVisitor
{
    /// <summary>An integer, or a value of an enum.</summary>
    void Integer(FieldName field, Int128 value);

    /// <summary>A truth value.</summary>
    void Boolean(FieldName field, bool value);

    /// <summary>A floating-point number.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">The value.</param>
    /// <param name="isSingle">Whether it has 32 bits on the wire.</param>
    void Float(FieldName field, double value, bool isSingle);

    /// <summary>Plain bytes.</summary>
    void Bytes(FieldName field, ReadOnlySpan<byte> value);

    /// <summary>Text.</summary>
    void Text(FieldName field, HeaderText value);

    /// <summary>Text that was computed.</summary>
    void Text(FieldName field, string value);

    /// <summary>A field of a type of its own begins. False to pass over it: then <see cref="LeaveType"/> is not called.</summary>
    bool EnterType(FieldName field);

    /// <summary>The type ends.</summary>
    void LeaveType(FieldName field);

    /// <summary>A list begins; its items follow, each by the list's name.</summary>
    void EnterList(FieldName field, int count);

    /// <summary>The list ends.</summary>
    void LeaveList(FieldName field);

    /// <summary>The field is not there.</summary>
    void Absent(FieldName field);

    /// <summary>An instance that cannot be read, or a body that is not what its kind says.</summary>
    void Unreadable(FieldName field, ParseError error);
}

/// <summary>The names of a field.</summary>
/// <param name="Id">In the specification.</param>
/// <param name="Filter">In Wireshark; empty where the specification gives none.</param>
public readonly record struct FieldName(string Id, string Filter);
