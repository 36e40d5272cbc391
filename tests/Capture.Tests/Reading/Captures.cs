using Capture.Reading;
using TcpCodec.Dissection;
using TcpEngine;

namespace Capture.Tests.Reading;

/// <summary>A packet, copied out of a reader.</summary>
internal sealed record PacketCopy(long Offset, Timestamp Time, LinkType LinkType, int Interface, uint OriginalLength, string Data);

/// <summary>Whole captures, read from memory.</summary>
internal static class Captures
{
    public static CaptureReader Open(byte[] file, CaptureReaderOptions? options = null)
    {
        Assert.True(CaptureReader.TryOpen(new MemoryStream(file), out CaptureReader? reader, out CaptureError error, options), error.ToString());
        return reader;
    }

    public static (PacketCopy[] Packets, CaptureError Error) Read(byte[] file, CaptureReaderOptions? options = null) => Read(new MemoryStream(file), options);

    public static (PacketCopy[] Packets, CaptureError Error) Read(Stream file, CaptureReaderOptions? options = null)
    {
        if (!CaptureReader.TryOpen(file, out CaptureReader? reader, out CaptureError error, options))
        {
            Assert.False(error.IsNone);
            return ([], error);
        }

        using (reader)
        {
            List<PacketCopy> packets = [];
            while (reader.TryRead(out CapturedPacket packet))
            {
                packets.Add(new(packet.Offset, packet.Time, packet.LinkType, packet.InterfaceNumber, packet.OriginalLength, Convert.ToHexStringLower(packet.Data)));
            }

            Assert.False(reader.TryRead(out _));
            return ([.. packets], reader.Error);
        }
    }
}
