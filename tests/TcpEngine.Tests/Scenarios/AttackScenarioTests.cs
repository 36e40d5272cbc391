using HeaderSpec;

namespace TcpEngine.Tests.Scenarios;

/// <summary>Attacks and malformed packets do no harm, and are told.</summary>
public sealed class AttackScenarioTests
{
    [Fact]
    public void A_SYN_flood_takes_bounded_memory_and_a_real_client_connects()
    {
        Assert.True(ScenarioCatalog.TryFind("syn-flood", out Scenario? scenario));
        ScenarioResult result = ScenarioRun.Play(scenario, new ScenarioSettings());

        ScenarioHostResult b = result.Hosts[1];
        Assert.True(result.IsComplete && result.IsIntact);
        Assert.Equal(10_000, b.BytesReceived);
        Assert.InRange(b.PeakConnections, 128, 130); // the backlog, and A's
        Assert.Equal(100_000 - 128 + 1, b.Statistics.SynCookiesSent);
        Assert.Equal(1, b.Statistics.SynCookiesReceived);
    }

    [Fact]
    public void Without_cookies_the_same_flood_keeps_the_client_out_for_long()
    {
        Assert.True(ScenarioCatalog.TryFind("syn-flood", out Scenario? scenario));
        ScenarioResult result = ScenarioRun.Play(scenario, new ScenarioSettings { SynCookies = false });

        Assert.Equal(0, result.Hosts[1].Statistics.SynCookiesSent);
        Assert.InRange(result.Hosts[1].PeakConnections, 128, 129);
        Assert.True(result.Hosts[1].Statistics.ListenOverflows > 99_000);
    }

    [Fact]
    public void A_blind_reset_is_challenged_within_limits_and_the_connection_lives()
    {
        Played played = Attacked("blind-reset");

        Assert.Equal(21, played.Count("X ForgedPacket"));
        Assert.Equal(21, played.Count("B ResetUnacceptable"));
        Assert.Equal(10, played.Count("B ChallengeAck"));
    }

    [Fact]
    public void A_blind_SYN_is_challenged_and_the_connection_lives()
    {
        Played played = Attacked("blind-syn");

        Assert.Equal((3, 3), (played.Count("B SynInWindow"), played.Count("B ChallengeAck")));
    }

    [Fact]
    public void Blind_data_is_refused_and_the_connection_lives()
    {
        Played played = Attacked("blind-data");

        Assert.Equal(2, played.Count("B AckUnacceptable"));
        played.Tells("X ForgedPacket", "B AckUnacceptable", "B AckOfUnsent", "B AckUnacceptable", "B ChallengeAck");
    }

    [Theory]
    [InlineData("signed", "AuthenticationMissing")]
    [InlineData("signed-md5", "DigestMissing")]
    public void What_is_not_signed_is_dropped_however_right_its_numbers_are(string name, string reason)
    {
        Played played = Attacked(name);

        Assert.Equal((2, 2), (played.Count("X ForgedPacket"), played.Count($"B {reason}")));
        Assert.Equal(2, played.Result.B.Statistics.UnauthenticSegments);
        played.NeverTells("B ChallengeAck");
    }

    [Fact]
    public void Without_the_signatures_the_same_RST_ends_the_connection()
    {
        Assert.True(ScenarioCatalog.TryFind("signed", out Scenario? scenario));
        Played played = Played.Of(scenario with { Connections = scenario.Connections with { Keys = AuthenticationKeys.None } });

        Assert.Equal(TcpFailure.Reset, played.Result.B.Failure);
    }

    [Fact]
    public void Overlapping_fragments_are_refused_and_told()
    {
        Played played = Unharmed("teardrop");

        played.Tells("B FragmentHeld", "B FragmentOverlap", "B FragmentRefused");
        Assert.Equal((3, 0), (played.Result.B.Statistics.ReasmReqds, played.Result.B.Statistics.ReasmOKs));
        Assert.True(played.Result.B.Statistics.ReasmFails >= 2);
    }

    [Fact]
    public void Fragments_are_put_together_before_TCP_sees_them()
    {
        Played played = Played.Of("fragments");

        played.Tells("A OldDuplicate", "B FragmentHeld", "B FragmentCompletes", "B SynAccepted", "B SynAckToAccept");
        Assert.Equal(1, played.Result.B.Statistics.ReasmOKs);
    }

    [Theory]
    [InlineData("bad-options", new[] { "InvalidValue at byte 21: /types/option/seq/len", "InvalidLength at byte 22: /types/option/seq/body" })]
    [InlineData("bad-offset", new[] { "InvalidValue at byte 12: /seq/data_offset", "Truncated at byte 20: /seq/options" })]
    [InlineData("truncated", new[] { "Truncated at byte 50: /seq/payload", "Truncated at byte 10: /seq/ack_num" })]
    public void A_malformed_packet_is_dropped_with_the_field_and_its_offset(string name, string[] errors)
    {
        List<string> found = [];
        ErrorLog log = new(found);
        Assert.True(ScenarioCatalog.TryFind(name, out Scenario? scenario));
        ScenarioRun.Play(scenario, new ScenarioSettings(), log);

        Assert.Equal(errors, found);
        Assert.Equal(2, Unharmed(name).Result.B.Statistics.InErrs);
    }

    [Fact]
    public void A_land_packet_is_dropped_without_an_answer()
    {
        Played played = Unharmed("land");

        Assert.Equal(1, played.Count("B SourceInvalid"));
        Assert.Equal("A SYN", played.Log.Sent[0]);
    }

    [Fact]
    public void Flags_that_never_go_together_open_nothing()
    {
        Played played = Unharmed("xmas");

        Assert.Equal(3, played.Count("X ForgedPacket"));
        Assert.Equal("A SYN", played.Log.Sent[0]);
        Assert.Equal(1, played.Result.B.PeakConnections);
    }

    private static Played Attacked(string name)
    {
        Played played = Played.Of(name);
        Assert.True(played.Result.IsIntact);
        Assert.Equal((2000, 1000), (played.Result.B.BytesReceived, played.Result.A.BytesReceived));
        Assert.Equal((TcpFailure.None, TcpFailure.None), (played.Result.A.Failure, played.Result.B.Failure));
        return played;
    }

    // A connects afterwards, and its data arrives.
    private static Played Unharmed(string name)
    {
        Played played = Played.Of(name);
        Assert.True(played.Result.IsIntact);
        Assert.Equal(1000, played.Result.B.BytesReceived);
        return played;
    }

    private sealed class ErrorLog(List<string> errors) : IEngineObserver
    {
        public void Observe(in EngineEvent e)
        {
            if (e.ParseError.Fault != ParseFault.None)
            {
                errors.Add(e.ParseError.ToString());
            }
        }
    }
}
