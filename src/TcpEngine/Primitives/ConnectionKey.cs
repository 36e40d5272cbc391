namespace TcpEngine;

/// <summary>The pair of sockets that names a connection (RFC 9293, section 3.1).</summary>
/// <param name="Local">This end.</param>
/// <param name="Remote">The peer's end.</param>
public readonly record struct ConnectionKey(TcpEndpoint Local, TcpEndpoint Remote)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Local} - {Remote}";
}
