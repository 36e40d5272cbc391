using TcpCodec;
using TcpCodec.Building;
using TcpCodec.Dissection;
using TcpEngine.Inference;

namespace TcpEngine.Tests.Inference;

/// <summary>What single segments show, each test an exchange of packets as a capture has them.</summary>
public sealed class TrafficObserverTests
{
    private const string A = "192.0.2.1";
    private const string B = "192.0.2.2";

    private readonly TrafficObserver _observer = new();
    private long _milliseconds;
    private ushort _identification;

    private ObservedConnection Connection => Seen.Connection;

    private SegmentObservation Seen { get; set; }

    [Fact]
    public void A_segment_that_goes_again_without_a_sign_of_loss_was_sent_by_a_timer()
    {
        Handshake();
        Assert.Equal(Reason.SeenData, FromA(1, 1, 100));
        Wait(300);
        Assert.Equal(Reason.SeenRetransmission, FromA(1, 1, 100));
        Assert.Equal(1, Seen.Retransmissions);
        Wait(600);
        FromA(1, 1, 100);
        Assert.Equal(2, Seen.Retransmissions);
    }

    [Fact]
    public void A_segment_that_duplicate_acknowledgments_ask_for_is_a_fast_retransmission()
    {
        Handshake();
        FromA(1, 1, 100);
        FromA(101, 1, 100);
        FromB(1, 1);
        FromB(1, 1);
        Assert.Equal(Reason.AckDuplicate, FromB(1, 1));
        FromB(1, 1);
        Assert.Equal(Reason.SeenFastRetransmission, FromA(1, 1, 100));
    }

    [Fact]
    public void A_segment_that_was_acknowledged_already_goes_again_needlessly()
    {
        _identification = 100; // another number: not the same packet, late
        Handshake();
        FromA(1, 1, 100);
        FromB(1, 101);
        Wait(300);
        Assert.Equal(Reason.SeenSpuriousRetransmission, FromA(1, 1, 100));
    }

    [Theory]
    [InlineData(10, Reason.SeenReordering)]
    [InlineData(30, Reason.SeenRepairing)]
    public void What_fills_a_gap_is_judged_by_the_senders_clock(uint timestamp, Reason expected)
    {
        Handshake();
        FromA(1, 1, 100, timestamp: 10);
        Assert.Equal(Reason.SeenAfterGap, FromA(201, 1, 100, timestamp: 20));
        Assert.Equal(expected, FromA(101, 1, 100, timestamp: timestamp));
        Assert.Equal(expected == Reason.SeenRepairing ? 1 : null, Seen.Retransmissions);
    }

    [Theory]
    [InlineData(-1, Reason.SeenReordering)]
    [InlineData(1, Reason.SeenRepairing)]
    public void Or_by_its_count_of_packets(int step, Reason expected)
    {
        _identification = 100;
        Handshake();
        for (uint i = 0; i < 6; i++)
        {
            FromA(1 + (i * 100), 1, 100);
        }

        _identification += step < 0 ? (ushort)1 : (ushort)0;
        FromA(701, 1, 100);
        _identification = (ushort)(_identification + (step < 0 ? -2 : 0));
        Assert.Equal(expected, FromA(601, 1, 100));
    }

    [Fact]
    public void Where_nothing_tells_it_is_not_told()
    {
        Handshake();
        FromA(1, 1, 100);
        FromA(201, 1, 100);
        Wait(500);
        Assert.Equal(Reason.SeenLate, FromA(101, 1, 100));
        Assert.Null(Seen.Retransmissions);
    }

    [Fact]
    public void The_same_packet_twice_is_no_retransmission()
    {
        _identification = 100;
        Handshake();
        FromA(1, 1, 100);
        _identification--;
        Assert.Equal(Reason.SeenTwice, FromA(1, 1, 100));
        Assert.Equal(1, Connection.First.Counts.Doubled);
    }

    [Fact]
    public void Keep_alives_and_probes_of_a_closed_window_are_no_data()
    {
        Handshake();
        FromA(1, 1, 100);
        FromB(1, 101);
        Wait(7_200_000);
        Assert.Equal(Reason.KeepAliveProbe, FromA(100, 1, 0));
        Assert.Equal(Reason.KeepAliveProbe, FromA(100, 1, 1));
        Assert.Equal(Reason.SeenZeroWindow, FromB(1, 101, window: 0));
        Wait(200);
        Assert.Equal(Reason.ZeroWindowProbe, FromA(101, 1, 1));
        Assert.Equal(Reason.AckOfProbe, FromB(1, 101, window: 0));
        Assert.Equal(Reason.ZeroWindowProbe, FromA(100, 1, 0));
        Wait(200);
        Assert.Equal(Reason.WindowUpdateSent, FromB(1, 101));
        EndCounts counts = Connection.Second.Counts;
        Assert.Equal((1, 400), (counts.ZeroWindows, (long)counts.ZeroWindowTime.TotalMilliseconds));
    }

    [Fact]
    public void What_the_capture_has_missed_is_told_by_its_acknowledgment()
    {
        Handshake();
        FromA(1, 1, 100);
        Assert.Equal(Reason.SeenUnseenAcknowledged, FromB(1, 301));
        Assert.Equal(200u, Seen.MissedBytes);
        Assert.Equal(200, Connection.First.Counts.MissedBytes);
    }

    [Fact]
    public void An_acknowledgment_that_passed_the_capture_may_not_have_arrived()
    {
        Handshake();
        FromB(1, 1); // B has sent nothing that shows that A's ACK came
        Assert.Null(Seen.StateAfter);
        FromA(1, 1, 10);
        FromB(1, 11);
        Assert.Equal(TcpState.Established, Seen.StateAfter);
    }

    [Fact]
    public void Figure_5_is_followed_on_both_sides()
    {
        Handshake();
        FromA(1, 1, 10);
        FromB(1, 11);
        FromA(11, 1, 0, TcpFlags.Fin);
        Assert.Equal((TcpState.Established, TcpState.FinWait1), (Seen.StateBefore, Seen.StateAfter));
        FromB(1, 12);
        Assert.Equal((TcpState.Established, TcpState.CloseWait), (Seen.StateBefore, Seen.StateAfter));
        Send(B, A, 1001, 12 + 100, 100, TcpFlags.Ack, 65535, 0);
        FromA(12, 101, 0);
        Assert.Equal((TcpState.FinWait1, TcpState.FinWait2), (Seen.StateBefore, Seen.StateAfter));
        Send(B, A, 1101, 112, 0, TcpFlags.Ack | TcpFlags.Fin, 65535, 0);
        Assert.Equal((TcpState.CloseWait, TcpState.LastAck), (Seen.StateBefore, Seen.StateAfter));
        FromA(12, 102, 0);
        Assert.Equal((TcpState.FinWait2, TcpState.TimeWait), (Seen.StateBefore, Seen.StateAfter));
        Assert.Same(Connection.First, Connection.Closer);
    }

    [Fact]
    public void A_RST_that_nobody_believed_ends_nothing()
    {
        Handshake();
        FromA(1, 1, 10);
        Send(A, B, 5000, 1001, 0, TcpFlags.Rst, 0, 0);
        Assert.Equal(Reason.SeenReset, Seen.Reason);
        Assert.Null(Seen.StateAfter);
        FromA(11, 1, 10);
        Assert.Equal((TcpState.Established, false), (Seen.StateAfter, Connection.IsOver));
        Send(A, B, 2_000_000, 1001, 0, TcpFlags.Rst, 0, 0);
        Assert.Equal(Reason.SeenDoubtful, Seen.Reason);
    }

    [Fact]
    public void The_same_ports_used_again_are_another_connection()
    {
        Handshake();
        ObservedConnection before = Connection;
        Send(A, B, 101, 1001, 0, TcpFlags.Rst | TcpFlags.Ack, 0, 0);
        Wait(10);
        Send(A, B, 900_000, 0, 0, TcpFlags.Syn, 65535, 0);

        Assert.NotSame(before, Connection);
        Assert.Equal((2u, TcpState.SynSent), (Connection.Id, Connection.First.State));
    }

    [Fact]
    public void A_SYN_within_a_connection_counts_once_it_is_answered()
    {
        Handshake();
        FromA(1, 1, 10);
        Send(A, B, 900_000, 0, 0, TcpFlags.Syn, 65535, 0);
        Assert.Equal((1u, Reason.SynInWindow), (Connection.Id, Seen.Reason));
        Send(B, A, 70_000, 900_001, 0, TcpFlags.Syn | TcpFlags.Ack, 65535, 0);
        Assert.Equal((2u, Reason.SynAckToAccept), (Connection.Id, Seen.Reason));
        Assert.Equal(A, Connection.First.Endpoint.Address.ToString());
    }

    [Fact]
    public void Round_trips_are_measured_by_what_went_once()
    {
        Handshake();
        FromA(1, 1, 100);
        Wait(40);
        FromB(1, 101);
        Assert.Equal(40, Connection.First.RoundTrip.Latest.TotalMilliseconds, 0.001);
        FromA(101, 1, 100);
        Wait(300);
        FromA(101, 1, 100);
        Wait(40);
        FromB(1, 201);
        Assert.Equal(40, Connection.First.RoundTrip.Latest.TotalMilliseconds, 0.001);
        Assert.Equal(20, Connection.Handshake!.Value.TotalMilliseconds, 0.001);
    }

    [Fact]
    public void A_super_segment_before_its_card_cut_it_is_whole_and_its_checksum_is_not_wrong()
    {
        Handshake();
        FromA(1, 1, 20_000, checksum: ChecksumFix.Of(0x1234));
        Assert.Equal(Reason.TcpChecksumWrong, Seen.Reason);
        byte[] packet = Packet(A, B, 101, 1001, 20_000, TcpFlags.Ack, 65535, 0);
        ulong pseudo = HeaderSpec.InternetChecksum.AddPseudoHeader(0, packet.AsSpan(12, 4), packet.AsSpan(16, 4), 6, (uint)(packet.Length - 20));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(36), (ushort)~HeaderSpec.InternetChecksum.Finish(pseudo));
        Observe(packet);

        Assert.Equal(Reason.SeenData, Seen.Reason);
        Assert.Equal((1, 2, 20_000u), (Connection.First.Counts.ChecksumsLeftToHardware, Connection.First.Counts.SuperSegments, Connection.First.LargestPayload));
    }

    [Fact]
    public void A_super_segment_whose_IP_length_its_card_was_to_fill_in_is_as_long_as_it_was_captured()
    {
        Handshake();
        byte[] packet = Packet(A, B, 101, 1001, 20_000, TcpFlags.Ack, 65535, 0);
        packet[2] = packet[3] = 0;
        Observe(packet);

        Assert.Equal((Reason.SeenData, 20_000u), (Seen.Reason, Seen.PayloadLength));
    }

    [Fact]
    public void Memory_is_bounded_and_silence_ends_a_connection()
    {
        List<uint> ended = [];
        TrafficObserver observer = new(new ObservationLimits { MaximumConnections = 2, Idle = Duration.FromSeconds(60) }, connection => ended.Add(connection.Id));
        for (uint i = 0; i < 3; i++)
        {
            Send(observer, i, seconds: i);
        }

        Assert.Equal([1u], ended);
        Assert.Equal(1, observer.Forgotten);
        Send(observer, 9, seconds: 90);
        Assert.Equal([1u, 2u, 3u], ended);
        observer.Finish();
        Assert.Equal([1u, 2u, 3u, 4u], ended);

        static void Send(TrafficObserver observer, uint port, long seconds)
        {
            byte[] packet = new PacketBuilder().Ipv4(A, B).Tcp((ushort)(50_000 + port), 80, (ref tcp) => tcp.Flags = TcpFlags.Syn).Build();
            Assert.True(observer.TryObserve(LinkType.Raw, packet, (uint)packet.Length, new Timestamp(seconds * 1_000_000_000), out _));
        }
    }

    [Fact]
    public void Fragments_are_put_together_first()
    {
        byte[][] fragments = [.. new PacketBuilder().Ipv4(A, B, (ref ip) => ip.Identification = 7).Tcp(50_000, 80, (ref tcp) => tcp.Flags = TcpFlags.Syn).Data(new byte[100]).BuildFragments(mtu: 68)];
        for (int i = 0; i < fragments.Length; i++)
        {
            bool isLast = i == fragments.Length - 1;
            Assert.Equal(isLast, _observer.TryObserve(LinkType.Raw, fragments[i], (uint)fragments[i].Length, default, out SegmentObservation seen));
            Seen = seen;
        }

        Assert.Equal(100u, Seen.PayloadLength);
    }

    [Fact]
    public void Nothing_is_allocated_for_a_packet_of_a_known_connection()
    {
        Handshake();
        byte[][] packets = new byte[400][];
        for (uint i = 0; i < 200; i++)
        {
            packets[2 * i] = Packet(A, B, 101 + (i * 1000), 1001, 1000, TcpFlags.Ack, 65535, 0);
            packets[(2 * i) + 1] = Packet(B, A, 1001, 101 + ((i + 1) * 1000), 0, TcpFlags.Ack, 65535, 0);
        }

        for (int i = 0; i < 200; i++)
        {
            Observe(packets[i]);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 200; i < 400; i++)
        {
            Observe(packets[i]);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Handshake()
    {
        Send(A, B, 100, 0, 0, TcpFlags.Syn, 65535, 0);
        Wait(10);
        Send(B, A, 1000, 101, 0, TcpFlags.Syn | TcpFlags.Ack, 65535, 0);
        Wait(10);
        Send(A, B, 101, 1001, 0, TcpFlags.Ack, 65535, 0);
    }

    private void Wait(long milliseconds) => _milliseconds += milliseconds;

    private Reason FromA(uint sequence, uint acknowledgment, int length, TcpFlags flags = TcpFlags.None, uint timestamp = 0, ChecksumFix? checksum = null)
    {
        Observe(Packet(A, B, 100 + sequence, 1000 + acknowledgment, length, TcpFlags.Ack | flags, 65535, timestamp, checksum));
        return Seen.Reason;
    }

    private Reason FromB(uint sequence, uint acknowledgment, ushort window = 65535)
    {
        Send(B, A, 1000 + sequence, 100 + acknowledgment, 0, TcpFlags.Ack, window, 0);
        return Seen.Reason;
    }

    private void Send(string from, string to, uint sequence, uint acknowledgment, int length, TcpFlags flags, ushort window, uint timestamp) =>
        Observe(Packet(from, to, sequence, acknowledgment, length, flags, window, timestamp));

    private byte[] Packet(string from, string to, uint sequence, uint acknowledgment, int length, TcpFlags flags, ushort window, uint timestamp, ChecksumFix? checksum = null)
    {
        ushort identification = _identification == 0 ? (ushort)0 : _identification++;
        ushort source = from == A ? (ushort)50_000 : (ushort)80;
        ushort destination = from == A ? (ushort)80 : (ushort)50_000;
        return new PacketBuilder().Ipv4(from, to, (ref ip) => ip.Identification = identification).Tcp(source, destination, (ref tcp) =>
        {
            tcp.SeqNum = sequence;
            tcp.AckNum = acknowledgment;
            tcp.Flags = flags;
            tcp.Window = window;
            if ((flags & TcpFlags.Syn) != 0)
            {
                tcp.AddMss(1460);
            }

            if (timestamp > 0)
            {
                tcp.AddTimestamps(timestamp, 0);
            }
        }, checksum: checksum ?? default).Data(new byte[length]).Build();
    }

    private void Observe(byte[] packet)
    {
        Assert.True(_observer.TryObserve(LinkType.Raw, packet, (uint)packet.Length, new Timestamp(_milliseconds * 1_000_000), out SegmentObservation seen));
        Seen = seen;
    }
}
