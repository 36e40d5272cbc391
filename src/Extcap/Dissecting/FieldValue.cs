namespace Extcap.Dissecting;

/// <summary>The value of a field, as Wireshark means it.</summary>
/// <param name="Name">The field's name in Wireshark; its id in the spec where Wireshark has none, which an option alone shows.</param>
/// <param name="Number">The value of a number; of bytes, where they begin in what was gathered.</param>
/// <param name="Length">How many bytes there are; -1 for a number.</param>
/// <param name="Option">Which option of the header holds it, from 0; -1 for the header itself.</param>
internal readonly record struct FieldValue(string Name, Int128 Number, int Length, int Option)
{
    public bool IsNumber => Length < 0;
}
