namespace TcpEngine;

/// <summary>A length of time, in nanoseconds.</summary>
/// <param name="Nanoseconds">Nanoseconds; negative for a time that lies back.</param>
public readonly record struct Duration(long Nanoseconds) : IComparable<Duration>
{
    /// <summary>No time at all.</summary>
    public static Duration Zero => default;

    /// <summary>The length in microseconds.</summary>
    public double TotalMicroseconds => Nanoseconds / 1e3;

    /// <summary>The length in milliseconds.</summary>
    public double TotalMilliseconds => Nanoseconds / 1e6;

    /// <summary>The length in seconds.</summary>
    public double TotalSeconds => Nanoseconds / 1e9;

    /// <summary>A length given in microseconds.</summary>
    public static Duration FromMicroseconds(long microseconds) => new(microseconds * 1_000);

    /// <summary>A length given in milliseconds.</summary>
    public static Duration FromMilliseconds(long milliseconds) => new(milliseconds * 1_000_000);

    /// <summary>A length given in seconds.</summary>
    public static Duration FromSeconds(double seconds) => new((long)(seconds * 1e9));

    /// <summary>Both lengths together.</summary>
    public static Duration operator +(Duration left, Duration right) => new(left.Nanoseconds + right.Nanoseconds);

    /// <summary>What is left of <paramref name="left"/> without <paramref name="right"/>.</summary>
    public static Duration operator -(Duration left, Duration right) => new(left.Nanoseconds - right.Nanoseconds);

    /// <summary>A multiple of the length.</summary>
    public static Duration operator *(Duration duration, long factor) => new(duration.Nanoseconds * factor);

    /// <summary>A fraction of the length.</summary>
    public static Duration operator /(Duration duration, long divisor) => new(duration.Nanoseconds / divisor);

    /// <summary>Whether <paramref name="left"/> is shorter than <paramref name="right"/>.</summary>
    public static bool operator <(Duration left, Duration right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>Whether <paramref name="left"/> is longer than <paramref name="right"/>.</summary>
    public static bool operator >(Duration left, Duration right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>Whether <paramref name="left"/> is not longer than <paramref name="right"/>.</summary>
    public static bool operator <=(Duration left, Duration right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>Whether <paramref name="left"/> is not shorter than <paramref name="right"/>.</summary>
    public static bool operator >=(Duration left, Duration right) => left.Nanoseconds >= right.Nanoseconds;

    /// <summary>The longer of two.</summary>
    public static Duration Max(Duration left, Duration right) => left > right ? left : right;

    /// <summary>The shorter of two.</summary>
    public static Duration Min(Duration left, Duration right) => left < right ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Duration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{TotalMilliseconds:0.###} ms");
}
