namespace TcpEngine;

/// <summary>A key for MD5 signatures, and the connections that it is for. Immutable.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc2385">RFC 2385</see>; TCP-AO has replaced it (RFC 5925, section 8)</remarks>
public sealed class Md5Key
{
    private readonly byte[] _key;

    /// <summary>Makes a key.</summary>
    /// <param name="connections">The connections that it is for.</param>
    /// <param name="key">What both ends know, of any length; hosts agree on up to 80 bytes (RFC 2385, section 4.5).</param>
    /// <exception cref="ArgumentException">The key is empty.</exception>
    public Md5Key(ConnectionPattern connections, ReadOnlySpan<byte> key)
    {
        _key = key.IsEmpty ? throw new ArgumentException("A key has at least one byte.", nameof(key)) : key.ToArray();
        Connections = connections;
    }

    /// <summary>The connections that it is for.</summary>
    public ConnectionPattern Connections { get; }

    internal ReadOnlySpan<byte> Key => _key;
}
