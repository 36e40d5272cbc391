using System.Globalization;
using TcpEngine;

namespace Extcap.Dissecting;

/// <summary>Points in Unix time as text.</summary>
internal static class UnixTime
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Seconds with nine digits behind the point, as Wireshark writes them.</summary>
    public static string Text(Timestamp time)
    {
        (long seconds, long nanoseconds) = Math.DivRem(time.Nanoseconds, NanosecondsPerSecond);
        string sign = time.Nanoseconds < 0 ? "-" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{Math.Abs(seconds)}.{Math.Abs(nanoseconds):000000000}");
    }
}
