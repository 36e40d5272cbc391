using System.Buffers.Binary;
using HeaderSpec;
using TcpCodec.Dissection;

namespace Extcap.Dissecting;

/// <summary>What is behind the packet in a frame: padding up to Ethernet's least length, a trailer, a frame check sequence. Where each begins is told by nobody; it is found as Wireshark finds it.</summary>
internal static class FrameTail
{
    private const int LeastFrame = 60; // IEEE 802.3, 4A.2.3.2.4, without the frame check sequence
    private const int CheckSize = 4;

    /// <summary>Adds it to the fields of the header in front of the packet, if that is the one at hand: the innermost VLAN tag, or the outermost header.</summary>
    public static void Add(in PacketAtHand packet, in PacketLayer layer, LayerFields fields)
    {
        if (layer.Offset > 0 && layer.Kind is not (HeaderKind.Vlan or HeaderKind.ServiceVlan))
        {
            return;
        }

        (HeaderKind owner, int start, int end) = Find(packet);
        if (layer.Offset != start || end >= packet.Data.Length)
        {
            return;
        }

        ReadOnlySpan<byte> tail = packet.Data[end..];
        if (packet.LinkType != LinkType.Ethernet)
        {
            fields.Report("frame", end - start, $"{tail.Length} bytes follow the packet");
            return;
        }

        // Where nobody tells of a check sequence, Wireshark takes it for there if the frame is long enough to need no padding; it does not look for one behind a tag.
        bool hasCheck = owner == HeaderKind.Ethernet && (packet.HasFrameCheck ?? packet.OriginalLength >= LeastFrame + CheckSize);
        if (hasCheck && packet.Data.Length == packet.OriginalLength && tail.Length >= CheckSize)
        {
            fields.Add("eth.fcs", BinaryPrimitives.ReadUInt32BigEndian(tail[^CheckSize..]));
            tail = tail[..^CheckSize];
        }

        int padding = Math.Min(tail.Length, LeastFrame - end);
        if (padding <= 0 || packet.OriginalLength < LeastFrame || tail[..padding].ContainsAnyExcept((byte)0))
        {
            padding = 0;
        }

        if (padding > 0)
        {
            fields.Add("eth.padding", tail[..padding]);
        }

        if (padding < tail.Length)
        {
            string name = owner == HeaderKind.Ethernet ? "eth.trailer" : "vlan.trailer";
            fields.Add(name, tail[padding..]);
            fields.Report(name, end - start + padding, $"{tail.Length - padding} bytes follow the packet");
        }
    }

    // The innermost header of the link layer's that is followed by one with a length, and where the packet ends by that; at the captured length where there is none.
    private static (HeaderKind Owner, int Start, int End) Find(in PacketAtHand packet)
    {
        PacketWalker walker = new(packet.LinkType, packet.Data, packet.OriginalLength);
        (HeaderKind owner, int start) = (HeaderKind.None, 0);
        while (walker.MoveNext())
        {
            PacketLayer layer = walker.Current;
            if (layer.Kind is HeaderKind.Llc or HeaderKind.Ipv4 or HeaderKind.Ipv6)
            {
                bool isReadable = layer.Error.Fault == ParseFault.None || layer.Error.Field == "/seq/payload";
                return (owner, start, isReadable ? Math.Min(layer.End, packet.Data.Length) : packet.Data.Length);
            }

            (owner, start) = (layer.Kind, layer.Offset);
        }

        return (owner, start, packet.Data.Length);
    }
}
