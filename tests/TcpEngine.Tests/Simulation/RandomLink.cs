namespace TcpEngine.Tests.Simulation;

/// <summary>A bad link, by chance.</summary>
internal static class RandomLink
{
    /// <summary>Draws delay, jitter, loss to 30 %, reordering, duplication and corruption, in this order.</summary>
    public static LinkSettings Draw(RandomSource random) => new()
    {
        Delay = Duration.FromMilliseconds(1 + random.Next(100)),
        Jitter = Duration.FromMilliseconds(random.Next(20)),
        Loss = random.NextDouble() * 0.3,
        Reordering = random.NextDouble() * 0.3,
        Duplication = random.NextDouble() * 0.2,
        Corruption = random.NextDouble() * 0.1,
    };
}
