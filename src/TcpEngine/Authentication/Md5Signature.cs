using System.Security.Cryptography;
using TcpCodec;

namespace TcpEngine;

/// <summary>MD5 signatures: a digest of the segment and of a key that both ends know.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc2385#section-2.0">RFC 2385, section 2.0</see></remarks>
internal sealed class Md5Signature(ConnectionKey connection, Md5Key key) : SegmentAuthenticator(connection)
{
    private const int OptionSize = 18;
    private const int AlignedOptionSize = 20;
    private const int SizeBesideTimestamps = 16; // they need no NOPs then: 10 and 18 bytes make 7 words
    private const int ChecksumOffset = 16;

    private static readonly byte[] NoDigest = new byte[MD5.HashSizeInBytes];

    private Md5Key _key = key;

    /// <inheritdoc/>
    public override bool TrustsIcmp => true;

    /// <inheritdoc/>
    public override bool IsPacked => true;

    /// <inheritdoc/>
    public override int SizeBeside(bool timestamps) => timestamps ? SizeBesideTimestamps : AlignedOptionSize;

    /// <inheritdoc/>
    public override void AddOption(ref TcpHeaderWriter tcp) => tcp.AddMd5(NoDigest);

    /// <inheritdoc/>
    public override void Sign(Span<byte> tcp)
    {
        int digest = OptionOffset(tcp, TcpOptionKind.Md5) + OptionSize - MD5.HashSizeInBytes;
        Span<byte> computed = stackalloc byte[MD5.HashSizeInBytes];
        Compute(tcp, (tcp[12] >> 4) * 4, isOutgoing: true, computed);
        computed.CopyTo(tcp[digest..]);
    }

    /// <inheritdoc/>
    public override Reason Check(in Segment segment)
    {
        ReadOnlySpan<byte> option = segment.SignatureOption;
        if (option.IsEmpty || (TcpOptionKind)option[0] != TcpOptionKind.Md5)
        {
            return Reason.DigestMissing;
        }

        Span<byte> computed = stackalloc byte[MD5.HashSizeInBytes];
        Compute(segment.Tcp, segment.Tcp.Length - segment.Payload.Length, isOutgoing: false, computed);
        return CryptographicOperations.FixedTimeEquals(option[2..], computed) ? Reason.None : Reason.DigestWrong;
    }

    /// <inheritdoc/>
    public override void Begin(in Segment syn)
    {
        // The digest covers nothing that a SYN would tell.
    }

    /// <inheritdoc/>
    public override void Install(AuthenticationKeys keys) =>
        _key = keys.Md5KeyFor(Connection) ?? throw new ArgumentException($"There is no key for MD5 signatures of {Connection} among these.", nameof(keys));

    // Pseudo-header, header without options and checksum, data, key.
    private void Compute(ReadOnlySpan<byte> tcp, int headerSize, bool isOutgoing, Span<byte> digest)
    {
        Span<byte> message = Message(PseudoHeader.MaximumSize + tcp.Length + _key.Key.Length);
        int length = WritePseudoHeader(message, isOutgoing, tcp.Length);
        tcp[..TcpHeader.FixedSize].CopyTo(message[length..]);
        message.Slice(length + ChecksumOffset, sizeof(ushort)).Clear();
        length += TcpHeader.FixedSize;
        tcp[headerSize..].CopyTo(message[length..]);
        length += tcp.Length - headerSize;
        _key.Key.CopyTo(message[length..]);
        length += _key.Key.Length;
#pragma warning disable CA5351 // RFC 2385 has no other
        MD5.HashData(message[..length], digest);
#pragma warning restore CA5351
    }
}
