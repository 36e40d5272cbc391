using System.Buffers.Binary;

namespace TcpEngine;

/// <summary>
/// The keys of Fast Open cookies. A cookie is SipHash-2-4 of the client's address and the server's: 8 bytes, which the server computes again when they come
/// back. The previous key's cookies are good as well, so that a key can be changed without a gap.
/// </summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc7413#section-4.1.2">RFC 7413, section 4.1.2</see></remarks>
public sealed class FastOpenKeys
{
    /// <summary>A key's length, in bytes.</summary>
    public const int KeySize = SipHash.KeySize;

    private readonly byte[] _current;
    private readonly byte[]? _previous;

    /// <summary>Keys.</summary>
    /// <param name="current">16 bytes: makes cookies.</param>
    /// <param name="previous">16 bytes whose cookies are accepted as well; none for no such key.</param>
    /// <exception cref="ArgumentException">A key has another length.</exception>
    public FastOpenKeys(ReadOnlySpan<byte> current, ReadOnlySpan<byte> previous = default)
    {
        if (current.Length != KeySize || previous.Length is not (0 or KeySize))
        {
            throw new ArgumentException($"A key has {KeySize} bytes.", previous.Length is 0 or KeySize ? nameof(current) : nameof(previous));
        }

        _current = current.ToArray();
        _previous = previous.IsEmpty ? null : previous.ToArray();
    }

    /// <summary>These keys after a change: the current one becomes the previous.</summary>
    /// <param name="next">16 bytes.</param>
    public FastOpenKeys Rotate(ReadOnlySpan<byte> next) => new(next, _current);

    /// <summary>GetCookie: the cookie of a client.</summary>
    public FastOpenCookie GetCookie(IpAddress client, IpAddress server, bool isExperimental = false) => Make(_current, client, server, isExperimental);

    /// <summary>IsCookieValid: whether a cookie is one of that client.</summary>
    /// <param name="client">Its address.</param>
    /// <param name="server">The address that it has called.</param>
    /// <param name="cookie">What it has brought.</param>
    /// <param name="isOutdated">Whether the cookie is of the previous key, so that the client should get a new one.</param>
    public bool IsCookieValid(IpAddress client, IpAddress server, in FastOpenCookie cookie, out bool isOutdated)
    {
        isOutdated = false;
        if (cookie.HasSameBytes(Make(_current, client, server, isExperimental: false)))
        {
            return true;
        }

        isOutdated = _previous is not null && cookie.HasSameBytes(Make(_previous, client, server, isExperimental: false));
        return isOutdated;
    }

    /// <summary>Keys that a host makes of its secret.</summary>
    internal static FastOpenKeys Of(ulong secret)
    {
        Span<byte> key = stackalloc byte[KeySize];
        SecretHash.Fill(key, secret, SecretHashPurpose.FastOpenKey);
        return new FastOpenKeys(key);
    }

    private static FastOpenCookie Make(ReadOnlySpan<byte> key, IpAddress client, IpAddress server, bool isExperimental)
    {
        Span<byte> addresses = stackalloc byte[32];
        int size = client.CopyTo(addresses);
        size += server.CopyTo(addresses[size..]);
        Span<byte> cookie = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(cookie, SipHash.Compute(key, addresses[..size]));
        return new FastOpenCookie(cookie, isExperimental);
    }
}
