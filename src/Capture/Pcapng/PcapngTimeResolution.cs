using TcpEngine;

namespace Capture.Pcapng;

/// <summary>The unit of an interface's times: a negative power of 10, or of 2.</summary>
/// <param name="Code">if_tsresol: the exponent in the lower 7 bits; the highest bit says that it is one of 2.</param>
/// <remarks><see href="https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html">The pcapng draft</see>, section 4.2</remarks>
public readonly record struct PcapngTimeResolution(byte Code)
{
    private const int NanosecondExponent = 9;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long UnitsThatFit = 1L << 53; // microseconds, whose product with 1000 stays within 63 bits

    /// <summary>Microseconds, which is meant where an interface does not say.</summary>
    public static PcapngTimeResolution Microseconds => new(6);

    /// <summary>Nanoseconds.</summary>
    public static PcapngTimeResolution Nanoseconds => new(NanosecondExponent);

    /// <summary>Whether the unit is a power of 2.</summary>
    public bool IsPowerOfTwo => (Code & 0x80) != 0;

    /// <summary>The exponent without its sign, 0 to 127.</summary>
    public int Exponent => Code & 0x7f;

    /// <summary>A count of units since 1970 as Unix time, cut to whole nanoseconds.</summary>
    /// <param name="units">The count.</param>
    /// <param name="offset">if_tsoffset: what is to be added, in seconds.</param>
    /// <returns>The time; <see cref="Timestamp.Never"/> if it is outside the years 1678 to 2262.</returns>
    public Timestamp ToTimestamp(ulong units, long offset)
    {
        if (offset == 0 && Code == Microseconds.Code && units < UnitsThatFit)
        {
            return new Timestamp((long)units * 1000);
        }

        Int128 nanoseconds = (Int128)ToNanoseconds(units) + ((Int128)offset * NanosecondsPerSecond);
        return nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue ? new Timestamp((long)nanoseconds) : Timestamp.Never;
    }

    private UInt128 ToNanoseconds(ulong units)
    {
        if (IsPowerOfTwo)
        {
            return ((UInt128)units * NanosecondsPerSecond) >> Exponent;
        }

        return Exponent <= NanosecondExponent ? units * PowerOfTen(NanosecondExponent - Exponent)
            : Exponent - NanosecondExponent < 20 ? units / PowerOfTen(Exponent - NanosecondExponent)
            : 0; // 10^20 units and more to the nanosecond: 64 bits hold no whole one
    }

    private static UInt128 PowerOfTen(int exponent)
    {
        UInt128 power = 1;
        for (; exponent > 0; exponent--)
        {
            power *= 10;
        }

        return power;
    }
}
