using Capture.Annotations;
using Capture.Pcapng;
using Capture.Reading;
using TcpCodec.Dissection;
using TcpEngine;
using TcpEngine.Inference;

namespace Capture.Annotating;

/// <summary>
/// Writes a capture again, with what was inferred of each segment behind its packet. Packets of other links become Ethernet frames; what a frame had behind its packet is left out, as the
/// annotation stands there. Where it cannot stand there, as the capture has cut the packet, it is a frame of its own. Errors of the stream come out as its <see cref="IOException"/>.
/// </summary>
public sealed class ObservedCaptureWriter
{
    private const uint TlsKeyLog = 0x544c534b;
    private const int RoomForAnnotation = 4096; // and for the block

    private readonly PcapngWriter _writer;
    private readonly ObservationAnnotation _annotations = new();
    private readonly FrameBuilder _frames = new();
    private readonly uint _interface;
    private Timestamp _last;

    /// <summary>Begins a capture.</summary>
    /// <param name="stream">Where it goes; it is not closed.</param>
    /// <param name="description">What is observed.</param>
    /// <param name="keyLog">The secrets of TLS sessions, as programs write them to the file that SSLKEYLOGFILE names; empty for none.</param>
    public ObservedCaptureWriter(Stream stream, string description, ReadOnlySpan<byte> keyLog)
    {
        _writer = new PcapngWriter(stream, AnnotatedCaptureWriter.Application);
        _interface = _writer.AddInterface("tcpengine-observe", description);
        _writer.AddSecrets(TlsKeyLog, keyLog);
    }

    /// <summary>How many frames were written.</summary>
    public ulong FrameCount { get; private set; }

    /// <summary>How many packets were left out: not of Ethernet, and without IP.</summary>
    public ulong LeftOut { get; private set; }

    /// <summary>Writes a packet that shows nothing of a connection.</summary>
    public void Write(in CapturedPacket packet)
    {
        SetTime(packet);
        bool isEthernet = packet.LinkType == LinkType.Ethernet;
        if (isEthernet)
        {
            Add(packet.Data[..Math.Min(packet.Data.Length, PcapngBlock.MaximumSize - RoomForAnnotation)], packet.OriginalLength, "");
        }
        else if (TryFindPacket(packet, out PacketLayer ip) && ip.Error.Fault == HeaderSpec.ParseFault.None && ip.End <= packet.Data.Length)
        {
            ReadOnlySpan<byte> frame = _frames.OfPacket(ip.Bytes(packet.Data));
            Add(frame, (uint)frame.Length, "");
        }
        else
        {
            LeftOut++;
        }
    }

    /// <summary>Writes a packet with what was inferred of the segment in it.</summary>
    public void Write(in CapturedPacket packet, in SegmentObservation seen)
    {
        SetTime(packet);
        Annotation annotation = _annotations.Build(seen);
        string sentence = ObservationSentence.Of(seen);
        bool isFound = TryFindPacket(packet, out PacketLayer ip); // one without a length would swallow the annotation
        bool isWhole = isFound && ip.Error.Fault == HeaderSpec.ParseFault.None && ip.End <= packet.Data.Length && ip.End <= PcapngBlock.MaximumSize - RoomForAnnotation;
        if (isWhole)
        {
            ReadOnlySpan<byte> frame = packet.LinkType == LinkType.Ethernet ? _frames.OfFrame(packet.Data[..ip.End], annotation) : _frames.OfPacket(ip.Bytes(packet.Data), annotation);
            Add(frame, (uint)frame.Length, sentence);
            return;
        }

        Write(packet);
        ReadOnlySpan<byte> apart = _frames.OfEvent(new ConnectionKey(seen.Sender.Endpoint, seen.Receiver.Endpoint), annotation);
        Add(apart, (uint)apart.Length, sentence);
    }

    /// <summary>Ends the capture with its counts.</summary>
    public void Finish()
    {
        _writer.AddStatistics(_interface, _last, FrameCount, 0);
        _writer.Flush();
    }

    /// <summary>Hands everything on to where it goes.</summary>
    public void Flush() => _writer.Flush();

    // The outermost IP header: the frame ends where its packet does.
    private static bool TryFindPacket(in CapturedPacket packet, out PacketLayer ip)
    {
        PacketWalker walker = new(packet.LinkType, packet.Data, packet.OriginalLength);
        while (walker.MoveNext())
        {
            ip = walker.Current;
            if (ip.Kind is HeaderKind.Ipv4 or HeaderKind.Ipv6)
            {
                return true;
            }
        }

        ip = default;
        return false;
    }

    private void SetTime(in CapturedPacket packet) => _last = packet.Time.IsSet ? packet.Time : _last;

    private void Add(ReadOnlySpan<byte> frame, uint originalLength, string comment)
    {
        _writer.AddFrame(_interface, _last, frame, originalLength, 0, comment);
        FrameCount++;
    }
}
