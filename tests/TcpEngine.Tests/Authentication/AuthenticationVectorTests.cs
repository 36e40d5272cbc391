using System.Runtime.CompilerServices;
using TcpCodec;

namespace TcpEngine.Tests.Authentication;

/// <summary>TCP-AO by the test vectors of RFC 9235, sections 4 to 7, which stand in <c>rfc9235.tsv</c>: a handshake and a segment of data each way, for both algorithms, both versions of IP, and with options covered or not.</summary>
public sealed class AuthenticationVectorTests
{
    private const byte ClientId = 61;
    private const byte ServerId = 84;
    private static readonly IReadOnlyDictionary<string, (byte[] Key, byte[] Packet)> Vectors = ReadVectors();

    public static TheoryData<string> Exchanges => ["4.1", "4.2", "5.1", "5.2", "6.1", "6.2", "7.1", "7.2"];

    [Theory]
    [MemberData(nameof(Exchanges))]
    [Requirement("AO-4", "AO-10")]
    public void Traffic_keys_are_those_of_the_RFC(string exchange)
    {
        MasterKeyTuple master = Master(exchange, ClientId, ServerId);
        Segment syn = Read(Vectors[exchange + ".1"].Packet);
        SequenceNumber client = syn.SequenceNumber;
        SequenceNumber server = Read(Vectors[exchange + ".2"].Packet).SequenceNumber;

        Assert.Equal(Vectors[exchange + ".1"].Key, TrafficKey.Derive(master, syn.Source, syn.Destination, client, default).Bytes);
        Assert.Equal(Vectors[exchange + ".2"].Key, TrafficKey.Derive(master, syn.Destination, syn.Source, server, client).Bytes);
        Assert.Equal(Vectors[exchange + ".3"].Key, TrafficKey.Derive(master, syn.Source, syn.Destination, client, server).Bytes);
        Assert.Equal(Vectors[exchange + ".4"].Key, TrafficKey.Derive(master, syn.Destination, syn.Source, server, client).Bytes);
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    [Requirement("AO-3", "AO-4", "AO-7", "AO-10")]
    public void Each_end_takes_what_the_other_has_signed_and_signs_as_the_other_has(string exchange)
    {
        (SegmentAuthenticator client, SegmentAuthenticator server) = Ends(exchange);
        for (int i = 1; i <= 4; i++)
        {
            byte[] packet = Vectors[$"{exchange}.{i}"].Packet;
            (SegmentAuthenticator sender, SegmentAuthenticator receiver) = i % 2 == 1 ? (client, server) : (server, client);

            Assert.Equal(packet, SignedAgain(sender, packet));
            Assert.Equal(Reason.None, receiver.Check(Read(packet)));
        }
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    [Requirement("AO-3", "AO-6")]
    public void Any_byte_that_is_covered_counts_and_no_other(string exchange)
    {
        bool coversOptions = exchange[^1] == '1';
        (SegmentAuthenticator client, SegmentAuthenticator server) = Ends(exchange);
        Assert.Equal(Reason.None, server.Check(Read(Vectors[exchange + ".1"].Packet)));
        Assert.Equal(Reason.None, client.Check(Read(Vectors[exchange + ".2"].Packet)));
        byte[] packet = Vectors[exchange + ".3"].Packet;
        int tcp = packet.Length - Read(packet).Tcp.Length;
        int option = tcp + 20 + 12; // NOP, NOP and timestamps come before
        for (int at = tcp; at < packet.Length; at++)
        {
            if (at - tcp is 0 or 1 or 2 or 3 or 12 or 16 or 17 || at == option || at == option + 1 || (at >= tcp + 20 && at < tcp + 24))
            {
                continue; // ports find the connection; a changed length or kind is another packet; the checksum is not covered
            }

            byte[] changed = [.. packet];
            changed[at] ^= 0x10;
            Reason expected = at >= tcp + 24 && at < option && !coversOptions ? Reason.None
                : at == option + 2 ? Reason.AuthenticationKeyUnknown
                : Reason.AuthenticationWrong;

            Assert.Equal(expected, server.Check(Read(WithChecksum(changed))));
        }
    }

    [Fact]
    [Requirement("AO-2")]
    public void Every_value_is_an_id_and_the_key_is_copied()
    {
        byte[] secret = "testvector"u8.ToArray();
        for (int id = 0; id <= 255; id++)
        {
            Segment syn = Read(Vectors["4.1.1"].Packet);
            ConnectionKey key = new(syn.Source, syn.Destination);
            SegmentAuthenticator client = AuthenticationKeys.Of(new MasterKeyTuple(default, (byte)id, (byte)~id, secret)).Begin(key, syn.SequenceNumber)!;
            SegmentAuthenticator server = AuthenticationKeys.Of(new MasterKeyTuple(default, (byte)~id, (byte)id, secret)).Begin(new ConnectionKey(key.Remote, key.Local), default)!;
            byte[] packet = new byte[100];
            OutgoingSegment segment = new() { SequenceNumber = syn.SequenceNumber, Acknowledgment = default, Flags = TcpFlags.Syn, Window = 1, Authenticator = client };
            Span<byte> payload = SegmentWriter.Begin(packet, key, segment, 0);
            secret[0]++; // whoever made the key may reuse the memory
            int size = SegmentWriter.Finish(packet, key, payload, client);

            Assert.Equal(Reason.None, server.Check(Read(packet[..size])));
            Assert.Equal(((byte)id, (byte)~id), server.LastReceived);
        }
    }

    [Theory]
    [InlineData("4.1")]
    [InlineData("5.1")]
    public void Signing_and_checking_a_segment_allocate_nothing(string exchange)
    {
        (SegmentAuthenticator client, SegmentAuthenticator server) = Ends(exchange);
        server.Check(Read(Vectors[exchange + ".1"].Packet));
        client.Check(Read(Vectors[exchange + ".2"].Packet));
        byte[] packet = Vectors[exchange + ".3"].Packet;
        Segment segment = Read(packet);
        byte[] tcp = segment.Tcp.ToArray();
        long least = long.MaxValue; // a collection that another test causes counts what is left of the thread's buffer
        for (int run = 0; run < 5; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                client.Sign(tcp);
                server.Check(segment);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static (SegmentAuthenticator Client, SegmentAuthenticator Server) Ends(string exchange)
    {
        Segment syn = Read(Vectors[exchange + ".1"].Packet);
        Segment answer = Read(Vectors[exchange + ".2"].Packet);
        return (
            AuthenticationKeys.Of(Master(exchange, ClientId, ServerId)).Begin(new ConnectionKey(syn.Source, syn.Destination), syn.SequenceNumber)!,
            AuthenticationKeys.Of(Master(exchange, ServerId, ClientId)).Begin(new ConnectionKey(answer.Source, answer.Destination), answer.SequenceNumber)!);
    }

    private static MasterKeyTuple Master(string exchange, byte sendId, byte receiveId) => new(
        default, sendId, receiveId, "testvector"u8, exchange[0] is '4' or '6' ? AuthenticationAlgorithm.HmacSha1 : AuthenticationAlgorithm.AesCmac128, exchange[^1] == '1');

    private static byte[] SignedAgain(SegmentAuthenticator sender, byte[] packet)
    {
        byte[] unsigned = [.. packet];
        Segment segment = Read(unsigned);
        int tcp = unsigned.Length - segment.Tcp.Length;
        Assert.True(((ReadOnlySpan<byte>)unsigned).Overlaps(segment.SignatureOption, out int option));
        unsigned.AsSpan(option + 4, 12).Clear();
        sender.Sign(unsigned.AsSpan(tcp));
        return unsigned;
    }

    private static byte[] WithChecksum(byte[] packet)
    {
        bool isV6 = packet[0] >> 4 == 6;
        (int tcp, int addresses, int size) = isV6 ? (40, 8, 16) : (20, 12, 4);
        TcpHeaderWriter.SetChecksum(packet.AsSpan(tcp), packet.AsSpan(addresses, size), packet.AsSpan(addresses + size, size));
        return packet;
    }

    private static Segment Read(byte[] packet)
    {
        Assert.True(SegmentReader.TryRead(packet, out Segment segment, out Reason reason, out _), reason.ToString());
        return segment;
    }

    private static Dictionary<string, (byte[] Key, byte[] Packet)> ReadVectors([CallerFilePath] string file = "")
    {
        Dictionary<string, (byte[] Key, byte[] Packet)> vectors = File.ReadLines(Path.Combine(Path.GetDirectoryName(file)!, "rfc9235.tsv")).Skip(1)
            .Select(line => line.Split('\t')).ToDictionary(cells => cells[0], cells => (Convert.FromHexString(cells[1]), WithChecksum(Convert.FromHexString(cells[2])))); // those of IPv4 are printed with checksums that are not theirs; MACs do not cover them
        Assert.Equal(32, vectors.Count);
        return vectors;
    }
}
