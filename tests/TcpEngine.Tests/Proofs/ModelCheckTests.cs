using System.Globalization;
using Xunit.Abstractions;

namespace TcpEngine.Tests.Proofs;

/// <summary>
/// Every run there can be of two ends that open, send two segments and close, with up to three segments lost, duplicated or delayed: none gets stuck, no byte is lost, and the states
/// change as RFC 9293's figure 5 has it.
/// </summary>
[Collection(nameof(ProofCollection))]
public sealed class ModelCheckTests(ITestOutputHelper output)
{
    /// <summary>How many faults a run may have: the environment variables MODEL_FAULTS and MODEL_LAZY_FAULTS ask for more.</summary>
    private static readonly int Faults = Variable("MODEL_FAULTS", 3);
    private static readonly int LazyFaults = Variable("MODEL_LAZY_FAULTS", 1);

    [Fact]
    public void Ends_that_act_at_once_survive_every_three_faults() => Check(ModelCatalog.Eager, Faults);

    [Fact]
    public void Ends_that_act_at_any_time_survive_every_fault()
    {
        HashSet<int> arrows = Check(ModelCatalog.Lazy, LazyFaults);

        // The models know no CLOSE before the handshake is over.
        string[] unseen = [.. Figure5.Arrows.Where((_, i) => !arrows.Contains(i)).Select(arrow => $"{arrow.From} to {arrow.To}")];
        Assert.Equal(["SynSent to Closed", "SynReceived to FinWait1"], unseen);
    }

    [Fact]
    public void Ends_that_never_send_again_are_seen_to_fail()
    {
        // A checker that sees nothing here sees nothing anywhere.
        ModelScript script = ModelCatalog.Eager[0] with { Options = new TcpConnectionOptions { DataRetries = 0, SelectiveAcknowledgments = false } };
        Assert.Null(new ModelCheck(script, 0).Run());
        Assert.Contains("to Closed, by None", new ModelCheck(script, 1).Run(), StringComparison.Ordinal);
    }

    private HashSet<int> Check(IReadOnlyList<ModelScript> scripts, int faults)
    {
        string?[] found = new string?[scripts.Count];
        ModelCheck[] checks = [.. scripts.Select(script => new ModelCheck(script, faults))];
        Parallel.For(0, scripts.Count, i => found[i] = checks[i].Run());
        for (int i = 0; i < checks.Length; i++)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scripts[i].Name}, {faults} faults: {checks[i].States} states, {checks[i].Steps} steps, {checks[i].Ends} ends"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"together: {checks.Sum(check => (long)check.States)} states, {checks.Sum(check => check.Steps)} steps"));
        Assert.Equal("", string.Join('\n', found.Where(fault => fault is not null)));
        return [.. checks.SelectMany(check => check.Arrows)];
    }

    private static int Variable(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
