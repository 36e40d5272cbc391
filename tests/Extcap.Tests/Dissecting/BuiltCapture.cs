using System.Buffers.Binary;
using TcpCodec.Dissection;

namespace Extcap.Tests.Dissecting;

/// <summary>Writes pcap files.</summary>
internal static class BuiltCapture
{
    private const uint Seconds = 1;
    private const uint Microseconds = 2;

    /// <summary>Writes frames, of each of which so many bytes were captured.</summary>
    public static void Write(string path, LinkType link, IEnumerable<(byte[] Bytes, int Cut)> frames)
    {
        using FileStream file = File.Create(path);
        Write(file, 0xa1b2c3d4, 0x0002_0004, 0, 0, 262_144, (uint)link);
        foreach ((byte[] bytes, int cut) in frames)
        {
            Write(file, Seconds, Microseconds, (uint)cut, (uint)bytes.Length);
            file.Write(bytes.AsSpan(0, cut));
        }
    }

    /// <summary>Writes frames that were captured whole.</summary>
    public static void Write(string path, LinkType link, params byte[][] frames) => Write(path, link, frames.Select(frame => (frame, frame.Length)));

    private static void Write(FileStream file, params ReadOnlySpan<uint> words)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (uint word in words)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, word);
            file.Write(bytes);
        }
    }
}
