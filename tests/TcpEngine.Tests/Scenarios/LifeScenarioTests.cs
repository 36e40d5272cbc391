namespace TcpEngine.Tests.Scenarios;

/// <summary>What must be seen of a connection's life. The handshake, the transfer and the plain closes are in <see cref="ScenarioTests"/>.</summary>
public sealed class LifeScenarioTests
{
    [Fact]
    public void An_ACK_with_data_takes_as_many_numbers_as_bytes_and_one_without_takes_none()
    {
        Played played = Played.Of("handshake-data");

        Assert.Equal(["A SYN", "B SYN,ACK", "A PSH,ACK 100", "B ACK"], played.Log.Sent);
        (SequenceNumber a, SequenceNumber b) = (played.Log.Segments[0].Sequence, played.Log.Segments[1].Sequence);
        Assert.Equal((a + 1u, b + 1u), (played.Log.Segments[2].Sequence, played.Log.Segments[2].Acknowledgment));
        Assert.Equal((b + 1u, a + 101u), (played.Log.Segments[3].Sequence, played.Log.Segments[3].Acknowledgment));
        Assert.True(played.Result.IsIntact);
    }

    [Fact]
    public void Both_ways_at_once_acknowledgments_ride_on_data()
    {
        Played played = Played.Of("both-ways");

        Assert.True(played.Result.IsIntact);
        Assert.Equal((100_000, 100_000), (played.Result.A.BytesReceived, played.Result.B.BytesReceived));
        int bare = played.Log.Sent.Count(segment => segment.EndsWith(" ACK", StringComparison.Ordinal));
        int data = played.Log.Sent.Count(segment => segment.Contains("ACK ", StringComparison.Ordinal));
        Assert.True(bare < data / 2, $"{bare} bare, {data} with data");
        Assert.Equal(0, played.Result.A.Statistics.RetransSegs + played.Result.B.Statistics.RetransSegs);
    }

    [Fact]
    public void Three_segments_close_where_nothing_is_left_to_send()
    {
        Played played = Played.Of("close-three");

        Assert.Equal(["A FIN,ACK", "B FIN,ACK", "A ACK"], played.Log.Sent.Skip(3));
        Assert.EndsWith("Established>FinWait1 FinWait1>TimeWait TimeWait>Closed", played.StatesOf("A"), StringComparison.Ordinal);
        Assert.EndsWith("Established>CloseWait CloseWait>LastAck LastAck>Closed", played.StatesOf("B"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_half_closed_connection_still_receives()
    {
        Played played = Played.Of("half-close");

        Assert.Equal((0, 500_000), (played.Result.A.BytesSent, played.Result.A.BytesReceived));
        Assert.True(played.Result.IsIntact);
        Assert.EndsWith("FinWait1>FinWait2 FinWait2>TimeWait TimeWait>Closed", played.StatesOf("A"), StringComparison.Ordinal);
        int fin = played.Log.Sent.IndexOf("A FIN,ACK");
        Assert.All(played.Log.Sent.Skip(fin + 1).Where(segment => segment[0] == 'A'), segment => Assert.Equal("A ACK", segment));
    }

    [Fact]
    public void SYNs_that_cross_make_one_connection()
    {
        Played played = Played.Of("simultaneous-open");

        Assert.Equal("Closed>SynSent SynSent>SynReceived SynReceived>Established", played.StatesOf("A"));
        Assert.Equal(played.StatesOf("A"), played.StatesOf("B"));
        Assert.Equal(["A SYN", "B SYN", "B SYN,ACK", "A SYN,ACK"], played.Log.Sent.Take(4));
        Assert.Equal((1, 1), (played.Result.A.PeakConnections, played.Result.B.PeakConnections));
    }

    [Fact]
    public void FINs_that_cross_lead_through_CLOSING_on_both_sides()
    {
        Played played = Played.Of("simultaneous-close");

        Assert.EndsWith("Established>FinWait1 FinWait1>Closing Closing>TimeWait TimeWait>Closed", played.StatesOf("A"), StringComparison.Ordinal);
        Assert.EndsWith("Established>FinWait1 FinWait1>Closing Closing>TimeWait TimeWait>Closed", played.StatesOf("B"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_abort_sends_RST_and_nothing_again()
    {
        Played played = Played.Of("abort");

        Assert.Contains("A RST", played.Log.Sent.Select(segment => segment.Replace("RST,ACK", "RST", StringComparison.Ordinal)));
        Assert.Equal((TcpFailure.Aborted, TcpFailure.Reset), (played.Result.A.Failure, played.Result.B.Failure));
        Assert.Equal(0, played.Result.A.Statistics.RetransSegs);
        played.Tells("A ApplicationAborted", "A ResetToAbort", "B ResetReceived", "B ConnectionReset");
        Assert.True(played.Result.B is { IsIntact: true, BytesReceived: < 1_000_000 });
    }

    [Fact]
    public void Fast_Open_asks_first_then_sends_data_with_the_SYN_and_bears_a_wrong_cookie()
    {
        Played played = Played.Of("fast-open");

        string[] syns = [.. played.Log.Sent.Where(segment => segment.Contains("SYN", StringComparison.Ordinal))];
        Assert.Equal(["A SYN", "B SYN,ACK", "A SYN 300", "B SYN,ACK", "A SYN 300", "B SYN,ACK", "A SYN 300", "B SYN,ACK"], syns);
        played.Tells(
            "A FastOpenCookieAsked", "B FastOpenCookieRequested", "B FastOpenCookieGiven", "A FastOpenCookieReceived",
            "A FastOpenSyn", "B FastOpenAccepted", "B FastOpenSynAck", "B NewData", "A FastOpenDataAccepted",
            "B HostRestarted",
            "A FastOpenSyn", "B FastOpenCookieWrong", "B FastOpenCookieGiven", "A FastOpenDataRefused", "A FastOpenDataAgain",
            "A FastOpenSyn", "B FastOpenAccepted", "A FastOpenDataAccepted");
        Assert.True(played.Result.IsIntact);
        Assert.Equal((2000, 1200), (played.Result.A.BytesReceived, played.Result.B.BytesReceived));

        // The answer to data in a SYN comes a round trip earlier: 20 ms here.
        double[] opened = played.TimesOf("A ApplicationOpenedActive");
        double[] answered = [.. played.Log.Segments.Where(segment => segment is { Endpoint: "B", Bytes: 500 }).Select(segment => segment.Time.Nanoseconds / 1e9)];
        Assert.Equal([0.03, 0.01, 0.03, 0.01], answered.Zip(opened, (answer, open) => Math.Round(answer - open, 6)));
    }
}
