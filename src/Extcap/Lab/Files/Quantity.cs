using System.Globalization;
using TcpEngine;

namespace Extcap.Lab.Files;

/// <summary>Reads a number with its unit: <c>50 ms</c>, <c>100 kB</c>, <c>10 Mbit/s</c>, <c>5 %</c>.</summary>
internal static class Quantity
{
    private static readonly (string Unit, double Factor)[] Times = [("ns", 1), ("us", 1e3), ("ms", 1e6), ("s", 1e9), ("min", 60e9), ("h", 3600e9)];

    private static readonly (string Unit, double Factor)[] Sizes = [("", 1), ("B", 1), ("bytes", 1), ("kB", 1e3), ("KiB", 1024), ("MB", 1e6), ("MiB", 1024 * 1024)];

    private static readonly (string Unit, double Factor)[] Rates = [("bit/s", 1), ("kbit/s", 1e3), ("Mbit/s", 1e6), ("Gbit/s", 1e9)];

    private static readonly (string Unit, double Factor)[] Shares = [("%", 0.01)];

    /// <summary>A length of time, in nanoseconds inside.</summary>
    public static bool TryParse(string text, out Duration time, out string expected)
    {
        bool isOne = TryParse(text, Times, out double value);
        expected = "a time, as 50 ms (ns, us, ms, s, min, h)";
        time = isOne && value <= 1e17 ? new Duration((long)value) : default;
        return isOne && value <= 1e17;
    }

    /// <summary>A number of bytes.</summary>
    public static bool TryParseSize(string text, out long bytes, out string expected) => TryParseWhole(text, Sizes, "a number of bytes, as 1500, 100 kB or 1 MB (B, kB, KiB, MB, MiB)", out bytes, out expected);

    /// <summary>A rate in bits per second.</summary>
    public static bool TryParseRate(string text, out long rate, out string expected) => TryParseWhole(text, Rates, "a rate, as 10 Mbit/s (bit/s, kbit/s, Mbit/s, Gbit/s)", out rate, out expected);

    /// <summary>A probability, 0 to 1.</summary>
    public static bool TryParseShare(string text, out double share, out string expected)
    {
        expected = "a share of all packets, from 0 % to 100 %";
        return TryParse(text, Shares, out share) && share <= 1;
    }

    private static bool TryParseWhole(string text, (string Unit, double Factor)[] units, string what, out long value, out string expected)
    {
        bool isOne = TryParse(text, units, out double number);
        expected = what;
        value = isOne && number <= 1e15 ? (long)number : 0;
        return isOne && number <= 1e15 && number == Math.Floor(number);
    }

    private static bool TryParse(string text, (string Unit, double Factor)[] units, out double value)
    {
        int end = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        string unit = text[end..].Trim();
        int index = Array.FindIndex(units, known => known.Unit == unit);
        bool isNumber = double.TryParse(text.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
        value *= index >= 0 ? units[index].Factor : 0;
        return isNumber && index >= 0;
    }
}
