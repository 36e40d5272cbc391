namespace TcpEngine;

/// <summary>Which connections a key is for: a TCP connection identifier with wildcards (RFC 5925, section 3.1). The default is for all.</summary>
public readonly record struct ConnectionPattern
{
    /// <summary>The peer's address, or network; null for any.</summary>
    public IpAddress? RemoteAddress { get; init; }

    /// <summary>How many bits of <see cref="RemoteAddress"/> count, 0 to 32 or 128; null for all of them.</summary>
    public int? RemotePrefixLength { get; init; }

    /// <summary>This end's address; null for any.</summary>
    public IpAddress? LocalAddress { get; init; }

    /// <summary>The peer's port; 0 for any.</summary>
    public ushort RemotePort { get; init; }

    /// <summary>This end's port; 0 for any.</summary>
    public ushort LocalPort { get; init; }

    /// <summary>Connections with one peer, from and to any port.</summary>
    public static ConnectionPattern To(IpAddress peer) => new() { RemoteAddress = peer };

    /// <summary>Whether a connection is one of those.</summary>
    public bool Matches(in ConnectionKey key) =>
        (RemoteAddress is not { } remote || ShareBits(remote, key.Remote.Address, PrefixLength(remote)))
        && (LocalAddress is not { } local || local == key.Local.Address)
        && (RemotePort == 0 || RemotePort == key.Remote.Port)
        && (LocalPort == 0 || LocalPort == key.Local.Port);

    /// <summary>Whether there can be a connection that matches both.</summary>
    public bool Overlaps(in ConnectionPattern other) =>
        (RemoteAddress is not { } left || other.RemoteAddress is not { } right || ShareBits(left, right, Math.Min(PrefixLength(left), other.PrefixLength(right))))
        && (LocalAddress is not { } local || other.LocalAddress is not { } otherLocal || local == otherLocal)
        && (RemotePort == 0 || other.RemotePort == 0 || RemotePort == other.RemotePort)
        && (LocalPort == 0 || other.LocalPort == 0 || LocalPort == other.LocalPort);

    private int PrefixLength(IpAddress address) => Math.Clamp(RemotePrefixLength ?? int.MaxValue, 0, address.Size * 8);

    private static bool ShareBits(IpAddress left, IpAddress right, int count)
    {
        if (left.IsV6 != right.IsV6)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[32];
        int size = left.CopyTo(bytes);
        right.CopyTo(bytes[size..]);
        int whole = count / 8;
        int rest = count % 8;
        return bytes[..whole].SequenceEqual(bytes.Slice(size, whole)) && (rest == 0 || (bytes[whole] ^ bytes[size + whole]) >> (8 - rest) == 0);
    }
}
