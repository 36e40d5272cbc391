using TcpCodec;

namespace TcpEngine.Tests.Scenarios;

/// <summary>What must be seen of windows and waiting.</summary>
public sealed class FlowScenarioTests
{
    [Fact]
    public void A_closed_window_is_probed_with_back_off_until_it_opens()
    {
        Played played = Played.Of("zero-window");

        double[] probes = played.TimesOf("A ZeroWindowProbe");
        Assert.True(probes.Length >= 4, $"{probes.Length} probes");
        double[] pauses = [.. probes.Zip(probes.Skip(1)).Select(pair => pair.Second - pair.First)];
        Assert.All(pauses.Zip(pauses.Skip(1)), pair => Assert.Equal(2, pair.Second / pair.First, 1));
        Assert.Contains(played.Log.Segments, segment => segment is { Endpoint: "B", Window: 0 });
        played.Tells("B AckOfProbe", "B WindowUpdateSent", "A NewData");
        Assert.Equal(100_000, played.Result.B.BytesReceived);
        Assert.True(played.Result.IsIntact);
    }

    [Fact]
    public void Urgent_data_is_told_while_the_window_is_closed()
    {
        Played played = Played.Of("urgent");

        EventLog.LoggedSegment told = played.Log.Segments.Find(segment => segment.Reason == Reason.UrgentTold);
        Assert.Equal((TcpFlags.Ack | TcpFlags.Urg, 0), (told.Flags, told.Bytes));
        played.Tells("A UrgentTold", "B UrgentDataReady", "B WindowUpdateSent");
        Assert.Equal(told.Time.Nanoseconds / 1e9 + 0.01, played.TimesOf("B UrgentDataReady")[0], 6);
        Assert.Equal(20_100, played.Result.B.BytesReceived);
        Assert.True(played.Result.IsIntact);
    }

    [Fact]
    public void Nagle_makes_few_segments_of_many_small_writes()
    {
        Played held = Played.Of("nagle");
        Played atOnce = Played.Of("no-delay");

        Assert.InRange(held.Log.Segments.Count(segment => segment is { Endpoint: "A", Bytes: > 0 }), 2, 6);
        Assert.Equal(20, atOnce.Log.Segments.Count(segment => segment is { Endpoint: "A", Bytes: 100 }));
        Assert.True(held.Result.IsIntact && atOnce.Result.IsIntact);

        // Nothing small is sent while something is in flight: each segment waits for the acknowledgment of the one before.
        EventLog.LoggedSegment[] data = [.. held.Log.Segments.Where(segment => segment is { Endpoint: "A", Bytes: > 0 } && (segment.Flags & TcpFlags.Fin) == 0)]; // the last one does not wait: a CLOSE sends what is left
        Assert.All(data.Zip(data.Skip(1)), pair => Assert.Contains(held.Log.Segments, ack => ack.Endpoint == "B" && ack.Acknowledgment == pair.First.Sequence + (uint)pair.First.Bytes && ack.Time < pair.Second.Time));
    }

    [Fact]
    public void One_segment_is_acknowledged_after_a_while_and_two_at_once()
    {
        Played played = Played.Of("delayed-ack");

        EventLog.LoggedSegment single = played.Log.Segments.Last(segment => segment is { Endpoint: "A", Bytes: 100 });
        EventLog.LoggedSegment answer = played.Log.Segments.Find(segment => segment.Endpoint == "B" && segment.Acknowledgment == single.Sequence + 100u);
        Assert.Equal((Reason.AckDelayExpired, 50.0), (answer.Reason, (answer.Time - single.Time).TotalMilliseconds)); // 10 ms of way, 40 ms of waiting
        EventLog.LoggedSegment second = played.Log.Segments.Last(segment => segment is { Endpoint: "A", Bytes: 1448 });
        answer = played.Log.Segments.Find(segment => segment.Endpoint == "B" && segment.Acknowledgment == second.Sequence + 1448u);
        Assert.Equal((Reason.AckEverySecondSegment, 10.0), (answer.Reason, (answer.Time - second.Time).TotalMilliseconds));
    }

    [Fact]
    public void A_slow_reader_offers_no_silly_window()
    {
        Played played = Played.Of("silly-window");

        Assert.True(played.Result.IsIntact);
        Assert.Equal(20_000, played.Result.B.BytesReceived);
        EventLog.LoggedSegment[] data = [.. played.Log.Segments.Where(segment => segment is { Endpoint: "A", Bytes: > 0 })];
        Assert.All(data.SkipLast(1), segment => Assert.True(segment.Bytes >= 1000, $"{segment.Bytes} bytes"));
        Assert.True(played.Count("B WindowUpdateSent") <= 20_000 / 1000, "a window update for each 1,000 bytes at the most");
    }

    [Fact]
    public void Buffers_that_grow_fill_a_path_that_a_small_one_does_not()
    {
        Played played = Played.Of("auto-tuning");

        Assert.True(played.Result.IsIntact);
        played.Tells("B ReceiveBufferGrown", "A SendBufferGrown", "B ReceiveBufferGrown", "B FinReceived");
        played.NeverTells("D ReceiveBufferGrown");
        Assert.InRange(played.TimesOf("B FinReceived").Single(), 1.6, 3.0); // 20 MB in 1.6 s at the link's rate
        Assert.InRange(played.TimesOf("D FinReceived").Single(), 2.2, 4.0); // 1.5 MB in 23 round trips
        Assert.InRange(played.Log.Snapshots.Where(told => told.Endpoint == "D").Max(told => told.Variables.ReceiveWindow), 60_000u, 65_536u);
        Assert.InRange(played.Log.Snapshots.Where(told => told.Endpoint == "B").Max(told => told.Variables.ReceiveWindow), 1_250_000u, 16u << 20);
    }
}
