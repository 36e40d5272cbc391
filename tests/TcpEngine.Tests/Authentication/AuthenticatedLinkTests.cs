namespace TcpEngine.Tests.Authentication;

/// <summary>Whole stacks with keys over simulated links that lose, repeat, reorder and damage.</summary>
public sealed class AuthenticatedLinkTests
{
    private static readonly LinkSettings BadLink = new() { Delay = Duration.FromMilliseconds(20), Jitter = Duration.FromMilliseconds(5), Loss = 0.05, Reordering = 0.05, Duplication = 0.05, Corruption = 0.02 };

    [Theory]
    [InlineData(AuthenticationAlgorithm.HmacSha1)]
    [InlineData(AuthenticationAlgorithm.AesCmac128)]
    [Requirement("AO-7")]
    public void TCP_AO_carries_data_through_a_bad_link(AuthenticationAlgorithm algorithm)
    {
        ScenarioResult result = Play(AuthenticationKeys.Of(new MasterKeyTuple(default, 1, 1, "key"u8, algorithm)));

        Assert.True(result.IsComplete && result.IsIntact, result.ToString());
        Assert.Equal(300_000, result.B.BytesReceived);
    }

    [Fact]
    [Requirement("MD5-1")]
    public void MD5_signatures_carry_data_through_a_bad_link()
    {
        ScenarioResult result = Play(AuthenticationKeys.Of(new Md5Key(default, "key"u8)));

        Assert.True(result.IsComplete && result.IsIntact, result.ToString());
        Assert.Equal(300_000, result.B.BytesReceived);
    }

    private static ScenarioResult Play(AuthenticationKeys keys)
    {
        ScenarioTrigger connected = new(ScenarioTriggerKind.Connected);
        Scenario scenario = new()
        {
            Name = "authenticated",
            Title = "",
            Story = "",
            Link = BadLink,
            Connections = TcpConnectionOptions.Default with { Keys = keys },
            Steps =
            [
                new("B", new(ScenarioTriggerKind.Start), new(ScenarioActionKind.Listen)),
                new("A", new(ScenarioTriggerKind.Start, Duration.FromMilliseconds(1)), new(ScenarioActionKind.Connect)),
                new("A", connected, new(ScenarioActionKind.Send, 300_000)),
                new("B", connected, new(ScenarioActionKind.Send, 100_000)),
                new("A", connected, new(ScenarioActionKind.Close)),
                new("B", connected, new(ScenarioActionKind.Close)),
            ],
        };
        return ScenarioRun.Play(scenario, new ScenarioSettings { Seed = 5 });
    }
}
