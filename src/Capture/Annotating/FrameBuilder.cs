using Capture.Annotations;
using Google.Protobuf;
using TcpCodec;
using TcpEngine;

namespace Capture.Annotating;

/// <summary>Builds frames: Ethernet, the packet, padding to the least length of a frame, and the trailer with the annotation.</summary>
internal sealed class FrameBuilder
{
    private const int MinimumFrameSize = 60; // without the frame check sequence (IEEE 802.3): shorter ones hide the trailer from Wireshark

    private byte[] _frame = new byte[4096];

    /// <summary>A frame that holds an IP packet; valid until the next one.</summary>
    public ReadOnlySpan<byte> OfPacket(scoped ReadOnlySpan<byte> packet, Annotation? annotation = null)
    {
        bool isV4 = Ipv4Header.TryParse(packet, out Ipv4Header v4, out _);
        EthernetType type = isV4 ? EthernetType.Ipv4 : EthernetType.Ipv6;
        Span<byte> addresses = stackalloc byte[12];
        if (isV4)
        {
            SetAddresses(addresses, v4.SrcAddr, v4.DstAddr);
        }
        else if (Ipv6Header.TryParse(packet, out Ipv6Header v6, out _))
        {
            SetAddresses(addresses, v6.SrcAddr[12..], v6.DstAddr[12..]);
        }

        return Build(addresses[..6], addresses[6..], type, packet, annotation);
    }

    /// <summary>A captured Ethernet frame, without what may be behind its packet; valid until the next one.</summary>
    public ReadOnlySpan<byte> OfFrame(scoped ReadOnlySpan<byte> frame, Annotation annotation)
    {
        Span<byte> all = Prepare(frame.Length, annotation, out int trailerAt);
        frame.CopyTo(all);
        WriteTrailer(all[trailerAt..], annotation);
        return all;
    }

    /// <summary>A frame that holds an annotation alone; valid until the next one.</summary>
    public ReadOnlySpan<byte> OfEvent(in ConnectionKey key, Annotation annotation)
    {
        Span<byte> addresses = stackalloc byte[12];
        Span<byte> local = stackalloc byte[16];
        Span<byte> remote = stackalloc byte[16];
        int localSize = key.Local.Address.CopyTo(local);
        int remoteSize = key.Remote.Address.CopyTo(remote);
        SetAddresses(addresses, local[(localSize - 4)..localSize], remote[(remoteSize - 4)..remoteSize]);
        return Build(addresses[..6], addresses[6..], EthernetType.LocalExperimental1, default, annotation);
    }

    // A host's Ethernet address: locally administered, and the last four bytes of its IP address.
    private static void SetAddresses(Span<byte> addresses, ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination)
    {
        addresses[0] = 0x02;
        source.CopyTo(addresses[2..]);
        addresses[6] = 0x02;
        destination.CopyTo(addresses[8..]);
    }

    private ReadOnlySpan<byte> Build(scoped ReadOnlySpan<byte> source, scoped ReadOnlySpan<byte> destination, EthernetType type, scoped ReadOnlySpan<byte> packet, Annotation? annotation)
    {
        Span<byte> frame = Prepare(EthernetHeader.FixedSize + packet.Length, annotation, out int trailerAt);
        EthernetHeaderWriter ethernet = new(frame) { Source = source, Destination = destination, EtherType = type };
        ethernet.TryFinish(packet, out _);
        if (annotation is not null)
        {
            WriteTrailer(frame[trailerAt..], annotation);
        }

        return frame;
    }

    // Room for a frame, its padding and its trailer, all zero. Where there is no packet, nothing stands between the Ethernet header and the trailer.
    private Span<byte> Prepare(int frameSize, Annotation? annotation, out int trailerAt)
    {
        trailerAt = frameSize == EthernetHeader.FixedSize ? frameSize : Math.Max(MinimumFrameSize, frameSize);
        int size = Math.Max(MinimumFrameSize, annotation is null ? frameSize : trailerAt + TrailerHeader.FixedSize + annotation.CalculateSize());
        if (_frame.Length < size)
        {
            _frame = new byte[size * 2];
        }

        Span<byte> frame = _frame.AsSpan(0, size);
        frame.Clear();
        return frame;
    }

    private static void WriteTrailer(Span<byte> place, Annotation annotation)
    {
        int bodySize = annotation.CalculateSize();
        TrailerHeaderWriter trailer = new(place);
        if (!trailer.TryFinishHeader(bodySize, out int headerSize))
        {
            throw new InvalidOperationException($"An annotation of {bodySize} bytes does not fit into a trailer.");
        }

        annotation.WriteTo(place.Slice(headerSize, bodySize));
    }
}
