using BenchmarkDotNet.Attributes;
using TcpEngine;

namespace Benchmarks;

/// <summary>A whole transfer between two engines in the simulator: what segments cost in time, and that they allocate nothing (compare the two sizes).</summary>
[MemoryDiagnoser]
public class TransferBenchmarks
{
    [Params(1_000_000, 16_000_000)]
    public int Bytes { get; set; }

    [Benchmark]
    public bool Transfer()
    {
        ScenarioTrigger connected = new(ScenarioTriggerKind.Connected);
        Scenario scenario = new()
        {
            Name = "transfer",
            Title = "",
            Story = "",
            Steps =
            [
                new("B", new(ScenarioTriggerKind.Start), new(ScenarioActionKind.Listen)),
                new("A", new(ScenarioTriggerKind.Start, Duration.FromMilliseconds(1)), new(ScenarioActionKind.Connect)),
                new("A", connected, new(ScenarioActionKind.Send, Bytes)),
                new("A", connected, new(ScenarioActionKind.Close)),
                new("B", new(ScenarioTriggerKind.PeerClosed), new(ScenarioActionKind.Close)),
            ],
        };
        return ScenarioRun.Play(scenario, new ScenarioSettings()).IsIntact;
    }
}
