using TcpCodec;

namespace TcpEngine;

/// <summary>
/// Writes IP packets that carry TCP into a caller's buffer. <see cref="Begin"/> writes the headers and says where the data goes; the caller puts
/// it there, and <see cref="Finish"/> computes the checksums: the data is copied once.
/// </summary>
internal static class SegmentWriter
{
    private const byte DefaultTimeToLive = 64; // RFC 1700
    private const int UserTimeoutOptionSize = 4;

    /// <summary>The length of the IP header that goes before a segment to that address, in bytes.</summary>
    public static int IpHeaderSize(IpAddress address) => address.IsV6 ? Ipv6Header.FixedSize : Ipv4Header.FixedSize;

    /// <summary>Writes both headers.</summary>
    /// <returns>The room for the data: exactly <paramref name="payloadSize"/> bytes.</returns>
    /// <exception cref="ArgumentException">The buffer is too small.</exception>
    public static Span<byte> Begin(Span<byte> packet, in ConnectionKey key, in OutgoingSegment segment, int payloadSize)
    {
        int ipSize = IpHeaderSize(key.Local.Address);
        TcpHeaderWriter tcp = new(packet[ipSize..])
        {
            SrcPort = key.Local.Port,
            DstPort = key.Remote.Port,
            SeqNum = segment.SequenceNumber.Value,
            AckNum = segment.Acknowledgment.Value,
            Flags = segment.Flags,
            Window = segment.Window,
            UrgentPointer = segment.UrgentPointer,
        };
        AddOptions(ref tcp, segment);
        if (!tcp.TryFinishHeader(payloadSize, out int tcpSize))
        {
            throw new ArgumentException($"A buffer of {packet.Length} bytes is too small for a segment with {payloadSize} bytes of data.", nameof(packet));
        }

        WriteIp(packet, key, segment, tcpSize + payloadSize);
        return packet.Slice(ipSize + tcpSize, payloadSize);
    }

    /// <summary>Signs a packet that is whole, where it is to be signed, and computes its checksums.</summary>
    /// <returns>The packet's length, in bytes.</returns>
    public static int Finish(Span<byte> packet, in ConnectionKey key, Span<byte> payload, SegmentAuthenticator? authenticator = null)
    {
        int ipSize = IpHeaderSize(key.Local.Address);
        if (!key.Local.Address.IsV6)
        {
            Ipv4HeaderWriter.SetChecksum(packet);
        }

        Span<byte> addresses = stackalloc byte[32];
        int size = key.Local.Address.CopyTo(addresses);
        key.Remote.Address.CopyTo(addresses[size..]);
        int length = HeadersSize(packet, ipSize) + payload.Length;
        authenticator?.Sign(packet[ipSize..length]);
        TcpHeaderWriter.SetChecksum(packet[ipSize..length], addresses[..size], addresses.Slice(size, size));
        return length;
    }

    private static int HeadersSize(Span<byte> packet, int ipSize) =>
        TcpHeader.TryParse(packet[ipSize..], out TcpHeader tcp, out _) ? ipSize + tcp.HeaderSize : throw new InvalidOperationException("The headers were not written.");

    private static void WriteIp(Span<byte> packet, in ConnectionKey key, in OutgoingSegment segment, int payloadSize)
    {
        byte timeToLive = segment.TimeToLive == 0 ? DefaultTimeToLive : segment.TimeToLive;
        Span<byte> addresses = stackalloc byte[32];
        int size = key.Local.Address.CopyTo(addresses);
        key.Remote.Address.CopyTo(addresses[size..]);
        if (key.Local.Address.IsV6)
        {
            Ipv6HeaderWriter v6 = new(packet)
            {
                NextHeader = Ipv6NextHeader.Tcp,
                Dscp = segment.Dscp,
                Ecn = (Ipv6Ecn)segment.Ecn,
                HopLimit = timeToLive,
                SrcAddr = addresses[..size],
                DstAddr = addresses.Slice(size, size),
            };
            v6.TryFinishHeader(payloadSize, out _);
            return;
        }

        Ipv4HeaderWriter v4 = new(packet)
        {
            DontFragment = true,
            Dscp = segment.Dscp,
            Ecn = (Ipv4Ecn)segment.Ecn,
            TimeToLive = timeToLive,
            Protocol = Ipv4Protocol.Tcp,
            SrcAddr = addresses[..size],
            DstAddr = addresses.Slice(size, size),
        };
        v4.TryFinishHeader(payloadSize, out _);
    }

    // The order that hosts use: what must be aligned for fast readers is (RFC 7323, appendix A).
    private static void AddOptions(ref TcpHeaderWriter tcp, in OutgoingSegment segment)
    {
        if (segment.MaximumSegmentSize != 0)
        {
            tcp.AddMss(segment.MaximumSegmentSize);
        }

        bool isPacked = segment.Authenticator is { IsPacked: true };
        if (segment.SackPermitted != segment.HasTimestamps && !isPacked)
        {
            AddNops(ref tcp, 2); // both together fill words
        }

        if (segment.SackPermitted)
        {
            tcp.AddSackPermitted();
        }

        if (segment.HasTimestamps)
        {
            tcp.AddTimestamps(segment.TimestampValue, segment.TimestampEcho);
        }

        if (segment.HasWindowShift)
        {
            AddNops(ref tcp, isPacked ? 0 : 1);
            tcp.AddWindowScale(segment.WindowShift);
        }

        if (segment.SackBlocks.Length > 0)
        {
            AddNops(ref tcp, isPacked ? 0 : 2);
            tcp.AddSack(segment.SackBlocks);
        }

        if (segment.FastOpen is { } cookie)
        {
            FastOpenOption.Write(ref tcp, cookie); // beside the options of a SYN there is room for the longest
        }

        int signatureSize = segment.Authenticator?.SizeBeside(timestamps: false) ?? 0;
        if (segment.UserTimeout > Duration.Zero && tcp.Size + UserTimeoutOptionSize + signatureSize <= TcpHeaderWriter.MaxHeaderSize)
        {
            (bool inMinutes, ushort value) = UserTimeoutExchange.Encode(segment.UserTimeout);
            tcp.AddUserTimeout(inMinutes, value);
        }

        segment.AccurateEcn?.Write(ref tcp, TcpHeaderWriter.MaxHeaderSize - tcp.Size - signatureSize);
        segment.Authenticator?.AddOption(ref tcp); // last: it may cover all others (RFC 5925, section 7.4)
    }

    private static void AddNops(ref TcpHeaderWriter tcp, int count)
    {
        for (int i = 0; i < count; i++)
        {
            tcp.AddNop();
        }
    }
}
