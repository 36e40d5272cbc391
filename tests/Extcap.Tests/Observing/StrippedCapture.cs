using System.Buffers.Binary;
using Capture.Reading;
using TcpCodec.Dissection;

namespace Extcap.Tests.Observing;

/// <summary>A capture of the engine's without anything that it told: IP packets and their times.</summary>
internal static class StrippedCapture
{
    private const uint NanosecondMagic = 0xa1b23c4d;
    private const uint LinkTypeRaw = 101;
    private const long NanosecondsPerSecond = 1_000_000_000;

    public static void Write(string annotated, string stripped)
    {
        using FileStream file = File.Create(stripped);
        Write(file, NanosecondMagic, 0x0004_0002, 0, 0, 262_144, LinkTypeRaw);
        Assert.True(CaptureReader.TryOpen(annotated, out CaptureReader? reader, out _));
        using (reader)
        {
            while (reader.TryRead(out CapturedPacket packet))
            {
                PacketWalker walker = new(packet.LinkType, packet.Data, packet.OriginalLength);
                while (walker.MoveNext())
                {
                    if (walker.Current.Kind is HeaderKind.Ipv4 or HeaderKind.Ipv6)
                    {
                        ReadOnlySpan<byte> ip = walker.Current.Bytes(packet.Data);
                        (long seconds, long nanoseconds) = Math.DivRem(packet.Time.Nanoseconds, NanosecondsPerSecond);
                        Write(file, (uint)seconds, (uint)nanoseconds, (uint)ip.Length, (uint)ip.Length);
                        file.Write(ip);
                        break;
                    }
                }
            }
        }
    }

    private static void Write(FileStream file, params ReadOnlySpan<uint> numbers)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (uint number in numbers)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
            file.Write(bytes);
        }
    }
}
