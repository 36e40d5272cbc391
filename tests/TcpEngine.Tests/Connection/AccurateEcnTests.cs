using TcpCodec;
using static TcpCodec.TcpFlags;

namespace TcpEngine.Tests.Connection;

/// <summary>Accurate ECN feedback: how it is agreed on, RFC 9768, section 3.1, and what goes where, section 3.2.</summary>
public sealed class AccurateEcnTests
{
    private const TcpFlags All = Ae | Cwr | Ece;
    private const TcpFlags Ace5 = Ae | Ece;

    private static readonly TcpConnectionOptions Requesting = Peer.Plain with { Ecn = EcnUse.RequestAccurate };
    private static readonly TcpConnectionOptions Accepting = Peer.Plain with { Ecn = EcnUse.AcceptAccurate };
    private static readonly Peer.Extras Marked = new() { Ecn = EcnCodepoint.CongestionExperienced };

    [Theory]
    [InlineData(EcnCodepoint.NotEct, "SYN,ACK,CWR")]
    [InlineData(EcnCodepoint.Ect1, "SYN,ACK,ECE,CWR")]
    [InlineData(EcnCodepoint.Ect0, "SYN,ACK,AE")]
    [InlineData(EcnCodepoint.CongestionExperienced, "SYN,ACK,CWR,AE")]
    [Requirement("ACC-1", "ACC-7")]
    public void A_server_tells_how_the_SYN_came_and_does_not_count_it(EcnCodepoint ecn, string flags)
    {
        Peer peer = new(Accepting);
        peer.Send(Syn | All, 0, mss: 1460, extras: new Peer.Extras { Ecn = ecn });
        peer.Expect($"{flags} seq=0 ack=1");
        Assert.Equal(EcnCodepoint.NotEct, peer.Last.Ecn);

        Assert.Equal((EcnMode.Accurate, EcnCounters.Initial), (peer.Connection.TakeSnapshot().Ecn, peer.Connection.TakeSnapshot().EcnReceived));
    }

    [Theory]
    [InlineData(Cwr, EcnMode.Accurate, true)]
    [InlineData(Cwr | Ece, EcnMode.Accurate, false)] // a mark on a SYN that had none (section 3.2.2.3)
    [InlineData(Ae, EcnMode.Accurate, false)]
    [InlineData(Ae | Cwr, EcnMode.Accurate, false)]
    [InlineData(Ae | Ece, EcnMode.Accurate, true)]
    [InlineData(Ece, EcnMode.Classic, true)]
    [InlineData(None, EcnMode.None, false)]
    [InlineData(All, EcnMode.None, false)]
    [Requirement("ACC-1", "ACC-2")]
    public void A_client_asks_with_three_flags_and_takes_what_the_server_has(TcpFlags answer, EcnMode mode, bool sendsEct)
    {
        Peer peer = new(Requesting);
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN,ECE,CWR,AE seq=0");
        Assert.Equal((EcnMode.None, EcnCodepoint.NotEct), (peer.Connection.TakeSnapshot().Ecn, peer.Last.Ecn));
        peer.Send(Syn | Ack | answer, 0, 1, mss: 1460);
        peer.Drain();

        peer.Write("hello");
        peer.Drain(out Segment data);

        Assert.Equal((mode, sendsEct ? EcnCodepoint.Ect0 : EcnCodepoint.NotEct), (peer.Connection.TakeSnapshot().Ecn, data.Ecn));
        Assert.Equal(mode == EcnMode.Accurate ? Ack | Psh | Ace5 : Ack | Psh, data.Flags);
    }

    [Theory]
    [InlineData(None, EcnMode.None, "SYN,ACK")]
    [InlineData(Cwr | Ece, EcnMode.Classic, "SYN,ACK,ECE")]
    [Requirement("ACC-2")]
    public void A_server_gives_an_older_client_what_that_knows(TcpFlags request, EcnMode mode, string flags)
    {
        Peer peer = new(Accepting);
        peer.Send(Syn | request, 0, mss: 1460);
        peer.Expect($"{flags} seq=0 ack=1");

        Assert.Equal(mode, peer.Connection.TakeSnapshot().Ecn);
    }

    [Theory]
    [InlineData(Ece)]
    [InlineData(Cwr)]
    [InlineData(Ae)]
    [InlineData(Ae | Ece)]
    [InlineData(Ae | Cwr)]
    [Requirement("ACC-3")]
    public void Flags_that_mean_nothing_yet_mean_all_three(TcpFlags request)
    {
        Peer peer = new(Accepting);
        peer.Send(Syn | request, 0, mss: 1460);

        peer.Expect("SYN,ACK,CWR seq=0 ack=1");
    }

    [Fact]
    public void Who_does_not_know_accurate_feedback_takes_the_three_flags_for_RFC_3168s()
    {
        Peer peer = new();
        peer.Send(Syn | All, 0, mss: 1460);

        peer.Expect("SYN,ACK,ECE seq=0 ack=1");
    }

    [Fact]
    [Requirement("ACC-4", "ACC-5")]
    public void A_SYN_asks_twice_and_the_first_answer_counts_whatever_it_answers()
    {
        Peer peer = new(Requesting);
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN,ECE,CWR,AE seq=0");
        peer.Wait(1000);
        peer.Expect("SYN,ECE,CWR,AE seq=0");
        peer.Wait(2000);
        peer.Expect("SYN seq=0");
        peer.Send(Syn | Ack | Cwr, 0, 1, mss: 1460);
        peer.Expect("ACK,CWR seq=1 ack=1");

        peer.Write("hello");
        peer.Expect("PSH,ACK,ECE,AE seq=1 ack=1 len=5");
        Assert.Equal(EcnCodepoint.Ect0, peer.Last.Ecn); // a client may, having sent a SYN without the flags
    }

    [Theory]
    [InlineData(All, Cwr | Ece, EcnUse.AcceptAccurate)]
    [InlineData(Cwr | Ece, All, EcnUse.AcceptAccurate)]
    [Requirement("ACC-5")]
    public void A_handshake_that_asks_for_both_kinds_is_reset(TcpFlags first, TcpFlags second, EcnUse use)
    {
        Peer peer = new(Peer.Plain with { Ecn = use });
        peer.Send(Syn | first, 0, mss: 1460);
        peer.Drain();

        peer.Send(Syn | second, 0, mss: 1460);

        peer.ExpectFirst(peer.Connection.EcnMode == EcnMode.Accurate ? "RST,ACK,ECE,AE seq=1 ack=1" : "RST,ACK seq=1 ack=1");
        Assert.Equal(TcpState.Closed, peer.Connection.State);
    }

    [Fact]
    [Requirement("ACC-5")]
    public void A_server_that_saw_a_SYN_without_flags_never_sends_ECT_and_tells_marks_all_the_same()
    {
        Peer peer = new(Accepting);
        peer.Send(Syn | All, 0, mss: 1460);
        peer.Drain();
        peer.Send(Syn, 0, mss: 1460, extras: Marked);
        peer.Expect("SYN,ACK,CWR,AE seq=0 ack=1"); // still accurate, and of the latest SYN
        peer.Send(Ack | Cwr, 1, 1);

        peer.Write("hello");
        peer.Expect("PSH,ACK,ECE,AE seq=1 ack=1 len=5");
        Assert.Equal(EcnCodepoint.NotEct, peer.Last.Ecn);
        peer.Send(Ack | Ace5, 1, 6, "x", extras: Marked);
        peer.Expect("ACK,CWR,AE seq=6 ack=2");
    }

    [Fact]
    [Requirement("ACC-5")]
    public void A_server_without_ECN_stays_without()
    {
        Peer peer = new(Accepting);
        peer.Send(Syn, 0, mss: 1460);
        peer.Expect("SYN,ACK seq=0 ack=1");
        peer.Send(Syn | All, 0, mss: 1460);
        peer.Expect("SYN,ACK seq=0 ack=1");

        Assert.Equal(EcnMode.None, peer.Connection.TakeSnapshot().Ecn);
    }

    [Fact]
    [Requirement("ACC-7")]
    public void Each_marked_packet_counts_if_it_is_acceptable()
    {
        Peer peer = Client();
        peer.Send(Ack | Ace5, 1, 1, "a", extras: Marked);
        peer.Expect("ACK,CWR,AE seq=1 ack=2"); // 6
        peer.Send(Ack | Ace5, 2, 1, extras: Marked); // no data
        peer.Send(Ack | Ace5, 200_000, 1, "x", extras: Marked); // out of the window
        peer.Expect("ACK,ECE,CWR,AE seq=1 ack=2"); // 7
        peer.Send(Ack | Ace5, 2, 1, "b", extras: Marked);
        peer.Wait(100);
        peer.Expect("ACK seq=1 ack=3"); // 8, of which three bits are sent

        ConnectionSnapshot snapshot = peer.Connection.TakeSnapshot();
        Assert.Equal(EcnCounters.Initial with { CePackets = 8, CeBytes = 2 }, snapshot.EcnReceived);
    }

    [Theory]
    [InlineData(EcnCodepoint.NotEct, "ACK,CWR", 5)]
    [InlineData(EcnCodepoint.Ect1, "ACK,ECE,CWR", 5)]
    [InlineData(EcnCodepoint.Ect0, "ACK,AE", 5)]
    [InlineData(EcnCodepoint.CongestionExperienced, "ACK,CWR,AE", 6)]
    [Requirement("ACC-8")]
    public void The_ACK_of_the_SYN_ACK_tells_how_that_came_and_goes_before_data(EcnCodepoint ecn, string flags, uint cep)
    {
        Peer peer = new(Requesting);
        peer.Connection.OpenActive(peer.Now);
        peer.Drain();
        peer.Write("hello");
        peer.Send(Syn | Ack | Cwr, 0, 1, mss: 1460, extras: new Peer.Extras { Ecn = ecn });

        peer.Expect($"{flags} seq=1 ack=1", $"PSH,ACK,{(cep == 6 ? "CWR" : "ECE")},AE seq=1 ack=1 len=5");
        Assert.Equal(cep, peer.Connection.TakeSnapshot().EcnReceived.CePackets);

        // The SYN,ACK again: its acknowledgment goes again as it was, and its mark counts once.
        peer.Send(Syn | Ack | Cwr, 0, 1, mss: 1460, extras: new Peer.Extras { Ecn = ecn });
        peer.Expect($"{flags} seq=6 ack=1");
        Assert.Equal(cep, peer.Connection.TakeSnapshot().EcnReceived.CePackets);
    }

    [Fact]
    [Requirement("ACC-8")]
    public void A_server_whose_client_has_no_ECN_after_all_sends_no_ECT_and_heeds_no_feedback()
    {
        Peer peer = new(Accepting);
        peer.Send(Syn | All, 0, mss: 1460);
        peer.Drain();
        peer.Send(Ack, 1, 1);
        peer.Write(new string('x', 20_000));
        peer.Drain(out Segment data);
        Assert.Equal(EcnCodepoint.NotEct, data.Ecn);
        uint before = peer.Connection.TakeSnapshot().CongestionWindow;

        peer.Send(Ack | Ece | Cwr, 1, 1 + 1460);

        Assert.True(peer.Connection.TakeSnapshot().CongestionWindow >= before);
        peer.Drain();
        peer.Send(Ack | Ece | Cwr, 1, 1 + 1460, "x", extras: Marked);
        peer.Drain(out Segment ack);
        Assert.Equal((Ack | Cwr | Ae, Peer.PeerIss + 2), (ack.Flags, ack.Acknowledgment.Value)); // it tells marks as before
    }

    [Fact]
    [Requirement("ACC-9")]
    public void Marks_are_told_when_they_begin_and_then_by_twos()
    {
        Peer peer = Client();
        peer.Send(Ack | Ace5, 1, 1, "a", extras: new Peer.Extras { Ecn = EcnCodepoint.Ect0 });
        peer.Expect();
        peer.Send(Ack | Ace5, 2, 1, "b", extras: Marked);
        peer.Expect("ACK,CWR,AE seq=1 ack=3");
        peer.Send(Ack | Ace5, 3, 1, "c", extras: Marked);
        peer.Expect();
        peer.Send(Ack | Ace5, 4, 1, "d", extras: Marked);
        peer.Expect("ACK seq=1 ack=5");
        Assert.Equal(2, peer.Log.Lines.Count(line => line.Contains(" AckOfMarks ", StringComparison.Ordinal)));
    }

    [Fact]
    [Requirement("ACC-9")]
    public void Marked_acknowledgments_are_told_by_threes_without_SACK_blocks()
    {
        Peer peer = Client(Requesting with { SelectiveAcknowledgments = true });
        peer.Send(Ack | Ace5, 101, 1, "gap");
        peer.Expect("ACK,ECE,AE seq=1 ack=1");
        Assert.Equal(1, peer.Last.SackBlocks.Count);
        for (int i = 0; i < 2; i++)
        {
            peer.Send(Ack | Ace5, 1, 1, extras: Marked);
            peer.Expect();
        }

        peer.Send(Ack | Ace5, 1, 1, extras: Marked);

        peer.Expect("ACK seq=1 ack=1");
        Assert.Equal(0, peer.Last.SackBlocks.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Requirement("ACC-10", "ACC-11")]
    public void A_run_of_lost_ACKs_is_read_as_the_most_marks_that_fit_unless_options_say_less(bool hasOptions)
    {
        Peer peer = Client(hasOptions: hasOptions);
        peer.Write(new string('x', 14_588)); // the first segment bears the option
        Assert.Equal(10, peer.Drain());

        // Ten segments, and two more in the counter: two marks, or ten.
        AccurateEcnOption option = new(false, 2, new EcnCounters { Ect0Bytes = 1 + (8 * 1460), CeBytes = 2 * 1460 });
        peer.Send(Ack | Ae | Cwr | Ece, 1, 14_589, extras: new Peer.Extras { AccurateEcn = hasOptions ? option : null });

        Assert.Equal(hasOptions ? 7u : 15u, peer.Connection.TakeSnapshot().EcnDelivered.CePackets);
    }

    [Fact]
    [Requirement("ACC-5")]
    public void Marks_reduce_cwnd_once_a_round_trip_and_CWR_is_not_sent()
    {
        Peer peer = Client();
        peer.Write(new string('x', 40_000));
        peer.Drain();
        uint before = peer.Connection.TakeSnapshot().CongestionWindow;
        peer.Send(Ack | Ae | Cwr, 1, 1 + 1460);
        uint reduced = peer.Connection.TakeSnapshot().CongestionWindow;
        Assert.InRange(reduced, before * 79 / 100, before * 8 / 10); // RFC 8511

        peer.Send(Ack | Ae | Cwr | Ece, 1, 1 + (3 * 1460));
        peer.Send(Ack, 1, 1 + (4 * 1460));
        Assert.Equal((reduced, 8u), (peer.Connection.TakeSnapshot().CongestionWindow, peer.Connection.TakeSnapshot().EcnDelivered.CePackets));

        peer.ExpectFirst("ACK,ECE,AE seq=14589 ack=1 len=1460");
        peer.Send(Ack | Ece, 1, 14_589 + 1460); // sent after the reduction
        Assert.True(peer.Connection.TakeSnapshot().CongestionWindow < reduced);
    }

    [Theory]
    [InlineData(11, 1u, 2u, 3u)]
    [InlineData(8, 1u, 2u, 1u)]
    [InlineData(5, 1u, 0u, 1u)]
    [InlineData(2, 1u, 0u, 1u)]
    [InlineData(9, 1u, 2u, 1u)]
    [InlineData(7, 1u, 0u, 1u)]
    [InlineData(14, 1u, 2u, 3u)]
    [Requirement("ACC-11")]
    public void The_whole_counters_of_an_option_of_any_length_are_read(int length, uint ect0, uint ce, uint ect1)
    {
        Peer peer = Client();
        byte[] order0 = [172, (byte)length, 0, 0, 1, 0, 0, 2, 0, 0, 3, 9, 9, 9];
        peer.SendRaw(Ack | Ace5, 1, 1, "", order0[..length]);
        EcnCounters first = peer.Connection.TakeSnapshot().EcnDelivered;
        Assert.Equal((ect0, ce, ect1), (first.Ect0Bytes, first.CeBytes, first.Ect1Bytes));

        Peer other = Client();
        byte[] order1 = [174, (byte)length, 0, 0, 1, 0, 0, 2, 0, 0, 3, 9, 9, 9];
        other.SendRaw(Ack | Ace5, 1, 1, "", order1[..length]);
        EcnCounters second = other.Connection.TakeSnapshot().EcnDelivered;
        Assert.Equal((ect0, ce, ect1), (second.Ect1Bytes, second.CeBytes, second.Ect0Bytes));
    }

    [Fact]
    [Requirement("ACC-11")]
    public void Zeroed_options_are_ignored()
    {
        Peer peer = new(Requesting);
        peer.Connection.OpenActive(peer.Now);
        peer.Drain();
        peer.Send(Syn | Ack | Cwr, 0, 1, mss: 1460, extras: new Peer.Extras { AccurateEcn = new AccurateEcnOption(false, 3, default) });
        peer.Drain();
        peer.Send(Ack | Ace5, 1, 1, extras: new Peer.Extras { AccurateEcn = new AccurateEcnOption(false, 3, new EcnCounters { CeBytes = 1000 }) });

        Assert.Equal(EcnCounters.Initial, peer.Connection.TakeSnapshot().EcnDelivered);
    }

    [Fact]
    [Requirement("ACC-11")]
    public void Options_stop_where_acknowledgments_with_them_seem_to_be_lost()
    {
        Peer peer = Client();
        peer.Send(Ack | Ace5, 1, 1, "data", extras: new Peer.Extras { Ecn = EcnCodepoint.Ect0 });
        peer.Wait(50);
        peer.Expect("ACK,ECE,AE seq=1 ack=5");
        Assert.Equal(new AccurateEcnOption(false, 1, EcnCounters.Initial with { Ect0Bytes = 5 }).Counters.Ect0Bytes, peer.Last.AccurateEcn!.Value.Counters.Ect0Bytes);
        for (int i = 0; i < 2; i++)
        {
            peer.Send(Ack | Ace5, 1, 1, "data");
            peer.Expect("ACK,ECE,AE seq=1 ack=5");
        }

        peer.Send(Ack | Ace5, 5, 1, "more", extras: new Peer.Extras { Ecn = EcnCodepoint.Ect0 });
        peer.Wait(50);
        peer.Expect("ACK,ECE,AE seq=1 ack=9");
        Assert.Null(peer.Last.AccurateEcn);
    }

    [Fact]
    [Requirement("ACC-12")]
    public void Duplicates_are_reported_beside_the_counters()
    {
        Peer peer = Client(Requesting with { SelectiveAcknowledgments = true });
        peer.Send(Ack | Ace5, 1, 1, "abc");
        peer.Wait(50);
        peer.Expect("ACK,ECE,AE seq=1 ack=4");

        peer.Send(Ack | Ace5, 1, 1, "abc");

        peer.Expect("ACK,ECE,AE seq=1 ack=4");
        Assert.Equal((Peer.PeerIss + 1, Peer.PeerIss + 4), (peer.Last.SackBlocks[0].Left, peer.Last.SackBlocks[0].Right));
    }

    [Fact]
    [Requirement("ACC-13")]
    public void The_option_is_tried_on_the_first_ACK_and_the_first_data_and_not_on_the_SYN()
    {
        Peer peer = new(Requesting);
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN,ECE,CWR,AE seq=0");
        Assert.Null(peer.Last.AccurateEcn);
        peer.Send(Syn | Ack | Cwr, 0, 1, mss: 1460);
        peer.Expect("ACK,CWR seq=1 ack=1");
        AccurateEcnOption whole = new(false, 3, EcnCounters.Initial with { CePackets = 0 });
        Assert.Equal(whole, peer.Last.AccurateEcn);

        peer.Write("hello");
        peer.Expect("PSH,ACK,ECE,AE seq=1 ack=1 len=5");
        Assert.Equal(whole, peer.Last.AccurateEcn);
        peer.Wait(10_000);
        peer.Expect("PSH,ACK,ECE,AE seq=1 ack=1 len=5");
        Assert.Null(peer.Last.AccurateEcn); // it was lost: not again
    }

    [Fact]
    [Requirement("ACC-13", "ACC-5")]
    public void A_SYN_ACK_that_is_not_acknowledged_goes_again_without_the_option_and_then_without_flags()
    {
        Peer peer = new(Accepting);
        peer.Send(Syn | All, 0, mss: 1460);
        peer.Expect("SYN,ACK,CWR seq=0 ack=1");
        Assert.Equal(3, peer.Last.AccurateEcn!.Value.Fields);
        peer.Wait(1000);
        peer.Expect("SYN,ACK,CWR seq=0 ack=1");
        Assert.Null(peer.Last.AccurateEcn);
        peer.Wait(2000);
        peer.Expect("SYN,ACK seq=0 ack=1");
        peer.Send(Ack | Cwr, 1, 1);

        peer.Write("hello");
        peer.Expect("PSH,ACK,ECE,AE seq=1 ack=1 len=5");
        Assert.Equal((EcnCodepoint.NotEct, EcnMode.Accurate), (peer.Last.Ecn, peer.Connection.TakeSnapshot().Ecn));
    }

    [Fact]
    [Requirement("ACC-13")]
    public void An_option_on_a_SYN_is_ignored()
    {
        Peer peer = new(Accepting);
        peer.Send(Syn | All, 0, mss: 1460, extras: new Peer.Extras { AccurateEcn = new AccurateEcnOption(false, 3, new EcnCounters { CeBytes = 500 }) });
        peer.Drain();

        Assert.Equal(EcnCounters.Initial, peer.Connection.TakeSnapshot().EcnDelivered);
    }

    [Fact]
    public void Two_SACK_blocks_come_before_the_option_and_the_option_before_more()
    {
        Peer peer = Client(Requesting with { SelectiveAcknowledgments = true, Timestamps = true });
        for (uint i = 0; i < 4; i++)
        {
            peer.Send(Ack | Ace5, 101 + (200 * i), 1, "gap", extras: peer.Always with { Ecn = EcnCodepoint.Ect0 });
            peer.Drain(out Segment _);
        }

        peer.Send(Ack | Ace5, 1001, 1, "gap", extras: peer.Always with { Ecn = EcnCodepoint.CongestionExperienced });
        peer.Drain(out Segment ack);

        Assert.Equal((2, 2), (ack.SackBlocks.Count, ack.AccurateEcn!.Value.Fields));
        Assert.Equal((13u, 3u), (ack.AccurateEcn.Value.Counters.Ect0Bytes, ack.AccurateEcn.Value.Counters.CeBytes));
    }

    private static Peer Client(TcpConnectionOptions? options = null, bool hasOptions = true)
    {
        options ??= Requesting;
        Peer peer = new(options);
        peer.Connection.OpenActive(peer.Now);
        peer.Expect("SYN,ECE,CWR,AE seq=0");
        peer.Always = new Peer.Extras { Timestamps = options.Timestamps };
        peer.Send(Syn | Ack | Cwr, 0, 1, mss: 1460, extras: peer.Always with
        {
            SackPermitted = options.SelectiveAcknowledgments,
            AccurateEcn = hasOptions ? new AccurateEcnOption(false, 3, EcnCounters.Initial) : null,
        });
        peer.Expect("ACK,CWR seq=1 ack=1");
        return peer;
    }
}
