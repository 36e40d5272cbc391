namespace TcpEngine;

/// <summary>
/// A sequence number: a point in a space of 2^32 that wraps around. Comparisons are modulo 2^32 and mean something only between
/// numbers less than 2^31 apart.
/// </summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc9293#section-3.4">RFC 9293, section 3.4</see></remarks>
/// <param name="Value">The number as it stands on the wire.</param>
public readonly record struct SequenceNumber(uint Value)
{
    /// <summary>The number <paramref name="octets"/> after this one.</summary>
    public static SequenceNumber operator +(SequenceNumber number, uint octets) => new(unchecked(number.Value + octets));

    /// <summary>The number <paramref name="octets"/> after this one; before it where the count is negative.</summary>
    public static SequenceNumber operator +(SequenceNumber number, int octets) => new(unchecked(number.Value + (uint)octets));

    /// <summary>The number <paramref name="octets"/> before this one.</summary>
    public static SequenceNumber operator -(SequenceNumber number, uint octets) => new(unchecked(number.Value - octets));

    /// <summary>How many octets lie from <paramref name="right"/> to <paramref name="left"/>; negative where <paramref name="left"/> comes first.</summary>
    public static int operator -(SequenceNumber left, SequenceNumber right) => unchecked((int)(left.Value - right.Value));

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool operator <(SequenceNumber left, SequenceNumber right) => left - right < 0;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool operator >(SequenceNumber left, SequenceNumber right) => left - right > 0;

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/> or is it.</summary>
    public static bool operator <=(SequenceNumber left, SequenceNumber right) => left - right <= 0;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/> or is it.</summary>
    public static bool operator >=(SequenceNumber left, SequenceNumber right) => left - right >= 0;

    /// <summary>The later of two.</summary>
    public static SequenceNumber Max(SequenceNumber left, SequenceNumber right) => left > right ? left : right;

    /// <summary>The earlier of two.</summary>
    public static SequenceNumber Min(SequenceNumber left, SequenceNumber right) => left < right ? left : right;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
