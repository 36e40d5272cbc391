namespace TcpEngine;

/// <summary>MKT: a master key of TCP-AO with all that belongs to it. Immutable, as a connection that uses it needs it to be.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc5925#section-3.1">RFC 5925, section 3.1</see></remarks>
public sealed class MasterKeyTuple
{
    private readonly byte[] _masterKey;

    /// <summary>Makes a master key tuple.</summary>
    /// <param name="connections">The connections that it is for.</param>
    /// <param name="sendId">SendID: KeyID of what is sent with it, 0 to 255.</param>
    /// <param name="receiveId">RecvID: KeyID of what comes in with it, 0 to 255: the peer's SendID.</param>
    /// <param name="masterKey">What both ends know, of any length.</param>
    /// <param name="algorithm">How MACs are made.</param>
    /// <param name="coversOptions">Whether the MAC covers the other TCP options.</param>
    /// <exception cref="ArgumentException">The key is empty.</exception>
    public MasterKeyTuple(
        ConnectionPattern connections, byte sendId, byte receiveId, ReadOnlySpan<byte> masterKey, AuthenticationAlgorithm algorithm = AuthenticationAlgorithm.HmacSha1, bool coversOptions = true)
    {
        _masterKey = masterKey.IsEmpty ? throw new ArgumentException("A master key has at least one byte.", nameof(masterKey)) : masterKey.ToArray();
        Connections = connections;
        SendId = sendId;
        ReceiveId = receiveId;
        Algorithm = algorithm;
        CoversOptions = coversOptions;
    }

    /// <summary>The connections that it is for.</summary>
    public ConnectionPattern Connections { get; }

    /// <summary>SendID: KeyID of what is sent with it.</summary>
    public byte SendId { get; }

    /// <summary>RecvID: KeyID of what comes in with it.</summary>
    public byte ReceiveId { get; }

    /// <summary>How MACs are made.</summary>
    public AuthenticationAlgorithm Algorithm { get; }

    /// <summary>The TCP option flag: whether the MAC covers the other TCP options.</summary>
    public bool CoversOptions { get; }

    internal ReadOnlySpan<byte> MasterKey => _masterKey;
}
