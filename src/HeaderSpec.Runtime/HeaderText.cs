using System.Globalization;
using System.Text;

namespace HeaderSpec;

/// <summary>Text inside a header: its bytes and their encoding. Nothing is decoded, and nothing allocated, before it is asked for.</summary>
public readonly ref struct HeaderText
{
    private readonly TextEncoding _encoding;

    /// <summary>Text over bytes.</summary>
    public HeaderText(ReadOnlySpan<byte> bytes, TextEncoding encoding)
    {
        Bytes = bytes;
        _encoding = encoding;
    }

    /// <summary>The bytes as they came, without terminator and padding.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The length of the decoded text, in UTF-16 code units.</summary>
    public int Length => Encoding.GetCharCount(Bytes);

    private Encoding Encoding => _encoding switch
    {
        // A byte that is not ASCII becomes the character of its number, as Kaitai has it: nothing is lost.
        TextEncoding.Ascii or TextEncoding.Latin1 => Encoding.Latin1,
        TextEncoding.Utf16LittleEndian => Encoding.Unicode,
        TextEncoding.Utf16BigEndian => Encoding.BigEndianUnicode,
        _ => Encoding.UTF8,
    };

    /// <summary>Encodes text; 0 where there is not enough room.</summary>
    /// <param name="text">The text.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="written">How many bytes there are.</param>
    public static bool TryEncode(ReadOnlySpan<char> text, TextEncoding encoding, Span<byte> destination, out int written) =>
        new HeaderText(default, encoding).Encoding.TryGetBytes(text, destination, out written);

    /// <summary>Decodes the text; what is not of the encoding becomes the replacement character.</summary>
    public override string ToString() => Encoding.GetString(Bytes);

    /// <summary>Whether the decoded text is the same, character by character.</summary>
    public bool Equals(string other)
    {
        ReadOnlySpan<char> expected = other;
        if (expected.Length > 256 || Bytes.Length > 256)
        {
            return ToString() == other;
        }

        Span<char> decoded = stackalloc char[256];
        return decoded[..Encoding.GetChars(Bytes, decoded)].SequenceEqual(expected);
    }

    /// <summary>Whether the other text decodes to the same.</summary>
    public bool Equals(HeaderText other) => _encoding == other._encoding ? Bytes.SequenceEqual(other.Bytes) : Equals(other.ToString());

    /// <summary>The integer that the text writes.</summary>
    /// <param name="radix">2 to 36.</param>
    /// <param name="fault">Set where it writes none.</param>
    public long ToInteger(int radix, ref bool fault)
    {
        string text = ToString();
        if (radix == 10)
        {
            fault |= !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value);
            return value;
        }

        bool isNegative = text.StartsWith('-');
        long result = 0;
        fault |= text.Length == (isNegative ? 1 : 0);
        foreach (char c in isNegative ? text.AsSpan(1) : text)
        {
            int digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) - 'a' + 10 : 99;
            fault |= digit >= radix || result > (long.MaxValue - digit) / radix;
            result = unchecked((result * radix) + digit);
        }

        return isNegative ? -result : result;
    }
}
