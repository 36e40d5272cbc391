using System.Buffers.Binary;
using TcpCodec;

namespace TcpEngine.Tests.Authentication;

/// <summary>SNE: RFC 5925, section 6.2.</summary>
public sealed class SequenceNumberExtensionTests
{
    private static readonly ConnectionKey Key = new(new TcpEndpoint(IpAddress.Parse("192.0.2.1"), 1234), new TcpEndpoint(IpAddress.Parse("192.0.2.2"), 80));

    [Fact]
    [Requirement("AO-5")]
    public void Numbers_around_the_largest_are_those_of_64_bits_however_they_are_reordered()
    {
        RandomSource random = new(9);
        for (int run = 0; run < 20; run++)
        {
            ulong initial = (ulong)random.Next(int.MaxValue) * 2;
            ulong largest = initial;
            SequenceNumberExtension extension = new(new SequenceNumber((uint)initial));
            for (int i = 0; i < 2000; i++)
            {
                long step = (long)random.Next(1 << 30) - (1 << 28);
                ulong number = (ulong)Math.Max((long)initial, (long)largest + step);

                Assert.Equal((uint)(number >> 32), extension.Of(new SequenceNumber((uint)number)));
                extension.Advance(new SequenceNumber((uint)number));
                largest = Math.Max(largest, number);
            }

            Assert.True(largest >> 32 > 10); // it has wrapped around often
        }
    }

    [Fact]
    [Requirement("AO-5")]
    public void After_4_GiB_the_same_segment_has_another_MAC_and_the_old_one_is_a_replay()
    {
        AuthenticationKeys keys = AuthenticationKeys.Of(new MasterKeyTuple(default, 1, 1, "key"u8));
        SegmentAuthenticator sender = keys.Begin(Key, new SequenceNumber(99))!;
        SegmentAuthenticator receiver = keys.Begin(new ConnectionKey(Key.Remote, Key.Local), new SequenceNumber(7))!;
        Assert.Equal(Reason.None, Check(receiver, Signed(sender, TcpFlags.Syn, 99)));
        sender.Begin(Read(Signed(receiver, TcpFlags.Syn | TcpFlags.Ack, 7, toA: true)));
        byte[] old = Signed(sender, TcpFlags.Ack, 100);
        Assert.Equal(Reason.None, Check(receiver, old));
        for (uint quarter = 1; quarter <= 3; quarter++)
        {
            Assert.Equal(Reason.None, Check(receiver, Signed(sender, TcpFlags.Ack, 100 + (quarter << 30))));
        }

        byte[] again = Signed(sender, TcpFlags.Ack, 100);

        Assert.NotEqual(old, again);
        Assert.Equal(Reason.AuthenticationWrong, Check(receiver, old));
        Assert.Equal(Reason.None, Check(receiver, again));
        Assert.Equal(Reason.AuthenticationWrong, Check(receiver, old));
    }

    private static Reason Check(SegmentAuthenticator authenticator, byte[] packet) => authenticator.Check(Read(packet));

    private static Segment Read(byte[] packet)
    {
        Assert.True(SegmentReader.TryRead(packet, out Segment segment, out Reason reason, out _), reason.ToString());
        return segment;
    }

    private static byte[] Signed(SegmentAuthenticator authenticator, TcpFlags flags, uint sequence, bool toA = false)
    {
        byte[] packet = new byte[100];
        ConnectionKey key = toA ? new ConnectionKey(Key.Remote, Key.Local) : Key;
        OutgoingSegment segment = new() { SequenceNumber = new SequenceNumber(sequence), Acknowledgment = default, Flags = flags, Window = 1, Authenticator = authenticator };
        int size = SegmentWriter.Finish(packet, key, SegmentWriter.Begin(packet, key, segment, 0), authenticator);
        Assert.Equal(sequence, BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(24)));
        return packet[..size];
    }
}
