using System.Buffers.Binary;
using System.Text;

namespace HeaderSpec.Generator.Tests.Lua;

/// <summary>Reports as samples/weather/weather.ksy describes them, written byte by byte.</summary>
internal static class WeatherReport
{
    public static byte[] Temperature(short tenths) => Reading(1, [(byte)(tenths >> 8), (byte)tenths]);

    public static byte[] Pressure(uint pascals) => Reading(2, [(byte)(pascals >> 24), (byte)(pascals >> 16), (byte)(pascals >> 8), (byte)pascals]);

    public static byte[] Wind(int speed, int direction) => Reading(3, [(byte)(speed >> 4), (byte)((speed << 4) | (direction >> 8)), (byte)direction]);

    public static byte[] Remark(string text) => Reading(9, [.. Encoding.UTF8.GetBytes(text), 0]);

    public static byte[] Reading(byte kind, byte[] value) => [kind, (byte)value.Length, .. value];

    /// <summary>A whole report. The bits of the fourth byte are battery, test, two of the sky, and four reserved; the damage is added to the right checksum.</summary>
    public static byte[] Of(string station, byte flags, ushort number, byte version = 1, ushort damage = 0, params byte[][] readings)
    {
        byte[] name = Encoding.UTF8.GetBytes(station);
        byte[] report = [(byte)'W', (byte)'X', version, flags, (byte)(number >> 8), (byte)number, 0, 0, (byte)name.Length, .. name, .. readings.SelectMany(reading => reading)];
        BinaryPrimitives.WriteUInt16BigEndian(report.AsSpan(6), (ushort)(Checksum(report) + damage));
        return report;
    }

    // RFC 1071, as its section 4.1 writes it.
    private static ushort Checksum(byte[] bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            sum += i % 2 == 0 ? (uint)bytes[i] << 8 : bytes[i];
        }

        while (sum >> 16 != 0)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
