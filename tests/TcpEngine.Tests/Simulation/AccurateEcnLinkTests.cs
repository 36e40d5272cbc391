namespace TcpEngine.Tests.Simulation;

/// <summary>Accurate ECN feedback between two hosts whose link marks: what the sender counts follows what the receiver counts (RFC 9768, section 3.2).</summary>
public sealed class AccurateEcnLinkTests
{
    [Theory]
    [InlineData(AccurateEcnOptionUse.Simple, true, true)]
    [InlineData(AccurateEcnOptionUse.Simple, false, true)]
    [InlineData(AccurateEcnOptionUse.Sparing, true, false)]
    [InlineData(AccurateEcnOptionUse.Never, false, false)]
    [Requirement("ACC-7", "ACC-10")]
    public void On_a_clean_path_the_senders_counters_are_the_receivers(AccurateEcnOptionUse use, bool timestamps, bool tellsAllBytes)
    {
        long marks = 0;
        for (ulong seed = 1; seed <= 5; seed++)
        {
            Follower follower = new();
            ScenarioResult result = Play(seed, use, timestamps, loss: 0, follower);

            Assert.True(result.IsIntact && result.IsComplete);
            (EcnCounters received, EcnCounters delivered) = (follower.Received["B"], follower.Delivered["A"]);
            marks += received.CePackets - EcnCounters.Initial.CePackets;
            Assert.Equal(received.CePackets, delivered.CePackets);
            Assert.Equal(use != AccurateEcnOptionUse.Never, received.CeBytes == delivered.CeBytes);
            Assert.True(!tellsAllBytes || received == delivered, $"{received} and {delivered}");
            Assert.Equal((EcnCounters.Initial, EcnCounters.Initial), (follower.Received["A"], follower.Delivered["B"])); // B sends no data
        }

        Assert.True(marks > 20, $"{marks}");
    }

    [Fact]
    [Requirement("ACC-10")]
    public void With_losses_and_bursts_of_lost_ACKs_no_mark_is_missed_where_options_tell_and_bytes_are_never_too_many()
    {
        long marks = 0;
        for (ulong seed = 1; seed <= 5; seed++)
        {
            Follower follower = new();
            ScenarioResult result = Play(seed, AccurateEcnOptionUse.Simple, timestamps: true, loss: 0.05, follower);

            Assert.True(result.IsIntact && result.IsComplete);
            (EcnCounters received, EcnCounters delivered) = (follower.Received["B"], follower.Delivered["A"]);
            Assert.InRange(delivered.CeBytes, 0u, received.CeBytes);
            Assert.True(received.CeBytes - delivered.CeBytes < 64_000, $"{received} and {delivered}");
            marks += received.CePackets - EcnCounters.Initial.CePackets;
        }

        Assert.True(marks > 10, $"{marks}");
    }

    private static ScenarioResult Play(ulong seed, AccurateEcnOptionUse use, bool timestamps, double loss, Follower follower)
    {
        Assert.True(ScenarioCatalog.TryFind("accurate-ecn", out Scenario? scenario));
        TcpConnectionOptions options = scenario.Connections! with { AccurateEcnOption = use, Timestamps = timestamps };
        return ScenarioRun.Play(scenario with { Connections = options, Link = scenario.Link with { MarkingThreshold = 5 } }, new ScenarioSettings { Seed = seed, Loss = loss, Delay = Duration.FromMilliseconds(5 + (2 * (int)seed)) }, follower);
    }

    /// <summary>Each end's counters, as they were last, and whether what one end was told was ever more than what the other has counted.</summary>
    private sealed class Follower : IEngineObserver
    {
        public Dictionary<string, EcnCounters> Received { get; } = new() { ["A"] = EcnCounters.Initial, ["B"] = EcnCounters.Initial };

        public Dictionary<string, EcnCounters> Delivered { get; } = new() { ["A"] = EcnCounters.Initial, ["B"] = EcnCounters.Initial };

        public void Observe(in EngineEvent e)
        {
            if (!e.HasSnapshot || e.Snapshot.Ecn != EcnMode.Accurate)
            {
                return;
            }

            Received[e.Endpoint] = e.Snapshot.EcnReceived;
            Delivered[e.Endpoint] = e.Snapshot.EcnDelivered;
            foreach ((string sender, string receiver) in (ReadOnlySpan<(string, string)>)[("A", "B"), ("B", "A")])
            {
                Assert.True(Delivered[sender].CeBytes <= Received[receiver].CeBytes, $"{sender} was told of {Delivered[sender]}, {receiver} counts {Received[receiver]}");
            }
        }
    }
}
