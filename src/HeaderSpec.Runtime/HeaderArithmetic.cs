using System.Numerics;

namespace HeaderSpec;

/// <summary>What expressions of specifications mean where C#'s operators mean something else.</summary>
public static class HeaderArithmetic
{
    /// <summary>Divides towards minus infinity.</summary>
    public static T Divide<T>(T left, T right)
        where T : IBinaryInteger<T>
    {
        (T quotient, T remainder) = T.DivRem(left, right);
        return remainder != T.Zero && T.IsNegative(remainder) != T.IsNegative(right) ? quotient - T.One : quotient;
    }

    /// <summary>Divides towards minus infinity; by zero is a fault.</summary>
    public static T Divide<T>(T left, T right, ref bool fault)
        where T : IBinaryInteger<T>
    {
        fault |= right == T.Zero;
        return right == T.Zero ? T.Zero : Divide(left, right);
    }

    /// <summary>The remainder of a division towards minus infinity by a positive number.</summary>
    public static T Modulo<T>(T left, T right)
        where T : IBinaryInteger<T>
    {
        T remainder = left % right;
        return T.IsNegative(remainder) ? remainder + right : remainder;
    }

    /// <summary>The remainder of a division towards minus infinity; by zero or a negative number is a fault.</summary>
    public static T Modulo<T>(T left, T right, ref bool fault)
        where T : IBinaryInteger<T>
    {
        bool isPositive = right > T.Zero;
        fault |= !isPositive;
        return isPositive ? Modulo(left, right) : T.Zero;
    }

    /// <summary>Shifts left; a fault where the result needs more than 128 bits, or the count is negative.</summary>
    public static Int128 ShiftLeft(Int128 value, Int128 count, ref bool fault)
    {
        Int128 result = count >= 0 && count < 127 ? value << (int)count : 0;
        bool isExact = value == 0 || (count >= 0 && count < 127 && result >> (int)count == value);
        fault |= !isExact;
        return result;
    }

    /// <summary>Shifts right, keeping the sign; a negative count is a fault.</summary>
    public static Int128 ShiftRight(Int128 value, Int128 count, ref bool fault)
    {
        fault |= count < 0;
        return count < 0 ? 0 : value >> (int)Int128.Min(count, 127);
    }

    /// <summary>The nearest value of 64 bits: enough to see that a length fits nowhere.</summary>
    public static long Saturate(Int128 value) => value > long.MaxValue ? long.MaxValue : value < long.MinValue ? long.MinValue : (long)value;

    /// <summary>The least byte; a fault where there is none.</summary>
    public static byte Least(ReadOnlySpan<byte> bytes, ref bool fault)
    {
        byte least = ByteAt(bytes, 0, ref fault);
        foreach (byte next in bytes)
        {
            least = Math.Min(least, next);
        }

        return least;
    }

    /// <summary>The greatest byte; a fault where there is none.</summary>
    public static byte Greatest(ReadOnlySpan<byte> bytes, ref bool fault)
    {
        byte greatest = ByteAt(bytes, 0, ref fault);
        foreach (byte next in bytes)
        {
            greatest = Math.Max(greatest, next);
        }

        return greatest;
    }

    /// <summary>One byte; a fault where there is none of that index.</summary>
    public static byte ByteAt(ReadOnlySpan<byte> bytes, long index, ref bool fault)
    {
        bool isThere = index >= 0 && index < bytes.Length;
        fault |= !isThere;
        return isThere ? bytes[(int)index] : (byte)0;
    }
}
