using Xunit.Abstractions;

namespace TcpEngine.Tests.Inference;

/// <summary>What is inferred from packets alone agrees with what the endpoints themselves tell, in every scenario: it may be absent, but never wrong.</summary>
public sealed class ScenarioTruthTests(ITestOutputHelper output)
{
    public static TheoryData<string> Scenarios => [.. ScenarioCatalog.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void What_is_inferred_is_what_the_endpoints_tell(string name)
    {
        Assert.True(ScenarioCatalog.TryFind(name, out Scenario? scenario));
        WatchedScenario watched = WatchedScenario.Play(scenario);

        output.WriteLine($"{watched.Compared} packets compared, the state known of {watched.StatesKnown}; {watched.SeenAgain} of {watched.SentAgain} that went again seen as such, as often as they did");
        Assert.True(watched.Contradictions.Count == 0, string.Join('\n', watched.Contradictions.Take(20)));
        Assert.Equal(watched.SentAgain, watched.SeenAgain);
        Assert.True(watched.Compared > 0 && watched.StatesKnown * 2 >= watched.Compared, "too little is known");
    }
}
