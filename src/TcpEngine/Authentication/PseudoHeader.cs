using System.Buffers.Binary;

namespace TcpEngine;

/// <summary>What of the IP header a segment's checksum and its MAC cover (RFC 9293, section 3.1; RFC 8200, section 8.1).</summary>
internal static class PseudoHeader
{
    /// <summary>The greatest length, in bytes: that of IPv6.</summary>
    public const int MaximumSize = 40;

    private const byte TcpProtocol = 6;

    /// <summary>Writes the pseudo-header.</summary>
    /// <returns>Its length, in bytes: 12 or 40.</returns>
    public static int Write(Span<byte> destination, IpAddress source, IpAddress target, int tcpLength)
    {
        int size = source.CopyTo(destination);
        size += target.CopyTo(destination[size..]);
        if (source.IsV6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[size..], (uint)tcpLength);
            BinaryPrimitives.WriteUInt32BigEndian(destination[(size + 4)..], TcpProtocol);
            return size + 8;
        }

        BinaryPrimitives.WriteUInt16BigEndian(destination[size..], TcpProtocol);
        BinaryPrimitives.WriteUInt16BigEndian(destination[(size + 2)..], (ushort)tcpLength);
        return size + 4;
    }
}
