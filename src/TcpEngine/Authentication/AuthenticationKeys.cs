namespace TcpEngine;

/// <summary>
/// The keys of a host, a listener or a connection. Those whose pattern matches a connection make it sign all that it sends, and drop all that the peer does not sign. Immutable;
/// connections in being take another set by <see cref="TcpConnection.InstallKeys"/>.
/// </summary>
public sealed class AuthenticationKeys
{
    private readonly Md5Key[] _md5;
    private readonly MasterKeyTuple[] _masterKeys;

    /// <summary>Makes a set.</summary>
    /// <param name="masterKeys">Master key tuples of TCP-AO; the first that matches is used first.</param>
    /// <param name="md5">Keys for MD5 signatures.</param>
    /// <exception cref="ArgumentException">
    /// A connection could match two of them that share a SendID or a RecvID (RFC 5925, section 3.1), two keys for MD5, or one of each kind (RFC 5925, section 2.2).
    /// </exception>
    public AuthenticationKeys(IEnumerable<MasterKeyTuple> masterKeys, IEnumerable<Md5Key> md5)
    {
        _masterKeys = [.. masterKeys];
        _md5 = [.. md5];
        for (int i = 0; i < _masterKeys.Length; i++)
        {
            MasterKeyTuple key = _masterKeys[i];
            if (_masterKeys.AsSpan(0, i).ToArray().Any(other => (other.SendId == key.SendId || other.ReceiveId == key.ReceiveId) && other.Connections.Overlaps(key.Connections)))
            {
                throw new ArgumentException($"Two master key tuples for the same connections have the SendID {key.SendId} or the RecvID {key.ReceiveId}.", nameof(masterKeys));
            }
        }

        for (int i = 0; i < _md5.Length; i++)
        {
            ConnectionPattern connections = _md5[i].Connections;
            if (_md5.AsSpan(0, i).ToArray().Any(other => other.Connections.Overlaps(connections)) || _masterKeys.Any(other => other.Connections.Overlaps(connections)))
            {
                throw new ArgumentException("Two keys, of which one is for MD5 signatures, are for the same connections.", nameof(md5));
            }
        }
    }

    /// <summary>No keys.</summary>
    public static AuthenticationKeys None { get; } = new([], []);

    /// <summary>Keys of TCP-AO.</summary>
    public static AuthenticationKeys Of(params MasterKeyTuple[] masterKeys) => new(masterKeys, []);

    /// <summary>Keys for MD5 signatures.</summary>
    public static AuthenticationKeys Of(params Md5Key[] md5) => new([], md5);

    /// <summary>The master key tuples for a connection, in their order.</summary>
    internal MasterKeyTuple[] MasterKeysFor(ConnectionKey connection) => Array.FindAll(_masterKeys, key => key.Connections.Matches(connection));

    /// <summary>The key for MD5 signatures of a connection; null for none.</summary>
    internal Md5Key? Md5KeyFor(ConnectionKey connection) => Array.Find(_md5, key => key.Connections.Matches(connection));

    /// <summary>Whether segments of a connection are signed, and how.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="initialSendSequence">ISS.</param>
    /// <returns>Null where there is no key for it.</returns>
    internal SegmentAuthenticator? Begin(ConnectionKey connection, SequenceNumber initialSendSequence)
    {
        if (_masterKeys.Length == 0 && _md5.Length == 0)
        {
            return null;
        }

        MasterKeyTuple[] masterKeys = MasterKeysFor(connection);
        if (masterKeys.Length > 0)
        {
            return new TcpAuthenticationOption(connection, initialSendSequence, masterKeys);
        }

        return Md5KeyFor(connection) is { } md5 ? new Md5Signature(connection, md5) : null;
    }
}
