using System.Text;
using TcpEngine;

namespace Extcap.Tests.Linux;

/// <summary>Each scenario that a real peer can play, with the kernel as A and as B; <c>docs/linux.md</c> lists them.</summary>
public sealed class LinuxScenarioTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static TheoryData<string> KernelAsA { get; } = [.. LinuxScenarios.All.Where(scenario => scenario.KernelAsA).Select(scenario => scenario.Name)];

    public static TheoryData<string> KernelAsB { get; } = [.. LinuxScenarios.All.Where(scenario => scenario.KernelAsB).Select(scenario => scenario.Name)];

    [LinuxPeerTheory]
    [MemberData(nameof(KernelAsA))]
    public Task With_the_kernel_as_A(string name) => PlayAsync(name, kernelIsA: true);

    [LinuxPeerTheory]
    [MemberData(nameof(KernelAsB))]
    public Task With_the_kernel_as_B(string name) => PlayAsync(name, kernelIsA: false);

    [Fact]
    public void The_page_lists_what_is_played_and_what_cannot_be()
    {
        string[] named = [.. LinuxScenarios.All.Select(scenario => scenario.Name), .. LinuxScenarios.Others.SelectMany(others => others.Names.Split(", "))];
        Assert.Equal(named.Length, named.Distinct().Count());
        Assert.Empty(ScenarioCatalog.All.Select(scenario => scenario.Name).Except(named));

        StringBuilder text = new();
        text.Append("# Against Linux\n\nScenarios of [the lab](lab.md) with Linux's own TCP at one end and the engine at the other, over a TUN device: the tests play each with the kernel as A, the client, and as B, the server.\n");
        text.Append("Times are short, and the faults are made between both. Made by the tests; `ACCEPT_SNAPSHOTS=1 dotnet test tests/Extcap.Tests --filter LinuxScenarioTests` writes it anew.\n\n");
        text.Append("`A SYN` is a segment of A; `A:X>Y` a change of A's state, and `A!Reason` a reason of A's, which are seen where A is the engine; `win0`, `sack`, `ece` and `cwr` stand in a segment's header.\n\n");
        text.Append("| Scenario | Kernel as A | Kernel as B | What must be seen, in this order | |\n| --- | --- | --- | --- | --- |\n");
        foreach (LinuxScenario scenario in LinuxScenarios.All)
        {
            text.Append("| ").AppendJoin(" | ", scenario.Name, scenario.KernelAsA ? "yes" : "no", scenario.KernelAsB ? "yes" : "no", string.Join(" · ", scenario.Seen).Replace(">", "&gt;", StringComparison.Ordinal), scenario.Remark).Append(" |\n");
        }

        text.Append("\n## Not played\n\n| Scenarios | Why |\n| --- | --- |\n");
        foreach ((string names, string why) in LinuxScenarios.Others)
        {
            text.Append("| ").Append(names).Append(" | ").Append(why).Append(" |\n");
        }

        string file = Path.Combine(RepositoryRoot(), "docs", "linux.md");
        if (Environment.GetEnvironmentVariable("ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(file, text.ToString());
        }

        Assert.Equal(File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "", text.ToString());
    }

    private static async Task PlayAsync(string name, bool kernelIsA)
    {
        LinuxScenario scenario = LinuxScenarios.All.Single(scenario => scenario.Name == name);
        await using LinuxPair pair = new(scenario.Run, kernelIsA);
        try
        {
            await scenario.Play(pair).WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"It did not end in time. {pair.Log.FindMissing([.. scenario.Seen, "A what never comes"])}");
        }

        // What was sent last may be on its way still.
        DateTime end = DateTime.UtcNow + TimeSpan.FromSeconds(5);
        while (pair.Log.FindMissing(scenario.Seen) is not null && DateTime.UtcNow < end)
        {
            await Task.Delay(20);
        }

        Assert.Equal("", pair.Log.FindMissing(scenario.Seen) ?? "");
    }

    private static string RepositoryRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Tcp.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
