using HeaderSpec;

namespace TcpCodec.Dissection;

/// <summary>The packet that an ICMP error is about: the error carries its beginning (RFC 792; RFC 4443, section 3).</summary>
public static class QuotedPacket
{
    private const byte FirstInformational = 128; // ICMPv6's types below are errors (RFC 4443, section 2.1)

    /// <summary>Finds what a layer quotes.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="packet">The packet that was walked.</param>
    /// <returns>The quoted packet's bytes, as far as they are there, from its IP header on; nothing where the layer is no ICMP error.</returns>
    public static ReadOnlySpan<byte> Of(in PacketLayer layer, ReadOnlySpan<byte> packet)
    {
        if (layer.Error.Fault != ParseFault.None)
        {
            return default;
        }

        ReadOnlySpan<byte> bytes = layer.Bytes(packet);
        bool isError = layer.Kind switch
        {
            HeaderKind.Icmpv4 => Icmpv4Header.TryParse(bytes, out Icmpv4Header icmp, out _)
                && icmp.Type is Icmpv4Type.DestinationUnreachable or Icmpv4Type.SourceQuench or Icmpv4Type.Redirect or Icmpv4Type.TimeExceeded or Icmpv4Type.ParameterProblem,
            HeaderKind.Icmpv6 => Icmpv6Header.TryParse(bytes, out Icmpv6Header icmp, out _) && (byte)icmp.Type < FirstInformational,
            _ => false,
        };
        return isError ? layer.Payload(packet) : default;
    }

    /// <summary>Walks the headers of a quoted packet. It is cut by rule: what is not there is <see cref="PacketLayer.IsCut"/>.</summary>
    public static PacketWalker Walk(ReadOnlySpan<byte> quoted) => new(LinkType.Raw, quoted, int.MaxValue);
}
