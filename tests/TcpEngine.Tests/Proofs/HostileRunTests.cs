using System.Globalization;
using Xunit.Abstractions;

namespace TcpEngine.Tests.Proofs;

/// <summary>Hostile peers that send whatever they can: the stack throws nothing, holds no more than it must, and serves the others.</summary>
[Collection(nameof(ProofCollection))]
public sealed class HostileRunTests(ITestOutputHelper output)
{
    private const int Runs = 64;
    private const long LiveBytesOfARun = 2_000_000; // some hundred connections that may buffer 64 KB each way, of which hostile ones fill few

    /// <summary>How many segments are sent; the environment variable HOSTILE_SEGMENTS asks for more.</summary>
    private static readonly long Segments = long.TryParse(Environment.GetEnvironmentVariable("HOSTILE_SEGMENTS"), CultureInfo.InvariantCulture, out long value) ? value : 10_000_000;

    [Fact]
    public void Hostile_peers_cannot_break_the_stack_fill_its_memory_or_end_the_connections_of_others()
    {
        string?[] faults = new string?[Runs];
        HostileRun[] runs = [.. Enumerable.Range(1, Runs).Select(seed => new HostileRun((ulong)seed))];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Parallel.For(0, Runs, i => faults[i] = runs[i].Play((int)(Segments / Runs)));
        long live = (GC.GetTotalMemory(forceFullCollection: true) - before) / Runs;

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Segments} segments, {runs.Sum(run => run.Opened)} connections opened, {runs.Max(run => run.MostConnections)} at once, {runs.Sum(run => run.Chats)} times others were answered, {live} live bytes more in each stack"));
        Assert.Equal("", string.Join('\n', faults.Where(fault => fault is not null)));
        Assert.True(live < LiveBytesOfARun, string.Create(CultureInfo.InvariantCulture, $"{live} bytes"));
        GC.KeepAlive(runs);
    }
}
