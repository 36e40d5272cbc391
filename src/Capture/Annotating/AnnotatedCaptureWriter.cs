using Capture.Annotations;
using Capture.Pcapng;
using Google.Protobuf;
using TcpCodec;
using TcpEngine;
using Reason = TcpEngine.Reason;

namespace Capture.Annotating;

/// <summary>
/// Writes what an engine tells as a pcapng capture: packets with what the endpoint thought of them, and what is no packet as frames of their own. Errors of the
/// stream come out of <see cref="Observe"/> as its <see cref="IOException"/>.
/// </summary>
public sealed class AnnotatedCaptureWriter : IEngineObserver
{
    /// <summary>The program's name in the captures.</summary>
    public const string Application = "tcpengine";

    private const uint Inbound = 1; // epb_flags
    private const uint Outbound = 2;

    private readonly PcapngWriter _writer;
    private readonly PacketFrames _packetFrames;
    private readonly AnnotationBuilder _annotations = new();
    private readonly FrameBuilder _frames = new();
    private readonly uint _interface;
    private bool _isReassembled; // the next packet was put together of fragments, which have frames of their own
    private Timestamp _last;
    private ulong _count;

    /// <summary>Begins a capture.</summary>
    /// <param name="stream">Where it goes; it is not closed.</param>
    /// <param name="interfaceName">The name of the link that is observed.</param>
    /// <param name="description">What that is.</param>
    /// <param name="packetFrames">Which packets become frames.</param>
    public AnnotatedCaptureWriter(Stream stream, string interfaceName, string description, PacketFrames packetFrames)
    {
        _writer = new PcapngWriter(stream, Application);
        _interface = _writer.AddInterface(interfaceName, description);
        _packetFrames = packetFrames;
    }

    /// <summary>How many frames were written.</summary>
    public ulong FrameCount => _count;

    /// <inheritdoc/>
    public void Observe(in EngineEvent e)
    {
        Annotation annotation = _annotations.Build(e);
        bool isReceived = e.Kind is EngineEventKind.SegmentReceived or EngineEventKind.SegmentDropped;
        bool isPacketFrame = e.Kind == EngineEventKind.SegmentSent
            || (e.Kind == EngineEventKind.PacketInjected && IsIp(e.Packet))
            || (_packetFrames == PacketFrames.SentAndReceived && isReceived && !_isReassembled && IsIp(e.Packet));
        _isReassembled = isReceived && e.Reason is Reason.FragmentCompletes or Reason.FragmentAtomic;
        if (!isPacketFrame && (e.Kind == EngineEventKind.PacketInjected || e.Reason is Reason.IpMalformed or Reason.IpChecksumWrong or Reason.TcpMalformed))
        {
            annotation.RawPacket = ByteString.CopyFrom(e.Packet);
        }

        uint flags = e.Kind switch
        {
            EngineEventKind.SegmentSent or EngineEventKind.PacketInjected => Outbound,
            EngineEventKind.SegmentReceived or EngineEventKind.SegmentDropped => Inbound,
            _ => 0,
        };
        ReadOnlySpan<byte> frame = isPacketFrame ? _frames.OfPacket(e.Packet, annotation) : _frames.OfEvent(e.Key, annotation);
        _writer.AddFrame(_interface, e.Time, frame, flags, EventSentence.Of(e));
        _last = e.Time;
        _count++;
    }

    /// <summary>Ends the capture with its counts.</summary>
    /// <param name="dropped">How many events could not be written.</param>
    public void Finish(ulong dropped = 0)
    {
        _writer.AddStatistics(_interface, _last, _count + dropped, dropped);
        _writer.Flush();
    }

    /// <summary>Hands everything on to where it goes.</summary>
    public void Flush() => _writer.Flush();

    // A frame of an IP packet with a wrong length would swallow its trailer: such bytes go into an event frame.
    private static bool IsIp(ReadOnlySpan<byte> packet) =>
        (Ipv4Header.TryParse(packet, out Ipv4Header v4, out _) && v4.Size == packet.Length)
        || (Ipv6Header.TryParse(packet, out Ipv6Header v6, out _) && v6.Size == packet.Length);
}
