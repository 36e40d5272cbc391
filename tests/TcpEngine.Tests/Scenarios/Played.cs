namespace TcpEngine.Tests.Scenarios;

/// <summary>A scenario that was played, and all that was told.</summary>
internal sealed class Played
{
    private Played(ScenarioResult result, EventLog log)
    {
        Result = result;
        Log = log;
    }

    public ScenarioResult Result { get; }

    public EventLog Log { get; }

    public static Played Of(string name, ScenarioSettings? settings = null)
    {
        Assert.True(ScenarioCatalog.TryFind(name, out Scenario? scenario));
        return Of(scenario, settings);
    }

    public static Played Of(Scenario scenario, ScenarioSettings? settings = null)
    {
        EventLog log = new();
        ScenarioResult result = ScenarioRun.Play(scenario, settings ?? new ScenarioSettings(), log);
        Assert.True(result.IsComplete);
        return new Played(result, log);
    }

    /// <summary>The states that a host's connections went through, one after the other.</summary>
    public string StatesOf(string host) => string.Join(" ", Log.Transitions.Where(change => change.StartsWith(host + " ", StringComparison.Ordinal)).Select(change => change[2..]));

    /// <summary>What a host did, each with its reason: <c>A Retransmission</c>. In the order of the list, if not at once.</summary>
    public void Tells(params string[] reasons)
    {
        int at = 0;
        foreach (string reason in reasons)
        {
            int found = Log.Reasons.IndexOf(reason, at);
            Assert.True(found >= 0, $"'{reason}' does not come{(at > 0 ? $" after '{Log.Reasons[at - 1]}'" : "")}");
            at = found + 1;
        }
    }

    public void NeverTells(string reason) => Assert.DoesNotContain(reason, Log.Reasons);

    public int Count(string reason) => Log.Reasons.Count(told => told == reason);

    /// <summary>When something was told, in seconds.</summary>
    public double[] TimesOf(string reason) => [.. Log.Times.Where((_, i) => Log.Reasons[i] == reason).Select(time => time.Nanoseconds / 1e9)];
}
