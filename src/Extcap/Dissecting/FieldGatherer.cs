using System.Globalization;
using HeaderSpec;

namespace Extcap.Dissecting;

/// <summary>Gathers the fields that a generated header shows. Items of a list at the header's own level are options.</summary>
internal struct FieldGatherer(LayerFields fields) : IFieldVisitor
{
    private int _lists;
    private int _types;
    private bool _hasPaddingAhead;

    /// <summary>Where a list of options begins, in bytes from the header's first.</summary>
    public int ListOffset { get; init; }

    /// <summary>The length of the header, in bytes: a list of options is its last part.</summary>
    public int HeaderSize { get; init; }

    /// <inheritdoc/>
    public readonly void Integer(FieldName field, Int128 value)
    {
        if (fields.Option < 0 && field.Id.StartsWith("reserved", StringComparison.Ordinal) && value != 0)
        {
            fields.Report(Name(field), WiresharkField.OffsetOf(Name(field)), string.Create(CultureInfo.InvariantCulture, $"reserved, sent as zero, but it is {value}"));
        }

        if (field.Filter.Length > 0)
        {
            fields.Add(WiresharkField.NameOf(field.Filter, value), value * WiresharkField.UnitOf(field.Filter));
        }
    }

    /// <inheritdoc/>
    public readonly void Boolean(FieldName field, bool value) => Integer(field, value ? 1 : 0);

    /// <inheritdoc/>
    public readonly void Float(FieldName field, double value, bool isSingle) => throw new NotSupportedException("No header of TCP/IP has a floating-point number.");

    /// <inheritdoc/>
    public readonly void Bytes(FieldName field, ReadOnlySpan<byte> value)
    {
        if (_hasPaddingAhead && field.Id == "padding" && value.ContainsAnyExcept((byte)0))
        {
            fields.Report("padding", HeaderSize - value.Length, "the padding behind the end-of-list option is not zero");
        }

        // Bytes that Wireshark has no name for are shown as part of an option only: it is unknown.
        if (value.IsEmpty || (field.Filter.Length == 0 && (fields.Option < 0 || field.Id[0] == '_')))
        {
            return;
        }

        if (WiresharkField.FormatOf(field.Filter) == FieldFormat.Number)
        {
            UInt128 number = 0;
            foreach (byte part in value)
            {
                number = (number << 8) | part;
            }

            fields.Add(field.Filter, (Int128)number);
            return;
        }

        fields.Add(Name(field), value);
    }

    /// <inheritdoc/>
    public readonly void Text(FieldName field, HeaderText value) => Bytes(field, value.Bytes);

    /// <inheritdoc/>
    public readonly void Text(FieldName field, string value) => throw new NotSupportedException("No header of TCP/IP computes a text.");

    /// <inheritdoc/>
    public bool EnterType(FieldName field)
    {
        _types++;
        if (_lists == 1 && fields.Option < 0)
        {
            fields.BeginOption();
            _types = 0;
        }

        return true;
    }

    /// <inheritdoc/>
    public void LeaveType(FieldName field)
    {
        if (_lists == 1 && _types == 0)
        {
            fields.EndOption();
        }

        _types--;
    }

    /// <inheritdoc/>
    public void EnterList(FieldName field, int count) => _lists++;

    /// <inheritdoc/>
    public void LeaveList(FieldName field)
    {
        _lists--;
        _hasPaddingAhead = _lists == 0;
    }

    /// <inheritdoc/>
    public readonly void Absent(FieldName field)
    {
    }

    /// <inheritdoc/>
    public void Unreadable(FieldName field, ParseError error)
    {
        _hasPaddingAhead = false;
        fields.Report(error.Field, ListOffset + error.Offset, ParseSentence.Of(error));
    }

    private static string Name(FieldName field) => field.Filter.Length > 0 ? field.Filter : field.Id;
}
