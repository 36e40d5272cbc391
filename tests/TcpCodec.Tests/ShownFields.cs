using System.Globalization;
using HeaderSpec;

namespace TcpCodec.Tests;

/// <summary>The values that were shown, by their names in Wireshark. Empty bytes are left out, as tshark leaves them out.</summary>
internal sealed class ShownFields : IFieldVisitor
{
    private readonly List<(string Filter, string Value)> _values = [];

    /// <summary>The names, each once.</summary>
    public IEnumerable<string> Filters => _values.Select(value => value.Filter).Distinct();

    /// <summary>The first option's body, where it is bytes.</summary>
    public string? FirstBody { get; private set; }

    public IEnumerable<string> Of(string filter) => _values.Where(value => value.Filter == filter).Select(value => value.Value);

    public void Integer(FieldName field, Int128 value) => Add(field, value.ToString(CultureInfo.InvariantCulture));

    public void Boolean(FieldName field, bool value) => Add(field, value ? "1" : "0");

    public void Bytes(FieldName field, ReadOnlySpan<byte> value)
    {
        FirstBody ??= field.Id == "body" ? Convert.ToHexStringLower(value) : null;
        Add(field, Convert.ToHexStringLower(value));
    }

    public void Float(FieldName field, double value, bool isSingle) => Assert.Fail("No option has a floating-point number.");

    public void Text(FieldName field, HeaderText value) => Assert.Fail("No option has text.");

    public void Text(FieldName field, string value) => Assert.Fail("No option has text.");

    public bool EnterType(FieldName field) => true;

    public void LeaveType(FieldName field)
    {
    }

    public void EnterList(FieldName field, int count)
    {
    }

    public void LeaveList(FieldName field)
    {
    }

    public void Absent(FieldName field)
    {
    }

    public void Unreadable(FieldName field, ParseError error) => Assert.Fail($"{field.Id}: {error}");

    private void Add(FieldName field, string value)
    {
        if (field.Filter.Length > 0 && value.Length > 0)
        {
            _values.Add((field.Filter, value));
        }
    }
}
