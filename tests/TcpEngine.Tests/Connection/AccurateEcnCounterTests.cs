using TcpCodec;

namespace TcpEngine.Tests.Connection;

/// <summary>The counters of accurate ECN feedback: RFC 9768, section 3.2.</summary>
public sealed class AccurateEcnCounterTests
{
    private const uint SegmentSize = 1000;

    [Fact]
    [Requirement("ACC-6")]
    public void Counters_begin_at_values_that_no_one_can_have_cleared()
    {
        AccurateEcn ecn = new(EcnCodepoint.NotEct);

        Assert.Equal(new EcnCounters { CePackets = 5, CeBytes = 0, Ect0Bytes = 1, Ect1Bytes = 1 }, ecn.Received);
        Assert.Equal(ecn.Received, ecn.Delivered);
        Assert.Equal(TcpFlags.Ae | TcpFlags.Ece, ecn.Ace); // 5
    }

    // Section 3.2.2.1, tables 3 and 4.
    [Theory]
    [InlineData(0, 5, false, false)]
    [InlineData(1, 5, true, true)]
    [InlineData(2, 5, true, true)]
    [InlineData(3, 5, false, true)]
    [InlineData(4, 5, false, true)]
    [InlineData(5, 5, true, true)]
    [InlineData(6, 6, false, true)]
    [InlineData(7, 5, true, true)]
    [Requirement("ACC-6", "ACC-8")]
    public void The_ACK_of_the_SYN_ACK_sets_the_counter(int ace, uint cep, bool maySendEct, bool heedsFeedback)
    {
        AccurateEcn ecn = new(EcnCodepoint.NotEct);

        bool isMarked = ecn.TakeAckOfSynAck(ace);

        Assert.Equal((ace == 6, cep, maySendEct, heedsFeedback), (isMarked, ecn.Delivered.CePackets, ecn.MaySendEct, ecn.HeedsFeedback));
    }

    [Theory]
    [InlineData(2, 7, 2)]
    [InlineData(2, 9, 2)]
    [InlineData(2, 10, 10)]
    [InlineData(2, 11, 10)]
    [InlineData(0, 8, 8)]
    [InlineData(3, 1, 3)]
    [InlineData(7, 30, 23)]
    [Requirement("ACC-10")]
    public void Without_options_the_field_went_around_as_often_as_it_can_have(uint least, uint acknowledged, uint expected) =>
        Assert.Equal(expected, Feedback(least, acknowledged, null));

    [Theory]
    [InlineData(2, 20, 2_000, 2)]
    [InlineData(2, 20, 18_000, 18)]
    [InlineData(0, 8, 0, 0)]
    [InlineData(0, 8, 8_000, 8)]
    [Requirement("ACC-10")]
    public void With_options_the_bytes_say_whether_it_went_around(uint least, uint acknowledged, uint bytes, uint expected) =>
        Assert.Equal(expected, Feedback(least, acknowledged, bytes));

    [Fact]
    public void Marked_bytes_without_marked_packets_stop_ECT()
    {
        AccurateEcn ecn = Begun();
        ecn.TakeFeedback(Ack(1, 6, Option(1000)), 1, SegmentSize);
        Assert.True(ecn.MaySendEct);

        ecn.TakeFeedback(Ack(2, 6, Option(2000)), 2, SegmentSize);

        Assert.False(ecn.MaySendEct);
        Assert.True(ecn.HeedsFeedback);
    }

    [Fact]
    public void What_is_older_than_the_latest_is_superseded()
    {
        AccurateEcn ecn = Begun();
        ecn.TakeFeedback(Ack(2000, 7, Option(2000)), 2, SegmentSize);

        Assert.True(ecn.IsSuperseded(Ack(1000, 6, null), false, 2));
        Assert.True(ecn.IsSuperseded(Ack(2000, 6, null), false, 2)); // seven more marks in no time, or one less
        Assert.True(ecn.IsSuperseded(Ack(2000, 7, Option(1000)), false, 2));
        Assert.False(ecn.IsSuperseded(Ack(2000, 1, null), false, 2));
        Assert.False(ecn.IsSuperseded(Ack(3000, 6, Option(2000)), false, 3));
    }

    [Fact]
    [Requirement("ACC-11")]
    public void Byte_counters_go_around_at_24_bits()
    {
        AccurateEcn ecn = Begun();
        ecn.TakeFeedback(Ack(1, 5, new AccurateEcnOption(false, 1, new EcnCounters { Ect0Bytes = 0xff_fff0 })), 1, SegmentSize);
        ecn.TakeFeedback(Ack(2, 5, new AccurateEcnOption(true, 3, new EcnCounters { Ect0Bytes = 0x10, Ect1Bytes = 7 })), 2, SegmentSize);

        Assert.Equal((0x100_0010u, 7u, 0u), (ecn.Delivered.Ect0Bytes, ecn.Delivered.Ect1Bytes, ecn.Delivered.CeBytes));
    }

    [Fact]
    [Requirement("ACC-11")]
    public void The_option_has_what_has_ever_changed_and_what_is_new_is_never_left_out()
    {
        AccurateEcn ecn = new(EcnCodepoint.NotEct);
        Assert.Equal((false, 3), Shape(ecn.MakeOption(12)));
        Assert.Equal((false, 0), Shape(ecn.MakeOption(4)));

        ecn.Receive(EcnCodepoint.Ect1, 100, true);
        Assert.Equal((true, 1), Shape(ecn.MakeOption(12)));
        ecn.Receive(EcnCodepoint.CongestionExperienced, 100, true);
        Assert.Equal((true, 2), Shape(ecn.MakeOption(12)));
        Assert.Null(ecn.MakeOption(7));
        ecn.OnSent(hasOption: true, default);
        ecn.Receive(EcnCodepoint.Ect0, 100, true);

        Assert.Equal((false, 3), Shape(ecn.MakeOption(12)));
        Assert.Equal((false, 2), Shape(ecn.MakeOption(8))); // ECT(0) is new, and CE has changed
        ecn.Receive(EcnCodepoint.Ect1, 100, true);
        Assert.Null(ecn.MakeOption(8));
    }

    [Fact]
    public void A_sparing_sender_tells_changes_twice_and_marks_and_then_every_4_MiB()
    {
        AccurateEcn ecn = new(EcnCodepoint.NotEct);
        Assert.Equal([true, true, false, false, true, true, true, false, false], Told(ecn, EcnCodepoint.Ect0, EcnCodepoint.Ect0, EcnCodepoint.Ect0, EcnCodepoint.Ect0, EcnCodepoint.CongestionExperienced, EcnCodepoint.Ect0, EcnCodepoint.Ect0, EcnCodepoint.Ect0, EcnCodepoint.Ect0));

        int until = 0;
        while (!Told(ecn, EcnCodepoint.Ect0)[0])
        {
            until++;
        }

        Assert.InRange(until, 4100, 4195);
    }

    private static bool[] Told(AccurateEcn ecn, params EcnCodepoint[] marks) => [.. marks.Select(mark =>
    {
        ecn.Receive(mark, (int)SegmentSize, true);
        bool isDue = ecn.IsOptionDue(AccurateEcnOptionUse.Sparing, isDue: false);
        ecn.OnSent(isDue, default);
        return isDue;
    })];

    private static (bool, int) Shape(AccurateEcnOption? option) => (option!.Value.IsOrder1, option.Value.Fields);

    private static uint Feedback(uint least, uint acknowledged, uint? bytes)
    {
        AccurateEcn ecn = Begun();
        ecn.TakeFeedback(Ack(1, 5, Option(0)), 0, SegmentSize);
        uint marks = ecn.TakeFeedback(Ack(2, (int)(5 + least) & 7, bytes is { } marked ? Option(marked) : null), acknowledged, SegmentSize);
        Assert.Equal(5 + marks, ecn.Delivered.CePackets);
        return marks;
    }

    private static AccurateEcn Begun()
    {
        AccurateEcn ecn = new(EcnCodepoint.NotEct);
        ecn.BeginOptions(Option(0));
        ecn.BeginFeedback(Ack(0, 5, null), 0);
        return ecn;
    }

    private static AccurateEcnOption Option(uint ceBytes) => new(false, 2, new EcnCounters { Ect0Bytes = 1, CeBytes = ceBytes });

    private static Segment Ack(uint acknowledgment, int ace, AccurateEcnOption? option) => new()
    {
        Packet = default,
        Source = default,
        Destination = default,
        SequenceNumber = new SequenceNumber(1),
        Acknowledgment = new SequenceNumber(acknowledgment),
        Flags = TcpFlags.Ack | (TcpFlags)(ace << 6),
        Window = 1000,
        AccurateEcn = option,
    };
}
