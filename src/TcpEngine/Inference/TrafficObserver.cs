using System.Buffers.Binary;
using TcpCodec;
using TcpCodec.Dissection;
using TcpCodec.Reassembly;

namespace TcpEngine.Inference;

/// <summary>
/// Follows the TCP connections of a capture: what the packets show of both ends. It takes captured packets in the order of the capture, with their times, and reads no clock. Memory is bounded by
/// <see cref="ObservationLimits"/>; nothing is allocated for a packet of a connection that is known.
/// </summary>
public sealed class TrafficObserver
{
    private const int LengthAt = 2;
    private const int IdentificationAt = 4;
    private const int ChecksumAt = 10;

    private readonly ObservationLimits _limits;
    private readonly Action<ObservedConnection>? _ended;
    private readonly Dictionary<ConnectionKey, ObservedConnection> _connections = [];
    private readonly LinkedList<ObservedConnection> _live = new(); // the longest silent first
    private readonly LinkedList<ObservedConnection> _over = new();
    private readonly IpReassembler _reassembler = new();
    private byte[] _superPacket = [];
    private Timestamp _now;
    private uint _count;

    /// <summary>Begins.</summary>
    /// <param name="limits">How much it remembers; null for what suits most captures.</param>
    /// <param name="ended">Is told of each connection when nothing more is expected of it, and by <see cref="Finish"/> of all others, in the order of their numbers.</param>
    public TrafficObserver(ObservationLimits? limits = null, Action<ObservedConnection>? ended = null)
    {
        _limits = limits ?? new ObservationLimits();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_limits.MaximumConnections);
        _ended = ended;
    }

    /// <summary>How many connections there were.</summary>
    public uint Connections => _count;

    /// <summary>How many of them had to be forgotten while they may have gone on, for want of room.</summary>
    public long Forgotten { get; private set; }

    /// <summary>How many packets were of TCP, and could not be read.</summary>
    public long Unreadable { get; private set; }

    /// <summary>Takes in a packet.</summary>
    /// <param name="link">What it begins with.</param>
    /// <param name="packet">Its captured bytes.</param>
    /// <param name="originalLength">Its length on the wire, in bytes.</param>
    /// <param name="time">When it was captured; <see cref="Timestamp.Never"/> where that is not told.</param>
    /// <param name="observation">What it shows.</param>
    /// <returns>False where it is no segment, or none that can be read; a fragment that does not complete its packet among them.</returns>
    public bool TryObserve(LinkType link, ReadOnlySpan<byte> packet, uint originalLength, Timestamp time, out SegmentObservation observation)
    {
        observation = default;
        _now = time.IsSet ? time : _now;
        PacketWalker walker = new(link, packet, originalLength);
        ushort identification = 0;
        int fragmentAt = -1;
        while (walker.MoveNext())
        {
            PacketLayer layer = walker.Current;
            if (layer.Kind == HeaderKind.Ipv4 && HasNoLength(layer.Bytes(packet)))
            {
                return TryObserveSuperPacket(packet[layer.Offset..], out observation);
            }

            if (layer.Kind == HeaderKind.Ipv4 && !IsIntact(layer.Bytes(packet)))
            {
                return false;
            }

            if (layer.Kind is HeaderKind.Ipv4 or HeaderKind.Ipv6 && fragmentAt < 0)
            {
                identification = layer.Kind == HeaderKind.Ipv4 && layer.Bytes(packet).Length >= IdentificationAt + sizeof(ushort) ? BinaryPrimitives.ReadUInt16BigEndian(layer.Bytes(packet)[IdentificationAt..]) : (ushort)0;
                fragmentAt = walker.IsFragment || layer.Kind == HeaderKind.Ipv6 ? layer.Offset : -1;
            }

            if (walker.IsFragment)
            {
                return fragmentAt >= 0 && TryReassemble(packet[fragmentAt..], out observation);
            }

            fragmentAt = layer.Kind is HeaderKind.Tcp or HeaderKind.Ipv4 ? -1 : fragmentAt;
            if (layer.Kind == HeaderKind.Tcp)
            {
                return TryObserve(packet, walker, identification, out observation);
            }
        }

        return false;
    }

    /// <summary>Tells of all connections that are left.</summary>
    public void Finish()
    {
        foreach (ObservedConnection connection in _connections.Values.OrderBy(connection => connection.Id).ToArray())
        {
            End(connection);
        }
    }

    // What a host hands to its network card to be cut may have no length yet.
    private static bool HasNoLength(ReadOnlySpan<byte> bytes) => bytes.Length >= Ipv4Header.FixedSize && BinaryPrimitives.ReadUInt16BigEndian(bytes[LengthAt..]) == 0;

    // A header that was damaged on the way; one whose checksum the network card was to fill in is fine.
    private static bool IsIntact(ReadOnlySpan<byte> bytes) =>
        bytes.Length < ChecksumAt + sizeof(ushort) || BinaryPrimitives.ReadUInt16BigEndian(bytes[ChecksumAt..]) == 0 || !Ipv4Header.TryParse(bytes, out Ipv4Header header, out _) || header.IsChecksumValid();

    private bool TryObserveSuperPacket(ReadOnlySpan<byte> packet, out SegmentObservation observation)
    {
        int length = Math.Min(packet.Length, ushort.MaxValue);
        if (_superPacket.Length < length)
        {
            _superPacket = new byte[ushort.MaxValue];
        }

        Span<byte> copy = _superPacket.AsSpan(0, length);
        packet[..length].CopyTo(copy);
        BinaryPrimitives.WriteUInt16BigEndian(copy[LengthAt..], (ushort)length);
        BinaryPrimitives.WriteUInt16BigEndian(copy[ChecksumAt..], 0);
        return TryObserve(LinkType.Ipv4, copy, (uint)length, _now, out observation);
    }

    private bool TryReassemble(ReadOnlySpan<byte> packet, out SegmentObservation observation)
    {
        observation = default;
        while (_reassembler.TryExpire(_now.Nanoseconds, out _))
        {
        }

        ReassemblyVerdict verdict = _reassembler.Add(packet, _now.Nanoseconds, out ReadOnlySpan<byte> datagram);
        return verdict is ReassemblyVerdict.Completed or ReassemblyVerdict.AtomicFragment && TryObserve(LinkType.Raw, datagram, (uint)datagram.Length, _now, out observation);
    }

    private bool TryObserve(ReadOnlySpan<byte> packet, in PacketWalker walker, ushort identification, out SegmentObservation observation)
    {
        observation = default;
        if (!ObservedSegment.TryRead(packet, walker, identification, _now, out ObservedSegment segment))
        {
            Unreadable++;
            return false;
        }

        Expire();
        ObservedConnection connection = Find(segment);
        observation = connection.PendingSyn is { } pending && segment.IsSyn && !segment.IsAck && pending.Initial == segment.SequenceNumber
            ? connection.Doubt(segment)
            : connection.Observe(segment);
        Touch(connection);
        return true;
    }

    private ObservedConnection Find(in ObservedSegment segment)
    {
        if (!_connections.TryGetValue(new ConnectionKey(segment.Source, segment.Destination), out ObservedConnection? connection)
            && !_connections.TryGetValue(new ConnectionKey(segment.Destination, segment.Source), out connection))
        {
            return Add(segment.Source, segment.Destination, segment.Time);
        }

        ObservedEnd sender = connection.First.Endpoint == segment.Source ? connection.First : connection.Second;
        if (!segment.IsSyn || segment.IsReset)
        {
            return connection;
        }

        if (segment.IsAck)
        {
            return connection.PendingSyn is { } pending && segment.Acknowledgment == pending.Initial + 1u ? Replace(connection, segment) : connection;
        }

        bool isSame = sender.HasSyn ? sender.Initial == segment.SequenceNumber : !sender.HasSent && !connection.IsOver;
        if (isSame)
        {
            return connection;
        }

        ObservedEnd receiver = sender == connection.First ? connection.Second : connection.First;
        if (connection.IsOver || (!receiver.HasSent && sender.HasSyn && !sender.HasSentData))
        {
            End(connection);
            return Add(segment.Source, segment.Destination, segment.Time);
        }

        connection.PendingSyn = new PendingSyn(segment);
        return connection;
    }

    // A SYN that did not fit was answered: what it began is a connection of its own.
    private ObservedConnection Replace(ObservedConnection connection, in ObservedSegment answer)
    {
        PendingSyn syn = connection.PendingSyn!.Value;
        End(connection);
        ObservedConnection next = Add(answer.Destination, answer.Source, syn.Time);
        next.Observe(syn.ToSegment(answer.Destination, answer.Source));
        return next;
    }

    private ObservedConnection Add(in TcpEndpoint first, in TcpEndpoint second, Timestamp time)
    {
        if (_connections.Count >= _limits.MaximumConnections)
        {
            Forgotten += _over.Count == 0 ? 1 : 0;
            End((_over.First ?? _live.First)!.Value);
        }

        ObservedConnection connection = new(++_count, first, second, time);
        _connections.Add(connection.Key, connection);
        connection.Place = _live.AddLast(connection);
        return connection;
    }

    private void Touch(ObservedConnection connection)
    {
        LinkedListNode<ObservedConnection> place = connection.Place!;
        place.List!.Remove(place);
        (connection.IsOver ? _over : _live).AddLast(place);
    }

    private void Expire()
    {
        while (_over.First is { } over && _now - over.Value.Latest > _limits.IdleAfterEnd)
        {
            End(over.Value);
        }

        while (_live.First is { } live && _now - live.Value.Latest > _limits.Idle)
        {
            End(live.Value);
        }
    }

    private void End(ObservedConnection connection)
    {
        connection.Place!.List!.Remove(connection.Place);
        _connections.Remove(connection.Key);
        _ended?.Invoke(connection);
        connection.Release();
    }
}
