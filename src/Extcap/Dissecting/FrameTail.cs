using System.Buffers.Binary;
using TcpCodec.Dissection;

namespace Extcap.Dissecting;

/// <summary>What is behind the packet in a frame: padding up to Ethernet's least length, and more.</summary>
internal static class FrameTail
{
    private const int LeastFrame = 60; // IEEE 802.3, 4A.2.3.2.4, without the frame check sequence
    private const int CheckSize = 4;

    /// <summary>Adds it to the fields of the outermost header.</summary>
    public static void Add(in PacketAtHand packet, LayerFields fields)
    {
        int end = EndOfPacket(packet);
        if (end >= packet.Data.Length)
        {
            return;
        }

        ReadOnlySpan<byte> tail = packet.Data[end..];
        if (packet.LinkType != LinkType.Ethernet)
        {
            fields.Report("frame", end, $"{tail.Length} bytes follow the packet");
            return;
        }

        // The frame may end with its check sequence; where nobody tells, Wireshark takes it for there if the frame is long enough to need no padding.
        bool hasCheck = packet.HasFrameCheck ?? packet.OriginalLength >= LeastFrame + CheckSize;
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
            fields.Add("eth.trailer", tail[padding..]);
            fields.Report("eth.trailer", end + padding, $"{tail.Length - padding} bytes follow the packet");
        }
    }

    // Where the outermost header that has a length says that the packet ends; the captured length where there is none.
    private static int EndOfPacket(in PacketAtHand packet)
    {
        PacketWalker walker = new(packet.LinkType, packet.Data, packet.OriginalLength);
        while (walker.MoveNext())
        {
            PacketLayer layer = walker.Current;
            bool isInternet = layer.Kind is HeaderKind.Ipv4 or HeaderKind.Ipv6;
            bool isReadable = layer.Error.Fault == HeaderSpec.ParseFault.None || layer.Error.Field == "/seq/payload";
            if (layer.Kind == HeaderKind.Llc || isInternet)
            {
                return isReadable ? Math.Min(layer.End, packet.Data.Length) : packet.Data.Length;
            }
        }

        return packet.Data.Length;
    }
}
