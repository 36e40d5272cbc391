using System.Net;
using System.Runtime.InteropServices;

namespace TcpEngine;

/// <summary>One end of a connection: what RFC 9293 calls a socket.</summary>
/// <param name="Address">The IP address.</param>
/// <param name="Port">The port.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct TcpEndpoint(IpAddress Address, ushort Port)
{
    /// <summary>Takes over one of .NET's end points; an IPv4 address that is mapped into IPv6, as sockets of both families have them, is the IPv4 address.</summary>
    public static TcpEndpoint FromIPEndPoint(IPEndPoint endPoint)
    {
        IPAddress address = endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address;
        return new TcpEndpoint(IpAddress.FromBytes(address.GetAddressBytes()), (ushort)endPoint.Port);
    }

    /// <summary>The same for .NET.</summary>
    public IPEndPoint ToIPEndPoint()
    {
        Span<byte> bytes = stackalloc byte[16];
        return new IPEndPoint(new IPAddress(bytes[..Address.CopyTo(bytes)]), Port);
    }

    /// <inheritdoc/>
    public override string ToString() => Address.IsV6 ? $"[{Address}]:{Port}" : $"{Address}:{Port}";
}
