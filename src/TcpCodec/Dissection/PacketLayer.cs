using HeaderSpec;

namespace TcpCodec.Dissection;

/// <summary>One header of a packet, and what it carries: where they are.</summary>
/// <param name="Kind">Which header it is.</param>
/// <param name="Offset">Where it begins, in bytes from the packet's first.</param>
/// <param name="HeaderSize">The header's length in bytes, as far as it was captured. What it carries follows.</param>
/// <param name="End">
/// Where what it carries ends, by the length fields of this header and those in front of it, and by the packet's length on the wire: bytes from the packet's first. More than
/// the captured length where the capture cut the packet.
/// </param>
/// <param name="Error">
/// What is wrong with it; offsets are from the header's first byte. The headers behind it are not looked at, unless all that is wrong is that what it carries is not all there.
/// </param>
/// <param name="IsCut">Whether the capture is to blame for the error: the packet was longer on the wire.</param>
public readonly record struct PacketLayer(HeaderKind Kind, int Offset, int HeaderSize, int End, ParseError Error, bool IsCut)
{
    /// <summary>The captured bytes of the header and of what it carries.</summary>
    /// <param name="packet">The packet that was walked.</param>
    public ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> packet) => packet[Offset..Math.Max(Offset, Math.Min(End, packet.Length))];

    /// <summary>The captured bytes of what it carries.</summary>
    /// <param name="packet">The packet that was walked.</param>
    public ReadOnlySpan<byte> Payload(ReadOnlySpan<byte> packet) => Bytes(packet)[HeaderSize..];
}
