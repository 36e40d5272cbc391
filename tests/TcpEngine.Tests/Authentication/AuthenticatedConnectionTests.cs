using TcpCodec;

namespace TcpEngine.Tests.Authentication;

/// <summary>Connections whose segments are signed, one with the other: TCP-AO (RFC 5925) and MD5 signatures (RFC 2385).</summary>
public sealed class AuthenticatedConnectionTests
{
    private static readonly AuthenticationKeys HmacKeys = AuthenticationKeys.Of(new MasterKeyTuple(default, 7, 7, "one"u8));

    public static TheoryData<string> Kinds => ["SHA1", "AES128", "AES128 without options", "MD5"];

    [Theory]
    [MemberData(nameof(Kinds))]
    [Requirement("AO-7", "MD5-1")]
    public void Both_ends_talk_through_loss_and_the_signature_is_the_last_option_of_every_segment(string kind)
    {
        ConnectionPair pair = new ConnectionPair(Keys(kind), Keys(kind)).Open();
        pair.Loses = number => number % 7 == 0;

        pair.Carry(pair.A, 200_000);
        pair.Carry(pair.B, 50_000);
        pair.A.Close(pair.Now);
        pair.B.Close(pair.Now);
        pair.Run();
        for (int i = 0; i < 100 && pair.A.State != TcpState.Closed; i++)
        {
            pair.Wait();
        }

        Assert.Equal((TcpState.Closed, TcpFailure.None, TcpState.Closed, TcpFailure.None), (pair.A.State, pair.A.Failure, pair.B.State, pair.B.Failure));
        Assert.Equal((0, 0), (pair.A.UnauthenticSegments, pair.B.UnauthenticSegments));
        bool hadSack = false;
        foreach ((_, byte[] packet) in pair.Sent)
        {
            TcpOptionKind last = TcpOptionKind.Eol;
            Assert.True(TcpHeader.TryParse(ConnectionPair.Read(packet).Tcp, out TcpHeader tcp, out _));
            foreach (TcpOption option in tcp.Options)
            {
                last = option.Kind == TcpOptionKind.Eol ? last : option.Kind;
                hadSack |= option.Kind == TcpOptionKind.Sack;
            }

            Assert.Equal(kind == "MD5" ? TcpOptionKind.Md5 : TcpOptionKind.Ao, last);
            Assert.True(packet.Length <= 1500);
        }

        Assert.True(hadSack); // there is room for a block beside timestamps and the signature
        Assert.Contains(pair.Sent, sent => sent.Packet.Length == 1500);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Requirement("AO-6", "MD5-1")]
    public void With_another_key_nothing_is_established_and_nobody_answers(string kind)
    {
        AuthenticationKeys wrong = kind == "MD5" ? AuthenticationKeys.Of(new Md5Key(default, "two"u8)) : AuthenticationKeys.Of(new MasterKeyTuple(default, 7, 7, "two"u8));
        ConnectionPair pair = new(Keys(kind), wrong);
        pair.A.OpenActive(pair.Now);
        pair.Run();

        Assert.Equal(2, pair.Sent.Count); // the SYN, and what answers it; nothing answers that
        Assert.Equal(TcpState.SynSent, pair.A.State);
        Reason reason = kind switch { "MD5" => Reason.DigestWrong, "AES128" => Reason.AuthenticationKeyUnknown, _ => Reason.AuthenticationWrong };
        Assert.Equal(reason, Assert.Single(pair.DropsOfA.Reasons));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Requirement("AO-6", "AO-7", "MD5-1")]
    public void What_is_forged_is_dropped_before_anything_of_it_is_looked_at(string kind)
    {
        ConnectionPair pair = new ConnectionPair(Keys(kind), Keys(kind)).Open();
        pair.Carry(pair.A, 1000);
        ConnectionSnapshot before = pair.B.TakeSnapshot();
        int sent = pair.Sent.Count;
        byte[] last = pair.Sent.Last(packet => packet.Sender == pair.A).Packet;
        byte[] signed = [.. last];
        foreach (TcpFlags flags in (TcpFlags[])[TcpFlags.Rst, TcpFlags.Rst | TcpFlags.Ack, TcpFlags.Syn, TcpFlags.Syn | TcpFlags.Ack, TcpFlags.Fin | TcpFlags.Ack, TcpFlags.Ack])
        {
            pair.Give(pair.B, Forge(before.ReceiveNext, before.SendNext, flags));
            signed[20 + 13] = (byte)flags;
            pair.Give(pair.B, WithChecksum(signed));
        }

        pair.Run();

        Assert.Equal((TcpState.Established, sent), (pair.B.State, pair.Sent.Count)); // no challenge ACK either
        Assert.Equal(before, pair.B.TakeSnapshot());
        (Reason missing, Reason wrong) = kind == "MD5" ? (Reason.DigestMissing, Reason.DigestWrong) : (Reason.AuthenticationMissing, Reason.AuthenticationWrong);
        Assert.Equal(Enumerable.Repeat((Reason[])[missing, wrong], 6).SelectMany(reasons => reasons), pair.DropsOfB.Reasons);
        Assert.Equal(12, pair.B.UnauthenticSegments);
        pair.Carry(pair.A, 1000);
    }

    [Fact]
    [Requirement("AO-6")]
    public void A_RST_of_the_peer_counts()
    {
        ConnectionPair pair = new ConnectionPair(HmacKeys, HmacKeys).Open();

        pair.A.Abort(pair.Now);
        pair.Run();

        Assert.Equal((TcpState.Closed, TcpFailure.Reset), (pair.B.State, pair.B.Failure));
    }

    [Fact]
    [Requirement("AO-5")]
    public void Sequence_numbers_wrap_around_in_both_directions()
    {
        ConnectionPair pair = new ConnectionPair(HmacKeys, HmacKeys, issOfA: uint.MaxValue - 3000, issOfB: uint.MaxValue - 5).Open();
        pair.Loses = number => number % 5 == 0;

        pair.Carry(pair.A, 100_000);
        pair.Carry(pair.B, 100_000);

        Assert.True(pair.A.TakeSnapshot().SendNext.Value < 1_000_000 && pair.B.TakeSnapshot().SendNext.Value < 1_000_000);
        Assert.Equal((0, 0), (pair.A.UnauthenticSegments, pair.B.UnauthenticSegments));
    }

    [Fact]
    [Requirement("AO-8", "AO-2")]
    public void Keys_roll_over_without_a_reset_and_the_old_one_can_go()
    {
        MasterKeyTuple oldOfA = new(default, 1, 2, "old"u8);
        MasterKeyTuple newOfA = new(default, 3, 4, "new"u8, AuthenticationAlgorithm.AesCmac128);
        MasterKeyTuple oldOfB = new(default, 2, 1, "old"u8);
        MasterKeyTuple newOfB = new(default, 4, 3, "new"u8, AuthenticationAlgorithm.AesCmac128);
        ConnectionPair pair = new ConnectionPair(AuthenticationKeys.Of(oldOfA), AuthenticationKeys.Of(oldOfB)).Open();
        pair.A.InstallKeys(AuthenticationKeys.Of(oldOfA, newOfA));
        pair.B.InstallKeys(AuthenticationKeys.Of(oldOfB, newOfB));
        pair.Carry(pair.A, 5000);
        Assert.Equal((oldOfA, oldOfB), (pair.A.CurrentKey, pair.B.CurrentKey));

        // B is ready for the new one, and says so in what it sends: A changes to it, and B does once A asks as well.
        pair.B.SelectReceiveNextKey(3);
        pair.Carry(pair.A, 5000);
        pair.Carry(pair.A, 100); // after the acknowledgments that have asked for it
        Assert.Equal((newOfA, oldOfB), (pair.A.CurrentKey, pair.B.CurrentKey));
        Assert.Equal(((byte)3, (byte)2), pair.B.LastReceivedKeys);
        pair.A.SelectReceiveNextKey(4);
        pair.Carry(pair.A, 5000);
        pair.Carry(pair.B, 5000);
        Assert.Equal((newOfA, newOfB), (pair.A.CurrentKey, pair.B.CurrentKey));

        Assert.Throws<ArgumentException>(() => pair.A.InstallKeys(AuthenticationKeys.Of(oldOfA))); // the new one is in use
        pair.A.InstallKeys(AuthenticationKeys.Of(newOfA));
        pair.B.InstallKeys(AuthenticationKeys.Of(newOfB));
        pair.Carry(pair.B, 5000);
        Assert.Equal((0, 0), (pair.A.UnauthenticSegments, pair.B.UnauthenticSegments));
    }

    [Fact]
    [Requirement("AO-8")]
    public void The_one_who_opens_chooses_the_key_and_RNextKeyID_that_names_none_changes_nothing()
    {
        MasterKeyTuple first = new(default, 1, 1, "one"u8);
        MasterKeyTuple second = new(default, 2, 2, "two"u8);
        MasterKeyTuple third = new(default, 3, 3, "three"u8);
        ConnectionPair pair = new ConnectionPair(AuthenticationKeys.Of(second, third, first), AuthenticationKeys.Of(first, second)).Open();
        Assert.Equal((second, second, second), (pair.B.CurrentKey, pair.B.ReceiveNextKey, pair.A.CurrentKey));

        pair.A.SelectReceiveNextKey(3); // B has no such key
        pair.Carry(pair.A, 100);
        Assert.Equal(second, pair.B.CurrentKey);
        pair.A.SelectCurrentKey(1);
        pair.Carry(pair.B, 100);

        Assert.Equal((second, 0), (pair.A.CurrentKey, pair.B.UnauthenticSegments)); // B still asks for the second
        Assert.Throws<ArgumentException>(() => pair.A.SelectCurrentKey(9));
        Assert.Throws<ArgumentException>(() => pair.A.SelectReceiveNextKey(9));
    }

    [Fact]
    [Requirement("MD5-1")]
    public void The_key_of_MD5_signatures_can_be_changed()
    {
        ConnectionPair pair = new ConnectionPair(Keys("MD5"), Keys("MD5")).Open();
        AuthenticationKeys other = AuthenticationKeys.Of(new Md5Key(default, "other"u8));
        pair.A.InstallKeys(other);
        pair.B.InstallKeys(other);

        pair.Carry(pair.A, 5000);

        Assert.Equal((0, 0), (pair.A.UnauthenticSegments, pair.B.UnauthenticSegments));
        Assert.Throws<ArgumentException>(() => pair.A.InstallKeys(AuthenticationKeys.None));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_User_Timeout_option_goes_beside_where_there_is_room(string kind)
    {
        TcpConnectionOptions options = TcpConnectionOptions.Default with { UserTimeoutExchange = new UserTimeoutExchange { Advertised = Duration.FromSeconds(400) } };

        ConnectionPair pair = new ConnectionPair(Keys(kind), Keys(kind), options).Open();
        pair.Carry(pair.B, 1);

        Assert.Equal((Duration.FromSeconds(400), Duration.FromSeconds(400)), (pair.A.UserTimeout, pair.B.UserTimeout));
        Assert.Equal(kind != "MD5", ConnectionPair.Read(pair.Sent[0].Packet).UserTimeout > Duration.Zero); // its SYN is full
        Assert.Equal((Duration.FromSeconds(400), Duration.FromSeconds(400)), (pair.A.RemoteUserTimeout, pair.B.RemoteUserTimeout));
    }

    [Theory]
    [InlineData(IcmpErrorKind.ProtocolUnreachable)]
    [InlineData(IcmpErrorKind.PortUnreachable)]
    [InlineData(IcmpErrorKind.PacketTooBig)]
    [Requirement("AO-9")]
    public void Hard_errors_of_ICMP_are_ignored_with_TCP_AO_unless_asked_for(IcmpErrorKind kind)
    {
        foreach (bool ignores in (bool[])[true, false])
        {
            TcpConnectionOptions options = TcpConnectionOptions.Default with { IgnoreUnauthenticatedIcmp = ignores };
            ConnectionPair pair = new ConnectionPair(HmacKeys, HmacKeys, options).Open();
            pair.A.Send(new byte[5000], pair.Now);
            Assert.True(pair.A.TryTransmit(pair.Now, new byte[1500], out _));
            ConnectionSnapshot before = pair.A.TakeSnapshot();

            pair.A.OnIcmpError(new IcmpError(kind, pair.A.Key, before.SendUnacknowledged, 1000), [], pair.Now);

            Assert.Equal(TcpState.Established, pair.A.State);
            Assert.Equal(ignores ? 1 : 0, pair.DropsOfA.Reasons.Count(reason => reason == Reason.IcmpUnauthenticated));
            Assert.Equal(ignores, pair.A.SoftError == IcmpErrorKind.None && pair.A.TakeSnapshot().SendMaximumSegmentSize == before.SendMaximumSegmentSize);
        }
    }

    [Fact]
    [Requirement("AO-9")]
    public void Soft_errors_of_ICMP_are_reported_as_ever()
    {
        ConnectionPair pair = new ConnectionPair(HmacKeys, HmacKeys).Open();
        pair.A.Send(new byte[500], pair.Now);
        Assert.True(pair.A.TryTransmit(pair.Now, new byte[1500], out _));

        pair.A.OnIcmpError(new IcmpError(IcmpErrorKind.HostUnreachable, pair.A.Key, pair.A.TakeSnapshot().SendUnacknowledged, 0), [], pair.Now);

        Assert.Equal(IcmpErrorKind.HostUnreachable, pair.A.SoftError);
    }

    private static AuthenticationKeys Keys(string kind) => kind switch
    {
        "SHA1" => HmacKeys,
        "AES128" => AuthenticationKeys.Of(new MasterKeyTuple(default, 0, 255, "one"u8, AuthenticationAlgorithm.AesCmac128), new MasterKeyTuple(default, 255, 0, "one"u8, AuthenticationAlgorithm.AesCmac128)),
        "AES128 without options" => AuthenticationKeys.Of(new MasterKeyTuple(default, 7, 7, "a key of 16 byte"u8, AuthenticationAlgorithm.AesCmac128, coversOptions: false)),
        _ => AuthenticationKeys.Of(new Md5Key(default, "one"u8)),
    };

    // What someone sends who knows the connection, and no key.
    private static byte[] Forge(SequenceNumber sequence, SequenceNumber acknowledgment, TcpFlags flags)
    {
        byte[] packet = new byte[100];
        ConnectionKey key = new(new TcpEndpoint(IpAddress.Parse("192.0.2.1"), 1234), new TcpEndpoint(IpAddress.Parse("192.0.2.2"), 80));
        OutgoingSegment segment = new() { SequenceNumber = sequence, Acknowledgment = acknowledgment, Flags = flags, Window = 100 };
        return packet[..SegmentWriter.Finish(packet, key, SegmentWriter.Begin(packet, key, segment, 0))];
    }

    private static byte[] WithChecksum(byte[] packet)
    {
        TcpHeaderWriter.SetChecksum(packet.AsSpan(20), packet.AsSpan(12, 4), packet.AsSpan(16, 4));
        return packet;
    }
}
