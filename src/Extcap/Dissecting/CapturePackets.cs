using Capture.Reading;

namespace Extcap.Dissecting;

/// <summary>Hands the packets of a capture on, one after the other.</summary>
internal static class CapturePackets
{
    /// <summary>Hands on every packet that can be read.</summary>
    /// <param name="input">The capture. It is closed.</param>
    /// <param name="output">What takes the packets.</param>
    /// <returns>Why reading ended: nothing, or what is wrong with the capture.</returns>
    /// <exception cref="IOException">The capture could not be read.</exception>
    public static CaptureError HandOn(Stream input, IPacketOutput output)
    {
        if (!CaptureReader.TryOpen(input, out CaptureReader? reader, out CaptureError error))
        {
            return error;
        }

        using (reader)
        {
            for (long number = 1; reader.TryRead(out CapturedPacket packet); number++)
            {
                output.Write(new PacketAtHand(number, packet.Data)
                {
                    Time = packet.Time,
                    OriginalLength = packet.OriginalLength,
                    LinkType = packet.LinkType,
                    HasFrameCheck = packet.HasFrameCheck,
                });
            }

            return reader.Error;
        }
    }
}
