using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;

namespace TcpEngine.Tests.Proofs;

/// <summary>Two stacks over every kind of bad link, with every kind of options and applications: the bytes arrive in order, or both ends fail; and every run ends.</summary>
[Collection(nameof(ProofCollection))]
public sealed class RandomRunTests(ITestOutputHelper output)
{
    private const int ChunkSize = 250;

    /// <summary>How many seeds are played, and from which on; the environment variables RANDOM_LINK_SEEDS and RANDOM_LINK_FIRST ask for others.</summary>
    private static readonly ulong Seeds = Variable("RANDOM_LINK_SEEDS", 100_000);
    private static readonly ulong First = Variable("RANDOM_LINK_FIRST", 1);

    [Fact]
    [Requirement("INV-1", "INV-5")]
    public void Random_ends_over_random_links_keep_every_invariant()
    {
        ConcurrentBag<(ulong Seed, string Fault)> faults = [];
        long delivered = 0;
        long packets = 0;
        Parallel.For(0, (int)((Seeds + ChunkSize - 1) / ChunkSize), chunk =>
        {
            Stack<byte[]> free = new();
            for (ulong seed = First + ((ulong)chunk * ChunkSize); seed < First + Math.Min(Seeds, ((ulong)chunk + 1) * ChunkSize); seed++)
            {
                RandomRun.Result result = RandomRun.Play(seed, free);
                Interlocked.Add(ref delivered, result.IsDelivered ? 1 : 0);
                Interlocked.Add(ref packets, result.Packets);
                if (result.Fault is { } fault)
                {
                    faults.Add((seed, fault));
                }
            }
        });

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Seeds} runs, {delivered} of them delivered all, {packets} packets"));
        Assert.Equal("", string.Join('\n', faults.OrderBy(fault => fault.Seed).Take(10).Select(fault => string.Create(CultureInfo.InvariantCulture, $"seed {fault.Seed}: {fault.Fault}"))));
        Assert.True(delivered > (long)Seeds / 2, "Hardly anything was delivered: the runs prove nothing.");
    }

    private static ulong Variable(string name, ulong otherwise) => ulong.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out ulong value) ? value : otherwise;
}
