using System.Net;
using System.Net.Sockets;
using HeaderSpec;

namespace TcpCodec.Building.Layers;

/// <summary>An IP header: what a transport's pseudo-header is made of.</summary>
internal abstract class IpLayer : Layer
{
    private protected abstract int AddressesAt { get; }

    private protected abstract int AddressSize { get; }

    /// <summary>The sum of the pseudo-header, with the addresses that stand in the packet.</summary>
    /// <param name="header">This layer's bytes.</param>
    /// <param name="protocol">The transport's number.</param>
    /// <param name="length">The transport's length, header and data, in bytes.</param>
    public ulong SumPseudoHeader(ReadOnlySpan<byte> header, byte protocol, int length) => InternetChecksum.AddPseudoHeader(
        0,
        header.Slice(AddressesAt, AddressSize),
        header.Slice(AddressesAt + AddressSize, AddressSize),
        protocol,
        (uint)length);

    private protected static byte[] Address(string text, AddressFamily family) =>
        IPAddress.TryParse(text, out IPAddress? address) && address.AddressFamily == family
            ? address.GetAddressBytes()
            : throw new ArgumentException($"'{text}' is no {(family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address.");
}
