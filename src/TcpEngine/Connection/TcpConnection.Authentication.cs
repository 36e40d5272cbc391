namespace TcpEngine;

// Signed segments: TCP-AO (RFC 5925) and MD5 signatures (RFC 2385).
public sealed partial class TcpConnection
{
    private readonly SegmentAuthenticator? _authenticator;

    /// <summary>Whether all segments are signed, each way.</summary>
    public bool IsAuthenticated => _authenticator is not null;

    /// <summary>How many segments were dropped because they were not signed as they must be (RFC 5925, section 7.3).</summary>
    public long UnauthenticSegments => _extras?.UnauthenticSegments ?? 0;

    /// <summary>current_key: the master key tuple that signs what is sent; null without TCP-AO (RFC 5925, section 6.1).</summary>
    public MasterKeyTuple? CurrentKey => (_authenticator as TcpAuthenticationOption)?.Current;

    /// <summary>rnext_key: the master key tuple that the peer is asked to sign with; null without TCP-AO (RFC 5925, section 6.1).</summary>
    public MasterKeyTuple? ReceiveNextKey => (_authenticator as TcpAuthenticationOption)?.Next;

    /// <summary>KeyID and RNextKeyID of the last segment that was accepted; null without TCP-AO, and before there was one (RFC 5925, section 7.1).</summary>
    public (byte KeyId, byte NextKeyId)? LastReceivedKeys => _authenticator?.LastReceived;

    /// <summary>Takes another set of keys: the set may change while the connection lives, a key in it may not (RFC 5925, section 3.1).</summary>
    /// <exception cref="ArgumentException">Current_key or rnext_key is not in it.</exception>
    /// <exception cref="InvalidOperationException">The connection was opened without keys.</exception>
    public void InstallKeys(AuthenticationKeys keys) => RequireAuthenticator().Install(keys);

    /// <summary>Chooses current_key by its SendID: what is sent from now on is signed with it, until the peer asks for another.</summary>
    /// <exception cref="ArgumentException">There is no such key.</exception>
    /// <exception cref="InvalidOperationException">The connection was opened without TCP-AO.</exception>
    public void SelectCurrentKey(byte sendId) => RequireAuthenticationOption().SelectCurrent(sendId);

    /// <summary>Chooses rnext_key by its RecvID: each segment from now on asks the peer to sign with it.</summary>
    /// <exception cref="ArgumentException">There is no such key.</exception>
    /// <exception cref="InvalidOperationException">The connection was opened without TCP-AO.</exception>
    public void SelectReceiveNextKey(byte receiveId) => RequireAuthenticationOption().SelectNext(receiveId);

    private SegmentAuthenticator RequireAuthenticator() => _authenticator ?? throw new InvalidOperationException("The connection was opened without keys.");

    private TcpAuthenticationOption RequireAuthenticationOption() => _authenticator as TcpAuthenticationOption ?? throw new InvalidOperationException("The connection was opened without TCP-AO.");

    // Before all other checks (RFC 5925, section 7.5).
    private Reason CheckSignature(in Segment segment)
    {
        Reason reason = _authenticator is not null ? _authenticator.Check(segment)
            : segment.SignatureOption.IsEmpty || _options.AcceptUnknownSignatures ? Reason.None
            : Reason.AuthenticationUnexpected;
        if (reason != Reason.None)
        {
            Extras.UnauthenticSegments++;
        }

        return reason;
    }

    // RFC 5925, section 7.8; for IPv6, what says that a packet was too big is guarded as it is without TCP-AO.
    private bool IgnoresIcmp(IcmpErrorKind kind) => _authenticator is { TrustsIcmp: false } && _options.IgnoreUnauthenticatedIcmp && IsSynchronized && kind switch
    {
        IcmpErrorKind.ProtocolUnreachable or IcmpErrorKind.PortUnreachable => true,
        IcmpErrorKind.PacketTooBig => !Key.Local.Address.IsV6,
        IcmpErrorKind.Prohibited => Key.Local.Address.IsV6,
        _ => false,
    };
}
