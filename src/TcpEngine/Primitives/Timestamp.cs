namespace TcpEngine;

/// <summary>A point in time, in nanoseconds since an epoch of the host's choice: virtual in a simulation, Unix time on a live device.</summary>
/// <param name="Nanoseconds">Nanoseconds since the host's epoch.</param>
public readonly record struct Timestamp(long Nanoseconds) : IComparable<Timestamp>
{
    /// <summary>Later than any time that comes: the deadline of a timer that is not armed.</summary>
    public static Timestamp Never => new(long.MaxValue);

    /// <summary>Whether this is a time that comes, and not <see cref="Never"/>.</summary>
    public bool IsSet => Nanoseconds != long.MaxValue;

    /// <summary>The time that much later; <see cref="Never"/> stays what it is.</summary>
    public static Timestamp operator +(Timestamp time, Duration duration) =>
        time.IsSet ? new(time.Nanoseconds + duration.Nanoseconds) : Never;

    /// <summary>The time that much earlier; <see cref="Never"/> stays what it is.</summary>
    public static Timestamp operator -(Timestamp time, Duration duration) =>
        time.IsSet ? new(time.Nanoseconds - duration.Nanoseconds) : Never;

    /// <summary>How much time lies from <paramref name="right"/> to <paramref name="left"/>.</summary>
    public static Duration operator -(Timestamp left, Timestamp right) => new(left.Nanoseconds - right.Nanoseconds);

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/> or is it.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/> or is it.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.Nanoseconds >= right.Nanoseconds;

    /// <summary>The earlier of two.</summary>
    public static Timestamp Min(Timestamp left, Timestamp right) => left < right ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <inheritdoc/>
    public override string ToString() => IsSet
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Nanoseconds / 1e9:0.000000000} s")
        : "never";
}
