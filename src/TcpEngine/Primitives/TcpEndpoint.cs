namespace TcpEngine;

/// <summary>One end of a connection: what RFC 9293 calls a socket.</summary>
/// <param name="Address">The IP address.</param>
/// <param name="Port">The port.</param>
public readonly record struct TcpEndpoint(IpAddress Address, ushort Port)
{
    /// <inheritdoc/>
    public override string ToString() => Address.IsV6 ? $"[{Address}]:{Port}" : $"{Address}:{Port}";
}
