using System.Buffers.Binary;
using System.Security.Cryptography;
using TcpCodec;

namespace TcpEngine;

/// <summary>TCP-AO on one connection: which keys it uses, and the MACs of its segments.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc5925#section-7">RFC 5925, section 7</see></remarks>
internal sealed class TcpAuthenticationOption : SegmentAuthenticator
{
    private const int FixedSize = 4;
    private const int OptionSize = FixedSize + TrafficKey.MacSize;
    private const int KeyIdOffset = 2;
    private const int NextKeyIdOffset = 3;
    private const int ChecksumOffset = 16;

    private static readonly byte[] NoMac = new byte[TrafficKey.MacSize];

    private readonly SequenceNumber _localInitial;
    private Keys[] _keys;
    private Keys _current; // current_key
    private Keys _next;    // rnext_key
    private SequenceNumber? _remoteInitial;
    private SequenceNumberExtension _sendExtension;
    private SequenceNumberExtension _receiveExtension;
    private bool _hasSigned;
    private (byte KeyId, byte NextKeyId)? _lastReceived;

    public TcpAuthenticationOption(ConnectionKey connection, SequenceNumber initialSendSequence, MasterKeyTuple[] masterKeys)
        : base(connection)
    {
        _localInitial = initialSendSequence;
        _sendExtension = new SequenceNumberExtension(initialSendSequence);
        _keys = Array.ConvertAll(masterKeys, master => new Keys(master));
        _current = _keys[0];
        _next = _keys[0];
    }

    /// <inheritdoc/>
    public override bool TrustsIcmp => false;

    /// <inheritdoc/>
    public override (byte KeyId, byte NextKeyId)? LastReceived => _lastReceived;

    /// <summary>current_key: what is sent is signed with it.</summary>
    public MasterKeyTuple Current => _current.Master;

    /// <summary>rnext_key: what the peer is asked to sign with.</summary>
    public MasterKeyTuple Next => _next.Master;

    /// <inheritdoc/>
    public override int SizeBeside(bool timestamps) => OptionSize;

    /// <inheritdoc/>
    public override void AddOption(ref TcpHeaderWriter tcp) => tcp.AddAo(_current.Master.SendId, _next.Master.ReceiveId, NoMac);

    /// <inheritdoc/>
    public override void Sign(Span<byte> tcp)
    {
        int option = OptionOffset(tcp, TcpOptionKind.Ao);
        SequenceNumber number = new(BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]));
        TcpFlags flags = (TcpFlags)tcp[13];
        bool isOpening = (flags & (TcpFlags.Syn | TcpFlags.Ack)) == TcpFlags.Syn;
        TrafficKey key = isOpening
            ? TrafficKey.Derive(_current.Master, Connection.Local, Connection.Remote, _localInitial, default)
            : _current.Send ??= TrafficKey.Derive(_current.Master, Connection.Local, Connection.Remote, _localInitial, _remoteInitial ?? default);
        Span<byte> mac = stackalloc byte[TrafficKey.MacSize];
        Compute(key, _current.Master, tcp, (tcp[12] >> 4) * 4, option, _sendExtension.Of(number), isOutgoing: true, mac);
        mac.CopyTo(tcp[(option + FixedSize)..]);
        _sendExtension.Advance(number);
        _hasSigned = true;
    }

    /// <inheritdoc/>
    public override Reason Check(in Segment segment)
    {
        ReadOnlySpan<byte> option = segment.SignatureOption;
        if (option.IsEmpty || (TcpOptionKind)option[0] != TcpOptionKind.Ao)
        {
            return Reason.AuthenticationMissing;
        }

        byte keyId = option[KeyIdOffset];
        Keys? keys = FindReceive(keyId);
        if (keys is null || option.Length != OptionSize || !segment.Tcp.Overlaps(option, out int offset))
        {
            return Reason.AuthenticationKeyUnknown;
        }

        bool isOpening = segment.IsSyn && !segment.IsAck;
        SequenceNumber remoteInitial = isOpening || (segment.IsSyn && _remoteInitial is null) ? segment.SequenceNumber : _remoteInitial ?? default;
        TrafficKey key = remoteInitial == _remoteInitial && !isOpening
            ? keys.Receive ??= DeriveReceive(keys, remoteInitial, _localInitial)
            : DeriveReceive(keys, remoteInitial, isOpening ? default : _localInitial);
        uint extension = remoteInitial == _remoteInitial ? _receiveExtension.Of(segment.SequenceNumber) : 0;
        Span<byte> mac = stackalloc byte[TrafficKey.MacSize];
        Compute(key, keys.Master, segment.Tcp, segment.Tcp.Length - segment.Payload.Length, offset, extension, isOutgoing: false, mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, option[FixedSize..]))
        {
            return Reason.AuthenticationWrong;
        }

        if (segment.IsSyn)
        {
            Begin(segment);
        }
        else if (_remoteInitial is not null)
        {
            _receiveExtension.Advance(segment.SequenceNumber);
        }

        Follow(option);
        return Reason.None;
    }

    /// <inheritdoc/>
    public override void Begin(in Segment syn)
    {
        if (_remoteInitial is not null)
        {
            return; // a SYN in a connection that stands changes nothing
        }

        _remoteInitial = syn.SequenceNumber;
        _receiveExtension = new SequenceNumberExtension(syn.SequenceNumber);
        foreach (Keys keys in _keys)
        {
            keys.Forget();
        }

        if (!_hasSigned && !syn.SignatureOption.IsEmpty)
        {
            // The one who opens has chosen the key.
            byte keyId = syn.SignatureOption[KeyIdOffset];
            _current = FindReceive(keyId) ?? _current;
            _next = _current;
            Follow(syn.SignatureOption);
        }
    }

    /// <inheritdoc/>
    public override void Install(AuthenticationKeys keys)
    {
        MasterKeyTuple[] masterKeys = keys.MasterKeysFor(Connection);
        if (!masterKeys.Contains(_current.Master) || !masterKeys.Contains(_next.Master))
        {
            throw new ArgumentException($"A master key tuple that {Connection} uses now is not among these.", nameof(keys));
        }

        _keys = Array.ConvertAll(masterKeys, master => Array.Find(_keys, known => known.Master == master) ?? new Keys(master));
    }

    /// <summary>Chooses current_key, by its SendID.</summary>
    /// <exception cref="ArgumentException">There is no such master key tuple.</exception>
    public void SelectCurrent(byte sendId) =>
        _current = FindSend(sendId) ?? throw new ArgumentException($"No master key tuple of {Connection} has the SendID {sendId}.", nameof(sendId));

    /// <summary>Chooses rnext_key, by its RecvID.</summary>
    /// <exception cref="ArgumentException">There is no such master key tuple.</exception>
    public void SelectNext(byte receiveId) =>
        _next = FindReceive(receiveId) ?? throw new ArgumentException($"No master key tuple of {Connection} has the RecvID {receiveId}.", nameof(receiveId));

    // RNextKeyID: the peer is ready for another key (RFC 5925, section 7.5, step 2e).
    private void Follow(ReadOnlySpan<byte> option)
    {
        byte nextKeyId = option[NextKeyIdOffset];
        _lastReceived = (option[KeyIdOffset], nextKeyId);
        _current = FindSend(nextKeyId) ?? _current;
    }

    private Keys? FindSend(byte id)
    {
        foreach (Keys keys in _keys)
        {
            if (keys.Master.SendId == id)
            {
                return keys;
            }
        }

        return null;
    }

    private Keys? FindReceive(byte id)
    {
        foreach (Keys keys in _keys)
        {
            if (keys.Master.ReceiveId == id)
            {
                return keys;
            }
        }

        return null;
    }

    private TrafficKey DeriveReceive(Keys keys, SequenceNumber remoteInitial, SequenceNumber localInitial) =>
        TrafficKey.Derive(keys.Master, Connection.Remote, Connection.Local, remoteInitial, localInitial);

    // SNE, pseudo-header, header with neither checksum nor MAC, data (RFC 5925, section 5.1).
    private void Compute(TrafficKey key, MasterKeyTuple master, ReadOnlySpan<byte> tcp, int headerSize, int option, uint extension, bool isOutgoing, Span<byte> mac)
    {
        Span<byte> message = Message(sizeof(uint) + PseudoHeader.MaximumSize + tcp.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message, extension);
        int length = sizeof(uint);
        length += WritePseudoHeader(message[length..], isOutgoing, tcp.Length);
        int start = length;
        int covered = master.CoversOptions ? headerSize : TcpHeader.FixedSize;
        tcp[..covered].CopyTo(message[start..]);
        message.Slice(start + ChecksumOffset, sizeof(ushort)).Clear();
        length += covered;
        if (!master.CoversOptions)
        {
            tcp.Slice(option, OptionSize).CopyTo(message[length..]); // the option itself is covered in any case
            option = length - start;
            length += OptionSize;
        }

        message.Slice(start + option + FixedSize, TrafficKey.MacSize).Clear();
        tcp[headerSize..].CopyTo(message[length..]);
        key.Compute(message[..(length + tcp.Length - headerSize)], mac);
    }

    /// <summary>A master key tuple, and the traffic keys made of it for all but SYNs, once they were needed.</summary>
    private sealed class Keys(MasterKeyTuple master)
    {
        public MasterKeyTuple Master { get; } = master;

        public TrafficKey? Send { get; set; }

        public TrafficKey? Receive { get; set; }

        /// <summary>The peer's initial number has become known: what was made without it is of no use.</summary>
        public void Forget() => (Send, Receive) = (null, null);
    }
}
