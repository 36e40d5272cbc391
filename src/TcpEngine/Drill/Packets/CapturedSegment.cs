using HeaderSpec;
using TcpCodec;

namespace TcpEngine.Drill;

/// <summary>A segment that the stack has sent, or several that the script takes for one.</summary>
internal sealed class CapturedSegment
{
    private int _pieceLength;

    private CapturedSegment(CapturedSegment first, CapturedSegment last)
    {
        Fault = first.Fault ?? last.Fault;
        Time = last.Time;
        Source = last.Source;
        Destination = last.Destination;
        TypeOfService = last.TypeOfService;
        TimeToLive = last.TimeToLive;
        FlowLabel = last.FlowLabel;
        Sequence = first.Sequence;
        Acknowledgment = last.Acknowledgment;
        Flags = (last.Flags & ~TcpFlags.Cwr) | (first.Flags & TcpFlags.Cwr);
        Window = last.Window;
        UrgentPointer = last.UrgentPointer;
        Options = last.Options;
        HeaderSize = last.HeaderSize;
        Payload = [.. first.Payload, .. last.Payload];
        IsMerged = true;
    }

    /// <summary>Reads a packet that the stack has sent.</summary>
    public CapturedSegment(ReadOnlySpan<byte> packet, Timestamp time)
    {
        Time = time;
        if (!SegmentReader.TryRead(packet, out Segment segment, out Reason reason, out ParseError error))
        {
            Fault = reason == Reason.TcpMalformed ? $"The stack sent a malformed segment: {error}." : $"The stack sent a packet that {ReasonText.Of(reason).Sentence}.";
            Options = [];
            Payload = [];
            return;
        }

        Source = segment.Source;
        Destination = segment.Destination;
        Sequence = segment.SequenceNumber.Value;
        Acknowledgment = segment.Acknowledgment.Value;
        Flags = segment.Flags;
        Window = segment.Window;
        UrgentPointer = segment.UrgentPointer;
        Payload = segment.Payload.ToArray();
        ReadOnlySpan<byte> tcpBytes;
        if (Ipv4Header.TryParse(packet, out Ipv4Header v4, out _))
        {
            TypeOfService = (byte)((v4.Dscp << 2) | (byte)v4.Ecn);
            TimeToLive = v4.TimeToLive;
            tcpBytes = v4.Payload;
        }
        else
        {
            Ipv6Header.TryParse(packet, out Ipv6Header v6, out _);
            TypeOfService = (byte)((v6.Dscp << 2) | (byte)v6.Ecn);
            TimeToLive = v6.HopLimit;
            FlowLabel = v6.FlowLabel;
            tcpBytes = v6.Payload;
        }

        TcpHeader.TryParse(tcpBytes, out TcpHeader tcp, out _);
        HeaderSize = tcp.HeaderSize;
        Options = ReadOptions(tcp.Options);
    }

    /// <summary>What is wrong with the packet itself; null for nothing.</summary>
    public string? Fault { get; }

    /// <summary>When it was sent; the last one, of several.</summary>
    public Timestamp Time { get; }

    public TcpEndpoint Source { get; }

    public TcpEndpoint Destination { get; }

    public byte TypeOfService { get; }

    public byte TimeToLive { get; }

    public uint FlowLabel { get; }

    public uint Sequence { get; }

    public uint Acknowledgment { get; }

    public TcpFlags Flags { get; }

    public ushort Window { get; }

    public ushort UrgentPointer { get; }

    public IReadOnlyList<byte[]> Options { get; }

    /// <summary>The TCP header's length, in bytes.</summary>
    public int HeaderSize { get; }

    public byte[] Payload { get; }

    /// <summary>Whether it was made of several.</summary>
    public bool IsMerged { get; }

    public bool IsSyn => (Flags & TcpFlags.Syn) != 0;

    public bool IsAck => (Flags & TcpFlags.Ack) != 0;

    /// <summary>Whether it was sent by that end of a connection.</summary>
    public bool Belongs(in ConnectionKey key) => Source == key.Local && Destination == key.Remote;

    /// <summary>
    /// The segment that a following one makes with this: what a host with segmentation offload would have sent. Null where they are not pieces of one.
    /// </summary>
    /// <param name="next">The segment sent next.</param>
    /// <param name="completes">Whether it completes what the script expects: only then it may be of another length.</param>
    public CapturedSegment? TryMerge(CapturedSegment next, bool completes)
    {
        const TcpFlags Compared = TcpFlags.Syn | TcpFlags.Rst | TcpFlags.Ack | TcpFlags.Urg | TcpFlags.Ece | TcpFlags.Ae;
        bool continues = next.Sequence == unchecked(Sequence + (uint)Payload.Length)
            && next.HeaderSize == HeaderSize
            && next.Acknowledgment == Acknowledgment
            && next.Window == Window
            && (next.Flags & Compared) == (Flags & Compared)
            && (completes || next.Payload.Length == _pieceLength);
        return continues ? new CapturedSegment(this, next) { _pieceLength = next.Payload.Length } : null;
    }

    // Padding behind the end of the list is shown byte for byte.
    private static List<byte[]> ReadOptions(TcpOptionList list)
    {
        List<byte[]> options = [];
        TcpOptionList.Enumerator enumerator = list.GetEnumerator();
        while (enumerator.MoveNext())
        {
            options.Add(enumerator.Current.Bytes.ToArray());
        }

        foreach (byte padding in enumerator.Rest)
        {
            options.Add([padding]);
        }

        return options;
    }

    /// <summary>Says that this is the first piece of what the script takes for one segment.</summary>
    public CapturedSegment AsPiece()
    {
        _pieceLength = Payload.Length;
        return this;
    }
}
