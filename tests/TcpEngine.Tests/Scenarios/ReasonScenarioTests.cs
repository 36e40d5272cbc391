namespace TcpEngine.Tests.Scenarios;

/// <summary>What must be seen where something goes wrong: why TCP is built as it is.</summary>
public sealed class ReasonScenarioTests
{
    [Fact]
    public void An_old_duplicate_SYN_leaves_no_half_open_connection()
    {
        Played played = Played.Of("old-duplicate-syn");

        Assert.Equal(["B SYN,ACK", "A RST"], played.Log.Sent);
        Assert.Equal("Closed>Listen Listen>SynReceived SynReceived>Listen", played.StatesOf("B"));
        played.NeverTells("B ConnectionReset"); // nobody knew of it
        Assert.Equal(0, played.Result.B.Statistics.RetransSegs);
    }

    [Fact]
    public void A_stale_SYN_during_a_connect_is_refused_and_the_connect_succeeds()
    {
        Played played = Played.Of("stale-syn-during-connect");

        played.Tells("A OldDuplicate", "B SynAckToAccept", "A AckUnacceptable", "A ResetUnacceptableAck", "B HalfOpenReset", "B SynAccepted", "A SynAckAccepted", "B HandshakeCompleted");
        Assert.Equal("Closed>SynSent SynSent>Established", played.StatesOf("A"));
        Assert.True(played.Result.IsIntact && played.Result.B.BytesReceived == 100);
    }

    [Fact]
    public void A_half_open_connection_is_found_and_reset()
    {
        Played played = Played.Of("half-open");

        played.Tells("B HostCrashed", "B HostRestarted", "A NewData", "B ListenTakesSynOnly", "B ResetNoConnection", "A ResetReceived", "A ConnectionReset", "A SynToOpen", "A ConnectionEstablished");
        Assert.Equal([TcpFailure.Reset, TcpFailure.None], played.Result.A.Connections.Select(connection => connection.Failure));
    }

    [Fact]
    public void A_SYN_that_is_never_answered_times_out()
    {
        Played played = Played.Of("no-answer");

        Assert.Equal(8, played.Log.Sent.Count);
        Assert.Equal([0.001, 1.001, 3.001, 7.001, 15.001, 31.001, 63.001, 127.001], played.Log.Segments.Select(segment => segment.Time.Nanoseconds / 1e9));
        Assert.Equal(TcpFailure.TimedOut, played.Result.A.Failure);
        played.Tells("A RetransmissionsExhausted", "A ConnectionTimedOut");
    }

    [Fact]
    public void A_lost_final_ACK_is_answered_again()
    {
        Played played = Played.Of("lost-final-ack");

        Assert.Equal(["A SYN", "B SYN,ACK", "A ACK", "B SYN,ACK", "A ACK", "A PSH,ACK 100", "B ACK"], played.Log.Sent);
        Assert.Equal(1.0, (played.Log.Segments[3].Time - played.Log.Segments[1].Time).TotalSeconds);
        Assert.True(played.Result.IsIntact);
    }

    [Fact]
    public void Data_completes_a_handshake_whose_ACK_was_lost()
    {
        Played played = Played.Of("lost-final-ack-data");

        Assert.Equal(["A SYN", "B SYN,ACK", "A ACK", "A PSH,ACK 100", "B ACK"], played.Log.Sent);
        Assert.EndsWith("SynReceived>Established", played.StatesOf("B"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_FIN_goes_again()
    {
        Played played = Played.Of("lost-fin");

        Assert.Equal(2, played.Log.Sent.Count(segment => segment == "B FIN,ACK"));
        Assert.EndsWith("CloseWait>LastAck LastAck>Closed", played.StatesOf("B"), StringComparison.Ordinal);
        Assert.EndsWith("FinWait1>FinWait2 FinWait2>TimeWait TimeWait>Closed", played.StatesOf("A"), StringComparison.Ordinal);
    }

    [Fact]
    public void TIME_WAIT_answers_a_repeated_FIN_and_starts_again()
    {
        Played played = Played.Of("lost-last-ack");

        Assert.Equal(["A FIN,ACK", "B FIN,ACK", "A ACK", "B FIN,ACK", "A ACK"], played.Log.Sent.Skip(3));
        Assert.EndsWith("LastAck>Closed", played.StatesOf("B"), StringComparison.Ordinal);
        double repeated = played.Log.Segments[^2].Time.Nanoseconds / 1e9;
        Assert.Equal(repeated + 0.01 + 60, played.TimesOf("A TimeWaitExpired").Single(), 6);
    }

    [Fact]
    public void A_newer_SYN_opens_anew_in_TIME_WAIT()
    {
        Played played = Played.Of("time-wait-reuse");

        played.Tells("B SynAccepted", "B TimeWaitReplaced");
        Assert.Equal(2, played.Result.B.Connections.Count);
        Assert.Equal(played.Result.B.Connections[0].Key, played.Result.B.Connections[1].Key);
        Assert.True(played.Result.IsIntact && played.Result.B.BytesReceived == 100);
    }

    [Fact]
    public void Keep_alive_finds_a_dead_peer()
    {
        Played played = Played.Of("keep-alive");

        double[] probes = played.TimesOf("B KeepAliveProbe");
        Assert.Equal(10, probes.Length);
        Assert.InRange(probes[0], 7200, 7201);
        Assert.All(probes.Zip(probes.Skip(1)), pair => Assert.Equal(75, pair.Second - pair.First, 6));
        Assert.Equal(TcpFailure.TimedOut, played.Result.B.Failure);
    }

    [Fact]
    public void A_flipped_bit_is_dropped_and_repaired()
    {
        Played played = Played.Of("corrupted");

        played.Tells("A->B LinkScriptedCorruption", "B TcpChecksumWrong", "B AckOutOfOrder", "A RackRetransmit");
        Assert.Equal((1, 10_000), (played.Result.B.Statistics.InErrs, played.Result.B.BytesReceived));
        Assert.True(played.Result.IsIntact);
    }

    [Fact]
    public void A_duplicate_is_delivered_once_and_told_by_DSACK()
    {
        Played played = Played.Of("duplicated");

        played.Tells("A->B LinkScriptedDuplicate", "B DataDuplicate", "B AckOfDuplicate");
        EventLog.LoggedSegment answer = played.Log.Segments[played.Log.Segments.FindIndex(segment => segment.Reason == Reason.AckOfDuplicate)];
        Assert.True(answer.SackRight <= answer.Acknowledgment, "the first block lies below the acknowledgment (RFC 2883, section 4)");
        Assert.Equal(20_000, played.Result.B.BytesReceived);
        Assert.Equal(0, played.Result.A.Statistics.RetransSegs);
        Assert.True(played.Result.IsIntact);
    }

    [Fact]
    public void Reordering_is_waited_for()
    {
        Played played = Played.Of("reordered");

        played.Tells("A->B LinkScriptedDelay", "B DataOutOfOrder", "B AckFillsGap");
        Assert.Equal(0, played.Result.A.Statistics.RetransSegs);
        Assert.True(played.Result.IsIntact);
    }
}
