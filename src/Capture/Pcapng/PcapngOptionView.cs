using System.Text;
using Capture.Reading;

namespace Capture.Pcapng;

/// <summary>An option of a block, seen in the reader's buffer.</summary>
public readonly ref struct PcapngOptionView
{
    private readonly bool _isBigEndian;

    internal PcapngOptionView(ushort code, ReadOnlySpan<byte> value, bool isBigEndian)
    {
        Code = code;
        Value = value;
        _isBigEndian = isBigEndian;
    }

    /// <summary>What it is: see <see cref="PcapngOption"/>; most codes mean something else in each type of block.</summary>
    public ushort Code { get; }

    /// <summary>The value, without padding.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>The value as text, which is UTF-8; what is none becomes U+FFFD.</summary>
    public string Text => Encoding.UTF8.GetString(Value);

    /// <summary>The value as a number of 32 bits. False if it has another length.</summary>
    public bool TryGetUInt32(out uint value)
    {
        bool fits = Value.Length == sizeof(uint);
        value = fits ? FileNumber.UInt32(Value, _isBigEndian) : 0;
        return fits;
    }

    /// <summary>The value as a number of 64 bits. False if it has another length.</summary>
    public bool TryGetUInt64(out ulong value)
    {
        bool fits = Value.Length == sizeof(ulong);
        value = fits ? FileNumber.UInt64(Value, _isBigEndian) : 0;
        return fits;
    }
}
