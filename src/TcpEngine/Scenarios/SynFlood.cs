using TcpCodec;

namespace TcpEngine;

/// <summary>Sends SYNs from addresses that do not exist, one after the other: an attack on the memory of who listens (RFC 4987, section 2).</summary>
internal sealed class SynFlood(Simulation simulation, SimulatedHost attacker, TcpEndpoint target, ScenarioAction action)
{
    private const ushort SegmentSize = 1460;
    private const int FirstPort = 1024;

    private static readonly IpAddress FirstAddress = IpAddress.Parse("198.18.0.0"); // RFC 2544: for tests, and so for nobody

    private readonly byte[] _packet = new byte[128];
    private int _sent;

    /// <summary>Sends the first one, and plans the others.</summary>
    public void Begin(Timestamp now)
    {
        RandomSource random = simulation.Random;
        ConnectionKey key = new(new TcpEndpoint(AddressOf(_sent), (ushort)(FirstPort + random.Next(ushort.MaxValue - FirstPort))), target);
        OutgoingSegment syn = new()
        {
            SequenceNumber = new SequenceNumber((uint)random.NextUInt64()),
            Acknowledgment = default,
            Flags = TcpFlags.Syn,
            Window = ushort.MaxValue,
            MaximumSegmentSize = SegmentSize,
            SackPermitted = true,
        };
        int length = SegmentWriter.Finish(_packet, key, SegmentWriter.Begin(_packet, key, syn, 0));
        attacker.Inject(_packet.AsSpan(0, length), Reason.ForgedPacket);
        if (++_sent < action.Count)
        {
            simulation.Plan(now + action.Interval, attacker, Begin);
        }
    }

    /// <summary>Which packet of the flood comes from, or goes to, an address; -1 for none.</summary>
    public static int IndexOf(IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        Span<byte> first = stackalloc byte[16];
        if (address.IsV6)
        {
            return -1;
        }

        address.CopyTo(bytes);
        FirstAddress.CopyTo(first);
        bool isOurs = bytes[0] == first[0] && (bytes[1] & 0xfe) == first[1];
        return isOurs ? ((bytes[1] & 1) << 16) | (bytes[2] << 8) | bytes[3] : -1;
    }

    // 131,072 addresses: a longer flood begins with the first again.
    private static IpAddress AddressOf(int index)
    {
        Span<byte> bytes = stackalloc byte[4];
        FirstAddress.CopyTo(bytes);
        bytes[1] |= (byte)((index >> 16) & 1);
        bytes[2] = (byte)(index >> 8);
        bytes[3] = (byte)index;
        return IpAddress.FromBytes(bytes);
    }
}
