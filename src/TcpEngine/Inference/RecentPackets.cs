namespace TcpEngine.Inference;

/// <summary>The last packets that an end sent, by what tells packets apart.</summary>
internal struct RecentPackets
{
    private Ring _packets;
    private int _next;

    /// <summary>Whether a packet was here before; it is remembered.</summary>
    public bool Remember(in ObservedSegment segment)
    {
        ulong print = 0xcbf29ce484222325;
        Mix(ref print, ((ulong)segment.SequenceNumber.Value << 32) | segment.Acknowledgment.Value);
        Mix(ref print, ((ulong)segment.TimestampValue << 32) | segment.TimestampEcho);
        Mix(ref print, ((ulong)segment.Identification << 48) | ((ulong)segment.Checksum << 32) | ((ulong)segment.Window << 16) | (ushort)segment.Flags);
        Mix(ref print, segment.PayloadLength);
        Span<ulong> packets = _packets;
        bool isKnown = packets.Contains(print);
        packets[_next] = print;
        _next = (_next + 1) % Ring.Size;
        return isKnown;
    }

    private static void Mix(ref ulong print, ulong value) => print = unchecked((System.Numerics.BitOperations.RotateLeft(print, 23) ^ value) * 0x9e3779b97f4a7c15);

    [System.Runtime.CompilerServices.InlineArray(Size)]
    private struct Ring
    {
        public const int Size = 32;

        private ulong _first;
    }
}
