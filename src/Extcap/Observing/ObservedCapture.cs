using Capture.Annotating;
using Capture.Reading;
using TcpEngine.Inference;

namespace Extcap.Observing;

/// <summary>Runs a capture through the observer, and hands on what it shows.</summary>
internal sealed class ObservedCapture(string path, TrafficObserver observer, ObservedLadder? ladder, ObservedCaptureWriter? writer)
{
    /// <summary>How many packets there were.</summary>
    public long Packets { get; private set; }

    /// <summary>How many of them showed something of a connection.</summary>
    public long Segments { get; private set; }

    /// <summary>Reads the capture to its end, or to where it is broken.</summary>
    /// <param name="input">The capture. It is closed.</param>
    /// <returns>Why reading ended: nothing, or what is wrong with the capture.</returns>
    public CaptureError Read(Stream input)
    {
        if (!CaptureReader.TryOpen(input, out CaptureReader? reader, out CaptureError error))
        {
            return error;
        }

        using (reader)
        {
            while (TryRead(reader, out CapturedPacket packet))
            {
                Take(packet);
            }

            return reader.Error;
        }
    }

    private bool TryRead(CaptureReader reader, out CapturedPacket packet)
    {
        try
        {
            return reader.TryRead(out packet);
        }
        catch (IOException exception)
        {
            throw new UserErrorException($"{path}: {UserErrorException.OneLine(exception)}", UserErrorException.Usage);
        }
    }

    private void Take(in CapturedPacket packet)
    {
        Packets++;
        if (!observer.TryObserve(packet.LinkType, packet.Data, packet.OriginalLength, packet.Time, out SegmentObservation seen))
        {
            writer?.Write(packet);
            return;
        }

        Segments++;
        ladder?.Draw(seen);
        writer?.Write(packet, seen);
    }
}
