using TcpCodec;
using TcpEngine.Tests.Connection;

namespace TcpEngine.Tests.Authentication;

/// <summary>The options as they stand in segments: RFC 5925, sections 2.2 and 7.3; RFC 2385, sections 2.0 and 3.0.</summary>
public sealed class SignatureOptionTests
{
    private const TcpFlags Ack = TcpFlags.Ack;
    private static readonly byte[] Ao = [29, 16, 1, 1, .. new byte[12]];
    private static readonly byte[] Md5 = [19, 18, .. new byte[16]];

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "two of TCP-AO", [.. Ao, .. Ao] },
        { "TCP-AO and MD5", [.. Ao, .. Md5] },
        { "MD5 and TCP-AO", [.. Md5, .. Ao] },
        { "too short", [29, 3, 1, 1] },
        { "no length at all", [1, 1, 1, 29] },
        { "longer than the header", [29, 17, 1, 1, .. new byte[12]] },
        { "a digest too short", [19, 17, .. new byte[15]] },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    [Requirement("AO-1")]
    public void What_cannot_be_is_silently_discarded_whether_there_are_keys_or_not(string what, byte[] options)
    {
        foreach (AuthenticationKeys keys in (AuthenticationKeys[])[AuthenticationKeys.None, AuthenticationKeys.Of(new MasterKeyTuple(default, 1, 1, "key"u8))])
        {
            Peer peer = new(Peer.Plain with { Keys = keys });
            peer.Connection.OpenActive(peer.Now);
            peer.Drain();

            Assert.False(peer.TrySendRaw(TcpFlags.Syn | Ack, 0, 1, "", options), what);

            peer.Expect();
            Assert.Equal(TcpState.SynSent, peer.Connection.State);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Requirement("AO-6")]
    public void Without_a_key_what_is_signed_is_taken_or_not_as_is_asked_for(bool accepts)
    {
        foreach (byte[] option in (byte[][])[Ao, Md5, [29, 4, 1, 1]])
        {
            Peer peer = new Peer(Peer.Plain with { AcceptUnknownSignatures = accepts }).Establish();

            peer.SendRaw(Ack, 1, 1, "hello", option);

            Assert.Equal(accepts ? 5 : 0, peer.Connection.AvailableBytes);
            Assert.Equal(accepts ? 0 : 1, peer.Connection.UnauthenticSegments);
            Assert.Equal(accepts, !peer.Log.Lines.Any(line => line.Contains("AuthenticationUnexpected", StringComparison.Ordinal)));
        }
    }

    [Fact]
    [Requirement("AO-6")]
    public void A_MAC_of_another_length_is_dropped_before_it_is_computed()
    {
        Peer peer = new(Peer.Plain with { Keys = AuthenticationKeys.Of(new MasterKeyTuple(default, 1, 1, "key"u8)) });
        peer.Connection.OpenActive(peer.Now);
        peer.Drain();

        peer.SendRaw(TcpFlags.Syn | Ack, 0, 1, "", [29, 8, 1, 1, 0, 0, 0, 0]);

        peer.Expect();
        Assert.Contains("AuthenticationKeyUnknown", peer.Log.Lines[^1], StringComparison.Ordinal);
    }

    // The digest was computed by another program: MD5 of c0000202c0000201 0006 002d (pseudo-header), the header without options and with a checksum of 0, "hello", "secret".
    [Theory]
    [InlineData("c2fb801d37a1f3d3a919263ed74f4538", true)]
    [InlineData("c2fb801d37a1f3d3a919263ed74f4539", false)]
    [Requirement("MD5-1")]
    public void The_digest_covers_pseudo_header_header_data_and_key(string digest, bool isRight)
    {
        ConnectionKey key = new(new TcpEndpoint(IpAddress.Parse("192.0.2.1"), 1234), new TcpEndpoint(IpAddress.Parse("192.0.2.2"), 80));
        SegmentAuthenticator authenticator = AuthenticationKeys.Of(new Md5Key(default, "secret"u8)).Begin(key, default)!;
        byte[] packet = new byte[65];
        packet[0] = 0x45;
        packet[3] = 65;
        packet[8] = 64;
        packet[9] = 6;
        Convert.FromHexString("c0000202c0000201" + "005004d2" + "000003e9" + "00001389" + "a018ea60" + "00000000" + "1312" + digest + "0000").CopyTo(packet, 12);
        "hello"u8.CopyTo(packet.AsSpan(60));
        Ipv4HeaderWriter.SetChecksum(packet);
        TcpHeaderWriter.SetChecksum(packet.AsSpan(20), packet.AsSpan(12, 4), packet.AsSpan(16, 4));
        Assert.True(SegmentReader.TryRead(packet, out Segment segment, out _, out _));

        Assert.Equal(isRight ? Reason.None : Reason.DigestWrong, authenticator.Check(segment));
    }

    [Fact]
    public void A_reason_names_its_section()
    {
        Assert.Equal("RFC 5925, 7.5", ReasonText.Of(Reason.AuthenticationWrong).Reference);
        Assert.Equal("RFC 2385, 2.0", ReasonText.Of(Reason.DigestWrong).Reference);
    }
}
