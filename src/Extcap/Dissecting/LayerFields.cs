using System.Diagnostics.CodeAnalysis;

namespace Extcap.Dissecting;

/// <summary>The fields of a header, gathered in wire order, and what is to be said of them. It is used again for each header.</summary>
internal sealed class LayerFields
{
    private readonly List<FieldValue> _values = [];
    private readonly List<LayerFinding> _findings = [];
    private byte[] _bytes = new byte[2048];
    private int _used;

    public IReadOnlyList<FieldValue> Values => _values;

    /// <summary>What is wrong with the header; offsets are from its first byte.</summary>
    public IReadOnlyList<LayerFinding> Findings => _findings;

    /// <summary>How many options there are.</summary>
    public int OptionCount { get; private set; }

    /// <summary>Which option is being read; -1 between them.</summary>
    public int Option { get; private set; } = -1;

    public void Clear()
    {
        _values.Clear();
        _findings.Clear();
        _used = 0;
        OptionCount = 0;
        Option = -1;
    }

    public void BeginOption() => Option = OptionCount++;

    public void EndOption() => Option = -1;

    public void Add(string name, Int128 number) => _values.Add(new FieldValue(name, number, -1, Option));

    public void Add(string name, ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - _used < bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + bytes.Length));
        }

        bytes.CopyTo(_bytes.AsSpan(_used));
        _values.Add(new FieldValue(name, _used, bytes.Length, Option));
        _used += bytes.Length;
    }

    /// <summary>Sets the value of a number that is there.</summary>
    public void Replace(string name, Int128 number)
    {
        for (int i = 0; i < _values.Count; i++)
        {
            if (_values[i].Name == name)
            {
                _values[i] = _values[i] with { Number = number };
            }
        }
    }

    public void Remove(string name) => _values.RemoveAll(value => value.Name == name);

    public void Report(string field, int offset, string message) => _findings.Add(new LayerFinding(field, offset, message));

    public ReadOnlySpan<byte> BytesOf(in FieldValue value) => _bytes.AsSpan((int)value.Number, value.Length);

    /// <summary>The first value of a field, if there is one.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out FieldValue? found)
    {
        found = null;
        foreach (FieldValue value in _values)
        {
            if (value.Name == name)
            {
                found = value;
                return true;
            }
        }

        return false;
    }

    /// <summary>The first value of a number, if there is one.</summary>
    public bool TryFindNumber(string name, out Int128 number)
    {
        bool isFound = TryFind(name, out FieldValue? value) && value.Value.IsNumber;
        number = isFound ? value!.Value.Number : 0;
        return isFound;
    }
}
