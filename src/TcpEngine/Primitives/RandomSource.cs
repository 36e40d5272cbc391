namespace TcpEngine;

/// <summary>A deterministic source of random numbers: SplitMix64. The same seed gives the same numbers on every machine and in every version.</summary>
public sealed class RandomSource(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        unchecked
        {
            _state += 0x9e3779b97f4a7c15;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            return z ^ (z >> 31);
        }
    }

    /// <summary>A number from 0 up to, but not including, 1.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number from 0 up to, but not including, a limit of at least 1.</summary>
    public int Next(int limit) => (int)(NextDouble() * limit);

    /// <summary>True with that probability, 0 to 1. A probability of 0 draws no number.</summary>
    public bool Chance(double probability) => probability > 0 && NextDouble() < probability;
}
